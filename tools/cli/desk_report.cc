#include "tools/cli/desk_report.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "tools/cli/json_out.h"
#include "tools/cli/table.h"
#include "tools/cli/training.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kMismatchesShown = 50;

// The sentence of a reason without any one case's figures.
std::string ReasonZh(v1::Reason reason) {
  if (reason == v1::REASON_UNSPECIFIED) return "无应答或未分类";
  return DetailOf(Refuse({.reason = reason})).message_zh();
}

std::string ExpectedText(const DeskLine& line) {
  std::string text;
  for (const std::string& name : line.expected) text += (text.empty() ? "" : "|") + name;
  return text;
}

void Count(const DeskAnswer& answer, DeskReport& report) {
  switch (answer.kind) {
    case DeskKind::kNotSent:
      ++report.not_sent;
      return;
    case DeskKind::kSettled:
      ++report.settled;
      return;
    case DeskKind::kReplaced:
      ++report.replaced;
      return;
    case DeskKind::kReversed:
      ++report.reversed;
      return;
    case DeskKind::kTombstone:
      ++report.tombstones;
      return;
    case DeskKind::kReplayed:
      ++report.duplicates;
      return;
    case DeskKind::kRefused:
      break;
  }
  ++report.refused;
  if (answer.unknown) ++report.unknown;
  ++report.refused_by_reason[answer.reason];
}

}  // namespace

DeskReport CountAnswers(const std::vector<DeskLine>& script,
                        const std::vector<DeskAnswer>& answers) {
  YIZHAN_CHECK(script.size() == answers.size());
  DeskReport report;
  report.lines = script.size();
  for (std::size_t i = 0; i < script.size(); ++i) {
    Count(answers[i], report);
    if (AsExpected(script[i], answers[i])) continue;
    report.mismatches.push_back("第" + std::to_string(script[i].line) + "行 line " +
                                std::to_string(script[i].line) + " " + script[i].message_id +
                                ": 应为 expected " + ExpectedText(script[i]) + ", 实为 got " +
                                LabelOf(answers[i]) + " " + answers[i].message_zh);
  }
  return report;
}

std::string DeskReportText(const DeskReport& report, std::int64_t elapsed_ms) {
  Table counts({{"结果 Result"}, {"笔数 Count", Align::kRight}});
  counts.AddRow({"已结算 settled", std::to_string(report.settled)});
  counts.AddRow({"重复提交 duplicates", std::to_string(report.duplicates)});
  counts.AddRow({"已冲正 reversed", std::to_string(report.reversed)});
  counts.AddRow({"到达前冲正 tombstones", std::to_string(report.tombstones)});
  counts.AddRow({"已替换 replaced", std::to_string(report.replaced)});
  counts.AddRow({"已拒绝 refused", std::to_string(report.refused)});
  if (report.not_sent > 0) {
    counts.AddRow({"未发送 not sent", std::to_string(report.not_sent)});
  }
  counts.AddRule();
  counts.AddRow({"合计 lines", std::to_string(report.lines)});
  std::string text = TrainingLine(report.training) + counts.Text();
  if (!report.refused_by_reason.empty()) {
    Table reasons({{"拒绝原因"}, {"Reason"}, {"笔数 Count", Align::kRight}});
    for (const auto& [reason, count] : report.refused_by_reason) {
      reasons.AddRow({ReasonZh(reason), v1::Reason_Name(reason), std::to_string(count)});
    }
    text += "\n" + reasons.Text();
  }
  const std::size_t shown = std::min(kMismatchesShown, report.mismatches.size());
  if (shown > 0) text += "\n与预期不符 Not as expected:\n";
  for (std::size_t i = 0; i < shown; ++i) text += "  " + report.mismatches[i] + "\n";
  if (shown < report.mismatches.size()) {
    text += "  ... " + std::to_string(report.mismatches.size() - shown) + " more\n";
  }
  return text + "用时 Time " + std::to_string(elapsed_ms) + " ms\n";
}

std::string DeskReportJson(const DeskReport& report, std::int64_t elapsed_ms) {
  JsonObject reasons;
  for (const auto& [reason, count] : report.refused_by_reason) {
    reasons.Number(v1::Reason_Name(reason), count);
  }
  JsonObject json;
  json.Number("lines", report.lines)
      .Number("settled", report.settled)
      .Number("duplicates", report.duplicates)
      .Number("reversed", report.reversed)
      .Number("tombstones", report.tombstones)
      .Number("replaced", report.replaced)
      .Number("refused", report.refused)
      .Number("unknown", report.unknown)
      .Number("not_sent", report.not_sent)
      .Object("refused_by_reason", reasons)
      .Texts("mismatches", report.mismatches)
      .Training(report.training)
      .Number("elapsed_ms", static_cast<std::uint64_t>(elapsed_ms));
  return json.Text() + "\n";
}

ExitCode DeskExitCode(const DeskReport& report) {
  if (report.not_sent > 0 || report.unknown > 0) return kExitUnknown;
  return report.mismatches.empty() ? kExitOk : kExitRefused;
}

}  // namespace yizhan::cli
