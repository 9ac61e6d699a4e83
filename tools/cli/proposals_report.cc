#include "tools/cli/proposals_report.h"

#include <algorithm>
#include <utility>

#include "engine/base/digest.h"
#include "tools/cli/names.h"

namespace yizhan::cli {
namespace {

Money ToPay(std::int64_t difference_fen) {
  return Money::FromFen(std::max<std::int64_t>(difference_fen, 0));
}

Money ToGiveBack(std::int64_t difference_fen) {
  return Money::FromFen(std::max<std::int64_t>(-difference_fen, 0));
}

template <typename Numbers>
std::string NumbersText(const Numbers& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) {
    text += (text.empty() ? "" : " ") + std::to_string(number);
  }
  return text;
}

std::string PersonsText(const v1::Proposal& proposal) {
  std::string text;
  for (const std::uint64_t person_no : proposal.persons()) {
    text += (text.empty() ? "" : " ") + PersonText(person_no);
  }
  return text;
}

std::string LimitsText(const v1::Proposal& proposal) {
  std::string text;
  for (const std::string& fund_id : proposal.limited_funds()) {
    text += (text.empty() ? "" : " ") + fund_id;
  }
  return text;
}

ReportTable ProposalTable(const LookedThrough& looked) {
  ReportTable table{.name = "proposals",
                    .title = {"重算方案", "Proposals"},
                    .note = {"每行一户或一人；确认后才记账。",
                             "One line a household or person; nothing is posted yet."},
                    .columns = {{"救助对象", "Person"},
                                {"涉及人员", "Persons"},
                                {"应补(元)", "To pay"},
                                {"应退(元)", "To give back"},
                                {"关闭的线索", "Leads closed"},
                                {"受限基金", "Limited by funds"},
                                {"摘要", "Digest"}}};
  for (const v1::Proposal& proposal : looked.proposals) {
    table.rows.push_back({PersonText(proposal.person_no()), PersonsText(proposal),
                          Money::FromFen(proposal.owed_to_patients_fen()),
                          Money::FromFen(proposal.owed_by_patients_fen()),
                          NumbersText(proposal.leads()), LimitsText(proposal),
                          HexText(proposal.digest())});
  }
  const OwedSums sums = SumsOf(looked);
  table.whole = Row{"合计 Total",
                    static_cast<std::int64_t>(looked.proposals.size()),
                    Money::FromFen(sums.to_patients_fen),
                    Money::FromFen(sums.by_patients_fen),
                    "",
                    "",
                    ""};
  return table;
}

// The sentence of the step that decides the program now; empty when no rule speaks of it any more.
const v1::ExplainedStep* StepOf(const v1::RefoldedBill& bill, const std::string& program_id) {
  for (const v1::ExplainedStep& step : bill.steps()) {
    if (step.program_id() == program_id) return &step;
  }
  return nullptr;
}

std::string ProgramText(const v1::ProgramDifference& difference) {
  if (difference.title().empty()) return difference.program_id();
  return difference.title() + " (" + difference.program_id() + ")";
}

void AddBill(const v1::RefoldedBill& bill, ReportTable& table) {
  for (const v1::ProgramDifference& difference : bill.programs()) {
    if (difference.difference_fen() == 0) continue;
    const v1::ExplainedStep* const step = StepOf(bill, difference.program_id());
    table.rows.push_back({static_cast<std::int64_t>(bill.number()), PersonText(bill.person_no()),
                          bill.institution_id(), bill.bill_no(), bill.accounting_date(),
                          ProgramText(difference), Money::FromFen(difference.paid_fen()),
                          Money::FromFen(difference.owed_fen()), ToPay(difference.difference_fen()),
                          ToGiveBack(difference.difference_fen()),
                          step == nullptr ? std::string("该项目已不适用") : step->sentence_zh(),
                          step == nullptr ? std::string("the program does not apply any more")
                                          : step->sentence_en()});
  }
}

ReportTable BillTable(const LookedThrough& looked) {
  ReportTable table{.name = "bills",
                    .title = {"逐单说明", "Bill by bill"},
                    .note = {"只列有差额的项目。同一方案内的差额按项目相抵。",
                             "Only programs with a difference; within one proposal they are netted "
                             "by program."},
                    .columns = {{"结算", "Settlement"},
                                {"救助对象", "Person"},
                                {"机构", "Institution"},
                                {"单据号", "Bill"},
                                {"结算日期", "Accounted"},
                                {"项目", "Program"},
                                {"已付(元)", "Paid"},
                                {"应付(元)", "Owed"},
                                {"应补(元)", "To pay"},
                                {"应退(元)", "To give back"},
                                {"现行规则的说明", "By today's rules"},
                                {"", "In English"}},
                    .sentences_from = 10};
  for (const v1::Proposal& proposal : looked.proposals) {
    for (const v1::RefoldedBill& bill : proposal.bills()) AddBill(bill, table);
  }
  return table;
}

ReportTable RefusedTable(const LookedThrough& looked) {
  ReportTable table{.name = "not_looked_through",
                    .title = {"未能重算", "Not looked through"},
                    .columns = {{"救助对象", "Person"}, {"原因", "Reason"}, {"", "In English"}}};
  for (const v1::ProposeAllItem& item : looked.refused) {
    table.rows.push_back(
        {PersonText(item.refused_person_no()), item.refused_zh(), item.refused_en()});
  }
  return table;
}

bool IsIllustrative(const LookedThrough& looked) {
  for (const v1::Proposal& proposal : looked.proposals) {
    for (const v1::RefoldedBill& bill : proposal.bills()) {
      for (const v1::ExplainedStep& step : bill.steps()) {
        const bool chosen = step.step().status() == v1::CHOSEN;
        if (chosen && step.source().confidence() == v1::ILLUSTRATIVE) return true;
      }
    }
  }
  return false;
}

}  // namespace

OwedSums SumsOf(const LookedThrough& looked) {
  OwedSums sums;
  for (const v1::Proposal& proposal : looked.proposals) {
    sums.to_patients_fen += proposal.owed_to_patients_fen();
    sums.by_patients_fen += proposal.owed_by_patients_fen();
  }
  return sums;
}

Report ProposalsReport(const LookedThrough& looked) {
  const std::string year = std::to_string(looked.year);
  const std::string town_zh = looked.town.empty() ? "全区" : looked.town;
  const std::string town_en = looked.town.empty() ? "whole district" : looked.town;
  const std::string persons = std::to_string(looked.persons);
  Report report{.title = {year + " 年度重算 " + town_zh, "Re-adjudication, " + town_en},
                .illustrative = IsIllustrative(looked),
                .remarks = {{"按现在的名册和政策重算，共核对 " + persons + " 人。",
                             "With the register and pack of now; persons looked at: " + persons}}};
  report.tables.push_back(ProposalTable(looked));
  report.tables.push_back(BillTable(looked));
  if (!looked.refused.empty()) report.tables.push_back(RefusedTable(looked));
  if (looked.training) MarkTraining(report);
  return report;
}

}  // namespace yizhan::cli
