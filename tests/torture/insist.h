// Insist: a call that may be repeated, until a busy machine or an engine that starts lets it
// through.
//
// Errors:   the last answer, when it is a refusal or the tries are used up.
// Threads:  any.
#pragma once

#include <chrono>
#include <thread>

#include "engine/base/refusal.h"

namespace yizhan::torture {

// `call` returns an absl::StatusOr and does nothing twice.
template <typename Call>
auto Insist(const Call& call) {
  constexpr int kTries = 100;
  constexpr std::chrono::milliseconds kPause{100};
  auto answer = call();
  for (int i = 0; i < kTries && !answer.ok(); ++i) {
    const v1::ErrorClass error_class = DetailOf(answer.status()).error_class();
    if (error_class != v1::TRY_AGAIN && error_class != v1::OUTCOME_UNKNOWN) break;
    std::this_thread::sleep_for(kPause);
    answer = call();
  }
  return answer;
}

}  // namespace yizhan::torture
