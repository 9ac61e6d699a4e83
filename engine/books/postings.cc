#include "engine/books/postings.h"

namespace yizhan {
namespace {

v1::Posting PostingOf(v1::PostingAccount account, std::uint32_t program, v1::Payee payee,
                      std::int64_t amount_fen) {
  v1::Posting posting;
  posting.set_account(account);
  posting.set_program(program);
  posting.set_payee(payee);
  posting.set_amount_fen(amount_fen);
  return posting;
}

}  // namespace

std::vector<v1::Posting> PostingsOf(const v1::Outcome& outcome, v1::Path path) {
  const bool advanced = path == v1::REAL_TIME;
  const v1::Payee payee = advanced ? v1::HOSPITAL : v1::PATIENT;
  const v1::PostingAccount owed = advanced ? v1::HOSPITAL_RECEIVABLE : v1::PATIENT_PAYABLE;
  std::vector<v1::Posting> postings;
  for (const v1::Step& step : outcome.steps()) {
    const std::int64_t pay_fen = step.figures().pay_fen();
    if (step.status() != v1::CHOSEN || pay_fen == 0) continue;
    postings.push_back(PostingOf(v1::PROGRAM_FUND, step.program(), payee, -pay_fen));
    postings.push_back(PostingOf(owed, step.program(), payee, pay_fen));
  }
  return postings;
}

}  // namespace yizhan
