// Contra: rulings R32, R44, R45, R46.

#include <map>
#include <string>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr std::uint32_t kYear = 2012;

class ReverseTest : public testing::Test {
 protected:
  v1::Bill Bill(const std::string& message_id, std::int64_t in_scope_fen) {
    v1::Bill bill = MakeBill(message_id);
    SetParts(bill, in_scope_fen, 0, 0, 0);
    return bill;
  }
  std::uint64_t Post(const std::string& message_id, std::int64_t in_scope_fen) {
    return desk_->Post(Bill(message_id, in_scope_fen), person_no_).number();
  }
  v1::ReverseReply Reverse(std::uint64_t number, const std::string& request_id) {
    return desk_->Reverse(number, request_id).value();
  }
  std::int64_t Value(const std::string& account) {
    return desk_->PersonValue(person_no_, account, kYear);
  }
  std::uint64_t Newest() {
    return desk_->NewestAt(PersonHolderKey(person_no_), "half-base", kYear);
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

// All values of all holders, without the entry numbers beside them.
std::map<std::string, std::int64_t> ValuesOf(Desk& desk) {
  std::map<std::string, std::int64_t> values;
  const auto scanned = desk.store().OpenView()->Scan(
      Table::kHolder, "", [&values](std::string_view key, std::string_view stored) {
        v1::HolderRow row;
        EXPECT_TRUE(row.ParseFromString(std::string(stored)));
        for (const v1::AccountValue& value : row.values()) {
          const std::string name =
              std::string(key) + "/" + value.account_id() + "/" + std::to_string(value.year());
          if (value.value_fen() != 0) values[name] = value.value_fen();
        }
        return true;
      });
  EXPECT_TRUE(scanned.ok());
  return values;
}

// R44: accounts of every holder and period, the fund and the natural key are as before.
TEST_F(ReverseTest, R44RestoresEverything) {
  v1::ImportPerson person = MakePerson("320", {"dibao", "family", "visitor", "once"});
  v1::DatedValue& household = *person.add_households();
  household.set_value("house-1");
  household.set_from("2010-01-01");
  const std::uint64_t person_no = desk_->Import(person);
  desk_->OpenFund("fund");
  desk_->Grant("fund", 7'000);
  v1::Bill before = MakeBill("before");
  SetParts(before, 1'234, 5'678, 9'012, 345);
  desk_->Post(before, person_no);
  const auto values = ValuesOf(*desk_);
  const std::int64_t balance_fen = desk_->Balance("fund");
  const auto natural_keys = desk_->Rows(Table::kNaturalKey);

  v1::Bill bill = MakeBill("m");
  SetParts(bill, 33'333, 44'444, 55'555, 6'666);
  const v1::SettleResult result = desk_->Post(bill, person_no);
  EXPECT_GT(result.outcome().aid_fen(), 0);
  EXPECT_EQ(result.lines_size(), 5);  // Every program pays, so every kind of account moves.
  EXPECT_NE(ValuesOf(*desk_), values);
  const v1::ReverseReply reply = Reverse(result.number(), "r");
  EXPECT_EQ(ValuesOf(*desk_), values);
  EXPECT_EQ(desk_->Balance("fund"), balance_fen);
  EXPECT_EQ(desk_->Rows(Table::kNaturalKey), natural_keys);
  EXPECT_EQ(reply.cash_back_fen(), result.outcome().cash_due_fen());
  EXPECT_EQ(reply.original().state(), v1::REVERSED);
  EXPECT_EQ(reply.original().ended_by(), reply.number());
  EXPECT_TRUE(desk_->Differences().empty());
}

// Postings of a settlement and of its contra sum to zero, each and together.
TEST_F(ReverseTest, PostingsSumToZero) {
  const std::uint64_t number = Post("m", 10'000);
  const v1::Entry settled = desk_->EntryAt(number);
  const v1::Entry contra = desk_->EntryAt(Reverse(number, "r").number());
  std::int64_t settled_fen = 0;
  std::int64_t owed_fen = 0;
  for (const v1::Posting& posting : settled.settled().postings()) {
    settled_fen += posting.amount_fen();
    EXPECT_EQ(posting.payee(), v1::HOSPITAL);
    if (posting.account() == v1::HOSPITAL_RECEIVABLE) owed_fen += posting.amount_fen();
  }
  EXPECT_EQ(settled_fen, 0);
  EXPECT_EQ(owed_fen, 5'000);
  for (const v1::Posting& posting : contra.contra().postings()) {
    if (posting.account() == v1::HOSPITAL_RECEIVABLE) owed_fen += posting.amount_fen();
  }
  EXPECT_EQ(owed_fen, 0);
}

// What goes back to the patient's account and to the patient.
TEST_F(ReverseTest, CashAndAccountGoBack) {
  v1::Bill bill = Bill("m", 10'000);
  bill.set_account_pay_fen(3'000);
  const std::uint64_t number = desk_->Post(bill, person_no_).number();
  const v1::ReverseReply reply = Reverse(number, "r");
  EXPECT_EQ(reply.cash_back_fen(), 2'000);
  EXPECT_EQ(reply.account_back_fen(), 3'000);
}

// R44: the contra of an entry that is not the newest on one of its accounts opens a lead.
TEST_F(ReverseTest, R44ContraOfAnOlderEntryOpensALead) {
  const std::uint64_t a = Post("a", 1'000);
  Post("b", 2'000);
  const v1::ReverseReply reply = Reverse(a, "r");
  EXPECT_TRUE(reply.opens_lead());
  EXPECT_EQ(desk_->Rows(Table::kLead).size(), 1U);
  EXPECT_EQ(Value("half-base"), 2'000);
}

TEST_F(ReverseTest, R44ContraOfTheNewestEntryOpensNone) {
  const std::uint64_t a = Post("a", 1'000);
  const std::uint64_t b = Post("b", 2'000);
  EXPECT_FALSE(Reverse(b, "r-b").opens_lead());
  EXPECT_EQ(Newest(), a);
  EXPECT_FALSE(Reverse(a, "r-a").opens_lead());
  EXPECT_EQ(Newest(), 0U);
  EXPECT_TRUE(desk_->Rows(Table::kLead).empty());
}

// A later bill of the person that used no account of the reversed one does not matter.
TEST_F(ReverseTest, R44AnotherAccountIsNotOnIt) {
  const std::uint64_t a = Post("a", 1'000);
  v1::Bill last_year = Bill("b", 2'000);
  last_year.set_service_start("2011-12-01");
  last_year.set_service_end("2011-12-20");
  last_year.set_accounting_date("2011-12-20");
  desk_->AddLive("H3", "2011-01-01");
  last_year.set_institution_id("H3");
  desk_->Post(last_year, person_no_);
  EXPECT_FALSE(Reverse(a, "r").opens_lead());
}

struct ChainCase {
  const char* name;
  const char* steps;   // A letter settles, a capital letter reverses it.
  const char* leads;   // The capital letters whose contra opens a lead.
  const char* newest;  // At the end; "-" = none.
};

class ChainTest : public testing::TestWithParam<ChainCase> {};

TEST_P(ChainTest, R44NewestFollowsOutOfOrderContras) {
  const ChainCase& c = GetParam();
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  std::map<char, std::uint64_t> numbers;
  std::string leads;
  for (const char step : std::string(c.steps)) {
    if (step >= 'a') {
      numbers[step] = desk->Post(MakeBill(std::string(1, step)), person_no).number();
      continue;
    }
    const char small = static_cast<char>(step - 'A' + 'a');
    if (desk->Reverse(numbers[small], "r-" + std::string(1, step)).value().opens_lead()) {
      leads.push_back(step);
    }
  }
  EXPECT_EQ(leads, c.leads);
  const std::uint64_t newest = *c.newest == '-' ? 0 : numbers[*c.newest];
  for (const char* account : {"half-base", "half-paid"}) {
    EXPECT_EQ(desk->NewestAt(PersonHolderKey(person_no), account, kYear), newest) << account;
  }
  EXPECT_TRUE(desk->Differences().empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ChainTest, testing::Values(
    ChainCase{"MiddleThenLast", "abcBC", "B", "a"},
    ChainCase{"MiddleThenLastThenFirst", "abcBCA", "B", "-"},
    ChainCase{"FirstMiddleLast", "abcABC", "AB", "-"},
    ChainCase{"LastToFirst", "abcCBA", "", "-"},
    ChainCase{"TwoInTheMiddle", "abcdBCD", "BC", "a"},
    ChainCase{"TwoInTheMiddleBackwards", "abcdCBD", "CB", "a"},
    ChainCase{"NewOneAfterAContra", "abBcC", "", "a"},
    ChainCase{"NewOneOnTopOfAHole", "abcBdDC", "B", "a"},
    ChainCase{"FirstThenNewOne", "abAcC", "A", "b"},
    ChainCase{"ContraUnderANewOne", "abBcAC", "A", "-"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// R44: the original's year moves, whatever today's date; the posting date is today's.
TEST_F(ReverseTest, R44AffectsTheOriginalsYear) {
  const std::uint64_t number = Post("m", 10'000);
  desk_->clock().Advance(200 * kDayMs);  // January 2013.
  v1::Bill next = Bill("n", 4'000);
  next.set_service_start("2013-01-02");
  next.set_service_end("2013-01-03");
  next.set_accounting_date("2013-01-04");
  desk_->Post(next, person_no_);
  const v1::ReverseReply reply = Reverse(number, "r");
  EXPECT_FALSE(reply.opens_lead());  // The newest of its own year.
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", 2012), 0);
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", 2013), 4'000);
  EXPECT_EQ(desk_->EntryAt(reply.number()).posted_ms(), desk_->clock().NowMs());
}

// R44: whatever today's pack, register or household.
TEST_F(ReverseTest, R44IgnoresTodaysPackAndRegister) {
  const std::uint64_t number = Post("m", 10'000);
  desk_->Activate({SmallPackSixty()});
  desk_->Import(MakePerson("310", {}));
  desk_->Suspend("H1");
  EXPECT_EQ(Reverse(number, "r").cash_back_fen(), 5'000);
  EXPECT_EQ(Value("half-base"), 0);
  EXPECT_EQ(Value("half-paid"), 0);
}

// R32: a contra credits the fund as it is today, even when the money was withdrawn meanwhile.
TEST_F(ReverseTest, R32CreditsAFundThatWasSpentMeanwhile) {
  desk_->OpenFund("fund");
  desk_->Grant("fund", 10'000);
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 0, 0, 0, 4'000);
  const std::uint64_t number = desk_->Post(bill, person_no_).number();
  EXPECT_EQ(desk_->Balance("fund"), 6'000);
  desk_->Withdraw("fund", 6'000);
  v1::Bill next = MakeBill("n");
  SetParts(next, 0, 0, 0, 3'000);
  EXPECT_EQ(desk_->Post(next, person_no_).outcome().aid_fen(), 0);
  Reverse(number, "r");
  EXPECT_EQ(desk_->Balance("fund"), 4'000);
  EXPECT_EQ(desk_->Get("n").result().outcome().aid_fen(), 0);  // Not revisited.
  EXPECT_TRUE(desk_->Differences().empty());
}

// A fund the pack names but nobody opened pays nothing and breaks nothing.
TEST_F(ReverseTest, R32FundThatWasNeverOpenedPaysNothing) {
  v1::Bill bill = MakeBill("m");
  SetParts(bill, 0, 0, 0, 4'000);
  const v1::SettleResult result = desk_->Post(bill, person_no_);
  EXPECT_EQ(result.outcome().aid_fen(), 0);
  Reverse(result.number(), "r");
  EXPECT_TRUE(desk_->Rows(Table::kFund).empty());
  EXPECT_TRUE(desk_->Differences().empty());
}

// R46: the next bill is computed at the lowered base and room, and nothing else moves.
TEST_F(ReverseTest, R46NextBillMeetsTheLoweredBaseAndRoom) {
  const std::uint64_t a = Post("a", 150'000);  // 750.00 of the 1 000.00.
  Post("b", 150'000);                          // 250.00, the cap.
  EXPECT_EQ(Value("half-paid"), 100'000);
  EXPECT_TRUE(Reverse(a, "r").opens_lead());
  EXPECT_EQ(Value("half-paid"), 25'000);
  EXPECT_EQ(desk_->Get("b").result().outcome().aid_fen(), 25'000);
  EXPECT_EQ(desk_->Post(Bill("c", 200'000), person_no_).outcome().aid_fen(), 75'000);
}

// R48: bills are computed in ledger order; an earlier-dated late bill changes no settled one.
TEST_F(ReverseTest, R48EarlierDatedLateBillChangesNothing) {
  const v1::SettleResult june = desk_->Post(Bill("june", 150'000), person_no_);
  v1::Bill may = Bill("may", 150'000);
  may.set_service_start("2012-05-01");
  may.set_service_end("2012-05-02");
  may.set_accounting_date("2012-05-02");
  EXPECT_EQ(desk_->Post(may, person_no_).outcome().aid_fen(), 25'000);
  EXPECT_EQ(desk_->Get("june").result().outcome().SerializeAsString(),
            june.outcome().SerializeAsString());
}

// R45: a repeated reversal with the same request id replays, however it names the original.
TEST_F(ReverseTest, R45SameRequestIdReplays) {
  const std::uint64_t number = Post("m", 10'000);
  const v1::ReverseReply first = Reverse(number, "r");
  EXPECT_FALSE(first.replayed());
  const TreeHead before = desk_->Head();
  for (v1::ReverseReply again : {Reverse(number, "r"), desk_->ReverseMessage("m", "r").value()}) {
    EXPECT_TRUE(again.replayed());
    again.set_replayed(false);
    EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  }
  EXPECT_EQ(desk_->Head(), before);
}

TEST_F(ReverseTest, R45AnotherRequestIdIsToldWhoDidIt) {
  const std::uint64_t number = Post("m", 10'000);
  const std::uint64_t contra = Reverse(number, "r").number();
  const v1::ErrorDetail detail = DetailOf(desk_->Reverse(number, "r2").status());
  EXPECT_EQ(detail.reason(), v1::ALREADY_REVERSED);
  EXPECT_EQ(detail.related(), contra);
}

TEST_F(ReverseTest, R45TombstoneReplaysToo) {
  const std::uint64_t tombstone = desk_->ReverseMessage("m", "r").value().number();
  const v1::ReverseReply again = desk_->ReverseMessage("m", "r").value();
  EXPECT_TRUE(again.replayed());
  EXPECT_TRUE(again.tombstone());
  EXPECT_EQ(again.number(), tombstone);
  const v1::ErrorDetail detail = DetailOf(desk_->ReverseMessage("m", "r2").status());
  EXPECT_EQ(detail.reason(), v1::ALREADY_REVERSED);
  EXPECT_EQ(detail.related(), tombstone);
}

// R45: only the original sender or the relief office.
TEST_F(ReverseTest, R45AnotherHospitalMayNot) {
  const std::uint64_t number = Post("m", 10'000);
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id("r");
  EXPECT_EQ(ReasonOf(desk_->Reverse(HospitalCaller("H2"), request).status()), v1::NOT_ALLOWED);
  EXPECT_EQ(ReasonOf(desk_->Reverse(TownCaller("安亭镇"), request).status()), v1::NOT_ALLOWED);
  EXPECT_TRUE(desk_->Reverse(ReliefCaller(), request).ok());
}

// R45: the sender is the hospital, so its refund desk takes back what the payment desk settled.
TEST_F(ReverseTest, R45AnotherTerminalOfTheSameHospitalMay) {
  const std::uint64_t number = Post("m", 10'000);
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id("r");
  const auto reversed = desk_->Reverse(HospitalCaller("H1", "desk-2"), request);
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  EXPECT_EQ(desk_->EntryAt(number).actor(), "terminal/H1/desk-1");
  EXPECT_EQ(desk_->EntryAt(reversed->number()).actor(), "terminal/H1/desk-2");
  EXPECT_EQ(desk_->EntryAt(reversed->number()).sender(), "H1");
}

TEST_F(ReverseTest, R45ReliefOfficeOnBehalfOfTheSender) {
  Post("m", 10'000);
  v1::ReverseRequest request;
  request.set_message_id("m");
  request.set_on_behalf_of("H1");
  request.set_request_id("r");
  EXPECT_FALSE(desk_->Reverse(ReliefCaller(), request).value().tombstone());
  EXPECT_EQ(desk_->Get("m").state(), v1::REVERSED);
  request.set_message_id("never");
  request.set_request_id("r2");
  EXPECT_TRUE(desk_->Reverse(ReliefCaller(), request).value().tombstone());
  EXPECT_EQ(desk_->Get("never").state(), v1::TOMBSTONED);
}

// Without on_behalf_of the office's own ids are meant: nobody else's message is touched.
TEST_F(ReverseTest, R45ReliefOfficesOwnMessageIdIsItsOwn) {
  Post("m", 10'000);
  v1::ReverseRequest request;
  request.set_message_id("m");
  request.set_request_id("r");
  EXPECT_TRUE(desk_->Reverse(ReliefCaller(), request).value().tombstone());
  EXPECT_EQ(desk_->Get("m").state(), v1::SETTLED);
}

// A contra takes its settlement out of the institution's totals again.
TEST_F(ReverseTest, TotalsOfTheInstitution) {
  const std::uint64_t a = Post("a", 10'000);
  Post("b", 6'000);
  Reverse(a, "r");
  const auto listed = desk_->queries().ListInstitutions(ReliefCaller()).value();
  const v1::InstitutionTotals& totals = listed.institutions(0).totals();
  EXPECT_EQ(totals.settled_count(), 2U);
  EXPECT_EQ(totals.reversed_count(), 1U);
  EXPECT_EQ(totals.bill_total_fen(), 6'000);
  EXPECT_EQ(totals.aid_fen(), 3'000);
  EXPECT_EQ(totals.patient_due_fen(), 3'000);
  ASSERT_EQ(totals.layers_size(), 1);
  EXPECT_EQ(totals.layers(0).aid_fen(), 3'000);
}

}  // namespace
}  // namespace yizhan::test
