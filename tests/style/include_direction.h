// IncludeDirection: which folder may include which. Nothing points up.
//
// Threads:  pure.
// Law:      ARCHITECTURE.md, Folders.
#pragma once

#include <string>

namespace yizhan::style {

// Empty when the file at `path` may include `included`, else the reason in words.
std::string WhyNotInclude(const std::string& path, const std::string& included);

}  // namespace yizhan::style
