// What the relief office does about aid in the engine: applications, outside aid, re-adjudication.

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/relief/refold.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/proposal.h"
#include "tests/property/engine_seen.h"
#include "tests/property/engine_side.h"
#include "tests/support/desk.h"

namespace yizhan::property {
namespace {

std::string NameOfBill(const RefoldedBill& bill) {
  const v1::Bill& stored = bill.item.entry.settled().bill();
  return stored.institution_id() + "/" + stored.message_id();
}

// As an officer is shown it.
void AddShown(const std::string& name, const v1::RefoldedBill& bill, Values& figures) {
  for (const v1::ProgramDifference& program : bill.programs()) {
    const std::string& id = program.program_id();
    if (program.paid_fen() != 0) figures[name + " paid " + id] = program.paid_fen();
    if (program.owed_fen() != 0) figures[name + " owed " + id] = program.owed_fen();
    if (program.difference_fen() == 0) continue;
    figures[name + " difference " + id] = program.difference_fen();
  }
  figures[name + " due before"] = bill.due_before_fen();
  figures[name + " due after"] = bill.due_after_fen();
}

}  // namespace

Seen EngineSide::Apply(const Applying& applying) {
  const auto reply = Decided<v1::SettleApplicationReply>([&](const Situation& now, Draft& draft) {
    return DecideApplication(test::ReliefCaller(), RequestOf(applying), now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen = Replies().Of(*reply);
  AddMoved(reply->result().number(), seen.accounts);
  AddFunds(seen.funds);
  return seen;
}

Seen EngineSide::Record(const OutsideAid& aid) {
  const auto reply = Decided<v1::OutsideAidReply>([&](const Situation& now, Draft& draft) {
    return DecideOutsideAid(test::ReliefCaller(), RequestOf(aid), now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen = Replies().Of(*reply);
  AddFunds(seen.funds);
  return seen;
}

absl::StatusOr<Refolded> EngineSide::Refolding(const Readjudicating& asked) {
  const auto found =
      FindPerson(test::ReliefCaller(), CardRef(asked.person()), index_key_, Now().Today(), ledger_);
  if (!found.ok()) return found.status();
  return Refold(found->person_no, asked.year(), ledger_, packs_);
}

SeenProposal EngineSide::Shown(const Refolded& refolded) {
  const v1::Proposal proposal = ToMessage(refolded, ledger_, packs_).value();
  SeenProposal seen;
  for (const std::uint64_t person : proposal.persons()) {
    seen.figures["person " + names_.Card(person)] = 1;
  }
  YIZHAN_CHECK(proposal.bills_size() == static_cast<int>(refolded.bills.size()));
  for (std::size_t i = 0; i < refolded.bills.size(); ++i) {
    const RefoldedBill& bill = refolded.bills[i];
    const std::string name = NameOfBill(bill);
    seen.bills.push_back({name, SeenOf(yizhan::ToMessage(bill.outcome), *refolded.pack)});
    AddShown(name, proposal.bills(static_cast<int>(i)), seen.figures);
    for (const auto& [spot, fen] : bill.difference.accounts) {
      const std::string account =
          names_.Account(spot.account_id, HolderKeyOf(spot.holder), spot.holder.year);
      seen.figures[name + " account " + account] = fen;
    }
    for (const auto& [fund, fen] : bill.difference.funds) {
      seen.figures[name + " fund " + fund] = fen;
    }
  }
  AddNets(proposal, seen.figures);
  return seen;
}

Seen EngineSide::Readjudicate(const Readjudicating& asked) {
  std::string& looked_at = looked_at_[{asked.person(), asked.year()}];
  OpenDay(Now());
  const auto refolded = Refolding(asked);
  if (asked.confirm() == CONFIRM_REMEMBERED) return Confirm(asked, refolded, looked_at);
  if (!refolded.ok()) return RefusedBy(refolded.status());
  looked_at = Bytes(refolded->digest);
  if (asked.confirm() == CONFIRM_AT_ONCE) return Confirm(asked, refolded, looked_at);
  Seen seen{.proposal = Shown(*refolded)};
  AddFunds(seen.funds);
  return seen;
}

Seen EngineSide::Confirm(const Readjudicating& asked, const absl::StatusOr<Refolded>& refolded,
                         const std::string& digest) {
  const v1::ConfirmAdjustmentRequest request = RequestOf(asked, digest);
  const auto reply = Decided<v1::ConfirmAdjustmentReply>([&](const Situation& now, Draft& draft) {
    return DecideConfirmAdjustment(test::ReliefCaller(), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen = Replies().Of(*reply);
  AddFunds(seen.funds);
  if (reply->replayed()) return seen;
  seen.proposal = Shown(refolded.value());
  seen.nets_again = static_cast<std::int64_t>(Refolding(asked).value().nets.size());
  return seen;
}

}  // namespace yizhan::property
