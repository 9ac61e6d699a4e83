#include "tools/cli/explain_report.h"

#include <algorithm>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "tools/cli/names.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kFirstSentence = 4;

Cell Amount(std::int64_t amount_fen) { return Money::FromFen(amount_fen); }

bool IsChosen(const v1::ExplainedStep& step) { return step.step().status() == v1::CHOSEN; }

std::string Both(const std::string& zh, const std::string& en) {
  return en.empty() || zh == en ? zh : zh + " " + en;
}

BothWords PlaceWords(const v1::SettleResult& result) {
  const v1::Bill& bill = result.bill();
  if (result.has_outside_aid()) {
    const v1::OutsideFact& fact = result.outside_aid();
    return {"其他单位已付的救助，项目 " + fact.program_id() + "，票据号 " + fact.bill_no() +
                "，结算日期 " + fact.accounting_date() + "，依据 " + fact.reference(),
            "Aid that another body paid, program " + fact.program_id() + ", bill " +
                fact.bill_no() + ", accounted " + fact.accounting_date() + ", reference " +
                fact.reference()};
  }
  if (result.has_application()) {
    const std::string year = std::to_string(result.application().year());
    const std::string bills = std::to_string(result.application().bills_size());
    return {year + " 年度申请救助，计入 " + bills + " 笔结算",
            "Aid of " + year + " on application, over " + bills + " settlements"};
  }
  return {"医疗机构 " + Both(result.institution_name(), bill.institution_id()) + "，票据号 " +
              bill.bill_no() + "，就诊 " + bill.service_start() + " 至 " + bill.service_end() +
              "，结算日期 " + bill.accounting_date(),
          "Institution " + bill.institution_id() + ", bill " + bill.bill_no() + ", service " +
              bill.service_start() + " to " + bill.service_end() + ", accounted " +
              bill.accounting_date()};
}

BothWords PersonWords(const v1::ExplainReply& reply) {
  std::string identities;
  for (const v1::DatedValue& identity : reply.facts().identities()) {
    identities += (identities.empty() ? "" : "、") + identity.value() + " " + identity.from() +
                  " ~ " + identity.until();
  }
  const std::string person = PersonText(reply.facts().person_no());
  return {"救助对象 " + person + "，身份 " + (identities.empty() ? "无" : identities),
          "Person " + person + ", identities " + (identities.empty() ? "none" : identities)};
}

BothWords OriginWords(const v1::SettleResult& result) {
  const std::string time = TimeText(result.posted_ms());
  const std::string pack = HexText(result.pack_hash());
  return {"入账时间 " + time + "，状态 " + PresentText(result.state(), result.ended_by()) +
              "。以下说明取自结算时存入账本的记录，没有重新计算。政策包 " + pack,
          "Posted " + time + ". What follows was stored when it was settled; nothing was " +
              "calculated again. Policy pack " + pack};
}

ReportTable CostTable(const v1::SettleResult& result) {
  const v1::Bill& bill = result.bill();
  ReportTable table{.name = "cost",
                    .title = {"费用", "Cost"},
                    .columns = {{"项目", "Item"}, {"金额（元）", "Yuan"}}};
  if (result.has_outside_aid()) {
    table.rows = {{"计入累计的费用 Base", Amount(result.outside_aid().base_fen())},
                  {"其他单位已付 Paid elsewhere", Amount(result.outside_aid().paid_fen())}};
    return table;
  }
  table.rows = {{"医疗费总额 Total", Amount(bill.total_fen())}};
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    table.rows.push_back(
        {FundZh(payment.fund_code()) + " " + payment.fund_code(), Amount(payment.amount_fen())});
  }
  if (bill.hospital_borne_fen() != 0) {
    table.rows.push_back({"医院负担 Borne by the hospital", Amount(bill.hospital_borne_fen())});
  }
  for (const v1::UpstreamAid& aid : bill.upstream_aid()) {
    table.rows.push_back({"上游救助 Upstream aid " + aid.fund_code(), Amount(aid.amount_fen())});
  }
  return table;
}

struct BucketRow {
  const char* title;
  std::int64_t (v1::Buckets::*fen)() const;
};
constexpr BucketRow kBuckets[] = {
    {"政策范围内自负 In-scope self-pay", &v1::Buckets::in_scope_self_pay_fen},
    {"分类自负 Pre-self-pay", &v1::Buckets::pre_self_pay_fen},
    {"超限价 Over limit", &v1::Buckets::over_limit_fen},
    {"自费 Out of scope", &v1::Buckets::out_of_scope_fen},
};

// What the patient bore before aid is what is left and what the programs drew.
ReportTable BucketTable(const v1::ExplainReply& reply) {
  ReportTable table{
      .name = "buckets",
      .title = {"个人负担", "What the patient bears"},
      .columns = {
          {"部分", "Part"}, {"救助前", "Before aid"}, {"救助", "Aid"}, {"救助后", "After aid"}}};
  std::int64_t drawn_sum_fen = 0;
  std::int64_t left_sum_fen = 0;
  for (const BucketRow& bucket : kBuckets) {
    const std::int64_t left_fen = (reply.result().outcome().due().*bucket.fen)();
    std::int64_t drawn_fen = 0;
    for (const v1::ExplainedStep& step : reply.steps()) {
      if (IsChosen(step)) drawn_fen += (step.step().figures().draw().*bucket.fen)();
    }
    table.rows.push_back(
        {bucket.title, Amount(left_fen + drawn_fen), Amount(drawn_fen), Amount(left_fen)});
    drawn_sum_fen += drawn_fen;
    left_sum_fen += left_fen;
  }
  table.whole = Row{"合计 Total", Amount(left_sum_fen + drawn_sum_fen), Amount(drawn_sum_fen),
                    Amount(left_sum_fen)};
  return table;
}

