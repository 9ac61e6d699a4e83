#include "engine/ledger/export_names.h"

#include "gtest/gtest.h"

namespace yizhan {
namespace {

TEST(TilePathTest, IsThatOfTlogTiles) {
  EXPECT_EQ(TilePath(0, 0, 256), "tile/0/000");
  EXPECT_EQ(TilePath(1, 67, 256), "tile/1/067");
  EXPECT_EQ(TilePath(1, 5, 17), "tile/1/005.p/17");
  EXPECT_EQ(TilePath(0, 1'234'067, 256), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath(63, 1'000, 1), "tile/63/x001/000.p/1");
}

}  // namespace
}  // namespace yizhan
