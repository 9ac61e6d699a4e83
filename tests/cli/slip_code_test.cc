// The QR code of a slip: its text, both ways of typing it in, and its size.
#include "tools/cli/slip_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/cli/slip.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

constexpr char kLeaf[] = "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c";
const std::string kText = std::string("yizhan:1:0123456789abcdef:42:") + kLeaf;

TEST(SlipCodeTest, IsWrittenAndReadAlike) {
  const SlipCode code{.ledger = "0123456789abcdef", .number = 42, .leaf_hash = kLeaf};
  EXPECT_EQ(code.Text(), kText);
  const SlipCode read = SlipCode::Parse(kText).value();
  EXPECT_EQ(read.ledger, code.ledger);
  EXPECT_EQ(read.number, 42U);
  EXPECT_EQ(read.leaf_hash, kLeaf);
}

TEST(SlipCodeTest, IsReadAsItStandsOnThePaper) {
  for (const std::string& text :
       {std::string("42 ") + kLeaf, std::string("42:") + kLeaf,
        std::string("42\n  ddb89be403809e325750d3d263cd7892\n  9c2942b7942a34b77e122c9594a74c8c\n"),
        std::string("42 DDB89BE403809E325750D3D263CD78929C2942B7942A34B77E122C9594A74C8C")}) {
    const auto read = SlipCode::Parse(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(read->ledger, "");
    EXPECT_EQ(read->number, 42U);
    EXPECT_EQ(read->leaf_hash, kLeaf);
  }
}

TEST(SlipCodeTest, WhatIsNoneIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("42"), std::string("x ") + kLeaf, kText.substr(0, 90),
        kText + "0", "yizhan:2" + kText.substr(8), "yizhan:1:01234567:42:" + std::string(kLeaf),
        std::string("-1 ") + kLeaf, std::string("42 g") + (kLeaf + 1)}) {
    EXPECT_EQ(SlipCode::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(QrTest, FitsThePaperHoweverLongTheLedger) {
  const SlipCode longest{
      .ledger = "0123456789abcdef", .number = 999'999'999'999'999, .leaf_hash = kLeaf};
  const std::vector<std::string> lines = QrLines(longest.Text(), kSlipColumns);
  ASSERT_EQ(lines.size(), 21U);  // 37 modules, margins of 2, two modules a line.
  for (const std::string& line : lines) EXPECT_EQ(WidthColumns(line), 41U);
}

TEST(QrTest, OneThatIsTooWideIsNotPrinted) {
  EXPECT_TRUE(QrLines(std::string(500, 'x'), kSlipColumns).empty());
  EXPECT_TRUE(QrLines(std::string(10'000, 'x'), 1'000).empty());
}

}  // namespace
}  // namespace yizhan::cli
