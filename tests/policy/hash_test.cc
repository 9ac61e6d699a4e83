// The pack hash names bytes, names and order, and nothing else.

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

using Files = std::vector<v1::PackFile>;

const Files kFiles = {PackFileOf("a", "12"), PackFileOf("b", "3")};

struct Case {
  const char* name;
  Files files;
};

class PackHashTest : public testing::TestWithParam<Case> {};

TEST_P(PackHashTest, Differs) { EXPECT_NE(PackHash(GetParam().files), PackHash(kFiles)); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, PackHashTest, testing::Values(
    Case{"Byte", {PackFileOf("a", "13"), PackFileOf("b", "3")}},
    Case{"MoreBytes", {PackFileOf("a", "12 "), PackFileOf("b", "3")}},
    Case{"Name", {PackFileOf("a", "12"), PackFileOf("c", "3")}},
    Case{"Order", {PackFileOf("b", "3"), PackFileOf("a", "12")}},
    Case{"BytesMovedToTheOtherFile", {PackFileOf("a", "1"), PackFileOf("b", "23")}},
    Case{"BytesMovedToTheName", {PackFileOf("a1", "2"), PackFileOf("b", "3")}},
    Case{"OneFile", {PackFileOf("a", "12")}},
    Case{"EmptyFileAdded", {PackFileOf("a", "12"), PackFileOf("b", "3"), PackFileOf("", "")}},
    Case{"None", {}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(PackHash, IsTheSameForTheSameFiles) {
  EXPECT_EQ(PackHash(kFiles), PackHash({PackFileOf("a", "12"), PackFileOf("b", "3")}));
  EXPECT_EQ(LoadPack({PackFileOf("x", kBasePack)}).compiled->hash,
            PackHash({PackFileOf("x", kBasePack)}));
}

// Entries of the ledger name packs by this value: it may never change.
TEST(PackHash, IsFixed) {
  EXPECT_EQ(HexText(PackHash(kFiles)),
            "967c43476fc31aa597d08e7ae72257981051f283d969d653014cbeaf8c19391b");
}

}  // namespace
}  // namespace yizhan
