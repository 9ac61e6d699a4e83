#include "engine/books/fold_person.h"

#include <algorithm>
#include <set>
#include <string>

#include "engine/base/ed25519.h"
#include "engine/books/bind.h"
#include "engine/books/keys.h"
#include "engine/books/lead.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

using Effects = absl::StatusOr<std::vector<Effect>>;

// The row of a person who is known and not erased.
absl::StatusOr<v1::PersonRow> KnownPerson(const v1::Entry& entry, std::uint64_t person_no,
                                          const Reader& before) {
  auto row = GetRow<v1::PersonRow>(before, Table::kPerson, NumberKey(person_no));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Broken(entry, "unknown person");
  if ((*row)->erased() != 0) return Broken(entry, "the person was erased");
  return **std::move(row);
}

absl::Status CheckLink(const v1::Entry& entry, std::uint64_t previous, std::uint64_t found) {
  if (previous == found) return absl::OkStatus();
  return Broken(entry, "the person's previous entry is " + std::to_string(found),
                {.field = "previous_of_person",
                 .expected = std::to_string(found),
                 .found = std::to_string(previous)});
}

// A household keeps everybody who ever belonged to it: his bills of those days stay its bills.
absl::Status JoinHouseholds(const v1::PersonChanged& changed, const Reader& before,
                            std::vector<Effect>& effects) {
  std::set<std::uint64_t> households;
  for (const v1::DatedHousehold& household : changed.record().households()) {
    households.insert(household.household_no());
  }
  for (const std::uint64_t household_no : households) {
    const std::string key = NumberKey(household_no);
    const auto known = GetRow<v1::HouseholdRow>(before, Table::kHousehold, key);
    if (!known.ok()) return known.status();
    v1::HouseholdRow row = known->value_or(v1::HouseholdRow());
    auto& persons = *row.mutable_persons();
    const auto at = std::lower_bound(persons.begin(), persons.end(), changed.person_no());
    if (at != persons.end() && *at == changed.person_no()) continue;
    const auto place = at - persons.begin();
    persons.Add(changed.person_no());
    std::rotate(persons.begin() + place, persons.end() - 1, persons.end());
    effects.push_back(PutRow(Table::kHousehold, key, row));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::OfficerRow> FindOfficer(const Reader& before, const std::string& key) {
  auto row = GetRow<v1::OfficerRow>(before, Table::kOfficer, key);
  if (!row.ok()) return row.status();
  return row->value_or(v1::OfficerRow());
}

}  // namespace

Effects FoldPersonChanged(const v1::Entry& entry, const Reader& before) {
  const v1::PersonChanged& changed = entry.person_changed();
  const std::string key = NumberKey(changed.person_no());
  const auto known = GetRow<v1::PersonRow>(before, Table::kPerson, key);
  if (!known.ok()) return known.status();
  v1::PersonRow row = known->value_or(v1::PersonRow());
  if (row.erased() != 0) return Broken(entry, "the person was erased");
  const absl::Status linked = CheckLink(entry, changed.previous_of_person(), row.last_change());
  if (!linked.ok()) return linked;
  *row.mutable_record() = changed.record();
  row.set_last_change(entry.number());
  std::vector<Effect> effects{PutRow(Table::kPerson, key, row)};
  absl::Status status = JoinHouseholds(changed, before, effects);
  if (status.ok()) status = FoldRegisterLead(entry, before, effects);
  if (!status.ok()) return status;
  return effects;
}

Effects FoldPersonErased(const v1::Entry& entry, const Reader& before) {
  const v1::PersonErased& erased = entry.person_erased();
  auto row = KnownPerson(entry, erased.person_no(), before);
  if (!row.ok()) return row.status();
  absl::Status status = CheckLink(entry, erased.previous_of_person(), row->last_change());
  if (!status.ok()) return status;
  row->clear_record();
  row->set_last_change(entry.number());
  row->set_erased(entry.number());

  const std::string content = Bytes(ErasureDigest(erased.person_no(), erased.order_reference()));
  std::vector<Effect> effects{PutRow(Table::kPerson, NumberKey(erased.person_no()), *row)};
  status = BindRequest(entry, {v1::MessageKeyRow::ERASURE, erased.request_id(), content}, before,
                       effects);
  if (!status.ok()) return status;
  status = BindStatement(entry, erased.authorization(),
                         {v1::ERASE_PERSON, content, erased.request_id()}, before, effects);
  if (!status.ok()) return status;
  return effects;
}

Effects FoldPrivateRead(const v1::Entry& entry, const Reader& before) {
  const v1::PrivateRead& read = entry.private_read();
  auto row = KnownPerson(entry, read.person_no(), before);
  if (!row.ok()) return row.status();
  if (read.previous_read() != row->last_read()) {
    return Broken(entry, "the person's previous read is " + std::to_string(row->last_read()));
  }
  if (read.purpose() == v1::READ_PURPOSE_UNSPECIFIED) return Broken(entry, "it has no purpose");
  row->set_last_read(entry.number());
  return std::vector<Effect>{PutRow(Table::kPerson, NumberKey(read.person_no()), *row)};
}

Effects FoldOfficerChanged(const v1::Entry& entry, const Reader& before) {
  const v1::Officer& officer = entry.officer_changed().officer();
  if (officer.id().empty() || officer.public_key().size() != kEd25519KeyBytes) {
    return Broken(entry, "not an officer");
  }
  // A key is one officer's for ever: the row of a key he has given up stays.
  const auto holder = FindOfficer(before, OfficerKeyKey(officer.public_key()));
  if (!holder.ok()) return holder.status();
  if (holder->last_change() != 0 && holder->officer().id() != officer.id()) {
    return Broken(entry, "its key is that of officer " + holder->officer().id());
  }
  v1::OfficerRow row;
  *row.mutable_officer() = officer;
  row.set_last_change(entry.number());
  return std::vector<Effect>{PutRow(Table::kOfficer, OfficerIdKey(officer.id()), row),
                             PutRow(Table::kOfficer, OfficerKeyKey(officer.public_key()), row)};
}

}  // namespace yizhan
