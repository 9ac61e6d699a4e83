// What the relief office does about aid in the second evaluator: applications, outside aid,
// re-adjudication.

#include "tests/property/second_seen.h"
#include "tests/property/second_side.h"

namespace yizhan::property {
namespace {

const char* const kOtherContent = "MESSAGE_ID_OTHER_CONTENT";
constexpr char kRelief[] = "relief";

Seen Refused(const std::string& why) { return Seen{.refused = why}; }

}  // namespace

Seen SecondSide::Apply(const Applying& applying) {
  const Message message = {kRelief, applying.request_id()};
  const std::string content =
      applying.person() + " " + applying.program() + " " + std::to_string(applying.year());
  if (!registered_.contains(applying.person())) return Refused("PERSON_UNKNOWN");
  if (dead_.contains(message)) return Refused(kOtherContent);
  if (const Bound* bound = Find(message); bound != nullptr) {
    const bool same = bound->handle != 0 && bound->content == content;
    return same ? Replayed(*bound) : Refused(kOtherContent);
  }
  const second::Reply reply = second_.Apply({.person_no = PersonNo(applying.person()),
                                             .program = applying.program(),
                                             .year = static_cast<int>(applying.year()),
                                             .posting_date = day_});
  Seen seen = SeenOf(reply);
  if (!reply.ok()) return seen;
  seen.outcome->patient_due_fen = 0;  // Nothing is due at a desk.
  bound_[message] = {.content = content, .handle = reply.handle, .first = seen};
  return seen;
}

Seen SecondSide::Record(const OutsideAid& aid) {
  const Message message = {kRelief, aid.request_id()};
  const std::string content = "outside " + aid.SerializeAsString();
  if (dead_.contains(message)) return Refused(kOtherContent);
  if (const Bound* bound = Find(message); bound != nullptr) {
    return bound->content == content ? Replayed(*bound) : Refused(kOtherContent);
  }
  const second::Reply reply = second_.RecordOutside({.person_no = PersonNo(aid.person()),
                                                     .service_end = aid.service_end(),
                                                     .accounting_date = aid.accounting_date(),
                                                     .program = aid.program(),
                                                     .x_fen = aid.base_fen(),
                                                     .paid_fen = aid.paid_fen(),
                                                     .institution = aid.institution(),
                                                     .visit_no = aid.visit(),
                                                     .posting_date = day_});
  const Seen seen = SeenOf(reply);
  if (reply.ok()) bound_[message] = {.content = content, .handle = reply.handle, .first = seen};
  return seen;
}

SeenProposal SecondSide::Shown(const second::Proposal& proposal) const {
  return SeenOfProposal(proposal,
                        {.bill = [this](second::Handle bill) { return bill_name_.at(bill); },
                         .person = [this](std::uint64_t number) { return card_.at(number); },
                         .account = [this](const second::Key& key) { return NameOf(key); }});
}

Seen SecondSide::Readjudicate(const Readjudicating& asked) {
  std::string& looked_at = looked_at_[{asked.person(), asked.year()}];
  const second::Proposal proposal =
      second_.Propose(PersonNo(asked.person()), static_cast<int>(asked.year()));
  if (asked.confirm() == CONFIRM_REMEMBERED) return Confirm(asked, proposal, looked_at);
  if (proposal.refusal != second::Refusal::kNone) return Refused(ClassOf(proposal.refusal));
  looked_at = proposal.digest;
  if (asked.confirm() == CONFIRM_AT_ONCE) return Confirm(asked, proposal, looked_at);
  return Seen{.proposal = Shown(proposal), .funds = OpenFunds()};
}

Seen SecondSide::Confirm(const Readjudicating& asked, const second::Proposal& proposal,
                         const std::string& digest) {
  const std::uint64_t person_no = PersonNo(asked.person());
  const int year = static_cast<int>(asked.year());
  const Message message = {kRelief, asked.request_id()};
  const std::string content =
      "confirm " + asked.person() + " " + std::to_string(year) + " " + digest;
  if (proposal.refusal == second::Refusal::kPersonUnknown) return Refused("PERSON_UNKNOWN");
  if (dead_.contains(message)) return Refused(kOtherContent);
  if (const Bound* bound = Find(message); bound != nullptr) {
    return bound->content == content ? Replayed(*bound) : Refused(kOtherContent);
  }
  const second::Reply reply = second_.Adjust(proposal, person_no, year, digest, day_);
  Seen seen = SeenOf(reply);
  if (!reply.ok()) return seen;
  bound_[message] = {.content = content, .handle = reply.handle, .first = seen};
  seen.proposal = Shown(proposal);
  return seen;
}

}  // namespace yizhan::property
