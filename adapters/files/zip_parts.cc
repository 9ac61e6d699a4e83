#include "adapters/files/zip_parts.h"

#include <zip.h>

#include <vector>

#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 16;

absl::Status Damaged(const char* what) {
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "file",
                 .expected = "未损坏且未加密的XLSX文件/an XLSX file, whole and without a password",
                 .found = what});
}

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

void ZipParts::Discard::operator()(zip* archive) const { zip_discard(archive); }

absl::StatusOr<ZipParts> ZipParts::Open(std::string_view bytes) {
  zip_source_t* const source =
      zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, nullptr);
  if (source == nullptr) return Damaged("source");
  zip_t* const archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (archive == nullptr) {
    zip_source_free(source);
    return Damaged("directory");
  }
  ZipParts parts(archive);
  if (zip_get_num_entries(archive, 0) > kZipPartsMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "file",
                   .expected = "<= " + std::to_string(kZipPartsMax)});
  }
  return parts;
}

bool ZipParts::Has(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), 0) >= 0;
}

absl::Status ZipParts::Read(const std::string& name, std::uint64_t bytes_max,
                            const std::function<bool(std::string_view)>& take) const {
  const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen(archive_.get(), name.c_str(), 0));
  if (file == nullptr) return Damaged("part");
  std::vector<char> piece(kPieceBytes);
  for (std::uint64_t bytes = 0;;) {
    const zip_int64_t read = zip_fread(file.get(), piece.data(), piece.size());
    if (read < 0) return Damaged("content");
    if (read == 0) return absl::OkStatus();
    bytes += static_cast<std::uint64_t>(read);
    if (bytes > bytes_max) {
      return Refuse({.reason = v1::FIELD_TOO_LONG,
                     .field = "file",
                     .expected = "<= " + std::to_string(bytes_max) + " 字节/bytes"});
    }
    if (!take({piece.data(), static_cast<std::size_t>(read)})) return absl::OkStatus();
  }
}

}  // namespace yizhan::files
