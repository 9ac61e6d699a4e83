// A rebuild: rows spoilt in every table are named by verify, written as the log says, and the
// ledger verifies again; private rows stay; what stopped in the middle is finished by running it
// again.

#include <map>
#include <set>

#include "tests/books/played.h"
#include "tests/books/tampered_store.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::test {
namespace {

using Rows = std::map<std::string, std::string>;

constexpr Table kFolded[] = {
    Table::kHolder,    Table::kPerson, Table::kInstitution, Table::kFund,       Table::kPack,
    Table::kDay,       Table::kLead,   Table::kMessageKey,  Table::kNaturalKey, Table::kOfficer,
    Table::kStatement, Table::kAlert,  Table::kHousehold};
constexpr Table kPrivateTables[] = {Table::kCard, Table::kPrivate};

Rows RowsOf(const LedgerStore& store, Table table) {
  Rows rows;
  EXPECT_TRUE(store.OpenView()
                  ->Scan(table, "",
                         [&rows](std::string_view key, std::string_view value) {
                           rows.emplace(key, value);
                           return true;
                         })
                  .ok());
  return rows;
}

void Ignore(std::uint64_t, std::uint64_t) {}

class RebuildTest : public testing::Test {
 protected:
  RebuildTest() {
    options_ = {.data_dir = scratch_ / "ledger", .disk_reserve_bytes = 0, .node = "test"};
    disk_.Serve(options_);
    Open();
    CopyPlayed();
  }

  void Open() {
    store_ = RocksStore::Open(options_).value();
    epoch_ = store_->Fence("test").value();
  }
  static void AddRows(const LedgerStore& from, Table table, std::vector<Effect>& effects) {
    for (const auto& [key, value] : RowsOf(from, table)) effects.push_back({table, key, value});
  }
  // The played ledger, on disk.
  void CopyPlayed() {
    const LedgerStore& from = played_.desk->store();
    Append append{epoch_, store_->Durable(), {}, {}, true};
    ASSERT_TRUE(from.Read(0, from.Durable().size,
                          [&](std::uint64_t, std::string_view stored) {
                            append.leaves.emplace_back(stored);
                            return true;
                          })
                    .ok());
    for (const Table table : kFolded) AddRows(from, table, append.effects);
    for (const Table table : kPrivateTables) AddRows(from, table, append.effects);
    AppendResult result = AppendResult::kUnknown;
    store_->AppendBatch(std::move(append), [&](AppendResult answer, TreeHead) { result = answer; });
    ASSERT_EQ(result, AppendResult::kDurable);
    ASSERT_EQ(ReportOf(*store_).differences, std::vector<std::string>());
  }
  // In every table: the first row changed, the last one gone, one more than there should be.
  void SpoilEveryTable() {
    std::vector<Effect> rows;
    for (const Table table : kFolded) {
      const Rows stored = RowsOf(*store_, table);
      if (!stored.empty()) rows.push_back({table, stored.begin()->first, "spoilt"});
      if (stored.size() > 1) rows.push_back({table, stored.rbegin()->first, std::nullopt});
      rows.push_back({table, "one too many", "x"});
    }
    ASSERT_TRUE(store_->Restate(epoch_, rows).ok());
  }

  const Played played_;
  ScratchFolder scratch_;
  FaultyDisk disk_{1};
  StoreOptions options_;
  std::unique_ptr<RocksStore> store_;
  std::uint64_t epoch_ = 0;
};

TEST_F(RebuildTest, NothingToDoOnAWholeLedger) {
  const TableRepairs repairs = FindRepairs(*store_, Ignore).value();
  EXPECT_TRUE(repairs.log_holds);
  EXPECT_TRUE(repairs.rows.empty());
}

TEST_F(RebuildTest, EveryTableIsWrittenAsTheLogSays) {
  std::map<Table, Rows> before;
  for (const Table table : kFolded) before[table] = RowsOf(*store_, table);
  for (const Table table : kPrivateTables) before[table] = RowsOf(*store_, table);
  SpoilEveryTable();
  EXPECT_FALSE(ReportOf(*store_).ok());
  const TableRepairs repairs = FindRepairs(*store_, Ignore).value();
  ASSERT_TRUE(repairs.log_holds);
  std::set<Table> named;
  for (const Effect& row : repairs.rows) named.insert(row.table);
  EXPECT_EQ(named.size(), std::size(kFolded));
  ASSERT_TRUE(store_->Restate(epoch_, repairs.rows).ok());
  EXPECT_EQ(ReportOf(*store_).differences, std::vector<std::string>());
  for (const auto& [table, rows] : before) EXPECT_EQ(RowsOf(*store_, table), rows);
}

// Power is cut at each row in turn; a new start finds the rest.
TEST_F(RebuildTest, StoppedAnywhereItIsFinishedByRunningItAgain) {
  SpoilEveryTable();
  std::size_t left = FindRepairs(*store_, Ignore)->rows.size();
  while (left > 0) {
    const TableRepairs repairs = FindRepairs(*store_, Ignore).value();
    ASSERT_TRUE(repairs.log_holds);
    ASSERT_EQ(repairs.rows.size(), left);
    const std::size_t some = (left + 2) / 3;
    ASSERT_TRUE(store_
                    ->Restate(epoch_, {repairs.rows.begin(),
                                       repairs.rows.begin() + static_cast<std::ptrdiff_t>(some)})
                    .ok());
    left -= some;
    disk_.faults().Crash();
    EXPECT_FALSE(store_->Restate(epoch_, {repairs.rows.back()}).ok());
    store_.reset();
    disk_.faults().Restart(Loss::kAll);
    Open();
  }
  EXPECT_EQ(ReportOf(*store_).differences, std::vector<std::string>());
}

TEST_F(RebuildTest, OnlyTheNewestEpochMayWrite) {
  const std::uint64_t old = epoch_;
  ASSERT_TRUE(store_->Fence("newer").ok());
  EXPECT_EQ(store_->Restate(old, {{Table::kDay, "x", "y"}}).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(RowsOf(*store_, Table::kDay).contains("x"));
}

TEST_F(RebuildTest, LogThatDoesNotHoldRebuildsNothing) {
  TamperedStore tampered(*store_);
  std::string leaf = store_->OpenView()->Leaf(played_.live).value();
  leaf.back() = static_cast<char>(leaf.back() ^ 1);
  tampered.SetLeaf(played_.live, leaf);
  tampered.SetRow(Table::kFund, "fund", "spoilt");
  const TableRepairs repairs = FindRepairs(tampered, Ignore).value();
  EXPECT_FALSE(repairs.log_holds);
  EXPECT_TRUE(repairs.rows.empty());
}

}  // namespace
}  // namespace yizhan::test