std::string SureText(v1::Confidence confidence) {
  if (confidence == v1::VERIFIED) return "已核对原文 verified";
  return confidence == v1::SECONDARY ? "二手来源 secondary" : "示例（非真实）illustrative";
}

std::string SourceText(const v1::Source& source) {
  if (source.document().empty()) return "";
  return source.document() + " " + source.article() + "\n「" + source.quote() + "」\n" +
         SureText(source.confidence());
}

ReportTable ProgramTable(const v1::ExplainReply& reply) {
  ReportTable table{.name = "programs",
                    .title = {"逐项说明", "Program by program"},
                    .columns = {{"层级", "Layer"},
                                {"项目", "Program"},
                                {"结果", "Result"},
                                {"救助（元）", "Pays, yuan"},
                                {"说明", "Why"},
                                {"依据", "Source"}},
                    .sentences_from = kFirstSentence};
  for (const v1::ExplainedStep& step : reply.steps()) {
    const std::int64_t pay_fen = IsChosen(step) ? step.step().figures().pay_fen() : 0;
    table.rows.push_back({Both(LayerZh(step.layer()), LayerEn(step.layer())),
                          Both(step.title(), step.title_en()) + " (" + step.program_id() + ")",
                          StepZh(step.step().status()), Amount(pay_fen),
                          step.sentence_zh() + "\n" + step.sentence_en(),
                          SourceText(step.source())});
  }
  return table;
}

// The least room of the caps that were in the way.
Cell CapCell(const v1::ExplainedStep& step) {
  const v1::ProgramFigures& figures = step.step().figures();
  if (figures.caps().empty()) return std::string();
  const auto least = std::min_element(
      figures.caps().begin(), figures.caps().end(),
      [](const v1::CapFigure& a, const v1::CapFigure& b) { return a.room_fen() < b.room_fen(); });
  return Amount(least->room_fen());
}

// Only programs that applied have figures.
ReportTable FigureTable(const v1::ExplainReply& reply) {
  ReportTable table{.name = "figures",
                    .title = {"计算数据", "The figures"},
                    .columns = {{"项目", "Program"},
                                {"本次计入", "Base"},
                                {"此前累计", "Accumulated"},
                                {"此前应得", "Entitled before"},
                                {"累计应得", "Entitled now"},
                                {"限额余额", "Cap room"},
                                {"基金余额", "Fund"},
                                {"支付", "Pays"}}};
  for (const v1::ExplainedStep& step : reply.steps()) {
    if (step.step().status() == v1::NOT_ELIGIBLE) continue;
    const v1::ProgramFigures& figures = step.step().figures();
    table.rows.push_back(
        {step.title(), Amount(figures.base_fen()), Amount(figures.accumulated_before_fen()),
         Amount(figures.entitlement_before_fen()), Amount(figures.entitlement_after_fen()),
         CapCell(step),
         figures.has_fund_room_fen() ? Amount(figures.fund_room_fen()) : Cell(std::string()),
         Amount(figures.pay_fen())});
  }
  return table;
}

ReportTable DueTable(const v1::Outcome& outcome) {
  return {.name = "due",
          .title = {"结算", "What is paid"},
          .columns = {{"项目", "Item"}, {"金额（元）", "Yuan"}},
          .rows = {{"救助合计 Aid", Amount(outcome.aid_fen())},
                   {"救助后个人负担 Patient due", Amount(outcome.patient_due_fen())},
                   {"个人账户支付 Account paid", Amount(outcome.account_applied_fen())},
                   {"退回个人账户 Account refund", Amount(outcome.account_refund_fen())}},
          .whole = Row{"应付现金 Cash due", Amount(outcome.cash_due_fen())}};
}

ReportTable BreakTable(const v1::ExplainReply& reply) {
  ReportTable table{.name = "breaks",
                    .title = {"与上游不一致", "Where upstream says otherwise"},
                    .columns = {{"说明", "Chinese"}, {"说明", "English"}}};
  for (const v1::ExplainedBreak& broken : reply.breaks()) {
    table.rows.push_back({broken.sentence_zh(), broken.sentence_en()});
  }
  return table;
}

}  // namespace

Report ExplainReport(const v1::ExplainReply& reply) {
  const v1::SettleResult& result = reply.result();
  const std::string number = std::to_string(result.number());
  Report report{.title = {"医疗救助结算说明 第" + number + "号", "Settlement " + number},
                .illustrative = result.illustrative(),
                .remarks = {PlaceWords(result), PersonWords(reply), OriginWords(result)}};
  report.tables.push_back(CostTable(result));
  if (!result.has_outside_aid()) {
    report.tables.push_back(BucketTable(reply));
    report.tables.push_back(ProgramTable(reply));
    report.tables.push_back(FigureTable(reply));
    report.tables.push_back(DueTable(result.outcome()));
  }
  if (!reply.breaks().empty()) report.tables.push_back(BreakTable(reply));
  if (result.training()) MarkTraining(report);
  return report;
}

}  // namespace yizhan::cli
