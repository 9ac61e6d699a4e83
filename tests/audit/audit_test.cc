// Audit: an export of a played ledger verifies by its files alone; each tampering is noticed, and
// the first entry that differs is named.

#include "engine/audit/audit.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/audit/exported.h"
#include "tests/books/played.h"

namespace yizhan::test {
namespace {

// One ledger for all rows; each row has its own copy of the export.
const Played& ThePlayed() {
  static const Played* const played = new Played();
  return *played;
}

std::vector<std::string> TheLeaves() { return Exported::LeavesOf(ThePlayed().desk->store()); }

TEST(Audit, APlayedLedgerVerifies) {
  const Exported exported(TheLeaves());
  const AuditReport report = exported.Audit(exported.OlderCheckpoint(9));
  for (const Finding& finding : report.findings) ADD_FAILURE() << finding.en;
  EXPECT_EQ(report.head, ThePlayed().desk->Head());
  EXPECT_EQ(report.folded, report.head.size);
  EXPECT_EQ(report.counts.settlements, 5U);
  EXPECT_EQ(report.counts.contras, 2U);
  EXPECT_EQ(report.tiles, 1U);
  EXPECT_TRUE(report.key_from_outside);
  EXPECT_EQ(report.consistent_from, 9U);
  EXPECT_EQ(report.cosigned_size, report.head.size);
  EXPECT_EQ(report.cosigners, std::vector<std::string>{"yizhan-witness/test"});
}

TEST(Audit, WithoutAKeyFromOutsideItSaysSo) {
  const Exported exported(TheLeaves());
  AuditOptions options = exported.Options();
  options.key = "";
  options.witness_keys = {};
  const AuditReport report = AuditExport(options).value();
  EXPECT_TRUE(report.ok());
  EXPECT_FALSE(report.key_from_outside);
  EXPECT_NE(report.key, "");
  EXPECT_EQ(report.consistent_from, 0U);
}

// Days alone: the tree has full tiles, a partial one beside them and one above.
TEST(Audit, AnExportOfManyTilesVerifies) {
  std::vector<std::string> leaves = {TheLeaves().front()};
  while (leaves.size() < 600) {
    v1::Entry day;
    day.set_number(leaves.size());
    day.set_posted_ms(kMorningMs + kDayMs);
    day.mutable_day_opened()->set_day("2024-01-15");
    leaves.push_back(EncodeLeaf(day));
  }
  const Exported exported(leaves);
  const AuditReport report = exported.Audit(exported.OlderCheckpoint(257));
  for (const Finding& finding : report.findings) ADD_FAILURE() << finding.where << finding.en;
  EXPECT_EQ(report.tiles, 4U);
  exported.FlipByte("tile/0/001", 32 * 7);
  EXPECT_EQ(exported.Audit().findings.front().where, "tile/0/001");
  EXPECT_EQ(exported.Audit().findings.front().entry, 263U);
}

TEST(Audit, AskedWronglyItIsRefused) {
  const Exported exported(TheLeaves());
  AuditOptions options = exported.Options();
  options.key = "no key";
  EXPECT_EQ(AuditExport(options).status().code(), absl::StatusCode::kInvalidArgument);
  options = exported.Options();
  options.witness_keys = {options.key};  // A ledger's key is no witness's.
  EXPECT_EQ(AuditExport(options).status().code(), absl::StatusCode::kInvalidArgument);
  options = exported.Options();
  options.older = exported.folder() + "/none";
  EXPECT_EQ(AuditExport(options).status().code(), absl::StatusCode::kInvalidArgument);
  options = exported.Options();
  options.folder = exported.folder() + "/none";
  EXPECT_EQ(AuditExport(options).status().code(), absl::StatusCode::kNotFound);
}

using Number = std::optional<std::uint64_t>;

// Who notices: the file, or "entry" for what is folded and computed again. `older`: an older
// checkpoint is at hand; where that alone notices, its name is "older".
struct Row {
  const char* name;
  const char* where;
  const char* says;
  Number (*entry)(const Played&);
  void (*tamper)(const Played&, Exported&);
  bool older = false;
};

Number None(const Played&) { return std::nullopt; }
Number Live(const Played& p) { return p.live; }
Number First(const Played& p) { return p.first; }

template <typename Change>
void Rewrite(Exported& e, std::uint64_t number, Change change) {
  v1::Entry entry = e.EntryAt(number);
  change(entry);
  e.SetEntry(number, entry);
  e.Write();
}

class AuditTamperTest : public testing::TestWithParam<Row> {};

TEST_P(AuditTamperTest, IsNoticed) {
  const Row& row = GetParam();
  Exported exported(TheLeaves());
  const std::string older = row.older ? exported.OlderCheckpoint(exported.leaves.size()) : "";
  row.tamper(ThePlayed(), exported);
  const AuditReport report = exported.Audit(older);
  ASSERT_FALSE(report.ok());
  const Finding& first = report.findings.front();
  const std::string where = std::string(row.where) == "older" ? older : row.where;
  EXPECT_TRUE(first.where.starts_with(where)) << first.where << first.en;
  EXPECT_EQ(first.entry, row.entry(ThePlayed())) << first.en;
  EXPECT_NE(first.en.find(row.says), std::string::npos) << first.en;
  EXPECT_NE(first.zh, "");
  // Without the older checkpoint such a ledger is in order: nobody else can notice.
  if (where == older) {
    EXPECT_TRUE(exported.Audit().ok());
  }
}

// clang-format off
// A byte of a file.
const Row kBytes[] = {
    {"OfALeaf", "leaves", "not the one in tile/0/000.p", Live, [](const Played& p, Exported& e) {
       e.FlipByte("leaves", e.OffsetOf(p.live) + e.leaves[p.live].size() / 2); }},
    {"OfALeafsKind", "leaves", "not the one in tile/0/000.p", Live, [](const Played& p, Exported& e) {
       e.FlipByte("leaves", e.OffsetOf(p.live) + 2); }},
    {"OfALeafsLength", "leaves", "", Live, [](const Played& p, Exported& e) {
       e.FlipByte("leaves", e.OffsetOf(p.live) - 8); }},
    {"OfATile", "tile/0/000.p/", "the tile is not that of the leaves", First, [](const Played& p, Exported& e) {
       e.FlipByte("tile/0/000.p/" + std::to_string(e.leaves.size()), 32 * p.first + 5); }},
    {"OfTheCheckpointsRoot", "checkpoint", "no checkpoint that", None, [](const Played&, Exported& e) {
       e.FlipByte("checkpoint", e.Read("checkpoint").find("\n\n") - 5); }},
    {"OfTheCheckpointsSignature", "checkpoint", "no checkpoint that", None, [](const Played&, Exported& e) {
       e.FlipByte("checkpoint", e.Read("checkpoint").size() - 20); }},
    {"OfACosignature", "cosigned", "", None, [](const Played&, Exported& e) {
       e.FlipByte("cosigned", e.Read("cosigned").size() - 20); }},
};
// Leaves as they were, but not all, or not in order.
const Row kLeaves[] = {
    {"TheLastDropped", "checkpoint", "entries are missing", [](const Played&) { return Number(TheLeaves().size() - 1); },
     [](const Played&, Exported& e) { const std::string note = e.Read("checkpoint"); e.leaves.pop_back(); e.Write(); e.Put("checkpoint", note); }},
    {"OneDropped", "leaves", "not the one in tile/0/000.p", Live, [](const Played& p, Exported& e) {
       std::string all = e.Read("leaves");
       all.erase(e.OffsetOf(p.live) - 8, e.leaves[p.live].size() + 8);
       e.Put("leaves", all); }},
    {"TwoSwapped", "leaves", "not the one in tile/0/000.p", First, [](const Played& p, Exported& e) {
       const Exported whole(e.leaves);
       std::swap(e.leaves[p.first], e.leaves[p.live]);
       e.Write();
       for (const char* file : {"checkpoint", "cosigned"}) e.Put(file, whole.Read(file));
       const std::string tile = "tile/0/000.p/" + std::to_string(e.leaves.size());
       e.Put(tile, whole.Read(tile)); }},
    {"TwoSwappedAndSignedAgain", "entry", "its number differs", First, [](const Played& p, Exported& e) {
       std::swap(e.leaves[p.first], e.leaves[p.live]);
       e.Write(); }},
    {"OneAddedBehindTheCheckpoint", "leaves", "the checkpoint does not cover", [](const Played&) { return Number(TheLeaves().size()); },
     [](const Played&, Exported& e) {
       const std::string note = e.Read("checkpoint");
       v1::Entry day;
       day.set_number(e.leaves.size());
       day.set_posted_ms(kMorningMs + 9 * kDayMs);
       day.mutable_day_opened()->set_day("2024-01-15");
       e.leaves.push_back(EncodeLeaf(day));
       e.Write();
       e.Put("checkpoint", note); }},
    {"CutInTheMiddle", "leaves", "the file is broken here", Live, [](const Played& p, Exported& e) {
       e.Put("leaves", e.Read("leaves").substr(0, e.OffsetOf(p.live) + 10)); }},
    {"ATileLacks", "tile/0/000.p/", "missing", None, [](const Played&, Exported& e) {
       std::filesystem::remove_all(e.folder() + "/tile"); }},
    {"ATileTooMany", "tile/1/000", "a tile that the tree has not", None, [](const Played&, Exported& e) {
       e.Put("tile/1/000", std::string(8192, 'x')); }},
};
// Written again with a new tree and signed with the right key: the entries themselves tell.
const Row kSigned[] = {
    {"AmountOfAPayment", "entry", "outcome.aid_fen", Live, [](const Played& p, Exported& e) {
       Rewrite(e, p.live, [](v1::Entry& x) { x.mutable_settled()->mutable_outcome()->set_aid_fen(1); }); }},
    {"AccountValue", "entry", "account half-base was", Live, [](const Played& p, Exported& e) {
       Rewrite(e, p.live, [](v1::Entry& x) { x.mutable_settled()->mutable_accounts(0)->set_before_fen(1); }); }},
    {"AccountDelta", "entry", "cannot be recomputed: account", Live, [](const Played& p, Exported& e) {
       Rewrite(e, p.live, [](v1::Entry& x) { auto* m = x.mutable_settled()->mutable_accounts(0); m->set_delta_fen(m->delta_fen() + 1); }); }},
    {"AnIdentityTheBillRestsOn", "entry", "cannot be recomputed", Live, [](const Played& p, Exported& e) {
       Rewrite(e, p.live, [](v1::Entry& x) { x.mutable_settled()->mutable_facts()->clear_identities(); }); }},
    {"AnotherPack", "entry", "", Live, [](const Played& p, Exported& e) {
       const std::string other = e.EntryAt(p.first).settled().pack_hash();
       Rewrite(e, p.live, [&other](v1::Entry& x) { x.mutable_settled()->set_pack_hash(other); }); }},
    {"APackNobodyActivated", "entry", "no pack", Live, [](const Played& p, Exported& e) {
       Rewrite(e, p.live, [](v1::Entry& x) { x.mutable_settled()->set_pack_hash(std::string(32, 'x')); }); }},
    {"ForgedSignatureOfAnOfficer", "entry", "its authorization does not hold", [](const Played& p) { return Number(p.grant); },
     [](const Played& p, Exported& e) {
       Rewrite(e, p.grant, [](v1::Entry& x) { x.mutable_fund_changed()->mutable_authorization()->mutable_signatures(0)->set_signature(std::string(64, 's')); }); }},
    {"MoreGrantedThanSigned", "entry", "", [](const Played& p) { return Number(p.grant); },
     [](const Played& p, Exported& e) {
       Rewrite(e, p.grant, [](v1::Entry& x) { x.mutable_fund_changed()->set_amount_fen(8'000); x.mutable_fund_changed()->set_balance_after_fen(8'000); }); }},
    {"ContraOfAnotherAmount", "entry", "it is not the negative copy", [](const Played& p) { return Number(p.contra); },
     [](const Played& p, Exported& e) {
       Rewrite(e, p.contra, [](v1::Entry& x) { x.mutable_contra()->set_cash_due_fen(-1); }); }},
    {"TimeBackwards", "entry", "time runs backwards", Live, [](const Played& p, Exported& e) {
       Rewrite(e, p.live, [](v1::Entry& x) { x.set_posted_ms(1); }); }},
};
// The same, where what is written hangs together: only who kept a checkpoint notices.
const Row kRewritten[] = {
    {"ALaterEntryUndone", "older", "entries are missing", [](const Played&) { return Number(TheLeaves().size() - 1); },
     [](const Played&, Exported& e) { e.leaves.pop_back(); e.Write(); }, true},
    {"AReason", "older", "are not those of the older checkpoint", None, [](const Played& p, Exported& e) {
       Rewrite(e, p.contra, [](v1::Entry& x) { x.mutable_contra()->set_reason("other"); }); }, true},
};
// clang-format on

const auto kNameOf = [](const testing::TestParamInfo<Row>& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Byte, AuditTamperTest, testing::ValuesIn(kBytes), kNameOf);
INSTANTIATE_TEST_SUITE_P(Leaves, AuditTamperTest, testing::ValuesIn(kLeaves), kNameOf);
INSTANTIATE_TEST_SUITE_P(Signed, AuditTamperTest, testing::ValuesIn(kSigned), kNameOf);
INSTANTIATE_TEST_SUITE_P(Rewritten, AuditTamperTest, testing::ValuesIn(kRewritten), kNameOf);

// Who kept the whole older export learns which entry it is.
TEST(Audit, AnOlderExportNamesTheEntry) {
  const Exported older(TheLeaves());
  Exported rewritten(TheLeaves());
  Rewrite(rewritten, ThePlayed().contra,
          [](v1::Entry& x) { x.mutable_contra()->set_reason("other"); });
  const AuditReport report = rewritten.Audit(older.folder());
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.findings.front().entry, ThePlayed().contra);
  EXPECT_NE(report.findings.front().expected, report.findings.front().found);
  EXPECT_TRUE(older.Audit(older.folder()).ok());
}

TEST(Audit, ExpectedAndFoundAreSaid) {
  Exported exported(TheLeaves());
  const std::int64_t aid_fen = exported.EntryAt(ThePlayed().live).settled().outcome().aid_fen();
  Rewrite(exported, ThePlayed().live,
          [](v1::Entry& x) { x.mutable_settled()->mutable_outcome()->set_aid_fen(1); });
  const AuditReport report = exported.Audit();
  EXPECT_EQ(report.findings.front().expected, std::to_string(aid_fen));
  EXPECT_EQ(report.findings.front().found, "1");
}

// A ledger signed by the key of another one.
TEST(Audit, TheKeyOfAnotherLedgerIsNoticed) {
  const Exported exported(TheLeaves());
  AuditOptions options = exported.Options();
  options.key = VerifierKey{"yizhan/0000000000000000", NoteKeyType::kLog,
                            Ed25519Key::FromSeed(std::string(32, 'o')).value().public_key()}
                    .Text();
  options.witness_keys = {};
  const AuditReport report = AuditExport(options).value();
  ASSERT_FALSE(report.ok());
  const bool named =
      std::any_of(report.findings.begin(), report.findings.end(),
                  [](const Finding& it) { return it.en == "the key is another ledger's"; });
  EXPECT_TRUE(named);
}

}  // namespace
}  // namespace yizhan::test
