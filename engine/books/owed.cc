#include "engine/books/owed.h"

#include <optional>
#include <tuple>

#include "engine/base/refusal.h"
#include "engine/books/bind.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

bool IsOfPatient(v1::PostingAccount account) {
  return account == v1::PATIENT_PAYABLE || account == v1::PATIENT_RECEIVABLE;
}

auto OrderOf(const v1::OwedLine& line) {
  return std::make_tuple(line.account(), line.program_id(), line.month());
}

// The place of the line, or where it belongs.
int PlaceIn(const OwedLines& lines, const v1::OwedLine& line) {
  int at = 0;
  while (at < lines.size() && OrderOf(lines[at]) < OrderOf(line)) ++at;
  return at;
}

void InsertAt(int at, const v1::OwedLine& line, OwedLines& lines) {
  *lines.Add() = line;
  for (int last = lines.size() - 1; last > at; --last) lines.SwapElements(last - 1, last);
}

absl::Status AddPosting(const v1::Entry& entry, const v1::Posting& posting,
                        const CompiledPack& pack, Month month, OwedLines& lines) {
  if (posting.program() >= pack.programs.size()) {
    return Broken(entry, "a posting of an unknown program");
  }
  const OwedPlace place{posting.account(), pack.programs[posting.program()].id, month};
  return AddOwed(place, posting.amount_fen(), lines);
}

}  // namespace

absl::Status AddOwed(const OwedPlace& place, std::int64_t amount_fen, OwedLines& lines) {
  v1::OwedLine line;
  line.set_account(place.account);
  line.set_program_id(place.program_id);
  line.set_month(place.month);
  line.set_amount_fen(amount_fen);
  const int at = PlaceIn(lines, line);
  const bool known = at < lines.size() && OrderOf(lines[at]) == OrderOf(line);
  if (!known) {
    if (amount_fen != 0) InsertAt(at, line, lines);
    return absl::OkStatus();
  }
  const std::optional<Money> sum =
      Money::FromFen(lines[at].amount_fen()).TryAdd(Money::FromFen(amount_fen));
  if (!sum.has_value()) {
    return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "owed of " + place.program_id});
  }
  lines[at].set_amount_fen(sum->fen());
  if (*sum == Money()) lines.DeleteSubrange(at, 1);
  return absl::OkStatus();
}

absl::Status OweHospital(const v1::Entry& entry, const Postings& postings, const CompiledPack& pack,
                         v1::InstitutionRow& row) {
  const Month month = PostingMonth(entry.posted_ms());
  for (const v1::Posting& posting : postings) {
    if (posting.account() != v1::HOSPITAL_RECEIVABLE) continue;
    const absl::Status added = AddPosting(entry, posting, pack, month, *row.mutable_owed());
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

absl::Status OwePatient(const v1::Entry& entry, const Postings& postings, const CompiledPack& pack,
                        v1::HolderRow& row) {
  for (const v1::Posting& posting : postings) {
    if (!IsOfPatient(posting.account())) continue;
    const absl::Status added = AddPosting(entry, posting, pack, 0, *row.mutable_owed());
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

absl::Status OwePatient(const NamedPostings& postings, std::uint64_t person_no, Draft& staged) {
  const std::string key = PersonHolderKey(person_no);
  const auto stored = GetRow<v1::HolderRow>(staged, Table::kHolder, key);
  if (!stored.ok()) return stored.status();
  v1::HolderRow row = stored->value_or(v1::HolderRow());
  for (const v1::NamedPosting& posting : postings) {
    if (!IsOfPatient(posting.account())) continue;
    const absl::Status added = AddOwed({posting.account(), posting.program_id()},
                                       posting.amount_fen(), *row.mutable_owed());
    if (!added.ok()) return added;
  }
  staged.Put(PutRow(Table::kHolder, key, row));
  return absl::OkStatus();
}

}  // namespace yizhan
