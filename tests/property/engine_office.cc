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
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

std::vector<v1::PackFile> FilesOf(const Activation& activation) {
  std::vector<v1::PackFile> files;
  for (const v1::PolicyPack& pack : activation.files()) {
    v1::PackFile& file = files.emplace_back();
    file.set_name(pack.id() + ".textproto");
    google::protobuf::TextFormat::PrintToString(pack, file.mutable_content());
  }
  return files;
}

}  // namespace

Seen EngineSide::Activate(const Activation& activation) {
  v1::ActivatePackRequest request;
  const std::vector<v1::PackFile> files = FilesOf(activation);
  for (const v1::PackFile& file : files) *request.add_files() = file;
  request.set_request_id(RequestId());
  request.set_effective_from(activation.effective_from());
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(PackHash(files)));
  activated.set_effective_from(activation.effective_from());
  *request.mutable_authorization() =
      test::SignedBy({"li", "wang"}, {.ledger_id = LedgerIdOf(ledger_).value(),
                                      .operation = v1::ACTIVATE_PACK,
                                      .content = ActivationContent(activated),
                                      .request_id = request.request_id(),
                                      .valid_until_ms = posted_ms_ + kHourMs});
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
  v1::PersonRef reference;
  *reference.mutable_card() = person.card();
  card_of_[NumberKey(ResolvePerson(reference, ledger_, index_key_).value())] =
      person.card().cert_no();
  for (const v1::DatedValue& household : person.households()) {
    household_of_[NumberKey(HouseholdNo(household.value(), index_key_))] = household.value();
  }
  return {};
}

Seen EngineSide::ChangeFund(const FundChange& change) {
  v1::FundChanged changed;
  changed.set_fund_id(change.fund_id());
  changed.set_kind(change.kind());
  changed.set_amount_fen(change.amount_fen());
  v1::FundChangeRequest request;
  request.set_fund_id(change.fund_id());
  request.set_kind(change.kind());
  request.set_amount_fen(change.amount_fen());
  request.set_request_id(RequestId());
  if (change.kind() != v1::FundChanged::OPEN) {
    *request.mutable_authorization() =
        test::SignedBy({"li"}, {.ledger_id = LedgerIdOf(ledger_).value(),
                                .operation = v1::CHANGE_FUND,
                                .content = Bytes(FundChangeDigest(changed)),
                                .request_id = request.request_id(),
                                .valid_until_ms = posted_ms_ + kHourMs});
  }
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
