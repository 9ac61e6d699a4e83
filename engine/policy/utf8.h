// Utf8: is this text valid UTF-8 (RFC 3629), without surrogates and overlong forms?
//
// Threads:  pure.
#pragma once

#include <string_view>

namespace yizhan {

bool IsUtf8(std::string_view text);

}  // namespace yizhan
