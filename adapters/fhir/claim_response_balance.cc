#include "adapters/fhir/claim_response_balance.h"

#include "adapters/fhir/names.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kLinesMax = 2'000;
constexpr std::size_t kAdjudicationsMax = 100;
constexpr char kBenefit[] = "benefit";

// Bounded, so that no document that may be read can make the sum overflow.
void Add(const Element& holder, const std::string& key, std::optional<Money>* sum) {
  const Element money = holder.Object(key);
  const std::optional<Decimal> value = money.Number("value");
  if (!value.has_value()) return;
  const std::optional<Money> amount = WholeFen(*value);
  if (!amount.has_value() || *amount > kAmountMax || *amount < -kAmountMax) {
    money.Fail("value", {.reason = v1::FIELD_MALFORMED,
                         .expected = "整分/whole fen, <= " + YuanText(kAmountMax)});
    return;
  }
  *sum = sum->value_or(Money()) + *amount;
}

// Of the entries of category "benefit" in a list.
std::optional<Money> BenefitIn(const Element& holder, const std::string& list) {
  std::optional<Money> sum;
  for (const Element& entry : holder.List(list, kAdjudicationsMax)) {
    const std::string category =
        entry.Object("category").Code(kAdjudicationSystem, /*or_bare=*/true);
    if (category == kBenefit) Add(entry, "amount", &sum);
  }
  return sum;
}

void AddTo(std::optional<Money>* sum, const std::optional<Money>& more) {
  if (more.has_value()) *sum = sum->value_or(Money()) + *more;
}

// Of a line, or else of the lines below it.
std::optional<Money> LineBenefit(const Element& line, const std::vector<std::string>& below) {
  std::optional<Money> sum = BenefitIn(line, "adjudication");
  if (sum.has_value() || below.empty()) return sum;
  for (const Element& detail : line.List(below.front(), kLinesMax)) {
    AddTo(&sum, LineBenefit(detail, {below.begin() + 1, below.end()}));
  }
  return sum;
}

absl::Status Differ(const std::string& path, const std::string& expected,
                    const std::string& found) {
  return Refuse(
      {.reason = v1::FIELD_MALFORMED, .field = path, .expected = expected, .found = found});
}

}  // namespace

BenefitSums SumBenefits(const Element& claim_response) {
  BenefitSums sums;
  for (const char* lines : {"item", "addItem"}) {
    for (const Element& line : claim_response.List(lines, kLinesMax)) {
      AddTo(&sums.lines, LineBenefit(line, {"detail", "subDetail"}));
    }
  }
  AddTo(&sums.lines, BenefitIn(claim_response, "adjudication"));
  sums.totals = BenefitIn(claim_response, "total");
  const Element payment = claim_response.Object("payment");
  if (payment.present()) {
    Add(payment, "amount", &sums.payment);
    Add(payment, "adjustment", &sums.payment);
  }
  return sums;
}

absl::Status CheckBalance(const BenefitSums& sums, const std::string& path) {
  if (sums.lines.has_value() && sums.totals.has_value() && *sums.lines != *sums.totals) {
    return Differ(JoinPath(path, "total"), "benefit " + YuanText(*sums.lines) + " (各行合计/lines)",
                  "benefit " + YuanText(*sums.totals));
  }
  const std::optional<Money> benefit = sums.totals.has_value() ? sums.totals : sums.lines;
  if (benefit.has_value() && sums.payment.has_value() && *benefit != *sums.payment) {
    return Differ(JoinPath(path, "payment"), "benefit " + YuanText(*benefit),
                  "payment " + YuanText(*sums.payment));
  }
  return absl::OkStatus();
}

}  // namespace yizhan::fhir
