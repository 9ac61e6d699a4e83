#include "engine/register/import.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/register/spans.h"
#include "yizhan/v1/private.pb.h"

namespace yizhan {
namespace {

constexpr std::size_t kCertTypeCharactersMax = 6;
constexpr std::size_t kCertNoCharactersMax = 50;
constexpr std::size_t kNameCharactersMax = 100;
constexpr std::size_t kValueCharactersMax = 64;
constexpr int kSpansMax = 200;  // Per kind of fact of one person.

using DatedValues = google::protobuf::RepeatedPtrField<v1::DatedValue>;

// No refusal here repeats what it was given: a mistyped column may hold a name or a card number.
absl::StatusOr<Day> CheckDay(const std::string& text, const std::string& field) {
  if (text.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  const std::optional<Day> day = ParseDay(text);
  if (!day.has_value()) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = field, .expected = "YYYY-MM-DD"});
  }
  return *day;
}

absl::StatusOr<HeldFact> CheckValue(const v1::DatedValue& value, const std::string& field) {
  const std::string value_field = field + ".value";
  if (auto status = CheckRequiredText(value_field, value.value(), kValueCharactersMax);
      !status.ok()) {
    return status;
  }
  if (value.value().front() == ' ' || value.value().back() == ' ') {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = value_field,
                   .expected = "no spaces before or after"});
  }
  const absl::StatusOr<Day> from = CheckDay(value.from(), field + ".from");
  if (!from.ok()) return from.status();
  HeldFact fact{value.value(), {*from, kOpenEnd}};
  if (!value.until().empty()) {
    const absl::StatusOr<Day> until = CheckDay(value.until(), field + ".until");
    if (!until.ok()) return until.status();
    fact.span.until = *until;
  }
  if (fact.span.until < fact.span.from) {
    return Refuse({.reason = v1::SPAN_REVERSED,
                   .field = field + ".until",
                   .expected = ">= " + DayText(fact.span.from),
                   .found = DayText(fact.span.until)});
  }
  return fact;
}

absl::StatusOr<std::vector<HeldFact>> CheckStated(const DatedValues& values,
                                                  const std::string& field) {
  if (values.size() > kSpansMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = field,
                   .expected = "<= " + std::to_string(kSpansMax),
                   .found = std::to_string(values.size())});
  }
  std::vector<HeldFact> facts;
  for (int i = 0; i < values.size(); ++i) {
    const std::string at = field + "[" + std::to_string(i) + "]";
    absl::StatusOr<HeldFact> fact = CheckValue(values[i], at);
    if (!fact.ok()) return fact.status();
    facts.push_back(*std::move(fact));
  }
  return facts;
}

absl::StatusOr<std::vector<HeldFact>> CheckValues(const DatedValues& values,
                                                  const std::string& field) {
  absl::StatusOr<std::vector<HeldFact>> facts = CheckStated(values, field);
  if (!facts.ok()) return facts;
  return MergeSpans(*std::move(facts));
}

std::string SpanText(Span span) {
  return DayText(span.from) + ".." + (span.until == kOpenEnd ? "" : DayText(span.until));
}

// What a refusal may show of a value: nothing of the person it might be.
class Shower {
 public:
  Shower(const v1::ImportPerson& person, bool values_are_private)
      : person_(person), values_are_private_(values_are_private) {}

  std::string Text(const HeldFact& fact) const {
    return IsPrivate(fact.value) ? SpanText(fact.span) : fact.value + " " + SpanText(fact.span);
  }

 private:
  bool IsPrivate(const std::string& value) const {
    return values_are_private_ || Holds(value, person_.card().cert_no()) ||
           Holds(value, person_.name());
  }
  static bool Holds(const std::string& text, const std::string& part) {
    return !part.empty() && text.find(part) != std::string::npos;
  }

  const v1::ImportPerson& person_;
  bool values_are_private_;
};

