// CarriedFile: a file inside a message, as 9101 carries it: text, or bytes as a list of numbers
// (with or without a sign), or a ZIP file as Base64.
//
// Errors:   what is none of these: empty. Base64 that is cut short: a ZIP that nobody can read.
// Threads:  pure.
// Source:   domain.md section 2.3; the field's comment in newtouch-cloud/openhis, Input_9101.cs
//           ("文件数据 字节数组"), and its client, which sends one .txt as a ZIP in Base64.
#pragma once

#include <optional>
#include <string>

#include "adapters/national/json_reader.h"

namespace yizhan::national {

enum class FileForm : char { kText, kBytes, kSignedBytes, kBase64 };

struct CarriedFile {
  FileForm form = FileForm::kText;
  std::string bytes;
};

std::optional<CarriedFile> ReadCarried(const Json& in);
Json CarriedJson(const CarriedFile& file);

}  // namespace yizhan::national
