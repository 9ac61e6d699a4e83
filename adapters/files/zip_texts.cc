#include "adapters/files/zip_texts.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

constexpr std::string_view kZipBegins{"PK\x03\x04", 4};
constexpr std::string_view kTextEnds = ".txt";
constexpr std::size_t kTextPieceBytes = std::size_t{1} << 14;

absl::Status SpoiltZip(const char* what) {
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "file",
                 .expected = "未损坏且未加密的ZIP文件/a ZIP file, whole and without a password",
                 .found = what});
}

struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct DiscardZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

struct OpenedZip {
  std::unique_ptr<zip_source_t, FreeSource>
      source;  // Outlives the archive: it holds what it wrote.
  std::unique_ptr<zip_t, DiscardZip> archive;
};

absl::StatusOr<OpenedZip> OpenZip(std::string_view bytes) {
  OpenedZip zip;
  zip.source.reset(zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, nullptr));
  if (zip.source == nullptr) return SpoiltZip("source");
  zip_source_keep(zip.source.get());
  zip.archive.reset(zip_open_from_source(zip.source.get(), 0, nullptr));
  if (zip.archive == nullptr) {
    zip_source_free(zip.source.get());
    return SpoiltZip("directory");
  }
  if (zip_get_num_entries(zip.archive.get(), 0) > kZipEntriesMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "file",
                   .expected = "<= " + std::to_string(kZipEntriesMax)});
  }
  return zip;
}

// The name's bytes as they are: it may be of any character set.
bool IsText(zip_t& archive, std::uint64_t index) {
  const char* const found = zip_get_name(&archive, index, ZIP_FL_ENC_RAW);
  const std::string_view name = found == nullptr ? "" : found;
  if (name.size() < kTextEnds.size()) return false;
  return std::equal(
      kTextEnds.begin(), kTextEnds.end(), name.end() - kTextEnds.size(),
      [](char wanted, char c) { return wanted == std::tolower(static_cast<unsigned char>(c)); });
}

absl::Status ReadEntry(zip_t& archive, std::uint64_t index, std::size_t bytes_max,
                       std::string& bytes) {
  const std::unique_ptr<zip_file_t, CloseEntry> file(zip_fopen_index(&archive, index, 0));
  if (file == nullptr) return SpoiltZip("entry");
  std::array<char, kTextPieceBytes> piece{};
  while (true) {
    const zip_int64_t read = zip_fread(file.get(), piece.data(), piece.size());
    if (read < 0) return SpoiltZip("content");
    if (read == 0) return absl::OkStatus();
    bytes.append(piece.data(), static_cast<std::size_t>(read));
    if (bytes.size() > bytes_max) {
      return Refuse({.reason = v1::FIELD_TOO_LONG,
                     .field = "file",
                     .expected = "<= " + std::to_string(bytes_max) + " 字节/bytes"});
    }
  }
}

absl::Status PutEntry(zip_t& archive, const ZipText& text) {
  zip_stat_t before;
  if (zip_stat_index(&archive, text.index, 0, &before) != 0) return SpoiltZip("entry");
  zip_source_t* const content =
      zip_source_buffer(&archive, text.bytes.data(), text.bytes.size(), /*freep=*/0);
  if (content == nullptr) return SpoiltZip("source");
  if (zip_file_replace(&archive, text.index, content, 0) != 0) {
    zip_source_free(content);
    return SpoiltZip("entry");
  }
  if ((before.valid & ZIP_STAT_COMP_METHOD) != 0) {
    zip_set_file_compression(&archive, text.index, before.comp_method, 0);
  }
  if ((before.valid & ZIP_STAT_MTIME) != 0) {
    zip_file_set_mtime(&archive, text.index, before.mtime, 0);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> BytesOf(zip_source_t& source) {
  zip_stat_t written;
  if (zip_source_stat(&source, &written) != 0 || zip_source_open(&source) != 0) {
    return SpoiltZip("written");
  }
  std::string bytes(written.size, '\0');
  const zip_int64_t read = zip_source_read(&source, bytes.data(), bytes.size());
  zip_source_close(&source);
  if (read != static_cast<zip_int64_t>(bytes.size())) return SpoiltZip("written");
  return bytes;
}

}  // namespace

bool IsZip(std::string_view bytes) { return bytes.starts_with(kZipBegins); }

absl::StatusOr<std::vector<ZipText>> ReadZipTexts(std::string_view zip, std::size_t bytes_max) {
  const absl::StatusOr<OpenedZip> opened = OpenZip(zip);
  if (!opened.ok()) return opened.status();
  zip_t& archive = *opened->archive;
  std::vector<ZipText> texts;
  std::size_t left = bytes_max;
  const auto entries = static_cast<std::uint64_t>(zip_get_num_entries(&archive, 0));
  for (std::uint64_t index = 0; index < entries; ++index) {
    if (!IsText(archive, index)) continue;
    ZipText text{.index = index, .bytes = {}};
    if (auto status = ReadEntry(archive, index, left, text.bytes); !status.ok()) return status;
    left -= text.bytes.size();
    texts.push_back(std::move(text));
  }
  return texts;
}

absl::StatusOr<std::string> PutZipTexts(std::string_view zip, const std::vector<ZipText>& texts) {
  absl::StatusOr<OpenedZip> opened = OpenZip(zip);
  if (!opened.ok()) return opened.status();
  for (const ZipText& text : texts) {
    if (auto status = PutEntry(*opened->archive, text); !status.ok()) return status;
  }
  if (zip_close(opened->archive.get()) != 0) return SpoiltZip("written");
  (void)opened->archive.release();
  return BytesOf(*opened->source);
}

}  // namespace yizhan::files
