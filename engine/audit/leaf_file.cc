#include "engine/audit/leaf_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "engine/ledger/export_names.h"

namespace yizhan {
namespace {

constexpr std::uint64_t kLeafBytesMax = (64U << 20) + 7;  // A payload and its header.
constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kWindowBytes = 1U << 20;

std::uint64_t LengthAt(std::string_view bytes, std::uint64_t at) {
  std::uint64_t length = 0;
  for (std::uint64_t i = at; i < at + kLengthBytes; ++i) {
    length = length << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return length;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LeafFile>> LeafFile::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return absl::NotFoundError("cannot read file " + path);
  std::unique_ptr<LeafFile> leaves(new LeafFile(file, path));
  if (absl::Status indexed = leaves->Index(); !indexed.ok()) return indexed;
  return leaves;
}

LeafFile::~LeafFile() { close(file_); }

absl::Status LeafFile::Index() {
  struct stat about {};
  if (fstat(file_, &about) != 0 || !S_ISREG(about.st_mode)) {
    return absl::NotFoundError(path_ + " is no file");
  }
  const auto bytes = static_cast<std::uint64_t>(about.st_size);
  const std::uint64_t head_bytes = sizeof kLeavesHead - 1;
  const absl::StatusOr<std::string> head = ReadAt(0, std::min(head_bytes, bytes));
  if (!head.ok()) return head.status();
  if (*head != kLeavesHead) return absl::DataLossError(path_ + " does not begin as an export does");

  std::uint64_t at = head_bytes;
  starts_ = {at};
  std::string window;
  std::uint64_t window_at = 0;
  while (bytes - at >= kLengthBytes) {
    if (at < window_at || at + kLengthBytes > window_at + window.size()) {
      absl::StatusOr<std::string> read = ReadAt(at, std::min(kWindowBytes, bytes - at));
      if (!read.ok()) return read.status();
      window = *std::move(read);
      window_at = at;
    }
    const std::uint64_t length = LengthAt(window, at - window_at);
    if (length > kLeafBytesMax || length > bytes - at - kLengthBytes) break;
    at += kLengthBytes + length;
    starts_.push_back(at);
  }
  if (at != bytes) damage_ = std::to_string(bytes - at) + " bytes that are no whole leaf";
  return absl::OkStatus();
}

absl::StatusOr<std::string> LeafFile::ReadAt(std::uint64_t offset, std::uint64_t bytes) const {
  std::string read(bytes, '\0');
  std::uint64_t done = 0;
  while (done < bytes) {
    const ssize_t count =
        pread(file_, read.data() + done, bytes - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return absl::UnavailableError("cannot read " + path_ + ": " +
                                    (count < 0 ? std::strerror(errno) : "it became shorter"));
    }
    done += static_cast<std::uint64_t>(count);
  }
  return read;
}

absl::StatusOr<std::string> LeafFile::Leaf(std::uint64_t number) const {
  if (number >= size()) return absl::OutOfRangeError("no leaf " + std::to_string(number));
  const std::uint64_t start = starts_[number] + kLengthBytes;
  return ReadAt(start, starts_[number + 1] - start);
}

absl::StatusOr<std::vector<std::string>> LeafFile::Leaves(std::uint64_t from,
                                                          std::uint64_t until) const {
  if (from > until || until > size()) return absl::OutOfRangeError("no such leaves");
  const std::uint64_t start = starts_[from];
  const absl::StatusOr<std::string> bytes = ReadAt(start, starts_[until] - start);
  if (!bytes.ok()) return bytes.status();
  std::vector<std::string> leaves;
  leaves.reserve(until - from);
  for (std::uint64_t number = from; number < until; ++number) {
    const std::uint64_t at = starts_[number] - start + kLengthBytes;
    leaves.push_back(bytes->substr(at, starts_[number + 1] - start - at));
  }
  return leaves;
}

}  // namespace yizhan
