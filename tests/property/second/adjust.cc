#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

// The bill is from now on what the refold made of it (R44, R51).
void Amend(const BillDifference& bill, Handle adjustment, Office* office) {
  Entry& entry = office->At(bill.bill);
  entry.which = AsOfNow(*office, entry);
  entry.adjusted_by = adjustment;
  for (const auto& [key, delta] : bill.deltas) {
    entry.deltas[key] += delta;
    if (key.kind == "account") office->live_on[key].insert(bill.bill);
  }
  for (const auto& [program, fen] : bill.program_fen) entry.paid[program] += fen;
  entry.outcome.due_fen = bill.due_fen;
}

}  // namespace

Reply PostAdjustment(const Proposal& proposal, std::uint64_t person_no, int year,
                     const std::string& posting_date, Office* office) {
  Draft draft(*office);
  draft.lead = {{person_no}, year};
  // Where nothing is owed only the leads are closed.
  const std::vector<BillDifference> none;
  const std::vector<BillDifference>& bills = proposal.net_fen.empty() ? none : proposal.bills;
  std::vector<Teller> tellers;
  for (const BillDifference& bill : bills) {
    draft.view.AddAll(bill.deltas);
    tellers.push_back({office->At(bill.bill).which.person.number, bill.deltas});
    draft.lead.people.insert(tellers.back().person_no);
    for (const Lead& lead : LeadsOf(*office, bill.bill, true)) {
      draft.reply.leads.push_back(lead);
    }
  }
  Entry entry;
  entry.kind = Kind::kAdjustment;
  entry.live = false;
  draft.born = {entry};
  const Reply reply = Commit(posting_date, tellers, &draft, office);
  if (!reply.ok()) return reply;
  for (const std::size_t lead : proposal.leads) office->leads[lead].open = false;
  for (const BillDifference& bill : bills) Amend(bill, reply.handle, office);
  return reply;
}

}  // namespace yizhan::second
