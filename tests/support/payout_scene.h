// PayoutScene: a relief scene that closes hospitals' months and pays out, each request signed over
// what the books say now.
//
// Units:    fen.
// Errors:   a ledger that does not verify afterwards fails the test.
// Threads:  one.
#pragma once

#include <string>

#include "engine/books/officer_statement.h"
#include "engine/books/payout.h"
#include "gtest/gtest.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {

inline v1::PeriodClosed ProposedOf(Desk& desk, const std::string& institution_id,
                                   const std::string& period) {
  v1::ProposeCloseRequest request;
  request.set_institution_id(institution_id);
  request.set_period(period);
  const auto reply = desk.queries().ProposeClose(ReliefCaller(), request);
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.ok() ? reply->close() : v1::PeriodClosed();
}

// The request for what `closed` says, signed by li.
inline v1::CloseRequest SignedClose(const Desk& desk, const v1::PeriodClosed& closed,
                                    const std::string& request_id) {
  v1::CloseRequest request;
  request.set_institution_id(closed.institution_id());
  request.set_period(closed.period());
  if (closed.has_reconciled()) *request.mutable_reconciled() = closed.reconciled();
  *request.mutable_lines() = closed.lines();
  request.set_request_id(request_id);
  *request.mutable_authorization() =
      SignedBy({"li"}, desk.Statement(v1::CLOSE_PERIOD, Bytes(PeriodDigest(closed)), request_id));
  return request;
}

inline v1::CloseRequest CloseNow(Desk& desk, const std::string& institution_id,
                                 const std::string& period, const std::string& request_id) {
  return SignedClose(desk, ProposedOf(desk, institution_id, period), request_id);
}

inline constexpr char kBankOrder[] = "BANK/2012-7";

// The request for `paid`, signed by li and wang.
inline v1::PayOutRequest SignedPayout(const Desk& desk, const v1::PaidOut& paid,
                                      const std::string& request_id) {
  v1::PayOutRequest request;
  request.set_payee(paid.payee());
  request.set_institution_id(paid.institution_id());
  if (paid.payee() == v1::PATIENT) request.mutable_person()->set_person_no(paid.person_no());
  request.set_given_back(paid.amount_fen() < 0);
  request.set_amount_fen(paid.amount_fen() < 0 ? -paid.amount_fen() : paid.amount_fen());
  request.set_reference(paid.reference());
  request.set_request_id(request_id);
  *request.mutable_authorization() =
      SignedBy({"li", "wang"}, desk.Statement(v1::PAY_OUT, Bytes(PayoutDigest(paid)), request_id));
  return request;
}

inline v1::ListPayablesRequest PayeeRequest(const std::string& institution_id,
                                            std::uint64_t person_no) {
  v1::ListPayablesRequest request;
  request.set_institution_id(institution_id);
  if (person_no != 0) request.mutable_person()->set_person_no(person_no);
  return request;
}

// What is open for one payee; one without anything when nothing is.
inline v1::Payable OpenFor(Desk& desk, const std::string& institution_id, std::uint64_t person_no) {
  const auto reply =
      desk.queries().ListPayables(ReliefCaller(), PayeeRequest(institution_id, person_no));
  EXPECT_TRUE(reply.ok()) << reply.status();
  return reply.ok() && !reply->payables().empty() ? reply->payables(0) : v1::Payable();
}

inline OwedLines OwedOf(const v1::Payable& payable) {
  OwedLines owed;
  for (const v1::OpenLine& open : payable.lines()) {
    v1::OwedLine& line = *owed.Add();
    line.set_account(open.account());
    line.set_program_id(open.program_id());
    line.set_amount_fen(open.amount_fen());
  }
  return owed;
}

inline v1::PaidOut PayoutOf(const v1::Payable& payable, bool given_back) {
  v1::PaidOut paid;
  paid.set_payee(payable.payee());
  paid.set_institution_id(payable.institution_id());
  paid.set_person_no(payable.person_no());
  paid.set_reference(kBankOrder);
  const auto postings = PayoutPostings(payable.payee(), given_back, OwedOf(payable));
  EXPECT_TRUE(postings.ok()) << postings.status();
  *paid.mutable_postings() = NamedPostings(postings->begin(), postings->end());
  paid.set_amount_fen(PaidFen(paid.postings()).value());
  return paid;
}

inline v1::PayOutRequest PayHospitalNow(Desk& desk, const std::string& institution_id,
                                        const std::string& request_id) {
  return SignedPayout(desk, PayoutOf(OpenFor(desk, institution_id, 0), /*given_back=*/false),
                      request_id);
}
inline v1::PayOutRequest PayPatientNow(Desk& desk, std::uint64_t person_no,
                                       const std::string& request_id, bool given_back = false) {
  return SignedPayout(desk, PayoutOf(OpenFor(desk, "", person_no), given_back), request_id);
}

class PayoutScene : public ReliefScene {
 protected:
  // "half 0+5000=5000 ": program, opening, posted, closing.
  static std::string Lines(const v1::PeriodClosed& closed) {
    std::string text;
    for (const v1::ClosedLine& line : closed.lines()) {
      text += line.program_id() + " " + std::to_string(line.opening_fen()) + "+" +
              std::to_string(line.posted_fen()) + "=" + std::to_string(line.closing_fen()) + " ";
    }
    return text;
  }
  // "half 5000 charity -200 ": what is open.
  static std::string Lines(const v1::Payable& payable) {
    std::string text;
    for (const v1::OpenLine& line : payable.lines()) {
      text += line.program_id() + " " + std::to_string(line.amount_fen()) + " ";
    }
    return text;
  }

  v1::Entry Closed(const std::string& period, const std::string& institution_id = "H1") {
    const std::string request_id = "close-" + institution_id + "-" + period;
    const auto reply =
        desk_->ClosePeriod(ReliefCaller(), CloseNow(*desk_, institution_id, period, request_id));
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? desk_->EntryAt(reply->number()) : v1::Entry();
  }
  v1::Entry Paid(const v1::PayOutRequest& request) {
    const auto reply = desk_->PayOut(ReliefCaller(), request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? desk_->EntryAt(reply->number()) : v1::Entry();
  }
  v1::Entry PaidHospital(const std::string& request_id = "pay", const std::string& id = "H1") {
    return Paid(PayHospitalNow(*desk_, id, request_id));
  }
  v1::Payable Hospital(const std::string& id = "H1") { return OpenFor(*desk_, id, 0); }
  v1::Payable Patient(std::uint64_t person_no) { return OpenFor(*desk_, "", person_no); }
  // To the morning of a later day.
  void Days(int days) { desk_->clock().Advance(days * kDayMs); }
};

}  // namespace yizhan::test
