// A line that loses, holds back and repeats, and power that is cut, in every phase of a bill's way:
// a thousand hospitals' days drawn by a seed. Nothing is lost, nothing doubled, the right one is
// paid, and the inbox empties.

#include <cstdio>
#include <map>
#include <string>

#include "gtest/gtest.h"
#include "tests/intake/stage.h"

namespace yizhan::test {
namespace {

constexpr int kRunsMin = 1000;
constexpr int kRunsMax = 8000;
constexpr int kRunsOfADay = 16;
constexpr std::uint64_t kOfEachMin = 100;
constexpr Fault kDrawn[] = {Fault::kDropped, Fault::kLost, Fault::kHeld, Fault::kTwice,
                            Fault::kCutAfter};
constexpr Phase kDisturbed[] = {Phase::kSettle, Phase::kReverseKey, Phase::kRecordLate,
                                Phase::kHisReversal};

// What the HIS knows at the end of its day.
struct Belief {
  Told settled = Told::kNoAnswer;
  bool reversing = false;  // It asked for a reversal.
  bool reversed = false;   // It was told of it, or promised.
};

class Day {
 public:
  Day(Stage& stage, Random& random) : stage_(stage), random_(random) {}

  Belief Live(const std::string& id) {
    Belief belief;
    for (int tries = 0; tries < 3 && belief.settled == Told::kNoAnswer; ++tries) {
      belief.settled = stage_.Settle(id);
      Meanwhile();
      if (OneIn(4)) break;
    }
    if (OneIn(3)) stage_.Settle(id);  // A copy; it changes nothing.
    Meanwhile();
    if (!OneIn(2)) return belief;
    belief.reversing = true;
    const bool promised = OneIn(3);
    for (int tries = 0; tries < 4 && !belief.reversed; ++tries) {
      const Told told =
          promised ? stage_.Promise(id, id + ".rev") : stage_.Reverse(id, id + ".rev");
      EXPECT_STRNE(NameOf(told), NameOf(Told::kRefused)) << id;
      belief.reversed = told != Told::kNoAnswer;
      Meanwhile();
    }
    return belief;
  }

 private:
  bool OneIn(std::uint64_t count) { return random_.Next() % count == 0; }

  void Meanwhile() {
    if (stage_.cut()) stage_.Crash();
    if (OneIn(2)) stage_.Work();
    if (stage_.cut()) stage_.Crash();
    if (OneIn(4)) stage_.line().Deliver();
    if (OneIn(20)) stage_.Crash();
    if (OneIn(10)) stage_.Advance(60'001);
  }

  Stage& stage_;
  Random& random_;
};

void Check(const Stage& stage, const std::string& id, const Belief& belief) {
  const Ends ends = stage.EndsOf(id);
  ASSERT_NE(ends, Ends::kTwice) << id;
  if (belief.reversed) {
    EXPECT_STREQ(NameOf(ends), NameOf(Ends::kNothing)) << id;
    return;
  }
  if (belief.reversing && ends == Ends::kNothing) return;  // It may have been carried out.
  if (belief.settled == Told::kResult) {
    EXPECT_STREQ(NameOf(ends), NameOf(Ends::kRealTime)) << id;
  } else if (belief.settled == Told::kLate) {
    EXPECT_STREQ(NameOf(ends), NameOf(Ends::kAfterwards)) << id;
  } else {
    EXPECT_NE(ends, Ends::kNothing) << id << ", told " << NameOf(belief.settled);
  }
}

std::uint64_t Rarest(const FaultyCentre& line) {
  std::uint64_t rarest = kOfEachMin;
  for (const Fault fault : kDrawn) {
    for (const Phase phase : kDisturbed) rarest = std::min(rarest, line.Happened(fault, phase));
  }
  return rarest;
}

TEST(LinkCutTest, WhatTheHisWasToldIsWhatTheLedgerComesTo) {
  SeededRandom random(20120224);
  Stage stage;
  Day day(stage, random);
  int runs = 0;
  while (runs < kRunsMin || (Rarest(stage.line()) < kOfEachMin && runs < kRunsMax)) {
    stage.line().choose = [&](Phase phase) {
      if (phase == Phase::kQuestion || random.Next() % 2 == 0) return Fault::kNone;
      return kDrawn[random.Next() % std::size(kDrawn)];
    };
    stage.NextPerson();
    std::map<std::string, Belief> beliefs;
    for (int run = 0; run < kRunsOfADay; ++run, ++runs) {
      const std::string id = "R" + std::to_string(runs);
      beliefs[id] = day.Live(id);
    }
    stage.WorkAllOff();
    for (const auto& [id, belief] : beliefs) Check(stage, id, belief);
    if (HasFailure()) break;
  }
  EXPECT_TRUE(stage.desk().Differences().empty());
  for (const Fault fault : kDrawn) {
    for (const Phase phase : kDisturbed) {
      const std::uint64_t count = stage.line().Happened(fault, phase);
      std::printf("%-10s %-13s %llu\n", NameOf(fault), NameOf(phase),
                  static_cast<unsigned long long>(count));
      EXPECT_GE(count, kOfEachMin) << NameOf(fault) << " in " << NameOf(phase);
    }
  }
}

}  // namespace
}  // namespace yizhan::test
