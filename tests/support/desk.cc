#include "tests/support/desk.h"

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

v1::FundChangeRequest FundRequest(const std::string& fund_id, v1::FundChanged::Kind kind,
                                  std::int64_t amount_fen, int number) {
  v1::FundChangeRequest request;
  request.set_fund_id(fund_id);
  request.set_kind(kind);
  request.set_amount_fen(amount_fen);
  request.set_request_id("fund-" + std::to_string(number));
  return request;
}

}  // namespace

Caller HospitalCaller(const std::string& institution_id, const std::string& terminal) {
  return {.sender = institution_id + "/" + terminal,
          .role = Role::kInstitution,
          .institution_id = institution_id};
}

Caller ReliefCaller() {
  return {.sender = "relief/officer-1", .role = Role::kRelief, .institution_id = ""};
}

v1::Bill MakeBill(const std::string& message_id) {
  v1::Bill bill;
  bill.set_institution_id("H1");
  bill.set_level(v1::LEVEL_2);
  bill.set_visit_no("V-" + message_id);
  bill.set_bill_no("B-" + message_id);
  bill.set_message_id(message_id);
  bill.set_care_kind(v1::INPATIENT);
  bill.set_service_start("2012-06-20");
  bill.set_service_end("2012-06-28");
  bill.set_accounting_date("2012-06-29");
  bill.add_diagnoses("J18.9");
  SetParts(bill, 10'000, 0, 0, 0);
  return bill;
}

void SetParts(v1::Bill& bill, std::int64_t in_scope_fen, std::int64_t pre_self_pay_fen,
              std::int64_t over_limit_fen, std::int64_t out_of_scope_fen) {
  bill.set_in_scope_fen(in_scope_fen);
  bill.set_pre_self_pay_fen(pre_self_pay_fen);
  bill.set_over_limit_fen(over_limit_fen);
  bill.set_out_of_scope_fen(out_of_scope_fen);
  bill.set_total_fen(in_scope_fen + pre_self_pay_fen + over_limit_fen + out_of_scope_fen);
}

v1::ImportPerson MakePerson(const std::string& card, const std::vector<std::string>& identities) {
  v1::ImportPerson person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(card);
  person.set_name("name of " + card);
  person.set_birth_date("1950-01-01");
  for (const std::string& identity : identities) {
    v1::DatedValue& held = *person.add_identities();
    held.set_value(identity);
    held.set_from("2010-01-01");
  }
  return person;
}

Desk::Desk(EngineOptions options, LedgerStore* store)
    : options_(std::move(options)),
      store_(store != nullptr ? *store : memory_),
      clock_(kMorningMs),
      random_(2012),
      index_key_{.bytes = std::string(32, 'k')},
      queries_(store_, packs_, clock_, index_key_) {
  const absl::Status started = Restart();
  YIZHAN_CHECK(started.ok());
}

std::unique_ptr<Desk> Desk::Ready(EngineOptions options, LedgerStore* store) {
  auto desk = std::make_unique<Desk>(std::move(options), store);
  desk->Activate({SmallPack()});
  desk->AddLive("H1");
  desk->AddLive("H2");
  return desk;
}

absl::Status Desk::Restart() {
  engine_.reset();
  absl::StatusOr<std::unique_ptr<Engine>> engine =
      Engine::Start(store_, packs_, clock_, random_, index_key_, options_);
  if (!engine.ok()) return engine.status();
  engine_ = *std::move(engine);
  return absl::OkStatus();
}

void Desk::Activate(const std::vector<v1::PackFile>& files) {
  v1::ActivatePackRequest request;
  for (const v1::PackFile& file : files) *request.add_files() = file;
  std::future<absl::StatusOr<v1::ActivatePackReply>> reply;
  engine_->ActivatePack(ReliefCaller(), request, AnswerTo(reply));
  MustBe(Wait(reply));
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
  std::future<absl::StatusOr<v1::ImportReply>> reply;
  engine_->ImportPerson(ReliefCaller(), person, AnswerTo(reply));
  MustBe(Wait(reply));
  v1::LookupRequest lookup;
  *lookup.mutable_person()->mutable_card() = person.card();
  return MustBe(queries_.Lookup(ReliefCaller(), lookup)).person_no();
}

std::uint64_t Desk::Import(const std::string& card, const std::vector<std::string>& identities) {
  return Import(MakePerson(card, identities));
}

void Desk::OpenFund(const std::string& fund_id) {
  std::future<absl::StatusOr<v1::FundChangeReply>> reply;
  engine_->ChangeFund(ReliefCaller(),
                      FundRequest(fund_id, v1::FundChanged::OPEN, 0, ++fund_requests_),
                      AnswerTo(reply));
  MustBe(Wait(reply));
}

void Desk::Grant(const std::string& fund_id, std::int64_t amount_fen) {
  std::future<absl::StatusOr<v1::FundChangeReply>> reply;
  engine_->ChangeFund(ReliefCaller(),
                      FundRequest(fund_id, v1::FundChanged::GRANT, amount_fen, ++fund_requests_),
                      AnswerTo(reply));
  MustBe(Wait(reply));
}

void Desk::Withdraw(const std::string& fund_id, std::int64_t amount_fen) {
  std::future<absl::StatusOr<v1::FundChangeReply>> reply;
  engine_->ChangeFund(ReliefCaller(),
                      FundRequest(fund_id, v1::FundChanged::WITHDRAW, amount_fen, ++fund_requests_),
                      AnswerTo(reply));
  MustBe(Wait(reply));
}

v1::SettleRequest Desk::Ask(const v1::Bill& bill, std::uint64_t person_no) const {
  v1::SettleRequest request;
  *request.mutable_bill() = bill;
  request.mutable_person()->set_person_no(person_no);
  request.set_not_after_ms(clock_.NowMs() + 60'000);
  return request;
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
