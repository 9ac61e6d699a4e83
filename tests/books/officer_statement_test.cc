// What officers sign: the digests never change, and every field is in them.

#include "engine/books/officer_statement.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

OfficerStatement Sample() {
  return {.ledger_id = "0123456789abcdef",
          .operation = v1::ERASE_PERSON,
          .content = Bytes(Sha256("content")),
          .request_id = "E-1",
          .valid_until_ms = 1'340'937'000'000};
}

v1::FundChanged SampleChange() {
  v1::FundChanged change;
  change.set_fund_id("fund");
  change.set_kind(v1::FundChanged::GRANT);
  change.set_amount_fen(7'000);
  change.set_note("note");
  return change;
}

v1::PackActivated SampleActivation() {
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(Sha256("pack")));
  activated.set_effective_from("2013-04-01");
  return activated;
}

v1::PeriodClosed SampleClose() {
  v1::PeriodClosed closed;
  closed.set_institution_id("H1");
  closed.set_period("2012-06");
  v1::ClosedLine& line = *closed.add_lines();
  line.set_program_id("half");
  line.set_opening_fen(-100);
  line.set_posted_fen(5'000);
  line.set_closing_fen(4'900);
  v1::ReconciledFile& file = *closed.mutable_reconciled();
  file.set_sha256(Bytes(Sha256("file")));
  file.set_rows(12);
  file.set_agree(11);
  file.set_differ(1);
  return closed;
}

v1::PaidOut SamplePayout() {
  v1::PaidOut paid;
  paid.set_payee(v1::PATIENT);
  paid.set_person_no(0xfedcba9876543210);
  v1::NamedPosting& posting = *paid.add_postings();
  posting.set_account(v1::PATIENT_PAYABLE);
  posting.set_program_id("half");
  posting.set_payee(v1::PATIENT);
  posting.set_amount_fen(-5'000);
  paid.set_reference("BANK/2012-7");
  return paid;
}

// Officers' signatures in stored entries rest on these bytes.
TEST(OfficerStatement, DigestsAreFixed) {
  EXPECT_EQ(HexText(StatementDigest(Sample())),
            "31187ddf27ce5790c4f46d758fe34627c351956fab94486d4fc7d7bd521a0292");
  EXPECT_EQ(HexText(FundChangeDigest(SampleChange())),
            "9628252d5c7934849150a6e5044894d3755a4766d36bc3d432e9ddcabc72542a");
  EXPECT_EQ(HexText(ErasureDigest(0xfedcba9876543210, "JD-ERASE/2012-7")),
            "b4f89ce88bbebe4a29922f965b7d52b2c4974cef81df6a337d2236c1d3d0c71b");
  EXPECT_EQ(HexText(ActivationContent(SampleActivation())),
            "37123626d4e84109c51bc54d7768f282ca1875ba0f31cc02fd0f036b61fd7090");
}

TEST(OfficerStatement, DigestsOfMoneyAreFixed) {
  EXPECT_EQ(HexText(PeriodDigest(SampleClose())),
            "a8a476b17b4854d99a2787d8ae9a6123e73da288d02460a2dc65b57b5b138f2b");
  EXPECT_EQ(HexText(PayoutDigest(SamplePayout())),
            "edf9dcb3ba08ccb2260c06689ec49055e9c3bcafff1cf8b681fb4abce7ea4aca");
}

TEST(OfficerStatement, EveryFieldIsSigned) {
  std::set<Hash32> digests = {StatementDigest(Sample())};
  const auto differs = [&digests](void (*change)(OfficerStatement&)) {
    OfficerStatement statement = Sample();
    change(statement);
    return digests.insert(StatementDigest(statement)).second;
  };
  EXPECT_TRUE(differs([](OfficerStatement& s) { s.ledger_id = "0123456789abcdee"; }));
  EXPECT_TRUE(differs([](OfficerStatement& s) { s.operation = v1::ACTIVATE_PACK; }));
  EXPECT_TRUE(differs([](OfficerStatement& s) { s.content = Bytes(Sha256("other")); }));
  EXPECT_TRUE(differs([](OfficerStatement& s) { s.request_id = "E-2"; }));
  EXPECT_TRUE(differs([](OfficerStatement& s) { ++s.valid_until_ms; }));
}

TEST(OfficerStatement, AFundChangeIsItsFundKindAmountAndNote) {
  std::set<Hash32> digests = {FundChangeDigest(SampleChange())};
  const auto differs = [&digests](void (*change)(v1::FundChanged&)) {
    v1::FundChanged other = SampleChange();
    change(other);
    return digests.insert(FundChangeDigest(other)).second;
  };
  EXPECT_TRUE(differs([](v1::FundChanged& c) { c.set_fund_id("fun"); }));
  EXPECT_TRUE(differs([](v1::FundChanged& c) { c.set_kind(v1::FundChanged::WITHDRAW); }));
  EXPECT_TRUE(differs([](v1::FundChanged& c) { c.set_amount_fen(7'001); }));
  EXPECT_TRUE(differs([](v1::FundChanged& c) { c.set_note(""); }));
  EXPECT_FALSE(differs([](v1::FundChanged& c) { c.set_balance_after_fen(1); }));
  EXPECT_FALSE(differs([](v1::FundChanged& c) { c.set_request_id("r"); }));
}

TEST(OfficerStatement, ACloseIsItsHospitalPeriodLinesAndFile) {
  std::set<Hash32> digests = {PeriodDigest(SampleClose())};
  const auto differs = [&digests](void (*change)(v1::PeriodClosed&)) {
    v1::PeriodClosed other = SampleClose();
    change(other);
    return digests.insert(PeriodDigest(other)).second;
  };
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.set_institution_id("H2"); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.set_period("2012-07"); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.clear_lines(); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_lines(0)->set_program_id("x"); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_lines(0)->set_opening_fen(1); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_lines(0)->set_posted_fen(1); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_lines(0)->set_closing_fen(1); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.clear_reconciled(); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_reconciled()->set_sha256("x"); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_reconciled()->set_rows(1); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_reconciled()->set_agree(2); }));
  EXPECT_TRUE(differs([](v1::PeriodClosed& c) { c.mutable_reconciled()->set_differ(3); }));
  EXPECT_FALSE(differs([](v1::PeriodClosed& c) { c.set_request_id("r"); }));
}

TEST(OfficerStatement, APayoutIsItsPayeePostingsAndReference) {
  std::set<Hash32> digests = {PayoutDigest(SamplePayout())};
  const auto differs = [&digests](void (*change)(v1::PaidOut&)) {
    v1::PaidOut other = SamplePayout();
    change(other);
    return digests.insert(PayoutDigest(other)).second;
  };
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.set_payee(v1::HOSPITAL); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.set_institution_id("H1"); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.set_person_no(1); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.clear_postings(); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.mutable_postings(0)->set_account(v1::PAID); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.mutable_postings(0)->set_program_id("x"); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.mutable_postings(0)->set_payee(v1::HOSPITAL); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.mutable_postings(0)->set_amount_fen(1); }));
  EXPECT_TRUE(differs([](v1::PaidOut& p) { p.set_reference("x"); }));
  EXPECT_FALSE(differs([](v1::PaidOut& p) { p.set_request_id("r"); }));
}

TEST(OfficerStatement, AnActivationIsItsPackAndItsDate) {
  v1::PackActivated other = SampleActivation();
  other.set_effective_from("2013-04-02");
  EXPECT_NE(ActivationContent(other), ActivationContent(SampleActivation()));
  other = SampleActivation();
  other.set_pack_hash(Bytes(Sha256("other")));
  EXPECT_NE(ActivationContent(other), ActivationContent(SampleActivation()));
  other = SampleActivation();
  other.set_request_id("r");
  other.add_files()->set_name("f");
  EXPECT_EQ(ActivationContent(other), ActivationContent(SampleActivation()));
}

// Entries older than the date were signed over the hash alone and must verify for ever.
TEST(OfficerStatement, AnActivationWithoutADateIsItsHash) {
  v1::PackActivated old = SampleActivation();
  old.clear_effective_from();
  EXPECT_EQ(ActivationContent(old), Bytes(Sha256("pack")));
}

TEST(OfficerStatement, AnErasureIsItsPersonAndOrder) {
  EXPECT_NE(ErasureDigest(1, "a"), ErasureDigest(2, "a"));
  EXPECT_NE(ErasureDigest(1, "a"), ErasureDigest(1, "b"));
}

TEST(OfficerStatement, HowManySign) {
  EXPECT_EQ(SignaturesNeeded(v1::ACTIVATE_PACK), 2);
  EXPECT_EQ(SignaturesNeeded(v1::CHANGE_FUND), 1);
  EXPECT_EQ(SignaturesNeeded(v1::ERASE_PERSON), 2);
  EXPECT_EQ(SignaturesNeeded(v1::CLOSE_PERIOD), 1);
  EXPECT_EQ(SignaturesNeeded(v1::PAY_OUT), 2);
}

}  // namespace
}  // namespace yizhan
