// Training: what every answer of a training centre tells the cashier, at every door.
//
// Threads:  pure.
#pragma once

#include <string>

namespace yizhan::national {

inline constexpr char kTrainingMark[] = "【培训】";
inline constexpr char kTrainingSentence[] = "【培训】本结果仅供练习，不产生实际支付";

// The sentence before the text, unless the text already says it.
inline std::string MarkedTraining(const std::string& text) {
  if (text.find(kTrainingMark) != std::string::npos) return text;
  return text.empty() ? kTrainingSentence : std::string(kTrainingSentence) + "；" + text;
}

}  // namespace yizhan::national
