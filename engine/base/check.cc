#include "engine/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace yizhan {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "yizhan: broken promise at %s:%d: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace yizhan
