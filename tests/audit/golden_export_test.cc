// Golden export: a small export is written byte for byte as it was, and the one in the tree still
// verifies.

#include <string>
#include <vector>

#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/audit/exported.h"
#include "tests/ledger/golden_file.h"

namespace yizhan::test {
namespace {

const std::vector<std::string> kFiles = {"leaves", "tile/0/000.p/3", "checkpoint", "cosigned",
                                         "key"};

v1::Entry Numbered(std::uint64_t number) {
  v1::Entry entry;
  entry.set_number(number);
  entry.set_posted_ms(1'705'248'000'000);
  return entry;
}

std::vector<std::string> ThreeLeaves() {
  v1::Entry opened = Numbered(0);
  opened.mutable_ledger_opened()->set_ledger_id("0123456789abcdef");
  opened.mutable_ledger_opened()->set_district("嘉定区");
  v1::Entry day = Numbered(1);
  day.mutable_day_opened()->set_day("2024-01-15");
  v1::Entry changed = Numbered(2);
  changed.set_sender("district/office");
  changed.set_actor("district/office");
  changed.mutable_institution_changed()->mutable_institution()->set_id("JD0000000001");
  return {EncodeLeaf(opened), EncodeLeaf(day), EncodeLeaf(changed)};
}

std::string GoldenName(std::string file) {
  for (char& c : file) {
    if (c == '/') c = '-';
  }
  return "export/" + file + ".hex";
}

TEST(GoldenExport, IsWrittenAsItWas) {
  const Exported exported(ThreeLeaves());
  for (const std::string& file : kFiles) ExpectGolden(GoldenName(file), exported.Read(file));
}

TEST(GoldenExport, TheOneInTheTreeVerifies) {
  const Exported exported(ThreeLeaves());
  for (const std::string& file : kFiles) {
    exported.Put(file, FromHexLines(ReadGolden(GoldenName(file))));
  }
  const AuditReport report = exported.Audit(exported.OlderCheckpoint(2));
  for (const Finding& finding : report.findings) ADD_FAILURE() << finding.where << finding.en;
  EXPECT_EQ(report.head.size, 3U);
  EXPECT_EQ(report.cosigners.size(), 1U);
}

}  // namespace
}  // namespace yizhan::test
