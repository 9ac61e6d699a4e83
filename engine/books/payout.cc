#include "engine/books/payout.h"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/base/money.h"
#include "engine/base/refusal.h"
#include "engine/books/bind.h"
#include "engine/books/keys.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

v1::NamedPosting PostingOf(v1::PostingAccount account, const v1::OwedLine& line, v1::Payee payee,
                           std::int64_t amount_fen) {
  v1::NamedPosting posting;
  posting.set_account(account);
  posting.set_program_id(line.program_id());
  posting.set_payee(payee);
  posting.set_amount_fen(amount_fen);
  return posting;
}

bool IsOpen(const v1::OwedLine& line, v1::PostingAccount account) {
  return line.account() == account && line.month() == 0;
}

// Of one account. Empty when the sum does not fit.
std::optional<Money> BalanceOf(v1::PostingAccount account, const OwedLines& owed) {
  std::optional<Money> sum = Money();
  for (const v1::OwedLine& line : owed) {
    if (IsOpen(line, account) && sum.has_value()) {
      sum = sum->TryAdd(Money::FromFen(line.amount_fen()));
    }
  }
  return sum;
}

absl::Status CheckPostings(const v1::Entry& entry, const OwedLines& owed) {
  const v1::PaidOut& paid = entry.paid_out();
  const auto due = PayoutPostings(paid.payee(), paid.amount_fen() < 0, owed);
  if (!due.ok()) return due.status();
  const bool same =
      std::equal(paid.postings().begin(), paid.postings().end(), due->begin(), due->end(),
                 [](const v1::NamedPosting& a, const v1::NamedPosting& b) {
                   return a.SerializeAsString() == b.SerializeAsString();
                 });
  if (!same || due->empty()) return Broken(entry, "it does not clear what is open");
  const auto amount_fen = PaidFen(paid.postings());
  if (!amount_fen.ok()) return amount_fen.status();
  if (*amount_fen == paid.amount_fen()) return absl::OkStatus();
  return Broken(entry, "its amount is not that of its postings",
                {.field = "amount_fen",
                 .expected = std::to_string(*amount_fen),
                 .found = std::to_string(paid.amount_fen())});
}

absl::Status Clear(const v1::PaidOut& paid, OwedLines& owed) {
  for (const v1::NamedPosting& posting : paid.postings()) {
    if (posting.account() == v1::PAID) continue;
    const absl::Status cleared =
        AddOwed({posting.account(), posting.program_id()}, posting.amount_fen(), owed);
    if (!cleared.ok()) return cleared;
  }
  return absl::OkStatus();
}

// Both kinds of row hold open lines and the last payout.
template <typename Row>
absl::Status PayFrom(const v1::Entry& entry, Row& row) {
  const v1::PaidOut& paid = entry.paid_out();
  if (paid.previous_payout() != row.last_payout()) {
    return Broken(entry, "the payee was paid last by " + std::to_string(row.last_payout()),
                  {.field = "previous_payout",
                   .expected = std::to_string(row.last_payout()),
                   .found = std::to_string(paid.previous_payout())});
  }
  const absl::Status checked = CheckPostings(entry, row.owed());
  if (!checked.ok()) return checked;
  row.set_last_payout(entry.number());
  return Clear(paid, *row.mutable_owed());
}

absl::StatusOr<Effect> PayHospital(const v1::Entry& entry, const Reader& before) {
  const v1::PaidOut& paid = entry.paid_out();
  if (paid.person_no() != 0) return Broken(entry, "it pays a hospital and names a person");
  auto row = GetRow<v1::InstitutionRow>(before, Table::kInstitution, paid.institution_id());
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Broken(entry, "unknown institution " + paid.institution_id());
  if (paid.close() != (*row)->last_close() || paid.close() == 0 || paid.amount_fen() < 0) {
    return Broken(entry, "it does not pay what was closed last",
                  {.field = "close",
                   .expected = std::to_string((*row)->last_close()),
                   .found = std::to_string(paid.close())});
  }
  const absl::Status cleared = PayFrom(entry, **row);
  if (!cleared.ok()) return cleared;
  return PutRow(Table::kInstitution, paid.institution_id(), **row);
}

absl::StatusOr<Effect> PayPatient(const v1::Entry& entry, const Reader& before) {
  const v1::PaidOut& paid = entry.paid_out();
  if (!paid.institution_id().empty() || paid.close() != 0) {
    return Broken(entry, "it pays a patient and names a hospital");
  }
  const std::string key = PersonHolderKey(paid.person_no());
  auto row = GetRow<v1::HolderRow>(before, Table::kHolder, key);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Broken(entry, "nothing is owed to that person");
  const absl::Status cleared = PayFrom(entry, **row);
  if (!cleared.ok()) return cleared;
  return PutRow(Table::kHolder, key, **row);
}

}  // namespace

absl::StatusOr<std::vector<v1::NamedPosting>> PayoutPostings(v1::Payee payee, bool given_back,
                                                             const OwedLines& owed) {
  std::vector<v1::PostingAccount> accounts = {v1::HOSPITAL_RECEIVABLE};
  if (payee == v1::PATIENT) accounts = {v1::PATIENT_PAYABLE, v1::PATIENT_RECEIVABLE};
  std::vector<v1::NamedPosting> postings;
  for (const v1::PostingAccount account : accounts) {
    const std::optional<Money> balance = BalanceOf(account, owed);
    if (!balance.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "owed"});
    if (given_back ? *balance >= Money() : *balance <= Money()) continue;
    for (const v1::OwedLine& line : owed) {
      if (!IsOpen(line, account)) continue;
      postings.push_back(PostingOf(account, line, payee, -line.amount_fen()));
      postings.push_back(PostingOf(v1::PAID, line, payee, line.amount_fen()));
    }
  }
  return postings;
}

absl::StatusOr<std::int64_t> PaidFen(const NamedPostings& postings) {
  std::optional<Money> sum = Money();
  for (const v1::NamedPosting& posting : postings) {
    if (posting.account() != v1::PAID || !sum.has_value()) continue;
    sum = sum->TryAdd(Money::FromFen(posting.amount_fen()));
  }
  if (!sum.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "amount_fen"});
  return sum->fen();
}

Hash32 PayoutRequestDigest(const v1::PaidOut& paid) {
  return Canonical("yizhan payout request v1")
      .Number(paid.payee())
      .Text(paid.institution_id())
      .Number(static_cast<std::int64_t>(paid.person_no()))
      .Number(paid.amount_fen())
      .Text(paid.reference())
      .Sha256();
}

absl::StatusOr<std::vector<Effect>> FoldPaidOut(const v1::Entry& entry, const Reader& before) {
  const v1::PaidOut& paid = entry.paid_out();
  if (paid.payee() == v1::PAYEE_UNSPECIFIED) return Broken(entry, "it pays nobody");
  if (paid.reference().empty()) return Broken(entry, "it names no order of the bank");
  absl::StatusOr<Effect> row =
      paid.payee() == v1::HOSPITAL ? PayHospital(entry, before) : PayPatient(entry, before);
  if (!row.ok()) return row.status();
  std::vector<Effect> effects{*std::move(row)};
  absl::Status status = BindRequest(
      entry, {v1::MessageKeyRow::PAYOUT, paid.request_id(), Bytes(PayoutRequestDigest(paid))},
      before, effects);
  if (status.ok()) {
    status =
        BindStatement(entry, paid.authorization(),
                      {v1::PAY_OUT, Bytes(PayoutDigest(paid)), paid.request_id()}, before, effects);
  }
  if (!status.ok()) return status;
  return effects;
}

}  // namespace yizhan
