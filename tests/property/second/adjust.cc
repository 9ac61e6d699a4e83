#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

// The bill is from now on what the refold made of it (R44, R51).
void Amend(Handle handle, const BillDifference& bill, Office* office) {
  Entry& entry = office->At(handle);
  entry.which = AsOfNow(*office, entry);
  for (const auto& [key, delta] : bill.deltas) {
    entry.deltas[key] += delta;
    if (key.kind == "account") office->live_on[key].insert(handle);
  }
  for (const auto& [program, fen] : bill.program_fen) entry.paid[program] += fen;
  entry.outcome.due_fen = bill.due_fen;
}

}  // namespace

Reply PostAdjustment(const Proposal& proposal, const std::string& posting_date, Office* office) {
  Draft draft(*office);
  std::vector<std::uint64_t> people;
  for (const BillDifference& bill : proposal.bills) {
    draft.view.AddAll(bill.deltas);
    people.push_back(office->At(bill.bill).which.person.number);
    for (const Lead& lead : LeadsOf(*office, bill.bill, true)) {
      draft.reply.leads.push_back(lead);
    }
  }
  Entry entry;
  entry.kind = Kind::kAdjustment;
  entry.live = false;
  draft.born = {entry};
  const Reply reply = Commit(posting_date, people, &draft, office);
  if (!reply.ok()) return reply;
  for (const BillDifference& bill : proposal.bills) Amend(bill.bill, bill, office);
  return reply;
}

}  // namespace yizhan::second