// `facts` are merged and sorted by from: two that meet hold different values.
absl::Status CheckOneAtATime(const std::vector<HeldFact>& facts, const std::string& field,
                             const Shower& shower) {
  for (std::size_t i = 1; i < facts.size(); ++i) {
    if (!facts[i - 1].span.Meets(facts[i].span)) continue;
    return Refuse({.reason = v1::SPANS_CONFLICT,
                   .field = field,
                   .expected = shower.Text(facts[i - 1]),
                   .found = shower.Text(facts[i])});
  }
  return absl::OkStatus();
}

template <typename Dated>
void WriteSpan(Span span, Dated* dated) {
  dated->set_from(DayText(span.from));
  if (span.until != kOpenEnd) dated->set_until(DayText(span.until));
}

void WriteValues(const std::vector<HeldFact>& facts, DatedValues* values) {
  for (const HeldFact& fact : facts) {
    v1::DatedValue* value = values->Add();
    value->set_value(fact.value);
    WriteSpan(fact.span, value);
  }
}

// Upper-cases ASCII letters and removes spaces.
std::string CanonicalCardText(const std::string& text) {
  std::string canonical;
  for (const char c : text) {
    if (c == ' ') continue;
    canonical.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return canonical;
}

v1::Card CanonicalCard(const v1::Card& card) {
  v1::Card canonical;
  canonical.set_cert_type(CanonicalCardText(card.cert_type()));
  canonical.set_cert_no(CanonicalCardText(card.cert_no()));
  return canonical;
}

absl::Status CheckIdentification(const v1::ImportPerson& person) {
  const v1::Card card = CanonicalCard(person.card());
  if (auto status = CheckRequiredText("cert_type", card.cert_type(), kCertTypeCharactersMax);
      !status.ok()) {
    return status;
  }
  if (auto status = CheckRequiredText("cert_no", card.cert_no(), kCertNoCharactersMax);
      !status.ok()) {
    return status;
  }
  if (auto status = CheckText("name", person.name(), kNameCharactersMax); !status.ok()) {
    return status;
  }
  if (person.birth_date().empty()) return absl::OkStatus();
  return CheckDay(person.birth_date(), "birth_date").status();
}

// As dated texts, so that the same checks hold; they are shown as little as a household's number.
absl::StatusOr<std::vector<HeldFact>> CheckIncomes(const v1::ImportPerson& person) {
  DatedValues values;
  for (int i = 0; i < person.household_incomes_size(); ++i) {
    const v1::DatedAmount& income = person.household_incomes(i);
    const std::string field = "household_incomes[" + std::to_string(i) + "].amount_fen";
    if (income.amount_fen() < 0) return Refuse({.reason = v1::AMOUNT_NEGATIVE, .field = field});
    if (income.amount_fen() > kAmountMax.fen()) {
      return Refuse({.reason = v1::AMOUNT_TOO_LARGE, .field = field});
    }
    v1::DatedValue& value = *values.Add();
    value.set_value(std::to_string(income.amount_fen()));
    value.set_from(income.from());
    value.set_until(income.until());
  }
  auto facts = CheckValues(values, "household_incomes");
  if (!facts.ok()) return facts;
  const Shower shower(person, /*values_are_private=*/true);
  if (auto status = CheckOneAtATime(*facts, "household_incomes", shower); !status.ok()) {
    return status;
  }
  return facts;
}

absl::Status FillHouseholds(const v1::ImportPerson& person, const IndexKey& key,
                            v1::PersonRecord* record) {
  const auto facts = CheckValues(person.households(), "households");
  if (!facts.ok()) return facts.status();
  const Shower shower(person, /*values_are_private=*/true);
  if (auto status = CheckOneAtATime(*facts, "households", shower); !status.ok()) return status;
  const auto incomes = CheckIncomes(person);
  if (!incomes.ok()) return incomes.status();
  for (const JoinedSpan& joined : JoinSpans(*facts, *incomes)) {
    v1::DatedHousehold* household = record->add_households();
    if (!joined.left.empty()) household->set_household_no(HouseholdNo(joined.left, key));
    if (!joined.right.empty()) household->set_yearly_income_fen(std::stoll(joined.right));
    WriteSpan(joined.span, household);
  }
  return absl::OkStatus();
}

absl::Status FillOneAtATime(const v1::ImportPerson& person, const DatedValues& values,
                            const std::string& field, DatedValues* out) {
  const auto facts = CheckValues(values, field);
  if (!facts.ok()) return facts.status();
  const Shower shower(person, /*values_are_private=*/false);
  if (auto status = CheckOneAtATime(*facts, field, shower); !status.ok()) return status;
  WriteValues(*facts, out);
  return absl::OkStatus();
}

absl::Status FillOverlapping(const DatedValues& values, const std::string& field,
                             DatedValues* out) {
  const auto facts = CheckValues(values, field);
  if (!facts.ok()) return facts.status();
  WriteValues(*facts, out);
  return absl::OkStatus();
}

// Approvals act as their union (R14), but are kept one by one: each names its year (D4).
absl::Status FillApprovals(const DatedValues& values, DatedValues* out) {
  absl::StatusOr<std::vector<HeldFact>> facts = CheckStated(values, "approvals");
  if (!facts.ok()) return facts.status();
  const auto key = [](const HeldFact& fact) {
    return std::tie(fact.span.from, fact.value, fact.span.until);
  };
  std::sort(facts->begin(), facts->end(),
            [&](const HeldFact& a, const HeldFact& b) { return key(a) < key(b); });
  facts->erase(std::unique(facts->begin(), facts->end(),
                           [&](const HeldFact& a, const HeldFact& b) { return key(a) == key(b); }),
               facts->end());
  WriteValues(*facts, out);
  return absl::OkStatus();
}

absl::StatusOr<v1::PersonRecord> CheckFacts(const v1::ImportPerson& person, const IndexKey& key) {
  v1::PersonRecord record;
  record.set_birth_date(person.birth_date());
  if (auto status = FillHouseholds(person, key, &record); !status.ok()) return status;
  if (auto status = FillOneAtATime(person, person.towns(), "towns", record.mutable_towns());
      !status.ok()) {
    return status;
  }
  if (auto status = FillOneAtATime(person, person.insurance_types(), "insurance_types",
                                   record.mutable_insurance_types());
      !status.ok()) {
    return status;
  }
  if (auto status = FillOverlapping(person.identities(), "identities", record.mutable_identities());
      !status.ok()) {
    return status;
  }
  if (auto status = FillApprovals(person.approvals(), record.mutable_approvals()); !status.ok()) {
    return status;
  }
  return record;
}

Hash32 Keyed(const IndexKey& key, const Canonical& canonical) {
  return HmacSha256(key.bytes, Bytes(canonical.Sha256()));
}

}  // namespace

absl::StatusOr<CheckedPerson> CheckImport(const v1::ImportPerson& person, const IndexKey& key) {
  if (auto status = CheckIdentification(person); !status.ok()) return status;
  absl::StatusOr<v1::PersonRecord> record = CheckFacts(person, key);
  if (!record.ok()) return record.status();

  v1::PrivatePerson private_person;
  *private_person.mutable_card() = CanonicalCard(person.card());
  private_person.set_name(person.name());
  return CheckedPerson{.record = *std::move(record),
                       .card_key = CardKey(person.card(), key),
                       .private_bytes = private_person.SerializeAsString()};
}

std::string CardKey(const v1::Card& card, const IndexKey& key) {
  const v1::Card canonical = CanonicalCard(card);
  return Bytes(
      Keyed(key, Canonical("yizhan card 1").Text(canonical.cert_type()).Text(canonical.cert_no())));
}

std::uint64_t HouseholdNo(const std::string& reference, const IndexKey& key) {
  const Hash32 hash = Keyed(key, Canonical("yizhan household 1").Text(reference));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = (number << 8) | hash[i];
  return number == 0 ? 1 : number;  // 0 means "his own household" (R12).
}

}  // namespace yizhan
