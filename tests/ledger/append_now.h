// AppendNow: one append and its answer; and leaves that say their own number.
//
// Threads:  as LedgerStore::AppendBatch.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/store.h"
#include "gtest/gtest.h"

namespace yizhan {

struct Answer {
  AppendResult result;
  TreeHead head;
  int calls = 0;
};

inline Answer AppendNow(LedgerStore& store, Append append) {
  Answer answer{AppendResult::kUnknown, {}, 0};
  store.AppendBatch(std::move(append), [&](AppendResult result, TreeHead head) {
    answer = {result, head, answer.calls + 1};
  });
  EXPECT_EQ(answer.calls, 1);
  return answer;
}

inline std::string LeafText(std::uint64_t number) { return "leaf " + std::to_string(number); }

inline std::vector<std::string> LeafTexts(std::uint64_t from, std::uint64_t until) {
  std::vector<std::string> leaves;
  for (std::uint64_t number = from; number < until; ++number) leaves.push_back(LeafText(number));
  return leaves;
}

}  // namespace yizhan
