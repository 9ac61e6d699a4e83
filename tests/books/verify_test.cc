// Verify: a played ledger verifies; each tampering is named.

#include "engine/books/verify.h"

#include <algorithm>
#include <string>

#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/books/played.h"

namespace yizhan::test {
namespace {

TEST(Verify, APlayedLedgerVerifies) {
  const Played played;
  const VerifyReport report = ReportOf(played.desk->store());
  EXPECT_EQ(report.differences, std::vector<std::string>());
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.head, played.desk->Head());
  EXPECT_EQ(report.settlements, 5U);
  EXPECT_EQ(report.contras, 2U);
  EXPECT_EQ(report.tombstones, 1U);
  EXPECT_EQ(report.officers, 3U);
  EXPECT_EQ(report.persons, 1U);
  EXPECT_EQ(report.erasures, 1U);
  EXPECT_EQ(report.reads, 2U);
  EXPECT_GT(report.median_settlement_bytes, 100U);
}

TEST(Verify, AnEmptyLedgerVerifies) {
  const MemoryStore store;
  EXPECT_TRUE(ReportOf(store).ok());
}

TEST(Verify, SaysHowFarItIs) {
  const Played played;
  std::uint64_t last = 0;
  const auto report =
      VerifyLedger(played.desk->store(), [&](std::uint64_t done, std::uint64_t all) {
        EXPECT_LE(done, all);
        last = done;
      });
  EXPECT_EQ(last, report->head.size);
}

class TamperTest : public testing::TestWithParam<TamperCase> {};

TEST_P(TamperTest, IsNamed) { ExpectNamed(GetParam()); }

// clang-format off
const TamperCase kLeaves[] = {
    {"ByteInALeaf", [](const Played& p, TamperedStore& s) {
       std::string leaf = p.desk->store().OpenView()->Leaf(p.live).value();
       leaf[leaf.size() / 2] = static_cast<char>(leaf[leaf.size() / 2] ^ 0x01);
       s.SetLeaf(p.live, leaf); },
     [](const Played&) { return std::string("tree: root is"); }},
    {"TruncatedLeaf", [](const Played& p, TamperedStore& s) {
       std::string leaf = p.desk->store().OpenView()->Leaf(p.live).value();
       leaf.pop_back();
       s.SetLeaf(p.live, leaf); },
     [](const Played& p) { return EntryName(p.live); }},
    {"NewerFormat", [](const Played& p, TamperedStore& s) {
       std::string leaf = p.desk->store().OpenView()->Leaf(p.live).value();
       leaf[0] = 3;
       s.SetLeaf(p.live, leaf); },
     [](const Played&) { return std::string("cannot verify"); }},
    {"LeavesSwapped", [](const Played& p, TamperedStore& s) {
       s.SetLeaf(p.live, p.desk->store().OpenView()->Leaf(p.first).value());
       s.SetLeaf(p.first, p.desk->store().OpenView()->Leaf(p.live).value()); },
     [](const Played& p) { return EntryName(p.first) + ": its number differs"; }},
    {"TimeBackwards", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) { e.set_posted_ms(1); }); },
     [](const Played& p) { return EntryName(p.live) + ": time runs backwards"; }},
    {"SenderOfASettlement", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) { e.set_sender("mallory"); }); },
     [](const Played&) { return RowName(Table::kMessageKey, MessageKey("mallory", "new")); }},
    {"AmountOfAPayment", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_outcome()->set_aid_fen(1); }); },
     [](const Played& p) { return EntryName(p.live) + ": settlement"; }},
    {"PayeeOfAPosting", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_postings(0)->set_payee(v1::PATIENT); }); },
     [](const Played& p) { return EntryName(p.live) + ": settlement"; }},
    {"BeforeOfAnAccount", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_accounts(0)->set_before_fen(1); }); },
     [](const Played& p) { return EntryName(p.live) + ": account half-base was"; }},
    {"NewestBeforeOfAnAccount", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_accounts(0)->set_newest_before(1); }); },
     [](const Played& p) { return EntryName(p.live) + ": account half-base had entry"; }},
    {"BackLinkOfThePerson", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->set_previous_of_person(1); }); },
     [](const Played& p) { return EntryName(p.live) + ": the person's previous entry"; }},
    {"SecondSettlementOfOneMessage", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_bill()->set_message_id("second"); }); },
     [](const Played& p) { return EntryName(p.live) + ": its message id is already bound"; }},
    {"SecondSettlementOfOneBill", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.live, [](v1::Entry& e) {
         e.mutable_settled()->mutable_bill()->set_bill_no("B-second"); }); },
     [](const Played& p) { return EntryName(p.live) + ": its bill is already settled"; }},
    {"AmountOfAContra", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.contra, [](v1::Entry& e) { e.mutable_contra()->set_cash_due_fen(-1); }); },
     [](const Played& p) { return EntryName(p.contra) + ": it is not the negative copy"; }},
    {"DeltaOfAContra", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.contra, [](v1::Entry& e) {
         e.mutable_contra()->mutable_accounts(0)->set_delta_fen(-1); }); },
     [](const Played& p) { return EntryName(p.contra) + ": it is not the negative copy"; }},
    {"PostingOfAContra", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.contra, [](v1::Entry& e) { e.mutable_contra()->clear_postings(); }); },
     [](const Played& p) { return EntryName(p.contra) + ": it is not the negative copy"; }},
    {"OriginalOfAContra", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.contra, [](v1::Entry& e) { e.mutable_contra()->set_original(0); }); },
     [](const Played& p) { return EntryName(p.contra) + ": its original is no settlement"; }},
    {"ContraOfWhatComesLater", [](const Played& p, TamperedStore& s) {
       ChangeEntry(p, s, p.contra, [&p](v1::Entry& e) {
         e.mutable_contra()->set_original(p.live); }); },
     [](const Played& p) { return EntryName(p.contra) + ": its original is not live"; }},
    {"PackOfAnotherHash", [](const Played& p, TamperedStore& s) {
       for (std::uint64_t i = 0; i < p.desk->Head().size; ++i) {
         if (!p.desk->EntryAt(i).has_pack_activated()) continue;
         return ChangeEntry(p, s, i, [](v1::Entry& e) {
           e.mutable_pack_activated()->mutable_files(0)->set_name("other"); });
       } },
     [](const Played&) { return std::string("the pack's files are not those of its hash"); }},
};

