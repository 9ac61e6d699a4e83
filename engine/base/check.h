// YIZHAN_CHECK: an error of ours stops the process, in every build.
//
// Use for what the code itself promises (conservation, order, ranges already checked). What the
// world can get wrong is an absl::Status.
#pragma once

namespace yizhan {

[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace yizhan

#define YIZHAN_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::yizhan::CheckFailed(#condition, __FILE__, __LINE__))
