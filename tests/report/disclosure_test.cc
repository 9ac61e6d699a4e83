// Disclosure: what is hidden, and attempts to find it again: from the total, from other layers, by
// taking quarters from the year, by changing what is hidden and looking for any trace of it.

#include "engine/report/disclosure.h"

#include <gtest/gtest.h>

#include "tests/report/hand_made.h"

namespace yizhan::test {
namespace {

Disclosure DisclosureOf(HandMade& log, const std::string& period) {
  const auto quarter = ParseQuarter(period);
  DisclosureFold fold(quarter.has_value() ? *quarter : *ParseYear(period));
  const absl::Status read = ReadAll(log.entries(), fold);
  EXPECT_TRUE(read.ok()) << read;
  return fold.Finish();
}

// All that a reader sees.
std::string Published(const Disclosure& disclosure) {
  std::string text;
  const auto add = [&text](const std::string& name, const DisclosedRow& row) {
    text += name + ":";
    text += row.people.has_value()
                ? std::to_string(row.people->people) + "/" + std::to_string(row.people->settlements)
                : "*";
    for (const auto& [layer, amount] : row.layers) {
      text += amount.has_value() ? " " + std::to_string(amount->fen()) : " *";
    }
    text += "; ";
  };
  for (const auto& [town, row] : disclosure.towns) add(town, row);
  add("total", disclosure.total);
  return text;
}

// People of a town, from 1 on, each with the same aid.
void Help(HandMade& log, const std::string& town, std::uint64_t people, Given given) {
  given.town = town;
  for (std::uint64_t i = 1; i <= people; ++i) {
    given.person_no = i;
    log.Settle(given);
  }
}

struct CountRow {
  const char* name;
  std::uint64_t people;
  const char* published;
};

class CountTest : public testing::TestWithParam<CountRow> {};

TEST_P(CountTest, SmallOnesAreHidden) {
  HandMade log;
  Help(log, "A", GetParam().people, {.half_fen = 10});
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q2")), GetParam().published);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CountTest, testing::Values(
    CountRow{"Nobody", 0, "total:0/0; "},
    CountRow{"One",    1, "A:* *; total:0/0 0; "},
    CountRow{"Four",   kSmallCountMax,     "A:* *; total:0/0 0; "},
    CountRow{"Five",   kSmallCountMax + 1, "A:5/5 50; total:5/5 50; "}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// The total is of what is shown: subtracting the towns shown from it leaves nothing.
TEST(DisclosureTest, TheTotalSaysNothingOfWhatIsHidden) {
  HandMade log;
  Help(log, "A", 6, {.half_fen = 10});
  Help(log, "B", 2, {.half_fen = 777});
  Help(log, "C", 5, {.half_fen = 1});
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q2")), "A:6/6 60; B:* *; C:5/5 5; total:11/11 65; ");
}

// One of six got charity: the layer is a cell of its own.
TEST(DisclosureTest, ALayerOfOnePersonIsHidden) {
  HandMade log;
  Help(log, "A", 6, {.half_fen = 10});
  Help(log, "A", 1, {.charity_fen = 999});
  Help(log, "B", 5, {.charity_fen = 3});
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q2")), "A:6/7 60 *; B:5/5 0 15; total:11/12 60 15; ");
}

// Somebody of whom all was taken back is nobody helped, but his amount is his all the same.
TEST(DisclosureTest, AContraAloneIsSomebody) {
  HandMade log;
  const std::uint64_t march = log.Settle({.day = "2012-03-01", .half_fen = 500});
  log.TakeBack(march, "2012-06-01");
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q2")), "A:* *; total:0/0 0; ");
}

// Whatever the people hidden got, what is published is the same.
TEST(DisclosureTest, NoTraceOfWhatIsHidden) {
  const auto published = [](std::int64_t half_fen, std::uint64_t people) {
    HandMade log;
    Help(log, "A", 6, {.half_fen = 10});
    Help(log, "B", people, {.half_fen = half_fen});
    Help(log, "B", 5, {.day = "2012-07-01", .half_fen = 8});
    return Published(DisclosureOf(log, "2012-Q2")) + Published(DisclosureOf(log, "2012-Q3")) +
           Published(DisclosureOf(log, "2012"));
  };
  const std::string one = published(1, 1);
  EXPECT_EQ(published(123'456, 1), one);
  EXPECT_EQ(published(5, 4), one);
  EXPECT_NE(published(5, 5), one);
}

// The year less the quarter shown would be the quarter hidden: so the year is hidden, too.
TEST(DisclosureTest, TheYearDoesNotGiveAQuarterAway) {
  HandMade log;
  Help(log, "A", 9, {.day = "2012-02-01", .half_fen = 10});
  Help(log, "A", 2, {.day = "2012-05-01", .half_fen = 777});
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q1")), "A:9/9 90; total:9/9 90; ");
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q2")), "A:* *; total:0/0 0; ");
  EXPECT_EQ(Published(DisclosureOf(log, "2012")), "A:* *; total:0/0 0; ");
}

// Two quarters of the same two people are still two people.
TEST(DisclosureTest, HiddenQuartersTogetherMayBeFew) {
  HandMade log;
  Help(log, "A", 9, {.day = "2012-02-01", .half_fen = 10});
  Help(log, "A", 2, {.day = "2012-05-01", .half_fen = 777});
  Help(log, "A", 2, {.day = "2012-08-01", .half_fen = 777});
  EXPECT_EQ(Published(DisclosureOf(log, "2012")), "A:* *; total:0/0 0; ");
}

// Four quarters of three people each, never the same: of the year there are twelve.
TEST(DisclosureTest, AYearOfManyMayBeShown) {
  HandMade log;
  std::uint64_t person = 0;
  for (const char* day : {"2012-02-01", "2012-05-01", "2012-08-01", "2012-11-01"}) {
    for (int i = 0; i < 3; ++i) log.Settle({.day = day, .half_fen = 10, .person_no = ++person});
  }
  EXPECT_EQ(Published(DisclosureOf(log, "2012-Q3")), "A:* *; total:0/0 0; ");
  EXPECT_EQ(Published(DisclosureOf(log, "2012")), "A:12/12 120; total:12/12 120; ");
}

// Before it is over, two notices of a period would give their difference away.
TEST(DisclosureTest, SaysWhetherThePeriodIsOver) {
  HandMade log;
  log.Settle({});
  EXPECT_FALSE(DisclosureOf(log, "2012-Q2").over);
  log.Settle({.day = "2012-07-01"});
  EXPECT_TRUE(DisclosureOf(log, "2012-Q2").over);
}

// All sets of up to three towns of two sizes, by brute force: from everything published, the sum
// of a column of hidden cells is never given.
TEST(DisclosureTest, NoSumOfHiddenCellsInTheTotal) {
  for (unsigned sizes = 0; sizes < 27; ++sizes) {
    HandMade log;
    unsigned rest = sizes;
    std::int64_t shown_fen = 0;
    for (const char* town : {"A", "B", "C"}) {
      const std::uint64_t people = std::array<std::uint64_t, 3>{2, 4, 7}.at(rest % 3);
      rest /= 3;
      Help(log, town, people, {.half_fen = 100});
      if (people > kSmallCountMax) shown_fen += static_cast<std::int64_t>(people) * 100;
    }
    const Disclosure disclosure = DisclosureOf(log, "2012-Q2");
    EXPECT_EQ(disclosure.total.layers.at(Layer::kMunicipal)->fen(), shown_fen) << sizes;
  }
}

}  // namespace
}  // namespace yizhan::test
