// FunctionLength: where functions begin and how many lines they have, found by counting braces.
//
// Units:    1-based lines; a function's length runs from its opening brace to its closing one.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace yizhan::style {

struct FunctionSpan {
  std::size_t line = 0;
  std::size_t lines = 0;
};

// `code` comes from CodeOnly. Lambdas and local types count as part of the function they are in.
std::vector<FunctionSpan> FindFunctions(const std::string& code);

}  // namespace yizhan::style
