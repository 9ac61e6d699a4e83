// Golden rows: keys and values of the derived tables are written as they were, byte for byte.

#include <filesystem>
#include <set>
#include <string>

#include "engine/books/log_fold.h"
#include "gtest/gtest.h"
#include "tests/books/sample_rows.h"
#include "tests/ledger/golden_file.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan::test {
namespace {

TEST(GoldenRows, KeysAndValuesAreWrittenAsTheyWere) {
  for (const SampleRow& sample : SampleRows()) {
    ExpectGolden("rows/" + sample.name + ".key.hex", sample.key);
    ExpectGolden("rows/" + sample.name + ".value.hex", sample.row->SerializeAsString());
  }
}

TEST(GoldenRows, StoredOnesAreStillRead) {
  for (const SampleRow& sample : SampleRows()) {
    const std::string stored = FromHexLines(ReadGolden("rows/" + sample.name + ".value.hex"));
    const std::unique_ptr<google::protobuf::Message> row(sample.row->New());
    ASSERT_TRUE(row->ParseFromString(stored)) << sample.name;
    EXPECT_EQ(row->DebugString(), sample.row->DebugString());
  }
}

TEST(GoldenRows, EveryTableHasOne) {
  std::set<Table> tables;
  for (const SampleRow& sample : SampleRows()) tables.insert(sample.table);
  for (const Table table : kFoldedTables) EXPECT_TRUE(tables.contains(table));
  EXPECT_TRUE(tables.contains(Table::kPrivate));
}

TEST(GoldenRows, NoFieldIsRenumberedRetypedOrRenamed) {
  ExpectGoldenFields(
      "row_descriptors.txt",
      {v1::MessageKeyRow::descriptor(), v1::NaturalKeyRow::descriptor(),
       v1::HolderRow::descriptor(), v1::PersonRow::descriptor(), v1::InstitutionRow::descriptor(),
       v1::FundRow::descriptor(), v1::PackRow::descriptor(), v1::HouseholdRow::descriptor(),
       v1::DayRow::descriptor(), v1::LeadRow::descriptor(), v1::AlertRow::descriptor(),
       v1::OfficerRow::descriptor(), v1::StatementRow::descriptor(), v1::SealedRow::descriptor(),
       v1::PrivateRow::descriptor()});
}

}  // namespace
}  // namespace yizhan::test
