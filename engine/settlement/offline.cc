#include "engine/settlement/offline.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/check.h"
#include "engine/books/officer_statement.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/decide_reverse.h"
#include "engine/settlement/decide_settle.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/first_entries.h"

namespace yizhan {
namespace {

constexpr char kNode[] = "offline";
constexpr char kFirstDay[] = "1990-01-01";  // Before every bill that rules were written for.
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kNoonMs = 14'400'000;  // Of Shanghai, after midnight of Greenwich.
constexpr std::int64_t kNotAfterMs = 60'000;
constexpr std::int64_t kSignedForMs = 3'600'000;
constexpr std::size_t kKeyBytes = 32;

std::int64_t NoonMs(Day day) { return day.days * kDayMs + kNoonMs; }

// District reach; the message keys are those of `sender`.
Caller CallerOf(const std::string& sender) {
  return {.sender = sender,
          .actor = kNode,
          .role = Role::kDistrict,
          .institution_id = "",
          .town = "",
          .scope = Scope::kAll};
}

}  // namespace

OfflineDesk::OfflineDesk(Random& random, UnknownInstitutions unknown)
    : random_(random),
      unknown_(unknown),
      clock_(NoonMs(ParseDay(kFirstDay).value())),
      store_(nullptr, MemoryStore::History::kNewest),
      personal_(vault_, random),
      index_key_{.bytes = RandomBytes(kKeyBytes, random)},
      queries_(store_, packs_, clock_, index_key_) {}

absl::StatusOr<std::unique_ptr<OfflineDesk>> OfflineDesk::Open(
    const std::vector<v1::PackFile>& files, Random& random, UnknownInstitutions unknown) {
  std::unique_ptr<OfflineDesk> desk(new OfflineDesk(random, unknown));
  absl::Status status = desk->OpenLedger();
  if (status.ok()) status = desk->Enrol("offline-proposer");
  if (status.ok()) status = desk->Enrol("offline-approver");
  if (status.ok()) status = desk->Activate(files);
  if (!status.ok()) return status;
  return desk;
}

Situation OfflineDesk::SituationAt(std::int64_t now_ms) {
  return {.packs = packs_,
          .index_key = index_key_,
          .random = &random_,
          .personal = &personal_,
          .now_ms = now_ms,
          .posted_ms = now_ms,
          .not_after_ahead_max_ms = kNotAfterMs};
}

std::int64_t OfflineDesk::TimeOf(const v1::Bill& bill) const {
  const std::optional<Day> day = ParseDay(bill.accounting_date());
  return day.has_value() ? std::max(clock_.NowMs(), NoonMs(*day)) : clock_.NowMs();
}

absl::Status OfflineDesk::OpenLedger() {
  const absl::StatusOr<std::uint64_t> epoch = store_.Fence(kNode);
  if (!epoch.ok()) return epoch.status();
  epoch_ = *epoch;
  const std::shared_ptr<const View> empty = store_.OpenView();
  Draft batch(empty.get());
  absl::Status status =
      PostLedgerOpened(kNode, {.district = kNode}, SituationAt(clock_.NowMs()), batch);
  if (status.ok()) status = Write(batch, clock_.NowMs());
  if (!status.ok()) return status;
  const absl::StatusOr<std::string> id = LedgerIdOf(*store_.OpenView());
  if (!id.ok()) return id.status();
  ledger_id_ = *id;
  return absl::OkStatus();
}

absl::Status OfflineDesk::Write(const Draft& batch, std::int64_t now_ms) {
  AppendResult written = AppendResult::kUnknown;
  store_.AppendBatch({.epoch = epoch_,
                      .expected = store_.Durable(),
                      .leaves = batch.leaves(),
                      .effects = batch.Effects()},
                     [&written](AppendResult result, TreeHead) { written = result; });
  YIZHAN_CHECK(written == AppendResult::kDurable);
  clock_.Set(now_ms);
  return absl::OkStatus();
}

template <typename Decider, typename Request>
auto OfflineDesk::Decide(Decider decider, const Caller& caller, const Request& request,
                         std::int64_t now_ms) {
  using Reply = decltype(decider(caller, request, SituationAt(now_ms), std::declval<Draft&>()));
  const std::shared_ptr<const View> view = store_.OpenView();
  const Situation situation = SituationAt(now_ms);
  Draft batch(view.get());
  const absl::Status day = PostDayOpened(kNode, situation, batch);
  if (!day.ok()) return Reply(day);
  const std::size_t opened = batch.leaves().size();
  Draft draft(&batch);
  Reply reply = decider(caller, request, situation, draft);
  if (!reply.ok()) return reply;
  draft.MergeInto(batch);
  if (batch.leaves().size() == opened) return reply;
  const absl::Status written = Write(batch, now_ms);
  return written.ok() ? std::move(reply) : Reply(written);
}

absl::Status OfflineDesk::Enrol(const std::string& id) {
  absl::StatusOr<Ed25519Key> key = Ed25519Key::FromSeed(RandomBytes(kKeyBytes, random_));
  if (!key.ok()) return key.status();
  v1::Officer officer;
  officer.set_id(id);
  officer.set_public_key(key->public_key());
  officer.set_certificate("none: made up for a run without an engine");
  officers_.push_back({.id = id, .key = *std::move(key)});
  return Decide(&DecideEnrolOfficer, CallerOf(kNode), officer, clock_.NowMs()).status();
}

v1::Authorization OfflineDesk::Signed(const Authorized& what) const {
  const OfficerStatement statement{.ledger_id = ledger_id_,
                                   .operation = what.operation,
                                   .content = what.content,
                                   .request_id = what.request_id,
                                   .valid_until_ms = clock_.NowMs() + kSignedForMs};
  v1::Authorization authorization;
  authorization.set_valid_until_ms(statement.valid_until_ms);
  const auto needed = static_cast<std::size_t>(SignaturesNeeded(what.operation));
  for (std::size_t i = 0; i < needed; ++i) {
    v1::OfficerSignature& signature = *authorization.add_signatures();
    signature.set_officer(officers_[i].id);
    signature.set_signature(officers_[i].key.Sign(Bytes(StatementDigest(statement))));
  }
  return authorization;
}

absl::Status OfflineDesk::Activate(const std::vector<v1::PackFile>& files) {
  v1::ActivatePackRequest request;
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(PackHash(files)));
  activated.set_effective_from(kFirstDay);
  for (const v1::PackFile& file : files) *request.add_files() = file;
  request.set_effective_from(kFirstDay);
  request.set_request_id("activate");
  *request.mutable_authorization() = Signed({.operation = v1::ACTIVATE_PACK,
                                             .content = ActivationContent(activated),
                                             .request_id = request.request_id()});
  const absl::Status done =
      Decide(&DecideActivatePack, CallerOf(kNode), request, clock_.NowMs()).status();
  if (!done.ok()) return done;
  const absl::StatusOr<PackCatalog::Pack> pack = packs_.Active(*store_.OpenView());
  if (!pack.ok()) return pack.status();
  pack_ = *pack;
  return absl::OkStatus();
}

