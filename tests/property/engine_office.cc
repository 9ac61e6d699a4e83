// What the relief office does in a world: rules, register, funds, institutions.

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "google/protobuf/text_format.h"
#include "tests/property/engine_side.h"
#include "tests/support/desk.h"

namespace yizhan::property {
Signed EngineSide::NextSigned() {
  return {.ledger_id = LedgerIdOf(ledger_).value(),
          .request_id = "request-" + std::to_string(++requests_),
          .now_ms = posted_ms_};
}

Seen EngineSide::Activate(const Activation& activation) {
  const v1::ActivatePackRequest request = RequestOf(activation, NextSigned());
  const auto reply = Decided<v1::ActivatePackReply>([&](const Situation& now, Draft& draft) {
    return DecideActivatePack(test::ReliefCaller(), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  pack_ = packs_.Active(ledger_).value();
  return {};
}

Seen EngineSide::Import(const v1::ImportPerson& person) {
  const auto reply = Decided<v1::ImportReply>([&](const Situation& now, Draft& draft) {
    return DecideImport(test::ReliefCaller(), person, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  const v1::PersonRef reference = CardRef(person.card().cert_no());
  names_.KnowPerson(ResolvePerson(reference, ledger_, index_key_).value(), person.card().cert_no());
  for (const v1::DatedValue& household : person.households()) {
    names_.KnowHousehold(HouseholdNo(household.value(), index_key_), household.value());
  }
  Seen seen;
  for (const v1::TouchedBills& touched : reply->touched())
    seen.touched += touched.settlements_size();
  return seen;
}

Seen EngineSide::ChangeFund(const FundChange& change) {
  const v1::FundChangeRequest request = RequestOf(change, NextSigned());
  const auto reply = Decided<v1::FundChangeReply>([&](const Situation& now, Draft& draft) {
    return DecideFundChange(test::ReliefCaller(), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen;
  AddFunds(seen.funds);
  return seen;
}

// The engine is told in steps: added, live or suspended.
Seen EngineSide::Change(const v1::Institution& institution) {
  v1::AddInstitutionRequest add;
  *add.mutable_institution() = institution;
  const auto added = Decided<v1::InstitutionReply>([&](const Situation& now, Draft& draft) {
    return DecideAddInstitution(test::ReliefCaller(), add, now, draft);
  });
  const bool known = ReasonOf(added.status()) == v1::INSTITUTION_EXISTS;
  if (!added.ok() && !known) return RefusedBy(added.status());
  const auto changed = Decided<v1::InstitutionReply>([&](const Situation& now, Draft& draft) {
    if (institution.state() == v1::SUSPENDED) {
      v1::SuspendRequest suspend;
      suspend.set_id(institution.id());
      return DecideSuspend(test::ReliefCaller(), suspend, now, draft);
    }
    v1::GoLiveRequest live;
    live.set_id(institution.id());
    live.set_live_from(institution.live_from());
    return DecideGoLive(test::ReliefCaller(), live, now, draft);
  });
  return changed.ok() ? Seen{} : RefusedBy(changed.status());
}

}  // namespace yizhan::property
