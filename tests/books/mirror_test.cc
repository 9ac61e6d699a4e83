// Mirror: a played ledger is copied leaf by leaf into the same tables; what does not follow is not
// kept, and is named.

#include "engine/books/mirror.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/memory_store.h"
#include "gtest/gtest.h"
#include "tests/books/played.h"

namespace yizhan::test {
namespace {

std::vector<MirrorLeaf> LeavesOf(const LedgerStore& store, std::uint64_t from = 0) {
  std::vector<MirrorLeaf> leaves;
  EXPECT_TRUE(store
                  .Read(from, store.Durable().size,
                        [&](std::uint64_t number, std::string_view stored) {
                          leaves.push_back({.number = number, .stored = std::string(stored)});
                          return true;
                        })
                  .ok());
  return leaves;
}

std::vector<std::pair<std::string, std::string>> RowsOf(const LedgerStore& store, Table table) {
  std::vector<std::pair<std::string, std::string>> rows;
  EXPECT_TRUE(store.OpenView()
                  ->Scan(table, "",
                         [&](std::string_view key, std::string_view value) {
                           rows.emplace_back(key, value);
                           return true;
                         })
                  .ok());
  return rows;
}

constexpr Table kFolded[] = {
    Table::kHolder,    Table::kPerson, Table::kInstitution, Table::kFund,       Table::kPack,
    Table::kDay,       Table::kLead,   Table::kMessageKey,  Table::kNaturalKey, Table::kOfficer,
    Table::kStatement, Table::kAlert,  Table::kHousehold};

class MirrorTest : public testing::TestWithParam<std::size_t> {};

TEST_P(MirrorTest, HoldsTheSameTreeAndTables) {
  const Played played;
  MemoryStore store;
  Mirror mirror(store);
  ASSERT_TRUE(mirror.Start("mirror").ok());
  const std::vector<MirrorLeaf> leaves = LeavesOf(played.desk->store());
  for (std::size_t at = 0; at < leaves.size(); at += GetParam()) {
    const std::size_t until = std::min(at + GetParam(), leaves.size());
    const absl::Status kept = mirror.Append({leaves.begin() + static_cast<std::ptrdiff_t>(at),
                                             leaves.begin() + static_cast<std::ptrdiff_t>(until)});
    ASSERT_TRUE(kept.ok()) << kept;
  }
  EXPECT_EQ(mirror.head(), played.desk->Head());
  for (const Table table : kFolded) {
    EXPECT_EQ(RowsOf(store, table), RowsOf(played.desk->store(), table)) << static_cast<int>(table);
  }
}

INSTANTIATE_TEST_SUITE_P(Batches, MirrorTest, testing::Values(1, 7, 10'000));

TEST(Mirror, KeepsTheSealedRowUntilThePersonIsErased) {
  const Played played;
  MemoryStore store;
  Mirror mirror(store);
  ASSERT_TRUE(mirror.Start("mirror").ok());
  std::vector<MirrorLeaf> leaves = LeavesOf(played.desk->store());
  const std::string key = NumberKey(played.erased_no);
  for (MirrorLeaf& leaf : leaves) {
    const v1::Entry entry = played.desk->EntryAt(leaf.number);
    if (entry.person_changed().person_no() == played.erased_no) {
      leaf.private_row = Effect{Table::kPrivate, key, "sealed"};
    }
    if (leaf.number == played.erasure) leaf.private_row = Effect{Table::kPrivate, key, {}};
  }
  const auto erasure = leaves.begin() + static_cast<std::ptrdiff_t>(played.erasure);
  ASSERT_TRUE(mirror.Append({leaves.begin(), erasure}).ok());
  EXPECT_EQ(store.OpenView()->Get(Table::kPrivate, key).value(), "sealed");
  ASSERT_TRUE(mirror.Append({erasure, leaves.end()}).ok());
  EXPECT_FALSE(store.OpenView()->Get(Table::kPrivate, key).value().has_value());
}

struct WrongCase {
  const char* name;
  void (*spoil)(const Played&, std::vector<MirrorLeaf>&);
  std::uint64_t (*entry)(const Played&);
  const char* words;
};

void Rewrite(const Played& played, std::vector<MirrorLeaf>& leaves, std::uint64_t number,
             const std::function<void(v1::Entry&)>& change) {
  v1::Entry entry = played.desk->EntryAt(number);
  change(entry);
  leaves[number].stored = EncodeLeaf(entry);
}

// clang-format off
const WrongCase kWrong[] = {
    {"BytesThatAreNoEntry", [](const Played& p, std::vector<MirrorLeaf>& l) {
       l[p.live].stored.pop_back(); }, [](const Played& p) { return p.live; }, ""},
    {"LeafLeftOut", [](const Played& p, std::vector<MirrorLeaf>& l) {
       l.erase(l.begin() + static_cast<std::ptrdiff_t>(p.live)); },
     [](const Played& p) { return p.live; }, "expected next, found entry"},
    {"LeafUnderAnotherNumber", [](const Played& p, std::vector<MirrorLeaf>& l) {
       l[p.live].stored = l[p.first].stored; },
     [](const Played& p) { return p.live; }, "expected its own number"},
    {"TimeBackwards", [](const Played& p, std::vector<MirrorLeaf>& l) {
       Rewrite(p, l, p.live, [](v1::Entry& e) { e.set_posted_ms(1); }); },
     [](const Played& p) { return p.live; }, "expected a time of"},
    {"AmountNotComputed", [](const Played& p, std::vector<MirrorLeaf>& l) {
       Rewrite(p, l, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_outcome()->set_aid_fen(1); }); },
     [](const Played& p) { return p.live; }, "does not follow"},
    {"AccountItDidNotFind", [](const Played& p, std::vector<MirrorLeaf>& l) {
       Rewrite(p, l, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_accounts(0)->set_before_fen(1); }); },
     [](const Played& p) { return p.live; }, "account half-base was"},
    {"GrantNobodySigned", [](const Played& p, std::vector<MirrorLeaf>& l) {
       Rewrite(p, l, p.grant, [](v1::Entry& e) {
         e.mutable_fund_changed()->set_amount_fen(1); }); },
     [](const Played& p) { return p.grant; }, "does not follow"},
};
// clang-format on

class MirrorRefusesTest : public testing::TestWithParam<WrongCase> {};

TEST_P(MirrorRefusesTest, NamesTheEntryAndKeepsNothingOfItsBatch) {
  const Played played;
  MemoryStore store;
  Mirror mirror(store);
  ASSERT_TRUE(mirror.Start("mirror").ok());
  std::vector<MirrorLeaf> leaves = LeavesOf(played.desk->store());
  GetParam().spoil(played, leaves);
  const std::uint64_t wrong = GetParam().entry(played);
  const auto batch = leaves.begin() + static_cast<std::ptrdiff_t>(wrong) - 1;
  ASSERT_TRUE(mirror.Append({leaves.begin(), batch}).ok());
  const absl::Status refused = mirror.Append({batch, leaves.end()});
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_TRUE(std::string(refused.message()).starts_with(EntryName(wrong) + ": ")) << refused;
  EXPECT_NE(std::string(refused.message()).find(GetParam().words), std::string::npos) << refused;
  EXPECT_EQ(mirror.head().size, wrong - 1);
  // The right leaves are still taken.
  ASSERT_TRUE(mirror.Append(LeavesOf(played.desk->store(), wrong - 1)).ok());
  EXPECT_EQ(mirror.head(), played.desk->Head());
}

INSTANTIATE_TEST_SUITE_P(Table, MirrorRefusesTest, testing::ValuesIn(kWrong),
                         [](const auto& row) { return row.param.name; });

TEST(Mirror, SaysThatItCannotVerifyANewerFormat) {
  const Played played;
  MemoryStore store;
  Mirror mirror(store);
  ASSERT_TRUE(mirror.Start("mirror").ok());
  std::vector<MirrorLeaf> leaves = LeavesOf(played.desk->store());
  leaves[3].stored[0] = static_cast<char>(kFormatVersion + 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(mirror.Append(leaves)));
  EXPECT_EQ(mirror.head().size, 0U);
}

TEST(Mirror, GoesOnWhereItStopped) {
  const Played played;
  MemoryStore store;
  const std::vector<MirrorLeaf> leaves = LeavesOf(played.desk->store());
  for (const auto& [from, until] : {std::pair<std::ptrdiff_t, std::ptrdiff_t>{0, 9},
                                    {9, static_cast<std::ptrdiff_t>(leaves.size())}}) {
    Mirror mirror(store);
    ASSERT_TRUE(mirror.Start("mirror").ok());
    ASSERT_TRUE(mirror.Append({leaves.begin() + from, leaves.begin() + until}).ok());
  }
  EXPECT_EQ(store.Durable(), played.desk->Head());
}

}  // namespace
}  // namespace yizhan::test