const TamperCase kRows[] = {
    {"AccountValue", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::HolderRow>(p, s, Table::kHolder, PersonHolderKey(p.person_no),
                                [](v1::HolderRow& r) { r.mutable_values(0)->set_value_fen(1); }); },
     [](const Played& p) { return RowName(Table::kHolder, PersonHolderKey(p.person_no)); }},
    {"FundBalance", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::FundRow>(p, s, Table::kFund, "fund",
                              [](v1::FundRow& r) { r.set_balance_fen(9'999); }); },
     [](const Played&) { return RowName(Table::kFund, "fund"); }},
    {"MissingMessageKey", [](const Played&, TamperedStore& s) {
       s.SetRow(Table::kMessageKey, MessageKey("H1", "new"), std::nullopt); },
     [](const Played&) { return RowName(Table::kMessageKey, MessageKey("H1", "new")); }},
    {"RevivedMessageKey", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::MessageKeyRow>(p, s, Table::kMessageKey, MessageKey("H1", "first"),
                                    [](v1::MessageKeyRow& r) { r.set_state(v1::SETTLED); }); },
     [](const Played&) { return RowName(Table::kMessageKey, MessageKey("H1", "first")); }},
    {"MissingTombstone", [](const Played&, TamperedStore& s) {
       s.SetRow(Table::kMessageKey, MessageKey("H1", "never"), std::nullopt); },
     [](const Played&) { return RowName(Table::kMessageKey, MessageKey("H1", "never")); }},
    {"ExtraNaturalKey", [](const Played&, TamperedStore& s) {
       s.SetRow(Table::kNaturalKey, "extra", ""); },
     [](const Played&) { return RowName(Table::kNaturalKey, "extra"); }},
    {"ExtraHolder", [](const Played&, TamperedStore& s) {
       s.SetRow(Table::kHolder, PersonHolderKey(1), ""); },
     [](const Played&) { return RowName(Table::kHolder, PersonHolderKey(1)); }},
    {"InstitutionTotals", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::InstitutionRow>(p, s, Table::kInstitution, "H1", [](v1::InstitutionRow& r) {
         r.mutable_totals()->set_aid_fen(1); }); },
     [](const Played&) { return RowName(Table::kInstitution, "H1"); }},
    {"InstitutionLiveAgain", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::InstitutionRow>(p, s, Table::kInstitution, "H2", [](v1::InstitutionRow& r) {
         r.mutable_institution()->set_state(v1::LIVE); }); },
     [](const Played&) { return RowName(Table::kInstitution, "H2"); }},
    {"PersonsIdentity", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::PersonRow>(p, s, Table::kPerson, NumberKey(p.person_no),
                                [](v1::PersonRow& r) {
                                  r.mutable_record()->mutable_identities(0)->set_value("x"); }); },
     [](const Played& p) { return RowName(Table::kPerson, NumberKey(p.person_no)); }},
    {"ActivePack", [](const Played&, TamperedStore& s) {
       s.SetRow(Table::kPack, kActivePackKey, ""); },
     [](const Played&) { return RowName(Table::kPack, kActivePackKey); }},
    {"Day", [](const Played& p, TamperedStore& s) {
       ChangeRow<v1::DayRow>(p, s, Table::kDay, kDayKey,
                             [](v1::DayRow& r) { r.set_day("2030-01-01"); }); },
     [](const Played&) { return RowName(Table::kDay, kDayKey); }},
    {"MissingLead", [](const Played& p, TamperedStore& s) {
       s.SetRow(Table::kLead, NumberKey(p.contra), std::nullopt); },
     [](const Played& p) { return RowName(Table::kLead, NumberKey(p.contra)); }},
};
// clang-format on

const auto kNameOf = [](const testing::TestParamInfo<TamperCase>& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Leaves, TamperTest, testing::ValuesIn(kLeaves), kNameOf);
INSTANTIATE_TEST_SUITE_P(Rows, TamperTest, testing::ValuesIn(kRows), kNameOf);

// A report stays short however much is wrong.
TEST(Verify, NamesAtMostTwenty) {
  const Played played;
  TamperedStore tampered(played.desk->store());
  for (int i = 0; i < 50; ++i) tampered.SetRow(Table::kFund, std::to_string(i), "");
  EXPECT_EQ(ReportOf(tampered).differences.size(), 20U);
}

}  // namespace
}  // namespace yizhan::test
