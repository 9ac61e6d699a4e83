// What an institution posted in a period: settlements and what took them back, nothing else, and
// amounts that add up.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/application_pack.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

constexpr char kFirst[] = "2012-06-29";  // The desk's morning.
constexpr char kSecond[] = "2012-06-30";
constexpr std::uint32_t kYear = 2012;

v1::ListPostedRequest Request(const std::string& from = kFirst, const std::string& until = kSecond,
                              const std::string& institution_id = "H1") {
  v1::ListPostedRequest request;
  request.set_institution_id(institution_id);
  request.set_from_day(from);
  request.set_until_day(until);
  return request;
}

// 100.00 in scope, of which insurance pays 20.00 and the hospital 5.00; 3.00 from the account.
v1::Bill Shared(const std::string& message_id) {
  v1::Bill bill = MakeBill(message_id);
  v1::InsurerPayment& payment = *bill.add_insurer_payments();
  payment.set_fund_code("310100");
  payment.set_amount_fen(1'500);
  *bill.add_insurer_payments() = payment;
  bill.mutable_insurer_payments(1)->set_fund_code("330100");
  bill.mutable_insurer_payments(1)->set_amount_fen(500);
  bill.set_hospital_borne_fen(500);
  bill.set_account_pay_fen(300);
  return bill;
}

v1::PackFile PackWithUpstream() {
  v1::PackFile file = SmallPack();
  file.mutable_content()->append(
      "upstream_funds { fund_code: 'up' program: 'half' treatment: GIVEN source { document: "
      "'test' article: '1' url: 'https://example.invalid/1' quote: 'invented for a test' "
      "confidence: ILLUSTRATIVE } }");
  return file;
}

// "number of total insurers aid account cash", with * when it came after the fact.
std::string LineText(const v1::PostedLine& line) {
  std::string text;
  for (const std::int64_t amount_fen : {line.total_fen(), line.insurers_fen(), line.aid_fen(),
                                        line.account_fen(), line.cash_fen()}) {
    text += " " + std::to_string(amount_fen);
  }
  return line.message_id() + (line.of() == 0 ? "" : "-") + (line.after_the_fact() ? "*" : "") +
         text;
}

class PostedTest : public ReliefScene {
 protected:
  v1::ListPostedReply List(const v1::ListPostedRequest& request,
                           const Caller& caller = HospitalCaller("H1")) {
    const auto reply = desk_->queries().ListPosted(caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(v1::ListPostedReply());
  }
  std::vector<std::string> Lines(const v1::ListPostedRequest& request,
                                 const Caller& caller = HospitalCaller("H1")) {
    std::vector<std::string> lines;
    const v1::ListPostedReply reply = List(request, caller);
    for (const v1::PostedLine& line : reply.lines()) lines.push_back(LineText(line));
    return lines;
  }
  void RecordLate(const v1::Bill& bill, std::uint64_t person_no) {
    v1::SettleRequest request = desk_->Ask(bill, person_no);
    request.clear_not_after_ms();
    const Desk::Settled late = desk_->Record(ReliefCaller(), request);
    ASSERT_TRUE(late.ok()) << late.status();
  }
};

using Texts = std::vector<std::string>;

TEST_F(PostedTest, SettlementsAndWhatTookThemBackOldestFirst) {
  const std::uint64_t li = Dibao();
  const std::uint64_t number = desk_->Post(Shared("1"), li).number();
  v1::Bill elsewhere = MakeBill("other");
  elsewhere.set_institution_id("H2");
  desk_->Post(elsewhere, li);
  RecordLate(MakeBill("late"), li);
  desk_->clock().Advance(kDayMs);
  const auto reversed = desk_->Reverse(number, "back");
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  const v1::ListPostedReply reply = List(Request());
  ASSERT_EQ(reply.lines_size(), 3);
  EXPECT_FALSE(reply.more());
  EXPECT_EQ(reply.as_of(), desk_->Head().size);
  EXPECT_EQ(LineText(reply.lines(0)), "1 10000 2000 3750 300 3450");
  EXPECT_EQ(LineText(reply.lines(1)), "late* 10000 0 5000 0 5000");
  EXPECT_EQ(LineText(reply.lines(2)), "1- -10000 -2000 -3750 -300 -3450");
  const v1::PostedLine& contra = reply.lines(2);
  EXPECT_EQ(contra.number(), reversed->number());
  EXPECT_EQ(contra.of(), number);
  EXPECT_EQ(contra.person_no(), li);
  EXPECT_EQ(contra.posted_ms(), kMorningMs + kDayMs);
  EXPECT_EQ(contra.visit_no(), reply.lines(0).visit_no());
  EXPECT_EQ(contra.bill_no(), MakeBill("1").bill_no());
  EXPECT_EQ(contra.accounting_date(), MakeBill("1").accounting_date());
  EXPECT_EQ(reply.lines(0).posted_ms(), kMorningMs);
}

TEST_F(PostedTest, EachDayHasItsOwn) {
  const std::uint64_t li = Dibao();
  const std::uint64_t number = desk_->Post(MakeBill("1"), li).number();
  desk_->clock().Advance(kDayMs);
  ASSERT_TRUE(desk_->Reverse(number, "back").ok());
  EXPECT_EQ(Lines(Request(kFirst, kFirst)), Texts{"1 10000 0 5000 0 5000"});
  EXPECT_EQ(Lines(Request(kSecond, kSecond)), Texts{"1- -10000 0 -5000 0 -5000"});
  EXPECT_EQ(Lines(Request("2012-07-01", "9999-12-31")), Texts());
  EXPECT_EQ(Lines(Request("1999-01-01", "2012-06-28")), Texts());
}

TEST_F(PostedTest, AReplacementIsTwoLines) {
  const std::uint64_t li = Dibao();
  const std::uint64_t number = desk_->Post(MakeBill("1"), li).number();
  v1::Bill corrected = MakeBill("2");
  SetParts(corrected, 8'000, 0, 0, 0);
  ASSERT_TRUE(desk_->Replace(number, desk_->Ask(corrected, li)).ok());
  EXPECT_EQ(Lines(Request()),
            (Texts{"1 10000 0 5000 0 5000", "1- -10000 0 -5000 0 -5000", "2 8000 0 4000 0 4000"}));
}

// What upstream gave is a program's pay: it is in the aid once.
TEST_F(PostedTest, UpstreamAidIsAidOnce) {
  desk_->Activate({PackWithUpstream()});
  v1::Bill bill = Shared("1");
  bill.add_upstream_aid()->set_fund_code("up");
  bill.mutable_upstream_aid(0)->set_amount_fen(1'200);
  desk_->Post(bill, Dibao());
  EXPECT_EQ(Lines(Request()), Texts{"1 10000 2000 1200 300 6000"});
}

TEST_F(PostedTest, TheTotalIsWhatEverybodyPays) {
  desk_->Activate({PackWithUpstream()});
  const std::uint64_t li = Dibao();
  for (const std::int64_t account_fen : {0, 300, 9'000}) {
    v1::Bill bill = Shared("m" + std::to_string(account_fen));
    SetParts(bill, 10'000, 1'000, 700, 400);
    bill.set_account_pay_fen(account_fen);
    if (account_fen != 0) {
      bill.add_upstream_aid()->set_fund_code("up");
      bill.mutable_upstream_aid(0)->set_amount_fen(account_fen);
    }
    ASSERT_TRUE(desk_->Reverse(desk_->Post(bill, li).number(), "r" + bill.message_id()).ok());
  }
  const v1::ListPostedReply reply = List(Request());
  ASSERT_EQ(reply.lines_size(), 6);
  for (const v1::PostedLine& line : reply.lines()) {
    const std::int64_t borne_fen = line.of() == 0 ? 500 : -500;
    EXPECT_EQ(line.total_fen(), line.insurers_fen() + borne_fen + line.aid_fen() +
                                    line.account_fen() + line.cash_fen())
        << LineText(line);
  }
}

TEST_F(PostedTest, OutsideAidAndTombstonesAreNoLines) {
  const std::uint64_t li = Dibao();
  v1::OutsideAidRequest outside = OutsideRequest(li, "outside", 5'000, 1'000);
  outside.set_institution_id("H1");
  outside.set_visit_no("V1");
  const auto recorded = desk_->RecordOutsideAid(ReliefCaller(), outside);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ASSERT_TRUE(TakeBack(recorded->result().number()).ok());
  ASSERT_TRUE(desk_->ReverseMessage("never", "tombstone").ok());
  EXPECT_EQ(Lines(Request()), Texts());
}

TEST_F(PostedTest, AnApplicationIsNoLine) {
  desk_->Activate({ApplicationPack()});
  v1::ImportPerson person = MakePerson("000000-AP", {});
  *person.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
  const std::uint64_t applicant = desk_->Import(person);
  desk_->OpenFund("purse");
  desk_->Grant("purse", 1'000'000);
  desk_->Post(MakeBill("1"), applicant);
  const auto applied =
      desk_->Apply(ReliefCaller(), ApplyRequest(applicant, "apply", kYear, "yearly"));
  ASSERT_TRUE(applied.ok()) << applied.status();
  ASSERT_TRUE(TakeBack(applied->result().number()).ok());
  EXPECT_EQ(Lines(Request()), Texts{"1 10000 0 5000 0 5000"});
}

TEST_F(PostedTest, PagesAreAskedForUntilThereAreNoMore) {
  const std::uint64_t li = Dibao();
  for (const char* id : {"1", "2", "3"}) desk_->Post(MakeBill(id), li);
  v1::ListPostedRequest request = Request();
  request.set_limit(2);
  const v1::ListPostedReply first = List(request);
  ASSERT_EQ(first.lines_size(), 2);
  EXPECT_TRUE(first.more());
  request.set_after(first.lines(1).number());
  const v1::ListPostedReply second = List(request);
  ASSERT_EQ(second.lines_size(), 1);
  EXPECT_EQ(second.lines(0).message_id(), "3");
  EXPECT_FALSE(second.more());
  for (const std::uint64_t after : {second.lines(0).number(), ~std::uint64_t{0}}) {
    request.set_after(after);
    EXPECT_EQ(List(request).lines_size(), 0);
  }
}

TEST_F(PostedTest, TheOfficeSeesEveryHospital) {
  v1::Bill bill = MakeBill("1");
  bill.set_institution_id("H2");
  desk_->Post(bill, Dibao());
  EXPECT_EQ(Lines(Request(kFirst, kSecond, "H2"), ReliefCaller()).size(), 1U);
  EXPECT_EQ(Lines(Request(kFirst, kSecond, "H1"), ReliefCaller()), Texts());
}

struct Row {
  const char* name;
  Caller caller;
  v1::ListPostedRequest request;
  v1::Reason reason;
  const char* field;
};
class PostedRefusedTest : public testing::TestWithParam<Row> {};

TEST_P(PostedRefusedTest, IsRefused) {
  const auto desk = Desk::Ready();
  const auto reply = desk->queries().ListPosted(GetParam().caller, GetParam().request);
  EXPECT_EQ(ReasonOf(reply.status()), GetParam().reason) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).field(), GetParam().field);
}

v1::ListPostedRequest Limited(std::uint32_t limit) {
  v1::ListPostedRequest request = Request();
  request.set_limit(limit);
  return request;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, PostedRefusedTest, testing::Values(
    Row{"NoInstitution", ReliefCaller(), Request(kFirst, kSecond, ""), v1::FIELD_MISSING, "institution_id"},
    Row{"UnknownInstitution", ReliefCaller(), Request(kFirst, kSecond, "H9"), v1::INSTITUTION_UNKNOWN, "institution_id"},
    Row{"AnotherHospital", HospitalCaller("H2"), Request(), v1::NOT_ALLOWED, "institution_id"},
    Row{"Town", TownCaller("安亭镇"), Request(), v1::NOT_ALLOWED, "institution_id"},
    Row{"NoFrom", ReliefCaller(), Request("", kSecond), v1::FIELD_MISSING, "from_day"},
    Row{"NoUntil", ReliefCaller(), Request(kFirst, ""), v1::FIELD_MISSING, "until_day"},
    Row{"NoDay", ReliefCaller(), Request(kFirst, "2012-06-31"), v1::FIELD_MALFORMED, "until_day"},
    Row{"Reversed", ReliefCaller(), Request(kSecond, kFirst), v1::SPAN_REVERSED, "until_day"},
    Row{"TooMany", ReliefCaller(), Limited(10'001), v1::TOO_MANY_ITEMS, "limit"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
