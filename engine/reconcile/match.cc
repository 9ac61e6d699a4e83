#include "engine/reconcile/match.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/money.h"

namespace yizhan {
namespace {

using Kind = v1::BillDifference::Kind;

// Both sides of one bill.
struct Bill {
  std::vector<v1::BookedRow> booked;
  std::vector<v1::PostedRow> posted;
};

// What the hospital holds of one bill once its refunds are taken off.
struct Held {
  std::vector<v1::StatedSums> bookings;
  std::size_t refunds = 0;
  bool unanswered = false;

  std::size_t live() const { return bookings.size() > refunds ? bookings.size() - refunds : 0; }
};

Held HeldOf(const std::vector<v1::BookedRow>& rows) {
  Held held;
  for (const v1::BookedRow& row : rows) {
    if (!row.has_sums()) {
      held.unanswered = true;
    } else if (row.refund()) {
      ++held.refunds;
    } else {
      held.bookings.push_back(row.sums());
    }
  }
  return held;
}

const v1::PostedRow* LiveOf(const std::vector<v1::PostedRow>& rows) {
  const auto live = std::find_if(rows.begin(), rows.end(), [](const v1::PostedRow& row) {
    return row.standing() == v1::STANDING_LIVE;
  });
  return live == rows.end() ? nullptr : &*live;
}

bool IsBefore(const std::vector<v1::PostedRow>& rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [](const v1::PostedRow& row) { return row.before(); });
}

bool Same(const v1::StatedSums& a, const v1::StatedSums& b) {
  return a.total_fen() == b.total_fen() && a.funds_fen() == b.funds_fen() &&
         a.account_fen() == b.account_fen();
}

// KIND_UNSPECIFIED: they agree. Of several bookings the newest stands.
Kind Compare(const Held& held, const std::vector<v1::PostedRow>& posted) {
  const v1::PostedRow* const live = LiveOf(posted);
  if (held.live() > 1) return v1::BillDifference::DUPLICATE;
  if (held.live() == 1) {
    if (live == nullptr) {
      return posted.empty() ? v1::BillDifference::MISSING_HERE : v1::BillDifference::REVERSED_HERE;
    }
    return Same(held.bookings.back(), live->sums()) ? v1::BillDifference::KIND_UNSPECIFIED
                                                    : v1::BillDifference::AMOUNT_DIFFERS;
  }
  if (held.unanswered) return v1::BillDifference::UNKNOWN_OUTCOME;
  if (held.refunds > 0 && posted.empty()) return v1::BillDifference::MISSING_HERE;
  if (live == nullptr) return v1::BillDifference::KIND_UNSPECIFIED;
  const bool never_booked = held.bookings.empty() && held.refunds == 0;
  return never_booked ? v1::BillDifference::MISSING_THERE : v1::BillDifference::REVERSED_THERE;
}

std::int64_t Sum(std::int64_t a_fen, std::int64_t b_fen) {
  const std::optional<Money> sum = Money::FromFen(a_fen).TryAdd(Money::FromFen(b_fen));
  YIZHAN_CHECK(sum.has_value());  // 900 000 bills of the largest amount would still fit.
  return sum->fen();
}

void Add(const v1::StatedSums& sums, v1::StatedSums& all) {
  all.set_total_fen(Sum(all.total_fen(), sums.total_fen()));
  all.set_funds_fen(Sum(all.funds_fen(), sums.funds_fen()));
  all.set_account_fen(Sum(all.account_fen(), sums.account_fen()));
}

v1::BillDifference DifferenceOf(Kind kind, const std::string& bill_no, Bill bill) {
  v1::BillDifference difference;
  difference.set_kind(kind);
  difference.set_bill_no(bill_no);
  for (v1::BookedRow& row : bill.booked) *difference.add_booked() = std::move(row);
  for (v1::PostedRow& row : bill.posted) *difference.add_posted() = std::move(row);
  return difference;
}

}  // namespace

Matched Match(std::vector<v1::BookedRow> booked, std::vector<v1::PostedRow> posted) {
  std::map<std::string, Bill> bills;
  for (v1::BookedRow& row : booked) bills[row.bill_no()].booked.push_back(std::move(row));
  for (v1::PostedRow& row : posted) bills[row.bill_no()].posted.push_back(std::move(row));
  Matched matched;
  for (auto& [bill_no, bill] : bills) {
    std::sort(bill.booked.begin(), bill.booked.end(),
              [](const v1::BookedRow& a, const v1::BookedRow& b) { return a.line() < b.line(); });
    std::sort(
        bill.posted.begin(), bill.posted.end(),
        [](const v1::PostedRow& a, const v1::PostedRow& b) { return a.number() < b.number(); });
    if (bill.booked.empty() && IsBefore(bill.posted)) continue;
    const Kind kind = Compare(HeldOf(bill.booked), bill.posted);
    if (kind != v1::BillDifference::KIND_UNSPECIFIED) {
      matched.differences.push_back(DifferenceOf(kind, bill_no, std::move(bill)));
      continue;
    }
    ++matched.bills;
    const v1::PostedRow* const live = LiveOf(bill.posted);
    if (live == nullptr) continue;
    ++matched.settled;
    Add(live->sums(), matched.sums);
  }
  return matched;
}

}  // namespace yizhan
