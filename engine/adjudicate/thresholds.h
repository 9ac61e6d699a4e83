// Thresholds: which thresholds a step crossed, from the values before its first entry and after its
// last one. A step is a settlement, a contra, a replacement, or whatever else is posted as one.
//
// Units:    fen; quotients in basis points, compared exactly, never rounded.
// Threads:  pure.
// Law:      adjudication.md section 7, rulings R52-R54, D8-D10.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Whose value it is. A household that is one person's own is that person (R12).
struct MetricHolder {
  std::uint64_t person_no = 0;     // With a visit: whose visit.
  std::uint64_t household_no = 0;
  std::string institution_id = {};  // A visit's.
  std::string visit_no = {};
  std::uint32_t year = 0;  // 0 unless the account is yearly.
  friend auto operator<=>(const MetricHolder&, const MetricHolder&) = default;
};

struct MovedAccount {
  std::string account_id;
  MetricHolder holder;
  Money before;
  Money after;
};

struct MovedFund {
  std::string fund_id;
  Money before;   // Balances.
  Money after;
  Money granted;  // Today; may be less than was spent.
};

// Values that a step left alone may be missing.
struct MovedStep {
  Day posting_date;
  std::vector<MovedAccount> accounts = {};
  std::vector<MovedFund> funds = {};
  // Yearly income on the posting date, by household or own household; who is missing has none known.
  std::vector<std::pair<MetricHolder, Money>> incomes = {};
};

// `pack` is the one that is active at posting. In the order of its thresholds, then of holders.
std::vector<v1::Crossing> CrossingsOf(const CompiledPack& pack, const MovedStep& step);

// numerator / denominator >= value / 10 000, exactly. A denominator below 1 fen counts as 1 fen.
bool QuotientReaches(Money numerator, Money denominator, std::int64_t value_bp);

}  // namespace yizhan
