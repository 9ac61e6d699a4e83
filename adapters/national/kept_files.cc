#include "adapters/national/kept_files.h"

#include <optional>
#include <utility>
#include <vector>

#include "adapters/files/charset.h"
#include "adapters/files/zip_texts.h"
#include "adapters/national/carried_file.h"
#include "adapters/national/fields.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr char kKind[] = "national.file";
constexpr char kOurs[] = "F";
constexpr char kIn[] = "input.fsUploadIn.in";
constexpr std::size_t kTextBytesMax = 4U << 20;
constexpr std::size_t kFilesMax = 200;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kDayDigits = 8;
constexpr std::size_t kSerialDigits = 10;

absl::Status ForgetOld(std::int64_t now_ms, edge::Notes& notes) {
  const std::string yesterday = kOurs + CompactTime(now_ms - kDayMs).substr(0, kDayDigits);
  std::vector<std::string> old;
  std::size_t kept = 0;
  const auto sort = [&](std::string_view key, std::string_view) {
    if (key < yesterday) {
      old.emplace_back(key);
    } else {
      ++kept;
    }
    return kept < kFilesMax;
  };
  if (auto status = notes.ForEach(kKind, kOurs, sort); !status.ok()) return status;
  for (const std::string& key : old) {
    if (auto status = notes.Erase(kKind, key); !status.ok()) return status;
  }
  if (kept < kFilesMax) return absl::OkStatus();
  return Refuse({.reason = v1::TOO_MANY_ITEMS,
                 .field = "input.fsUploadIn",
                 .expected = "< " + std::to_string(kFilesMax)});
}

absl::StatusOr<std::string> Unpacked(const std::string& zip) {
  const auto texts = files::ReadZipTexts(zip, kTextBytesMax);
  if (!texts.ok()) return texts.status();
  if (texts->empty()) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = kIn, .expected = ".txt"});
  }
  std::string whole;
  for (const files::ZipText& packed : *texts) {
    const absl::StatusOr<std::string> text = files::ToUtf8(packed.bytes);
    if (!text.ok()) return text.status();
    if (!whole.empty() && !whole.ends_with('\n')) whole += '\n';
    whole += *text;
  }
  return whole;
}

absl::StatusOr<std::string> TextOf(const Json& upload) {
  const Json* const in = upload.Find("in");
  if (in == nullptr) return Refuse({.reason = v1::FIELD_MISSING, .field = kIn});
  const std::optional<CarriedFile> carried = ReadCarried(*in);
  if (!carried.has_value()) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = kIn,
                   .expected = "文本、字节数组或ZIP的Base64/text, bytes, or a ZIP in Base64"});
  }
  return files::IsZip(carried->bytes) ? Unpacked(carried->bytes) : files::ToUtf8(carried->bytes);
}

}  // namespace

absl::StatusOr<std::string> KeepFile(const std::string& text, Now now, edge::Notes& notes) {
  if (auto status = ForgetOld(now.ms, notes); !status.ok()) return status;
  const std::string serial = std::to_string(now.serial);
  const std::size_t zeros = serial.size() < kSerialDigits ? kSerialDigits - serial.size() : 0;
  const std::string key = kOurs + CompactTime(now.ms) + std::string(zeros, '0') + serial;
  if (auto status = notes.Put(kKind, key, text); !status.ok()) return status;
  return key;
}

absl::StatusOr<std::string> KeptFile(const std::string& file_qury_no, const std::string& field,
                                     const edge::Notes& notes) {
  absl::StatusOr<std::optional<std::string>> found = notes.Find(kKind, file_qury_no);
  if (!found.ok()) return found.status();
  if (found->has_value()) return **std::move(found);
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = field,
                 .expected = "9101或3202给出的文件号/a number of 9101 or 3202"});
}

absl::StatusOr<Output> TakeFile(const Json& input, Now now, edge::Notes& notes) {
  const auto upload = Require(input, "fsUploadIn", Json::Kind::kObject, "input");
  if (!upload.ok()) return upload.status();
  Fields fields(**upload, "input.fsUploadIn");
  const std::string name = fields.RequiredText("filename", 200);
  if (!fields.status().ok()) return fields.status();
  const absl::StatusOr<std::string> text = TextOf(**upload);
  if (!text.ok()) return text.status();
  const absl::StatusOr<std::string> number = KeepFile(*text, now, notes);
  if (!number.ok()) return number.status();
  return Output{.write = [number = *number, name](JsonWriter& out) {
    out.BeginObject().Text("file_qury_no", number).Text("filename", name).EndObject();
  }};
}

absl::StatusOr<Output> GiveFile(const Json& input, const edge::Notes& notes) {
  const auto download = Require(input, "fsDownloadIn", Json::Kind::kObject, "input");
  if (!download.ok()) return download.status();
  Fields fields(**download, "input.fsDownloadIn");
  const std::string number = fields.RequiredText("file_qury_no", 30);
  if (!fields.status().ok()) return fields.status();
  absl::StatusOr<std::string> text = KeptFile(number, fields.PathOf("file_qury_no"), notes);
  if (!text.ok()) return text.status();
  return Output{.write = [number, text = *std::move(text)](JsonWriter& out) {
    out.BeginObject().Text("file_qury_no", number).Text("out", text).EndObject();
  }};
}

}  // namespace yizhan::national
