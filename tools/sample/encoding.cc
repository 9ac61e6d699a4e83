#include "tools/sample/encoding.h"

#include <iconv.h>

#include <cstddef>

namespace yizhan::sample {

absl::StatusOr<std::string> ToGb18030(const std::string& utf8) {
  const iconv_t converter = iconv_open("GB18030", "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return absl::InternalError("this machine cannot write GB18030");
  }
  std::string input = utf8;
  std::string output(utf8.size() * 4 + 4, '\0');
  char* from = input.data();
  char* to = output.data();
  std::size_t from_bytes = input.size();
  std::size_t to_bytes = output.size();
  const std::size_t failed = iconv(converter, &from, &from_bytes, &to, &to_bytes);
  iconv_close(converter);
  if (failed == static_cast<std::size_t>(-1)) {
    return absl::InternalError("text does not convert to GB18030");
  }
  output.resize(output.size() - to_bytes);
  return output;
}

}  // namespace yizhan::sample
