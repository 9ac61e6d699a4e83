#include "engine/reconcile/reconciler.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace yizhan {
namespace {

constexpr std::size_t kParts = 64;

template <typename Row>
absl::Status Parse(std::string_view record, Row& row) {
  if (row.ParseFromArray(record.data(), static_cast<int>(record.size()))) return absl::OkStatus();
  return absl::DataLossError("a temporary record does not parse");
}

template <typename Row>
absl::Status ReadPart(Spill& spill, std::size_t part, std::vector<Row>& rows) {
  return spill.Each(part,
                    [&](std::string_view record) { return Parse(record, rows.emplace_back()); });
}

absl::Status AddSettled(const v1::PostedRow& settled, PeriodSums& sums) {
  return settled.before() ? absl::OkStatus() : sums.settled.Add(settled.sums());
}

absl::Status AddEnded(const v1::PostedRow& settled, const v1::PostedRow& end, PeriodSums& sums) {
  const bool counts = !settled.before() || !end.before();
  return counts ? sums.taken_back.Add(settled.sums()) : absl::OkStatus();
}

void AddTo(const Matched& part, Matched& all) {
  all.bills += part.bills;
  all.settled += part.settled;
  all.sums.set_total_fen(all.sums.total_fen() + part.sums.total_fen());
  all.sums.set_funds_fen(all.sums.funds_fen() + part.sums.funds_fen());
  all.sums.set_account_fen(all.sums.account_fen() + part.sums.account_fen());
}

}  // namespace

Reconciler::Reconciler(Spill booked, Spill by_number, Spill by_bill)
    : booked_(std::move(booked)), by_number_(std::move(by_number)), by_bill_(std::move(by_bill)) {}

absl::StatusOr<std::unique_ptr<Reconciler>> Reconciler::Create(const std::string& folder) {
  absl::StatusOr<Spill> booked = Spill::Create(folder, kParts);
  if (!booked.ok()) return booked.status();
  absl::StatusOr<Spill> by_number = Spill::Create(folder, kParts);
  if (!by_number.ok()) return by_number.status();
  absl::StatusOr<Spill> by_bill = Spill::Create(folder, kParts);
  if (!by_bill.ok()) return by_bill.status();
  return std::unique_ptr<Reconciler>(
      new Reconciler(*std::move(booked), *std::move(by_number), *std::move(by_bill)));
}

absl::Status Reconciler::Book(const v1::BookedRow& row) {
  if (row.has_sums()) {
    CountedSums& sums = row.refund() ? booked_sums_.taken_back : booked_sums_.settled;
    const absl::Status added = sums.Add(row.sums());
    if (!added.ok()) return added;
  }
  return booked_.Put(row.bill_no(), row.SerializeAsString());
}

absl::Status Reconciler::Post(const v1::PostedRow& row) {
  return by_number_.Put(std::to_string(row.number()), row.SerializeAsString());
}

absl::Status Reconciler::End(const Ending& ending) {
  v1::PostedRow end;
  end.set_number(ending.number);
  end.set_standing(ending.standing);
  end.set_ended_by(ending.ended_by);
  end.set_before(!ending.in_period);  // Not in the period: this is what it says of an ending.
  return Post(end);
}

// What ends a settlement comes behind it, and names no bill.
absl::Status Reconciler::SortByBill(std::size_t part) {
  std::vector<v1::PostedRow> rows;
  const absl::Status read = ReadPart(by_number_, part, rows);
  if (!read.ok()) return read;
  std::unordered_map<std::uint64_t, std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].standing() == v1::STANDING_LIVE) {
      places.emplace(rows[i].number(), i);
      const absl::Status added = AddSettled(rows[i], posted_sums_);
      if (!added.ok()) return added;
      continue;
    }
    const auto ended = places.find(rows[i].number());
    if (ended == places.end()) continue;  // Posted before what this run looks at.
    const absl::Status added = AddEnded(rows[ended->second], rows[i], posted_sums_);
    if (!added.ok()) return added;
    rows[ended->second].set_standing(rows[i].standing());
    rows[ended->second].set_ended_by(rows[i].ended_by());
  }
  for (const auto& [number, place] : places) {
    const v1::PostedRow& row = rows[place];
    const absl::Status put = by_bill_.Put(row.bill_no(), row.SerializeAsString());
    if (!put.ok()) return put;
  }
  return absl::OkStatus();
}

absl::Status Reconciler::MatchPart(std::size_t part, Matched& all) {
  std::vector<v1::BookedRow> booked;
  std::vector<v1::PostedRow> posted;
  absl::Status read = ReadPart(booked_, part, booked);
  if (read.ok()) read = ReadPart(by_bill_, part, posted);
  if (!read.ok()) return read;
  Matched matched = Match(std::move(booked), std::move(posted));
  AddTo(matched, all);
  for (v1::BillDifference& difference : matched.differences) {
    all.differences.push_back(std::move(difference));
  }
  return absl::OkStatus();
}

absl::StatusOr<Matched> Reconciler::Finish(
    const std::function<void(std::size_t, std::size_t)>& done) {
  for (std::size_t part = 0; part < kParts; ++part) {
    const absl::Status sorted = SortByBill(part);
    if (!sorted.ok()) return sorted;
    done(part + 1, 2 * kParts);
  }
  Matched all;
  for (std::size_t part = 0; part < kParts; ++part) {
    const absl::Status matched = MatchPart(part, all);
    if (!matched.ok()) return matched;
    done(kParts + part + 1, 2 * kParts);
  }
  std::sort(all.differences.begin(), all.differences.end(),
            [](const v1::BillDifference& a, const v1::BillDifference& b) {
              return a.bill_no() < b.bill_no();
            });
  return all;
}

}  // namespace yizhan
