// Section 5: room, min and minimum, and whether each lowered the payment (R26, R30).

#include "engine/rules/limits.h"

#include "gtest/gtest.h"

namespace yizhan {
namespace {

Money Fen(std::int64_t fen) { return Money::FromFen(fen); }

struct RoomRow {
  const char* name;
  std::int64_t limit;
  std::int64_t value;
  std::int64_t room;
};

class RoomTest : public testing::TestWithParam<RoomRow> {};

TEST_P(RoomTest, Under) {
  const RoomRow& row = GetParam();
  EXPECT_EQ(RoomUnder(Fen(row.limit), Fen(row.value)).fen(), row.room);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RoomTest, testing::Values(
    RoomRow{"Untouched",              500,   0, 500},
    RoomRow{"OneFenLeft",             500, 499,   1},
    RoomRow{"Reached",                500, 500,   0},
    RoomRow{"R26AboveTheLimitIsZero", 500, 700,   0},
    RoomRow{"LimitZero",                0,   0,   0}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct CutRow {
  const char* name;
  bool (*cut)(Money, Money&);
  std::int64_t limit;
  std::int64_t pay;
  std::int64_t left;
  bool lowered;
};

class CutTest : public testing::TestWithParam<CutRow> {};

TEST_P(CutTest, Lowers) {
  const CutRow& row = GetParam();
  Money pay = Fen(row.pay);
  EXPECT_EQ(row.cut(Fen(row.limit), pay), row.lowered);
  EXPECT_EQ(pay.fen(), row.left);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CutTest, testing::Values(
    CutRow{"RoomAbove",                CutTo,    101, 100, 100, false},
    CutRow{"R30RoomExactlyDoesNotCut", CutTo,    100, 100, 100, false},
    CutRow{"RoomBelow",                CutTo,     99, 100,  99, true},
    CutRow{"NoRoom",                   CutTo,      0, 100,   0, true},
    CutRow{"R30NothingIsNotCut",       CutTo,      0,   0,   0, false},
    CutRow{"BelowMinimum",             CutBelow, 100,  99,   0, true},
    CutRow{"AtMinimum",                CutBelow, 100, 100, 100, false},
    CutRow{"NoMinimum",                CutBelow,   0,   1,   1, false},
    CutRow{"R30ZeroIsNotCutByMinimum", CutBelow, 100,   0,   0, false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
