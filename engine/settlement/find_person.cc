#include "engine/settlement/find_person.h"

#include <algorithm>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

constexpr std::size_t kCertTypeCharacters_max = 6;
constexpr std::size_t kCertNoCharacters_max = 50;
constexpr std::size_t kReferenceCharactersMax = 64;
constexpr std::size_t kTellingCardCharacters = 6;  // A shorter number stands in any reference.

bool IsReferenceCharacter(char c) {
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '/' || c == '.' || c == '_';
}

std::string UpperCased(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

}  // namespace

// No refusal here repeats what it was given: it is personal data.
absl::Status CheckPersonForm(const v1::PersonRef& person) {
  if (person.ref_case() == v1::PersonRef::REF_NOT_SET) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "person"});
  }
  if (person.has_person_no()) return absl::OkStatus();
  if (person.card().cert_no().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "person.card.cert_no"});
  }
  const absl::Status type =
      CheckText("person.card.cert_type", person.card().cert_type(), kCertTypeCharacters_max);
  if (!type.ok()) return type;
  return CheckText("person.card.cert_no", person.card().cert_no(), kCertNoCharacters_max);
}

absl::StatusOr<std::uint64_t> ResolvePerson(const v1::PersonRef& person, const Reader& state,
                                            const IndexKey& index_key) {
  const absl::Status form = CheckPersonForm(person);
  if (!form.ok()) return form;
  if (person.has_person_no()) {
    const auto row = state.Get(Table::kPerson, NumberKey(person.person_no()));
    if (!row.ok()) return row.status();
    if (!row->has_value()) return Refuse({.reason = v1::PERSON_UNKNOWN, .field = "person"});
    return person.person_no();
  }
  const auto row = state.Get(Table::kCard, CardKey(person.card(), index_key));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Refuse({.reason = v1::PERSON_UNKNOWN, .field = "person.card"});
  const std::optional<std::uint64_t> person_no = NumberOfKey(**row);
  if (!person_no.has_value()) return absl::DataLossError("a card's row holds no person number");
  return *person_no;
}

absl::Status CheckSeesPeople(const Caller& caller) {
  if (caller.SeesAll() || caller.SeesTown(caller.town)) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED});
}

absl::StatusOr<FoundPerson> FindPerson(const Caller& caller, const v1::PersonRef& person,
                                       const IndexKey& index_key, Day today, const Reader& state) {
  const absl::Status allowed = CheckSeesPeople(caller);
  if (!allowed.ok()) return allowed;
  const auto person_no = ResolvePerson(person, state, index_key);
  if (!person_no.ok()) return person_no.status();
  auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(*person_no));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Refuse({.reason = v1::PERSON_UNKNOWN, .field = "person"});
  // Nothing more is said: where he lives is what the caller may not know.
  if (!caller.SeesTown(TownOn((*row)->record(), today))) {
    return Refuse({.reason = v1::NOT_ALLOWED, .field = "person"});
  }
  return FoundPerson{.person_no = *person_no, .row = **std::move(row)};
}

absl::StatusOr<v1::PrivateRow> OpenPrivate(std::uint64_t person_no, const Situation& situation,
                                           const Reader& state) {
  YIZHAN_CHECK(situation.personal != nullptr);
  const auto sealed = GetRow<v1::SealedRow>(state, Table::kPrivate, NumberKey(person_no));
  if (!sealed.ok()) return sealed.status();
  if (!sealed->has_value()) {
    return absl::DataLossError("person " + std::to_string(person_no) + " has no private row");
  }
  return situation.personal->OpenFor(person_no, **sealed);
}

absl::Status CheckReference(const std::string& field, const std::string& reference, bool required) {
  if (reference.empty() && required) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  if (reference.size() > kReferenceCharactersMax) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = field,
                   .expected = "at most " + std::to_string(kReferenceCharactersMax) + " characters",
                   .found = std::to_string(reference.size())});
  }
  if (std::all_of(reference.begin(), reference.end(), IsReferenceCharacter)) {
    return absl::OkStatus();
  }
  return Refuse(
      {.reason = v1::FIELD_MALFORMED, .field = field, .expected = "letters, digits, - / . _ only"});
}

absl::Status CheckHoldsNoCard(const std::string& field, const std::string& reference,
                              const v1::PrivatePerson& person) {
  const std::string& card = person.card().cert_no();
  if (card.size() < kTellingCardCharacters ||
      UpperCased(reference).find(card) == std::string::npos) {
    return absl::OkStatus();
  }
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = field,
                 .expected = "a case number, not the number of a card"});
}

}  // namespace yizhan
