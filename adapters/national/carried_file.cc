#include "adapters/national/carried_file.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"

namespace yizhan::national {
namespace {

constexpr char kZipAsBase64[] = "UEsDB";  // Of "PK", 3, 4.
constexpr char kZipBytes[] = "PK\x03\x04";
constexpr int kByteMin = -128;
constexpr int kByteMax = 255;

CarriedFile ReadText(const std::string& text) {
  // Lines of a 3202 have tabs.
  const bool zip = text.starts_with(kZipAsBase64) && text.find('\t') == std::string::npos;
  if (!zip) return {.form = FileForm::kText, .bytes = text};
  CarriedFile file{.form = FileForm::kBase64, .bytes = {}};
  if (!absl::Base64Unescape(text, &file.bytes)) file.bytes = kZipBytes;
  return file;
}

std::optional<CarriedFile> ReadBytes(const Json& list) {
  CarriedFile file{.form = FileForm::kBytes, .bytes = {}};
  file.bytes.reserve(list.items.size());
  for (const Json& item : list.items) {
    int byte = 0;
    const bool number = item.kind == Json::Kind::kNumber && absl::SimpleAtoi(item.text, &byte);
    if (!number || byte < kByteMin || byte > kByteMax) return std::nullopt;
    if (byte < 0) file.form = FileForm::kSignedBytes;
    file.bytes += static_cast<char>(byte);
  }
  return file;
}

}  // namespace

std::optional<CarriedFile> ReadCarried(const Json& in) {
  if (in.kind == Json::Kind::kString) return ReadText(in.text);
  if (in.kind != Json::Kind::kArray) return std::nullopt;
  return ReadBytes(in);
}

Json CarriedJson(const CarriedFile& file) {
  if (file.form == FileForm::kText) return {.kind = Json::Kind::kString, .text = file.bytes};
  if (file.form == FileForm::kBase64) {
    return {.kind = Json::Kind::kString, .text = absl::Base64Escape(file.bytes)};
  }
  Json list{.kind = Json::Kind::kArray};
  list.items.reserve(file.bytes.size());
  for (const char c : file.bytes) {
    const int byte = file.form == FileForm::kSignedBytes ? static_cast<signed char>(c)
                                                         : static_cast<unsigned char>(c);
    list.items.push_back({.kind = Json::Kind::kNumber, .text = std::to_string(byte)});
  }
  return list;
}

}  // namespace yizhan::national
