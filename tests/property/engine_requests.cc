#include "tests/property/engine_requests.h"

#include <vector>

#include "engine/books/authorization.h"
#include "engine/policy/load_pack.h"
#include "google/protobuf/text_format.h"
#include "tests/support/desk.h"

namespace yizhan::property {
namespace {

std::vector<v1::PackFile> FilesOf(const Activation& activation) {
  std::vector<v1::PackFile> files;
  for (const v1::PolicyPack& pack : activation.files()) {
    v1::PackFile& file = files.emplace_back();
    file.set_name(pack.id() + ".textproto");
    google::protobuf::TextFormat::PrintToString(pack, file.mutable_content());
  }
  return files;
}

v1::Authorization SignatureOf(const std::vector<std::string>& officers, const Signed& by,
                              v1::OfficerOperation operation, const std::string& content) {
  return test::SignedBy(officers, {.ledger_id = by.ledger_id,
                                   .operation = operation,
                                   .content = content,
                                   .request_id = by.request_id,
                                   .valid_until_ms = by.now_ms + kSignedForMs});
}

}  // namespace

Caller CallerOf(const std::string& sender) {
  return sender == "relief" ? test::ReliefCaller() : test::HospitalCaller(sender);
}

std::string SenderOf(const Settling& settling) {
  return settling.sender().empty() ? settling.bill().institution_id() : settling.sender();
}

v1::PersonRef CardRef(const std::string& card) {
  v1::PersonRef person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(card);
  return person;
}

v1::SettleRequest RequestOf(const Settling& settling, std::int64_t now_ms) {
  v1::SettleRequest request;
  *request.mutable_bill() = settling.bill();
  *request.mutable_person() = CardRef(settling.person());
  if (settling.not_after_s() != 0) {
    request.set_not_after_ms(now_ms + std::int64_t{settling.not_after_s()} * 1'000);
  }
  if (settling.quote() == FOREIGN_QUOTE) request.set_quote_digest(std::string(32, 'q'));
  return request;
}

v1::ReverseRequest RequestOf(const Reversal& reversal, std::uint64_t number) {
  v1::ReverseRequest request;
  request.set_request_id(reversal.request_id());
  if (number != 0) {
    request.set_number(number);
    return request;
  }
  request.set_message_id(reversal.original_message());
  if (reversal.sender() == "relief") {
    request.set_on_behalf_of(CallerOf(reversal.original_sender()).sender);
  }
  return request;
}

v1::ReplaceRequest RequestOf(const Replacement& replacement, std::uint64_t number,
                             std::int64_t now_ms) {
  v1::ReplaceRequest request;
  *request.mutable_replacement() = RequestOf(replacement.with(), now_ms);
  if (number != 0) {
    request.set_number(number);
  } else {
    request.set_message_id(replacement.original_message());
  }
  return request;
}

v1::SettleApplicationRequest RequestOf(const Applying& applying) {
  v1::SettleApplicationRequest request;
  *request.mutable_person() = CardRef(applying.person());
  request.set_program_id(applying.program());
  request.set_year(applying.year());
  request.set_request_id(applying.request_id());
  return request;
}

v1::OutsideAidRequest RequestOf(const OutsideAid& aid) {
  v1::OutsideAidRequest request;
  *request.mutable_person() = CardRef(aid.person());
  request.set_program_id(aid.program());
  request.set_service_end(aid.service_end());
  request.set_accounting_date(aid.accounting_date());
  request.set_base_fen(aid.base_fen());
  request.set_paid_fen(aid.paid_fen());
  request.set_institution_id(aid.institution());
  request.set_visit_no(aid.visit());
  request.set_request_id(aid.request_id());
  return request;
}

v1::ConfirmAdjustmentRequest RequestOf(const Readjudicating& asked, const std::string& digest) {
  v1::ConfirmAdjustmentRequest request;
  *request.mutable_person() = CardRef(asked.person());
  request.set_year(asked.year());
  request.set_request_id(asked.request_id());
  // Nothing was looked at: no proposal has this digest.
  request.set_proposal_digest(digest.empty() ? std::string(32, 'd') : digest);
  return request;
}

v1::ActivatePackRequest RequestOf(const Activation& activation, const Signed& by) {
  v1::ActivatePackRequest request;
  const std::vector<v1::PackFile> files = FilesOf(activation);
  for (const v1::PackFile& file : files) *request.add_files() = file;
  request.set_request_id(by.request_id);
  request.set_effective_from(activation.effective_from());
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(PackHash(files)));
  activated.set_effective_from(activation.effective_from());
  *request.mutable_authorization() =
      SignatureOf({"li", "wang"}, by, v1::ACTIVATE_PACK, ActivationContent(activated));
  return request;
}

v1::FundChangeRequest RequestOf(const FundChange& change, const Signed& by) {
  v1::FundChanged changed;
  changed.set_fund_id(change.fund_id());
  changed.set_kind(change.kind());
  changed.set_amount_fen(change.amount_fen());
  v1::FundChangeRequest request;
  request.set_fund_id(change.fund_id());
  request.set_kind(change.kind());
  request.set_amount_fen(change.amount_fen());
  request.set_request_id(by.request_id);
  if (change.kind() != v1::FundChanged::OPEN) {
    *request.mutable_authorization() =
        SignatureOf({"li"}, by, v1::CHANGE_FUND, Bytes(FundChangeDigest(changed)));
  }
  return request;
}

}  // namespace yizhan::property
