#include "tools/cli/payable.h"

#include "engine/base/refusal.h"
#include "engine/books/payout.h"
#include "tools/cli/call.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"
#include "tools/cli/width.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::cli {
namespace {

bool NamesPerson(const WhichPayee& which) {
  return !which.who.person.empty() || !which.who.cert_no.empty();
}

OwedLines OwedOf(const v1::Payable& payable) {
  OwedLines owed;
  for (const v1::OpenLine& open : payable.lines()) {
    v1::OwedLine& line = *owed.Add();
    line.set_account(open.account());
    line.set_program_id(open.program_id());
    line.set_amount_fen(open.amount_fen());
  }
  return owed;
}

absl::StatusOr<v1::PaidOut> PayoutOf(const v1::Payable& payable, bool given_back) {
  if (payable.payee() == v1::HOSPITAL && payable.close() == 0) {
    return Refuse({.reason = v1::PERIOD_NOT_CLOSED, .found = payable.institution_id()});
  }
  const auto postings = PayoutPostings(payable.payee(), given_back, OwedOf(payable));
  if (!postings.ok()) return postings.status();
  if (postings->empty()) return Refuse({.reason = v1::NOTHING_TO_PAY});
  v1::PaidOut paid;
  paid.set_payee(payable.payee());
  paid.set_institution_id(payable.institution_id());
  paid.set_person_no(payable.person_no());
  *paid.mutable_postings() = NamedPostings(postings->begin(), postings->end());
  const absl::StatusOr<std::int64_t> amount_fen = PaidFen(paid.postings());
  if (!amount_fen.ok()) return amount_fen.status();
  paid.set_amount_fen(*amount_fen);
  return paid;
}

}  // namespace

void AddWhichPayee(CLI::App& command, WhichPayee& which) {
  command.add_option("--institution", which.institution, "医院编号 / hospital");
  AddWhichPerson(command, which.who);
}

absl::StatusOr<v1::ListPayablesRequest> PayablesRequest(const WhichPayee& which) {
  v1::ListPayablesRequest request;
  if (!NamesPerson(which)) {
    request.set_institution_id(which.institution);
    return request;
  }
  if (!which.institution.empty()) {
    return UsageError("医院和患者只能给出其一", "name a hospital or a patient, not both");
  }
  const absl::StatusOr<v1::PersonRef> person = PersonOf(which.who);
  if (!person.ok()) return person.status();
  *request.mutable_person() = *person;
  return request;
}

absl::StatusOr<v1::ListPayablesReply> AskPayables(Session& session, const WhichPayee& which) {
  const absl::StatusOr<v1::ListPayablesRequest> request = PayablesRequest(which);
  if (!request.ok()) return request.status();
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  v1::Relief::Stub stub((*client)->channel());
  return Call(**client, stub, &v1::Relief::Stub::ListPayables, *request);
}

absl::StatusOr<v1::PaidOut> OpenPayout(Session& session, const WhichPayee& which, bool given_back) {
  if (which.institution.empty() && !NamesPerson(which)) {
    return UsageError("请给出 --institution 或 --person", "give --institution or --person");
  }
  const absl::StatusOr<v1::ListPayablesReply> reply = AskPayables(session, which);
  if (!reply.ok()) return reply.status();
  if (reply->payables().empty()) return Refuse({.reason = v1::NOTHING_TO_PAY});
  return PayoutOf(reply->payables(0), given_back);
}

std::string PayeeText(v1::Payee payee, const std::string& institution_id, std::uint64_t person_no) {
  return payee == v1::HOSPITAL ? "医院 hospital " + Printable(institution_id)
                               : "患者 patient " + PersonText(person_no);
}

std::string PostingAccountText(v1::PostingAccount account) {
  switch (account) {
    case v1::PROGRAM_FUND:
      return "救助资金 program fund";
    case v1::HOSPITAL_RECEIVABLE:
      return "应付医院垫付款 owed to hospital";
    case v1::PATIENT_PAYABLE:
      return "应付患者 owed to patient";
    case v1::PATIENT_RECEIVABLE:
      return "应收患者 owed by patient";
    case v1::PAID:
      return "已拨付 paid";
    default:
      return "-";
  }
}

std::string PayoutText(const v1::PaidOut& paid) {
  Table table({{"账目 Account"}, {"项目 Program"}, {"金额 Amount", Align::kRight}});
  for (const v1::NamedPosting& posting : paid.postings()) {
    if (posting.account() == v1::PAID) continue;
    table.AddRow({PostingAccountText(posting.account()), Printable(posting.program_id()),
                  Yuan(-posting.amount_fen())});
  }
  table.AddRule();
  const bool back = paid.amount_fen() < 0;
  table.AddRow({back ? "患者退还 Given back" : "拨付 Paid out", "", Yuan(paid.amount_fen())});
  return PayeeText(paid.payee(), paid.institution_id(), paid.person_no()) +
         "  银行凭证 bank's order " + Printable(paid.reference()) + "\n" + table.Text();
}

}  // namespace yizhan::cli
