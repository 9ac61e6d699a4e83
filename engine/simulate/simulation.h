// Simulation: bills of the past under today's rules and under a draft, side by side, in ledger
// order. Each side is folded in full, so that its funds, yearly and household accounts are its own.
// Posts nothing and knows no ledger.
//
// Units:    fen.
// Errors:   none: a bill that one side's rules refuse is counted and left out of every table.
// Threads:  Add and Finish from one thread. Inside, one thread a side, unless told otherwise; the
//           result is the same.
// Law:      rulings R16, R44, R48; adjudication.md section 5.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/simulate/changes.h"
#include "engine/simulate/item.h"
#include "engine/simulate/side.h"
#include "engine/simulate/totals.h"

namespace yizhan {

struct SimulationOptions {
  bool thread_a_side = true;
  std::size_t cases_max = 50;
};

struct SimulationCounts {
  std::int64_t bills = 0;          // Adjudicated by both sides, later reversed ones included.
  std::int64_t reversals = 0;      // Of those bills.
  std::int64_t refused_today = 0;  // Bills that a side would not have settled: not in `bills`.
  std::int64_t refused_draft = 0;
  std::int64_t past = 0;       // Settlements taken as facts.
  std::int64_t stored = 0;     // Bills whose stored outcome is known,
  std::int64_t as_stored = 0;  // and those of them for which today's side gives the same.
};

struct FundCourse {
  Money granted;  // Opened, granted and withdrawn, before and within the period.
  Money left_today;
  Money left_draft;
};

class Simulation {
 public:
  using Pack = std::shared_ptr<const CompiledPack>;

  Simulation(Pack today, Pack draft, SimulationOptions options);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // The next item in ledger order.
  void Add(Item item);
  void Finish();

  // After Finish.
  const Totals& totals() const { return totals_; }
  const Changes& changes() const { return changes_; }
  const CaseHeap& cases() const { return cases_; }
  const SimulationCounts& counts() const { return counts_; }
  const CompiledPack& today() const { return sides_[0].pack(); }
  const CompiledPack& draft() const { return sides_[1].pack(); }
  // Every fund that either pack or the items name.
  std::map<std::string, FundCourse> Funds() const;

 private:
  struct Batch;
  class Worker;

  void Dispatch();
  void CompareOldest();
  void Compare(const Batch& batch);
  void CompareBill(const std::shared_ptr<const Item>& item, const Outcome& today,
                   const Outcome& draft);
  void TakeBack(std::uint64_t original);

  struct Live {
    std::uint64_t person_no = 0;
    Totals::Share share = {};
  };

  std::array<Side, 2> sides_;                     // Today's, the draft's.
  std::vector<std::unique_ptr<Worker>> workers_;  // One a side, or none.
  std::shared_ptr<Batch> filling_;
  std::deque<std::shared_ptr<Batch>> running_;
  Totals totals_;
  Changes changes_;
  CaseHeap cases_;
  SimulationCounts counts_;
  std::map<std::string, Money> granted_;
  std::unordered_map<std::uint64_t, Live> live_;
};

}  // namespace yizhan
