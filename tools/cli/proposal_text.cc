#include "tools/cli/proposal_text.h"

#include <vector>

#include "engine/base/digest.h"
#include "tools/cli/explained_text.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"

namespace yizhan::cli {
namespace {

using Differences = google::protobuf::RepeatedPtrField<v1::ProgramDifference>;

template <typename Numbers>
std::string Joined(const Numbers& numbers) {
  std::string text;
  for (const auto& number : numbers) text += " " + std::to_string(number);
  return text;
}

std::string DifferencesText(const Differences& differences) {
  Table table({{"项目 Program"},
               {"已付 Paid", Align::kRight},
               {"应付 Owed", Align::kRight},
               {"应补 To pay", Align::kRight},
               {"应退 To give back", Align::kRight}});
  for (const v1::ProgramDifference& it : differences) {
    const std::int64_t difference_fen = it.difference_fen();
    table.AddRow({it.title() + " (" + it.program_id() + ")", Yuan(it.paid_fen()),
                  Yuan(it.owed_fen()), difference_fen > 0 ? Yuan(difference_fen) : "",
                  difference_fen < 0 ? Yuan(-difference_fen) : ""});
  }
  return table.empty() ? "" : table.Text();
}

bool Differs(const v1::RefoldedBill& bill) { return bill.steps_size() > 0; }

std::string BillText(const v1::RefoldedBill& bill) {
  std::string text = "\n结算 Settlement " + std::to_string(bill.number()) + "  " +
                     bill.institution_id() + "  " + bill.bill_no() + "  " + bill.accounting_date() +
                     "  救助对象 Person " + PersonText(bill.person_no()) + "\n" +
                     DifferencesText(bill.programs());
  text += "个人负担 Left to the patient  " + Yuan(bill.due_before_fen()) + " → " +
          Yuan(bill.due_after_fen()) + "\n";
  for (const v1::ExplainedStep& step : bill.steps()) text += StepText(step);
  return text;
}

std::string UnchangedText(const v1::Proposal& proposal) {
  std::vector<std::uint64_t> unchanged;
  for (const v1::RefoldedBill& bill : proposal.bills()) {
    if (!Differs(bill)) unchanged.push_back(bill.number());
  }
  if (unchanged.empty()) return "";
  return "\n未变化 Unchanged settlements:" + Joined(unchanged) + "\n";
}

std::string NetsText(const v1::Proposal& proposal) {
  std::string text;
  if (proposal.programs().empty()) {
    text = "没有应补或应退 nothing is owed\n";
  } else {
    text = "全年合计 Over the whole scope\n" + DifferencesText(proposal.programs());
    text += "应补 Owed to patients " + Yuan(proposal.owed_to_patients_fen()) +
            "    应退 Owed by patients " + Yuan(proposal.owed_by_patients_fen()) + "\n";
  }
  for (const std::string& fund_id : proposal.limited_funds()) {
    text += "受基金今日余额限制 limited by today's balance of the fund: " + fund_id + "\n";
  }
  if (proposal.leads_size() > 0) {
    text += "确认后关闭的线索 Leads that a confirmation closes:" + Joined(proposal.leads()) + "\n";
  }
  return text;
}

}  // namespace

std::string ProposalText(const v1::Proposal& proposal) {
  const std::string person = PersonText(proposal.person_no());
  const std::string year = std::to_string(proposal.year());
  std::string text = "年度重算 Re-adjudication " + year + "  救助对象 Person " + person +
                     "（截至记录数 as of " + std::to_string(proposal.as_of()) + "）\n";
  text += "政策包 Pack " + HexText(proposal.pack_hash()).substr(0, 12) + "  涉及人员 Persons";
  for (const std::uint64_t person_no : proposal.persons()) text += " " + PersonText(person_no);
  text += "\n";
  for (const v1::RefoldedBill& bill : proposal.bills()) {
    if (Differs(bill)) text += BillText(bill);
  }
  text += UnchangedText(proposal) + "\n" + NetsText(proposal);
  if (proposal.programs().empty() && proposal.leads().empty()) return text;
  return text + "核对无误后确认 When all is right, confirm:\n  yizhan relief confirm --person " +
         person + " --year " + year + " --digest " + HexText(proposal.digest()) + "\n";
}

std::string ConfirmedText(const v1::ConfirmAdjustmentReply& reply) {
  std::string text = reply.replayed() ? "此前已确认，返回首次结果 (replayed: first result)\n" : "";
  text += "已确认 Adjustment " + std::to_string(reply.number()) + "  结算 Settlements" +
          Joined(reply.bills()) + "\n";
  if (reply.leads_closed_size() > 0) {
    text += "已关闭线索 Leads closed" + Joined(reply.leads_closed()) + "\n";
  }
  if (!reply.has_proposal()) return text;
  return text + NetsText(reply.proposal());
}

}  // namespace yizhan::cli
