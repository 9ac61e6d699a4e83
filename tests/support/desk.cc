#include "tests/support/desk.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/policy/load_pack.h"

namespace yizhan::test {
namespace {

template <typename Reply>
Reply MustBe(absl::StatusOr<Reply> reply) {
  if (!reply.ok()) CheckFailed(reply.status().ToString().c_str(), "desk", 0);
  return *std::move(reply);
}

template <typename Reply>
absl::StatusOr<Reply> Wait(std::future<absl::StatusOr<Reply>>& future) {
  return future.get();
}

v1::ReplaceRequest ReplaceRequestOf(const v1::SettleRequest& with) {
  v1::ReplaceRequest request;
  *request.mutable_replacement() = with;
  request.set_reason("corrected");
  return request;
}

}  // namespace

Desk::Desk(EngineOptions options, LedgerStore* store, KeyVault* vault)
    : options_(std::move(options)),
      store_(store != nullptr ? *store : memory_),
      clock_(kMorningMs),
      random_(2012),
      index_key_{.bytes = std::string(32, 'k')},
      vault_(vault != nullptr ? *vault : own_vault_),
      personal_(vault_, random_),
      queries_(store_, packs_, clock_, index_key_) {
  const absl::Status started = Restart();
  YIZHAN_CHECK(started.ok());
}

std::unique_ptr<Desk> Desk::Ready(EngineOptions options, LedgerStore* store, KeyVault* vault) {
  auto desk = std::make_unique<Desk>(std::move(options), store, vault);
  desk->Activate({SmallPack()});
  desk->AddLive("H1");
  desk->AddLive("H2");
  return desk;
}

absl::Status Desk::Restart() {
  engine_.reset();
  absl::StatusOr<std::unique_ptr<Engine>> engine =
      Engine::Start(store_, packs_, clock_, random_, index_key_, personal_, options_);
  if (!engine.ok()) return engine.status();
  engine_ = *std::move(engine);
  return absl::OkStatus();
}

void Desk::EnrolOfficers() {
  if (std::exchange(enrolled_, true)) return;
  for (const std::string& id : kOfficerIds) MustBe(Enrol(OfficerRecord(id)));
}

void Desk::Activate(const std::vector<v1::PackFile>& files) {
  EnrolOfficers();
  MustBe(ActivatePack(ReliefCaller(),
                      ActivateRequest(files, "activate-" + std::to_string(++requests_))));
}

void Desk::ActivatePilot() {
  const std::string folder = YIZHAN_PACKS_FOLDER;
  Activate(MustBe(ReadPackFiles(
      {folder + "/cn-sh/2012.textproto", folder + "/cn-sh-jd/2012-pilot.textproto"})));
}

void Desk::AddLive(const std::string& institution_id, const std::string& live_from) {
  v1::AddInstitutionRequest add;
  add.mutable_institution()->set_id(institution_id);
  add.mutable_institution()->set_name("Hospital " + institution_id);
  add.mutable_institution()->set_level(v1::LEVEL_2);
  std::future<absl::StatusOr<v1::InstitutionReply>> reply;
  engine_->AddInstitution(ReliefCaller(), add, AnswerTo(reply));
  MustBe(Wait(reply));
  if (live_from.empty()) return;
  v1::GoLiveRequest live;
  live.set_id(institution_id);
  live.set_live_from(live_from);
  engine_->GoLive(ReliefCaller(), live, AnswerTo(reply));
  MustBe(Wait(reply));
}

void Desk::Suspend(const std::string& institution_id) {
  v1::SuspendRequest request;
  request.set_id(institution_id);
  std::future<absl::StatusOr<v1::InstitutionReply>> reply;
  engine_->Suspend(ReliefCaller(), request, AnswerTo(reply));
  MustBe(Wait(reply));
}

std::uint64_t Desk::Import(const v1::ImportPerson& person) {
  MustBe(ImportAs(ReliefCaller(), person));
  v1::LookupRequest lookup;
  *lookup.mutable_person()->mutable_card() = person.card();
  return MustBe(queries_.Lookup(ReliefCaller(), lookup)).person_no();
}

std::uint64_t Desk::Import(const std::string& card, const std::vector<std::string>& identities) {
  return Import(MakePerson(card, identities));
}

void Desk::OpenFund(const std::string& fund_id) {
  const std::string id = "fund-" + std::to_string(++requests_);
  MustBe(ChangeFund(ReliefCaller(), FundRequest(fund_id, v1::FundChanged::OPEN, 0, id)));
}

void Desk::Grant(const std::string& fund_id, std::int64_t amount_fen) {
  EnrolOfficers();
  const std::string id = "fund-" + std::to_string(++requests_);
  MustBe(ChangeFund(ReliefCaller(), FundRequest(fund_id, v1::FundChanged::GRANT, amount_fen, id)));
}

void Desk::Withdraw(const std::string& fund_id, std::int64_t amount_fen) {
  EnrolOfficers();
  const std::string id = "fund-" + std::to_string(++requests_);
  MustBe(
      ChangeFund(ReliefCaller(), FundRequest(fund_id, v1::FundChanged::WITHDRAW, amount_fen, id)));
}

Desk::Settled Desk::Settle(const v1::SettleRequest& request) {
  return Settle(HospitalCaller(request.bill().institution_id()), request);
}

Desk::Settled Desk::Settle(const Caller& caller, const v1::SettleRequest& request,
                           std::int64_t deadline_ms) {
  std::future<Settled> reply;
  engine_->Settle(caller, request, deadline_ms, AnswerTo(reply));
  return Wait(reply);
}

v1::SettleResult Desk::Post(const v1::Bill& bill, std::uint64_t person_no) {
  return MustBe(Settle(Ask(bill, person_no)));
}

absl::StatusOr<v1::ReverseReply> Desk::Reverse(const Caller& caller,
                                               const v1::ReverseRequest& request) {
  std::future<absl::StatusOr<v1::ReverseReply>> reply;
  engine_->Reverse(caller, request, kNoDeadline, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::ReverseReply> Desk::Reverse(std::uint64_t number,
                                               const std::string& request_id) {
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id(request_id);
  return Reverse(HospitalCaller("H1"), request);
}

absl::StatusOr<v1::ReverseReply> Desk::ReverseMessage(const std::string& message_id,
                                                      const std::string& request_id) {
  v1::ReverseRequest request;
  request.set_message_id(message_id);
  request.set_request_id(request_id);
  return Reverse(HospitalCaller("H1"), request);
}

absl::StatusOr<v1::ReplaceReply> Desk::Replace(const Caller& caller,
                                               const v1::ReplaceRequest& request) {
  std::future<absl::StatusOr<v1::ReplaceReply>> reply;
  engine_->Replace(caller, request, kNoDeadline, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::ReplaceReply> Desk::Replace(std::uint64_t number,
                                               const v1::SettleRequest& with) {
  v1::ReplaceRequest request = ReplaceRequestOf(with);
  request.set_number(number);
  return Replace(HospitalCaller("H1"), request);
}

absl::StatusOr<v1::ReplaceReply> Desk::ReplaceMessage(const std::string& message_id,
                                                      const v1::SettleRequest& with) {
  v1::ReplaceRequest request = ReplaceRequestOf(with);
  request.set_message_id(message_id);
  return Replace(HospitalCaller("H1"), request);
}

absl::StatusOr<v1::ActivatePackReply> Desk::ActivatePack(const Caller& caller,
                                                         const v1::ActivatePackRequest& request) {
  std::future<absl::StatusOr<v1::ActivatePackReply>> reply;
  engine_->ActivatePack(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::FundChangeReply> Desk::ChangeFund(const Caller& caller,
                                                     const v1::FundChangeRequest& request) {
  std::future<absl::StatusOr<v1::FundChangeReply>> reply;
  engine_->ChangeFund(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::SettleApplicationReply> Desk::Apply(
    const Caller& caller, const v1::SettleApplicationRequest& request) {
  std::future<absl::StatusOr<v1::SettleApplicationReply>> reply;
  engine_->SettleApplication(caller, request, AnswerTo(reply));
  return Wait(reply);
}

Desk::Settled Desk::Record(const Caller& caller, const v1::SettleRequest& request) {
  std::future<Settled> result;
  engine_->RecordAfterTheFact(caller, request, AnswerTo(result));
  return Wait(result);
}

absl::StatusOr<v1::OutsideAidReply> Desk::RecordOutsideAid(const Caller& caller,
                                                           const v1::OutsideAidRequest& request) {
  std::future<absl::StatusOr<v1::OutsideAidReply>> reply;
  engine_->RecordOutsideAid(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::Proposal> Desk::Readjudicate(std::uint64_t person_no, std::uint32_t year) {
  v1::ReadjudicateRequest request;
  request.mutable_person()->set_person_no(person_no);
  request.set_year(year);
  return queries_.Readjudicate(ReliefCaller(), request);
}

absl::StatusOr<v1::ConfirmAdjustmentReply> Desk::Confirm(
    const Caller& caller, const v1::ConfirmAdjustmentRequest& request) {
  std::future<absl::StatusOr<v1::ConfirmAdjustmentReply>> reply;
  engine_->ConfirmAdjustment(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::HandleAlertReply> Desk::HandleAlert(const Caller& caller,
                                                       const v1::HandleAlertRequest& request) {
  std::future<absl::StatusOr<v1::HandleAlertReply>> reply;
  engine_->HandleAlert(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::CloseReply> Desk::ClosePeriod(const Caller& caller,
                                                 const v1::CloseRequest& request) {
  std::future<absl::StatusOr<v1::CloseReply>> reply;
  engine_->ClosePeriod(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::PayOutReply> Desk::PayOut(const Caller& caller,
                                             const v1::PayOutRequest& request) {
  std::future<absl::StatusOr<v1::PayOutReply>> reply;
  engine_->PayOut(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::EraseReply> Desk::Erase(const Caller& caller, const v1::EraseRequest& request) {
  std::future<absl::StatusOr<v1::EraseReply>> reply;
  engine_->Erase(caller, request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::RevealReply> Desk::Reveal(const Caller& caller,
                                             const v1::RevealRequest& request) {
  std::future<absl::StatusOr<v1::RevealReply>> reply;
  engine_->Reveal(caller, request, kNoDeadline, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::ImportReply> Desk::ImportAs(const Caller& caller,
                                               const v1::ImportPerson& person) {
  std::future<absl::StatusOr<v1::ImportReply>> reply;
  engine_->ImportPerson(caller, person, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::OfficerReply> Desk::Enrol(const v1::Officer& officer) {
  std::future<absl::StatusOr<v1::OfficerReply>> reply;
  engine_->EnrolOfficer(ReliefCaller(), officer, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::OfficerReply> Desk::Retire(const std::string& id) {
  v1::RetireOfficerRequest request;
  request.set_id(id);
  std::future<absl::StatusOr<v1::OfficerReply>> reply;
  engine_->RetireOfficer(ReliefCaller(), request, AnswerTo(reply));
  return Wait(reply);
}

absl::StatusOr<v1::SettleResult> Desk::Quote(const v1::Bill& bill, std::uint64_t person_no,
                                             std::uint64_t replaces) {
  v1::QuoteRequest request;
  *request.mutable_bill() = bill;
  request.mutable_person()->set_person_no(person_no);
  request.set_replaces(replaces);
  return queries_.Quote(HospitalCaller(bill.institution_id()), request);
}

v1::GetReply Desk::Get(const std::string& message_id) {
  v1::GetRequest request;
  request.set_message_id(message_id);
  return MustBe(queries_.Get(HospitalCaller("H1"), request));
}

v1::GetReply Desk::Get(std::uint64_t number) {
  v1::GetRequest request;
  request.set_number(number);
  return MustBe(queries_.Get(ReliefCaller(), request));
}

v1::Entry Desk::EntryAt(std::uint64_t number) const {
  return MustBe(DecodeLeaf(MustBe(store_.OpenView()->Leaf(number))));
}

std::vector<std::string> Desk::Rows(Table table) const {
  std::vector<std::string> rows;
  const absl::Status scanned =
      store_.OpenView()->Scan(table, "", [&rows](std::string_view key, std::string_view value) {
        rows.push_back(HexText(key) + "=" + HexText(value));
        return true;
      });
  YIZHAN_CHECK(scanned.ok());
  return rows;
}

std::int64_t Desk::PersonValue(std::uint64_t person_no, const std::string& account,
                               std::uint32_t year) const {
  return ValueAt(PersonHolderKey(person_no), account, year);
}

std::int64_t Desk::ValueAt(const std::string& holder_key, const std::string& account,
                           std::uint32_t year) const {
  const auto row = MustBe(GetRow<v1::HolderRow>(*store_.OpenView(), Table::kHolder, holder_key));
  if (!row.has_value()) return 0;
  const v1::AccountValue* value = FindValue(*row, account, year);
  return value != nullptr ? value->value_fen() : 0;
}

std::uint64_t Desk::NewestAt(const std::string& holder_key, const std::string& account,
                             std::uint32_t year) const {
  const auto row = MustBe(GetRow<v1::HolderRow>(*store_.OpenView(), Table::kHolder, holder_key));
  if (!row.has_value()) return 0;
  const v1::AccountValue* value = FindValue(*row, account, year);
  return value != nullptr ? value->newest() : 0;
}

std::int64_t Desk::Balance(const std::string& fund_id) const {
  const auto row = MustBe(GetRow<v1::FundRow>(*store_.OpenView(), Table::kFund, fund_id));
  return row.has_value() ? row->balance_fen() : 0;
}

std::vector<std::string> Desk::Differences() const {
  return MustBe(VerifyLedger(store_, [](std::uint64_t, std::uint64_t) {})).differences;
}

}  // namespace yizhan::test
