#include "adapters/hl7/hl7_charges.h"

#include <algorithm>
#include <utility>

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kTransactionCharactersMax = 20;

void Widen(std::optional<Day> day, std::optional<Day>& first, std::optional<Day>& last) {
  if (!day.has_value()) return;
  if (!first.has_value() || *day < *first) first = day;
  if (!last.has_value() || *last < *day) last = day;
}

bool IsFee(Transaction transaction) {
  return transaction != Transaction::kPayment && transaction != Transaction::kCoPayment;
}

}  // namespace

Charges::Charges(Fields& fields, const Event& event, const Mapping& mapping)
    : fields_(fields),
      mapping_(mapping),
      invoice_(event.kind == EventKind::kInvoice),
      version_(event.version),
      segment_name_(invoice_ ? "PSL" : "FT1") {
  const std::vector<const Segment*> segments = fields_.message().All(segment_name_);
  if (segments.size() > kLinesMax) {
    fields_.Fail({}, {.reason = v1::TOO_MANY_ITEMS,
                      .field = segment_name_,
                      .expected = "<= " + std::to_string(kLinesMax),
                      .found = std::to_string(segments.size())});
    return;
  }
  for (std::size_t i = 0; i < segments.size(); ++i) ReadCharge(*segments[i], i + 1);
}

void Charges::ReadCharge(const Segment& segment, std::size_t occurrence) {
  const Charge charge{.segment = &segment,
                      .occurrence = occurrence,
                      .transaction = ReadTransaction(segment, occurrence)};
  ReadDays(segment, occurrence);
  charges_.push_back(charge);
  if (!IsFee(charge.transaction)) return;
  const std::optional<Money> amount = ReadAmount(charge);
  if (amount.has_value()) lines_.push_back({.number = ReadNumber(charge), .amount = *amount});
}

Transaction Charges::ReadTransaction(const Segment& segment, std::size_t occurrence) {
  if (invoice_) return Transaction::kCharge;
  const Place place = At(occurrence, 6);
  const std::string code = fields_.Text(segment, place, kTransactionCharactersMax);
  const auto own = mapping_.transaction_types.find(code);
  if (own != mapping_.transaction_types.end()) return own->second;
  const std::optional<Transaction> known = TransactionOf(code);
  if (!known.has_value()) {
    fields_.Fail(place, {.reason = code.empty() ? v1::FIELD_MISSING : v1::FIELD_UNKNOWN_VALUE,
                         .expected = "CG, CD, PY, AJ, CO"});
  }
  return known.value_or(Transaction::kCharge);
}

void Charges::ReadDays(const Segment& segment, std::size_t occurrence) {
  const Place begin = At(occurrence, invoice_ ? 10 : 4);
  Widen(fields_.Date(segment, begin), first_service_, last_service_);
  if (invoice_) {
    Widen(fields_.Date(segment, At(occurrence, 11)), first_service_, last_service_);
    return;
  }
  // Since 2.6 FT1-4 is a range; before, its second component is a precision of one letter.
  Place end = begin;
  end.component = 2;
  if (fields_.message().Text(segment, end).size() >= 8) {
    Widen(fields_.Date(segment, end), first_service_, last_service_);
  }
  std::optional<Day> first_posting;
  Widen(fields_.Date(segment, At(occurrence, 5)), first_posting, last_posting_);
}

std::string Charges::ReadNumber(const Charge& charge) {
  const Place own = At(charge.occurrence, invoice_ ? 1 : 2);
  std::string number = fields_.Text(*charge.segment, own, kLineNoCharactersMax);
  if (!number.empty()) return number;
  const Place place_in_set = At(charge.occurrence, invoice_ ? 3 : 1);
  number = fields_.Text(*charge.segment, place_in_set, kLineNoCharactersMax);
  return number.empty() ? std::to_string(charge.occurrence) : number;
}

std::optional<Money> Charges::ReadAmount(const Charge& charge) {
  const std::size_t field = invoice_ ? 16 : version_ == kVersion21 ? 10 : 11;
  const Place place = At(charge.occurrence, field);
  std::optional<Money> amount = Signed(charge, place);
  // Billed, else gross.
  if (!amount.has_value() && invoice_) amount = Signed(charge, At(charge.occurrence, 15));
  if (!amount.has_value()) fields_.Fail(place, {.reason = v1::FIELD_MISSING});
  return amount;
}

std::optional<Money> Charges::Signed(const Charge& charge, const Place& place) {
  const std::optional<Money> amount = fields_.Amount(*charge.segment, place);
  if (!amount.has_value() || charge.transaction != Transaction::kCredit) return amount;
  if (*amount >= Money()) return -*amount;
  if (!mapping_.amounts_negative_in_credits) {
    fields_.Fail(place, {.reason = v1::AMOUNT_NEGATIVE, .expected = ">= 0"});
  }
  return amount;
}

std::optional<Money> Charges::Amount(const Place& place) {
  if (place.segment != segment_name_ || place.occurrence != 1) {
    const Segment* segment = fields_.message().Find(place.segment, place.occurrence);
    return segment != nullptr ? fields_.Amount(*segment, place) : std::nullopt;
  }
  std::optional<Money> sum;
  for (const Charge& charge : charges_) {
    if (!IsFee(charge.transaction)) continue;
    Place at = place;
    at.occurrence = charge.occurrence;
    const std::optional<Money> amount = Signed(charge, at);
    if (amount.has_value()) sum = sum.value_or(Money()) + *amount;
  }
  return sum;
}

Money Charges::Sum() const {
  Money sum;
  for (const Line& line : lines_) sum += line.amount;
  return sum;
}

bool Charges::OnlyCredits() const {
  return Sum() < Money() && std::all_of(lines_.begin(), lines_.end(),
                                        [](const Line& line) { return line.amount <= Money(); });
}

Place Charges::At(std::size_t occurrence, std::size_t field) const {
  return {.segment = segment_name_, .occurrence = occurrence, .field = field};
}

Hash32 LinesHash(const std::vector<Line>& lines, int sign) {
  std::vector<std::pair<std::string, std::int64_t>> sorted;
  for (const Line& line : lines) sorted.emplace_back(line.number, line.amount.fen() * sign);
  std::sort(sorted.begin(), sorted.end());
  Canonical canonical("yizhan.hl7.lines.1");
  for (const auto& [number, fen] : sorted) canonical.Text(number).Number(fen);
  return canonical.Sha256();
}

}  // namespace yizhan::hl7
