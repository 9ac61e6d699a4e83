#include "tests/reconcile/planted.h"

#include <algorithm>
#include <random>
#include <utility>

namespace yizhan::testing {
namespace {

using D = v1::BillDifference;

class Desk {
 public:
  explicit Desk(std::uint64_t seed) : random_(seed) {}

  // An ordinary bill: mostly settled once, now and then refunded, replaced or settled anew.
  void Ordinary() {
    const std::string bill = NextBill();
    Settle(bill);
    const std::uint64_t fate = random_() % 20;
    if (fate == 0) TakeBack(bill, v1::STANDING_REVERSED);
    if (fate == 1) {
      TakeBack(bill, v1::STANDING_REPLACED);
      Settle(bill);
    }
    if (fate == 2) {
      TakeBack(bill, v1::STANDING_REVERSED);
      Settle(bill);
    }
  }

  void Spoil(D::Kind kind) {
    const std::string bill = NextBill();
    books_.planted[bill] = kind;
    switch (kind) {
      case D::MISSING_HERE:
        Book(bill, Sums(), false);
        break;
      case D::MISSING_THERE:
        Post(bill, Sums());
        break;
      case D::AMOUNT_DIFFERS: {
        v1::StatedSums sums = Sums();
        Book(bill, sums, false);
        sums.set_funds_fen(sums.funds_fen() + (random_() % 2 == 0 ? 1 : -1));
        Post(bill, sums);
        break;
      }
      case D::DUPLICATE: {
        const v1::StatedSums sums = Settle(bill);
        Book(bill, sums, false);
        break;
      }
      case D::REVERSED_HERE:
        Settle(bill);
        End(v1::STANDING_REVERSED);
        break;
      case D::REVERSED_THERE:
        Book(bill, Settle(bill), true);
        break;
      case D::UNKNOWN_OUTCOME:
        Unanswered(bill);
        if (random_() % 2 == 0) Post(bill, Sums());
        break;
      default:
        break;
    }
  }

  PlantedBooks Finish() { return std::move(books_); }

 private:
  std::string NextBill() {
    return "S" + std::to_string(random_() % 1'000'000'000) + "-" + std::to_string(++bills_);
  }

  v1::StatedSums Sums() {
    v1::StatedSums sums;
    sums.set_total_fen(static_cast<std::int64_t>(1'000 + random_() % 5'000'000));
    sums.set_funds_fen(sums.total_fen() / 2);
    sums.set_account_fen(static_cast<std::int64_t>(random_() % 500));
    return sums;
  }

  void Book(const std::string& bill, const v1::StatedSums& sums, bool refund) {
    v1::BookedRow& row = books_.booked.emplace_back();
    row.set_line(++line_);
    row.set_bill_no(bill);
    row.set_refund(refund);
    *row.mutable_sums() = sums;
  }
  void Unanswered(const std::string& bill) {
    v1::BookedRow& row = books_.booked.emplace_back();
    row.set_line(++line_);
    row.set_bill_no(bill);
  }
  void Post(const std::string& bill, const v1::StatedSums& sums) {
    v1::PostedRow& row = books_.posted.emplace_back();
    row.set_number(++number_);
    row.set_bill_no(bill);
    row.set_accounting_date("2012-06-29");
    *row.mutable_sums() = sums;
  }
  v1::StatedSums Settle(const std::string& bill) {
    const v1::StatedSums sums = Sums();
    Post(bill, sums);
    Book(bill, sums, false);
    return sums;
  }
  // Of the settlement posted last.
  void End(v1::LedgerStanding standing) {
    const std::uint64_t number = books_.posted.back().number();
    books_.ends.push_back({number, standing, ++number_});
  }
  void TakeBack(const std::string& bill, v1::LedgerStanding standing) {
    End(standing);
    Book(bill, books_.posted.back().sums(), true);
  }

  std::mt19937_64 random_;
  PlantedBooks books_;
  std::uint64_t bills_ = 0;
  std::uint64_t number_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

PlantedBooks Plant(std::uint64_t seed, std::size_t bills, std::size_t of_each) {
  Desk desk(seed);
  constexpr std::size_t kKinds = D::UNKNOWN_OUTCOME;
  const std::size_t every =
      of_each == 0 ? bills + 1 : std::max<std::size_t>(1, bills / (of_each * kKinds));
  std::size_t planted = 0;
  for (std::size_t i = 0; i < bills; ++i) {
    desk.Ordinary();
    if (i % every != 0 || planted == of_each * kKinds) continue;
    desk.Spoil(static_cast<D::Kind>(1 + planted++ % kKinds));
  }
  while (planted < of_each * kKinds) desk.Spoil(static_cast<D::Kind>(1 + planted++ % kKinds));
  return desk.Finish();
}

}  // namespace yizhan::testing