absl::Status OfflineDesk::AddInstitution(v1::Institution institution) {
  v1::AddInstitutionRequest add;
  v1::GoLiveRequest live;
  live.set_id(institution.id());
  live.set_live_from(institution.live_from().empty() ? kFirstDay : institution.live_from());
  *add.mutable_institution() = std::move(institution);
  const absl::Status added =
      Decide(&DecideAddInstitution, CallerOf(kNode), add, clock_.NowMs()).status();
  if (!added.ok()) return added;
  return Decide(&DecideGoLive, CallerOf(kNode), live, clock_.NowMs()).status();
}

// An id that no institution can have is left to the checks of the bill.
absl::Status OfflineDesk::MeetInstitution(const std::string& institution_id) {
  if (unknown_ == UnknownInstitutions::kRefused) return absl::OkStatus();
  const auto row = store_.OpenView()->Get(Table::kInstitution, institution_id);
  if (!row.ok() || row->has_value()) return row.status();
  v1::Institution institution;
  institution.set_id(institution_id);
  institution.set_name(institution_id);
  const absl::Status added = AddInstitution(std::move(institution));
  return absl::IsInvalidArgument(added) ? absl::OkStatus() : added;
}

absl::Status OfflineDesk::OpenFund(const std::string& fund_id, Money granted) {
  v1::FundChangeRequest request;
  request.set_fund_id(fund_id);
  request.set_kind(v1::FundChanged::OPEN);
  request.set_request_id("fund-" + std::to_string(++requests_));
  absl::Status done = Decide(&DecideFundChange, CallerOf(kNode), request, clock_.NowMs()).status();
  if (!done.ok() || granted == Money()) return done;
  request.set_kind(v1::FundChanged::GRANT);
  request.set_amount_fen(granted.fen());
  request.set_request_id("fund-" + std::to_string(++requests_));
  v1::FundChanged change;
  change.set_fund_id(fund_id);
  change.set_kind(request.kind());
  change.set_amount_fen(request.amount_fen());
  *request.mutable_authorization() = Signed({.operation = v1::CHANGE_FUND,
                                             .content = Bytes(FundChangeDigest(change)),
                                             .request_id = request.request_id()});
  return Decide(&DecideFundChange, CallerOf(kNode), request, clock_.NowMs()).status();
}

absl::StatusOr<std::uint64_t> OfflineDesk::Import(const v1::ImportPerson& person) {
  const absl::Status done = Decide(&DecideImport, CallerOf(kNode), person, clock_.NowMs()).status();
  if (!done.ok()) return done;
  v1::PersonRef reference;
  *reference.mutable_card() = person.card();
  return ResolvePerson(reference, *store_.OpenView(), index_key_);
}

absl::StatusOr<v1::SettleResult> OfflineDesk::Settle(v1::SettleRequest request) {
  const v1::Bill& bill = request.bill();
  const absl::Status met = MeetInstitution(bill.institution_id());
  if (!met.ok()) return met;
  const std::int64_t now_ms = TimeOf(bill);
  request.set_not_after_ms(now_ms);
  return Decide(&DecideSettle, CallerOf(bill.institution_id()), request, now_ms);
}

absl::StatusOr<v1::ReverseReply> OfflineDesk::Reverse(const std::string& institution_id,
                                                      const v1::ReverseRequest& request) {
  return Decide(&DecideReverse, CallerOf(institution_id.empty() ? kNode : institution_id), request,
                clock_.NowMs());
}

absl::StatusOr<v1::ReplaceReply> OfflineDesk::Replace(v1::ReplaceRequest request) {
  const v1::Bill& bill = request.replacement().bill();
  const absl::Status met = MeetInstitution(bill.institution_id());
  if (!met.ok()) return met;
  const std::int64_t now_ms = TimeOf(bill);
  request.mutable_replacement()->set_not_after_ms(now_ms);
  return Decide(&DecideReplace, CallerOf(bill.institution_id()), request, now_ms);
}

absl::StatusOr<v1::ExplainReply> OfflineDesk::Explain(std::uint64_t number) {
  v1::ExplainRequest request;
  request.set_number(number);
  return queries_.Explain(CallerOf(kNode), request);
}

}  // namespace yizhan
