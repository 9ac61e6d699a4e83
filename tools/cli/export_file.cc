#include "tools/cli/export_file.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"
#include "tools/cli/session.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kLeafBytesMax = (64U << 20) + 7;  // A payload and its header.
constexpr std::size_t kKindAt = 2;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

bool ReadExactly(std::FILE* file, char* bytes, std::size_t size) {
  return std::fread(bytes, 1, size, file) == size;
}

absl::Status Damaged(const std::string& path) {
  return absl::DataLossError(path + " 不是完整的账本导出文件\n" + path +
                             " is no complete export of a ledger");
}

}  // namespace

void WriteLeaf(const std::string& stored, std::ostream& out) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length.at(i) = static_cast<char>((stored.size() >> (8 * (7 - i))) & 0xFFU);
  }
  out.write(length.data(), length.size());
  out.write(stored.data(), static_cast<std::streamsize>(stored.size()));
}

absl::Status ReadExport(const std::string& given,
                        const std::function<absl::StatusOr<bool>(const std::string&)>& take) {
  std::error_code error;
  const bool is_folder = std::filesystem::is_directory(given, error);
  const std::string path = is_folder ? given + "/" + kLeavesFile : given;
  const File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return UsageError("无法读取文件 " + path, "cannot read file " + path);
  std::string head(sizeof kLeavesHead - 1, '\0');
  if (!ReadExactly(file.get(), head.data(), head.size()) || head != kLeavesHead) {
    return Damaged(path);
  }
  std::string stored;
  std::array<char, 8> length{};
  for (;;) {
    const std::size_t read = std::fread(length.data(), 1, length.size(), file.get());
    if (read == 0 && std::feof(file.get()) != 0) return absl::OkStatus();
    std::uint64_t size = 0;
    for (const char c : length) size = size << 8 | static_cast<std::uint8_t>(c);
    if (read < length.size() || size > kLeafBytesMax) return Damaged(path);
    stored.resize(size);
    if (!ReadExactly(file.get(), stored.data(), size)) return Damaged(path);
    const absl::StatusOr<bool> more = take(stored);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
  }
}

bool IsTrainingExport(const std::string& path) {
  bool training = false;
  const absl::Status read = ReadExport(path, [&](const std::string& stored) {
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    training = entry.ok() && entry->ledger_opened().training();
    return false;  // Entry 0 says it.
  });
  return read.ok() && training;
}

int KindOfLeaf(std::string_view stored) {
  return stored.size() <= kKindAt ? 0 : static_cast<std::uint8_t>(stored[kKindAt]);
}

}  // namespace yizhan::cli
