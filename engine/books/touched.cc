#include "engine/books/touched.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "engine/books/application.h"
#include "engine/books/chain.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/standing.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

// The income is of the posting date and stays aside, as in a refold.
std::string TextOf(PersonFacts facts) {
  facts.household_income.reset();
  return ToMessage(facts).SerializeAsString();
}

class Look {
 public:
  Look(const v1::PersonChanged& changed, const v1::PersonRecord& known, const Reader& before)
      : changed_(changed), known_(known), before_(before) {}

  // Newest first.
  absl::StatusOr<bool> operator()(const v1::Entry& entry) {
    if (!entry.has_settled()) return true;
    const absl::StatusOr<Bill> bill = StoredBill(entry.settled());
    if (!bill.ok()) return bill.status();
    const std::string now = Under(changed_.record(), *bill);
    if (now == Under(known_, *bill)) return true;
    const absl::StatusOr<bool> live = IsLive(entry, before_);
    if (!live.ok() || !*live) return live.ok() ? true : live;
    const absl::StatusOr<v1::Settled> settled = AsAdjusted(entry, before_);
    if (!settled.ok()) return settled.status();
    if (now == TextOf(FromMessage(settled->facts()))) return true;
    if (touched_.settlements.size() < kTouchedMax) touched_.settlements.push_back(entry.number());
    years_.insert(static_cast<std::uint32_t>(YearOf(bill->accounting_date)));
    return true;
  }

  Touched Taken() {
    std::reverse(touched_.settlements.begin(), touched_.settlements.end());
    touched_.years.assign(years_.begin(), years_.end());
    return std::move(touched_);
  }

 private:
  std::string Under(const v1::PersonRecord& record, const Bill& bill) const {
    return TextOf(FactsFor(changed_.person_no(), record, bill.service_start, bill.service_end));
  }

  const v1::PersonChanged& changed_;
  const v1::PersonRecord& known_;
  const Reader& before_;
  Touched touched_;
  std::set<std::uint32_t> years_;
};

}  // namespace

absl::StatusOr<Touched> TouchedBy(const v1::PersonChanged& changed, const Reader& before) {
  const auto row = GetRow<v1::PersonRow>(before, Table::kPerson, NumberKey(changed.person_no()));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Touched();
  Look look(changed, (*row)->record(), before);
  const absl::Status walked = WalkPerson(changed.person_no(), before,
                                         [&look](const v1::Entry& entry) { return look(entry); });
  if (!walked.ok()) return walked;
  return look.Taken();
}

}  // namespace yizhan
