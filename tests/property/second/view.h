// View: the ledger's numbers with changes on top that may still be thrown away.
//
// Units:   fen.
// Owner:   the ledger's numbers stay the ledger's and must outlive it.
// Threads: one at a time.
// Law:     adjudication.md R1: arithmetic is checked, an entry that would overflow is refused.
#pragma once

#include <set>

#include "tests/property/second/plain.h"
#include "tests/property/second/rational.h"

namespace yizhan::second {

class View {
 public:
  explicit View(const Numbers* below) : below_(below) {}

  Fen Get(const Key& key) const {
    const auto on_top = values_.find(key);
    if (on_top != values_.end()) return on_top->second;
    const auto under = below_->find(key);
    return under == below_->end() ? 0 : under->second;
  }

  void Set(const Key& key, Fen value) { values_[key] = value; }

  void Add(const Key& key, Fen delta) {
    const std::optional<Fen> sum = Narrow(Int128{Get(key)} + delta);
    if (!sum) overflowed_ = true;
    values_[key] = sum.value_or(0);
  }

  void AddAll(const Numbers& deltas) {
    for (const auto& [key, delta] : deltas) Add(key, delta);
  }

  void SubtractAll(const Numbers& deltas) {
    for (const auto& [key, delta] : deltas) Add(key, -delta);
  }

  // Where a number left int64, now or at some point before.
  bool overflowed() const { return overflowed_; }
  void MarkOverflowed() { overflowed_ = true; }
  const Numbers& below() const { return *below_; }
  // Everything that was written, changed or not.
  const Numbers& values() const { return values_; }

 private:
  const Numbers* below_;
  Numbers values_ = {};
  bool overflowed_ = false;
};

}  // namespace yizhan::second
