#include "adapters/national/kept_files.h"

#include <optional>
#include <utility>
#include <vector>

#include "adapters/national/fields.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr char kKind[] = "national.file";
constexpr char kOurs[] = "F";
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
  const auto content = Require(**upload, "in", Json::Kind::kString, "input.fsUploadIn");
  if (!content.ok()) return content.status();
  const absl::StatusOr<std::string> number = KeepFile((*content)->text, now, notes);
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
