#include "tools/cli/report.h"

#include "tools/cli/training.h"

namespace yizhan::cli {

std::string CellText(const Cell& cell) {
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return std::to_string(*count);
  if (const auto* amount = std::get_if<Money>(&cell)) return YuanText(*amount);
  return std::get<std::string>(cell);
}

bool IsFigure(const Cell& cell) { return !std::holds_alternative<std::string>(cell); }

BothWords IllustrativeWords() {
  return {"含示例(非真实)规则，不得据此支付",
          "uses illustrative (invented) rules; pay nobody by it"};
}

BothWords TrainingWords() { return {kTrainingZh, kTrainingEn}; }

void MarkTraining(Report& report) {
  if (report.training) return;
  report.training = true;
  const bool marked = !report.mark.zh.empty();
  report.mark.zh = marked ? "培训 " + report.mark.zh : "培训";
  report.mark.en = marked ? "TRAINING " + report.mark.en : "TRAINING";
}

std::string Joined(const BothWords& words) {
  if (words.en.empty()) return words.zh;
  return words.zh + " " + words.en;
}

}  // namespace yizhan::cli
