// What a desk asks: callers, bills, people, and requests that officers signed.

#include "engine/base/check.h"
#include "engine/books/authorization.h"
#include "engine/policy/load_pack.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

}  // namespace

Caller HospitalCaller(const std::string& institution_id, const std::string& terminal) {
  return {.sender = institution_id,
          .actor = "terminal/" + institution_id + "/" + terminal,
          .role = Role::kTerminal,
          .institution_id = institution_id,
          .town = "",
          .scope = Scope::kOwnInstitution};
}

Caller ReliefCaller(const std::string& name) {
  return {.sender = "district/" + name,
          .actor = "district/" + name,
          .role = Role::kDistrict,
          .institution_id = "",
          .town = "",
          .scope = Scope::kAll};
}

Caller TownCaller(const std::string& town, const std::string& name) {
  return {.sender = "town/" + town + "/" + name,
          .actor = "town/" + town + "/" + name,
          .role = Role::kTown,
          .institution_id = "",
          .town = town,
          .scope = Scope::kOwnTown};
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

OfficerStatement Desk::Statement(v1::OfficerOperation operation, const std::string& content,
                                 const std::string& request_id) const {
  return {.ledger_id = LedgerIdOf(*store_.OpenView()).value(),
          .operation = operation,
          .content = content,
          .request_id = request_id,
          .valid_until_ms = clock_.NowMs() + kHourMs};
}

v1::ActivatePackRequest Desk::ActivateRequest(const std::vector<v1::PackFile>& files,
                                              const std::string& request_id,
                                              const std::string& effective_from) const {
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(PackHash(files)));
  activated.set_effective_from(effective_from);
  v1::ActivatePackRequest request;
  for (const v1::PackFile& file : files) *request.add_files() = file;
  request.set_request_id(request_id);
  request.set_effective_from(effective_from);
  *request.mutable_authorization() = SignedBy(
      {"li", "wang"}, Statement(v1::ACTIVATE_PACK, ActivationContent(activated), request_id));
  return request;
}

v1::FundChangeRequest Desk::FundRequest(const std::string& fund_id, v1::FundChanged::Kind kind,
                                        std::int64_t amount_fen,
                                        const std::string& request_id) const {
  v1::FundChanged change;
  change.set_fund_id(fund_id);
  change.set_kind(kind);
  change.set_amount_fen(amount_fen);
  v1::FundChangeRequest request;
  request.set_fund_id(fund_id);
  request.set_kind(kind);
  request.set_amount_fen(amount_fen);
  request.set_request_id(request_id);
  if (kind == v1::FundChanged::OPEN) return request;
  *request.mutable_authorization() =
      SignedBy({"li"}, Statement(v1::CHANGE_FUND, Bytes(FundChangeDigest(change)), request_id));
  return request;
}

v1::EraseRequest Desk::EraseRequest(std::uint64_t person_no, const std::string& request_id) const {
  const std::string order = "JD-ERASE/2012-7";
  v1::EraseRequest request;
  request.set_person_no(person_no);
  request.set_order_reference(order);
  request.set_request_id(request_id);
  *request.mutable_authorization() =
      SignedBy({"li", "wang"},
               Statement(v1::ERASE_PERSON, Bytes(ErasureDigest(person_no, order)), request_id));
  return request;
}

v1::RevealRequest Desk::RevealRequest(std::uint64_t person_no) const {
  v1::RevealRequest request;
  request.mutable_person()->set_person_no(person_no);
  request.set_purpose(v1::HOME_VISIT);
  request.set_reference("JD-VISIT/2012-7");
  return request;
}

v1::SettleRequest Desk::Ask(const v1::Bill& bill, std::uint64_t person_no) const {
  v1::SettleRequest request;
  *request.mutable_bill() = bill;
  request.mutable_person()->set_person_no(person_no);
  request.set_not_after_ms(clock_.NowMs() + 60'000);
  return request;
}

}  // namespace yizhan::test
