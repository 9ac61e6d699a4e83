#include "adapters/shanghai/result_body.h"

#include <algorithm>
#include <utility>

#include "adapters/national/training.h"
#include "adapters/shanghai/codes.h"

namespace yizhan::shanghai {
namespace {

void WriteLines(const v1::SettleResult& result, JsonWriter& xxnr) {
  xxnr.Key("jzmx").BeginArray();
  for (const v1::AidLine& line : result.lines()) {
    xxnr.BeginObject()
        .Text("xmbm", line.program_id())
        .Text("xmmc", line.title())
        .Text("cj", LayerText(line.layer()))
        .Amount("jzje", line.pay_fen())
        .EndObject();
  }
  xxnr.EndArray();
}

// Of programs that were open to him; when none was, why not.
void WriteSentences(const v1::SettleResult& result, JsonWriter& xxnr) {
  const auto open = [](const v1::ExplainedStep& step) {
    return step.step().status() != v1::NOT_ELIGIBLE;
  };
  const bool any = std::any_of(result.steps().begin(), result.steps().end(), open);
  xxnr.Key("jzsm").BeginArray();
  for (const v1::ExplainedStep& step : result.steps()) {
    if (!any || open(step)) xxnr.Text(step.sentence_zh());
  }
  xxnr.EndArray();
}

std::vector<std::string> RemarksOf(const v1::SettleResult& result) {
  std::vector<std::string> remarks;
  if (result.training()) remarks.emplace_back(national::kTrainingSentence);
  if (result.illustrative()) remarks.emplace_back("所依据的项目含示例数字，不作发放依据");
  for (const v1::Warning& warning : result.warnings()) {
    if (warning.route() != v1::CASHIER) continue;
    remarks.push_back(warning.message() + "：" + warning.next_step());
  }
  return remarks;
}

}  // namespace

void WriteRemarks(const std::vector<std::string>& remarks, JsonWriter& xxnr) {
  xxnr.Key("tsxx").BeginArray();
  for (const std::string& remark : remarks) xxnr.Text(remark);
  xxnr.EndArray();
}

void WriteResult(const v1::SettleResult& result, const std::vector<std::string>& remarks,
                 JsonWriter& xxnr) {
  const v1::Outcome& outcome = result.outcome();
  xxnr.Amount("jzzje", outcome.aid_fen());
  WriteLines(result, xxnr);
  xxnr.Amount("grfdze", outcome.patient_due_fen())
      .Amount("zhzf", outcome.account_applied_fen())
      .Amount("zhth", outcome.account_refund_fen())
      .Amount("xjzf", outcome.cash_due_fen());
  WriteSentences(result, xxnr);
  std::vector<std::string> all = remarks;
  for (std::string& remark : RemarksOf(result)) all.push_back(std::move(remark));
  WriteRemarks(all, xxnr);
}

}  // namespace yizhan::shanghai
