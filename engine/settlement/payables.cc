#include "engine/settlement/payables.h"

#include <optional>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/payout.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

void AddLine(v1::PostingAccount account, const std::string& program_id, std::int64_t amount_fen,
             v1::Payable& payable) {
  v1::OpenLine& line = *payable.add_lines();
  line.set_account(account);
  line.set_program_id(program_id);
  line.set_amount_fen(amount_fen);
}

absl::StatusOr<std::int64_t> Sum(std::int64_t sum_fen, std::int64_t fen) {
  const std::optional<Money> sum = Money::FromFen(sum_fen).TryAdd(Money::FromFen(fen));
  if (!sum.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "owed"});
  return sum->fen();
}

}  // namespace

absl::StatusOr<v1::Payable> PayableOf(const v1::InstitutionRow& row) {
  v1::Payable payable;
  payable.set_payee(v1::HOSPITAL);
  payable.set_institution_id(row.institution().id());
  payable.set_close(row.last_close());
  std::int64_t closed_fen = 0;
  std::int64_t not_closed_fen = 0;
  for (const v1::OwedLine& line : row.owed()) {
    std::int64_t& sum_fen = line.month() == 0 ? closed_fen : not_closed_fen;
    const absl::StatusOr<std::int64_t> sum = Sum(sum_fen, line.amount_fen());
    if (!sum.ok()) return sum.status();
    sum_fen = *sum;
    if (line.month() == 0) AddLine(line.account(), line.program_id(), line.amount_fen(), payable);
  }
  payable.set_amount_fen(closed_fen);
  payable.set_not_closed_fen(not_closed_fen);
  return payable;
}

absl::StatusOr<v1::Payable> PayableOf(std::uint64_t person_no, const v1::HolderRow& row) {
  v1::Payable payable;
  payable.set_payee(v1::PATIENT);
  payable.set_person_no(person_no);
  for (const v1::OwedLine& line : row.owed()) {
    AddLine(line.account(), line.program_id(), line.amount_fen(), payable);
  }
  const auto postings = PayoutPostings(v1::PATIENT, /*given_back=*/false, row.owed());
  if (!postings.ok()) return postings.status();
  const auto amount_fen = PaidFen(NamedPostings(postings->begin(), postings->end()));
  if (!amount_fen.ok()) return amount_fen.status();
  payable.set_amount_fen(*amount_fen);
  return payable;
}

v1::Payable ClearedBy(const v1::PaidOut& paid) {
  v1::Payable payable;
  payable.set_payee(paid.payee());
  payable.set_institution_id(paid.institution_id());
  payable.set_person_no(paid.person_no());
  payable.set_amount_fen(paid.amount_fen());
  payable.set_close(paid.close());
  for (const v1::NamedPosting& posting : paid.postings()) {
    if (posting.account() == v1::PAID) continue;
    AddLine(posting.account(), posting.program_id(), -posting.amount_fen(), payable);
  }
  return payable;
}

absl::StatusOr<std::string> TownOfPayee(const v1::Payable& payable, Day today,
                                        const Reader& state) {
  if (payable.payee() == v1::HOSPITAL) {
    const auto row =
        GetRow<v1::InstitutionRow>(state, Table::kInstitution, payable.institution_id());
    if (!row.ok()) return row.status();
    return row->value_or(v1::InstitutionRow()).institution().town();
  }
  const auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(payable.person_no()));
  if (!row.ok()) return row.status();
  return TownOn(row->value_or(v1::PersonRow()).record(), today);
}

absl::Status SetTitles(const Reader& state, PackCatalog& packs, v1::Payable& payable) {
  if (payable.lines().empty()) return absl::OkStatus();
  const absl::StatusOr<PackCatalog::Pack> pack = packs.Active(state);
  if (!pack.ok()) return pack.status();
  const auto programs = packs.ProgramsOf(state, Bytes((*pack)->hash));
  if (!programs.ok()) return programs.status();
  for (v1::OpenLine& line : *payable.mutable_lines()) {
    for (const v1::Program& program : **programs) {
      if (program.id() == line.program_id()) line.set_title(program.title());
    }
  }
  return absl::OkStatus();
}

}  // namespace yizhan
