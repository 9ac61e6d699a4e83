// What a person has been paid and has borne in a year, account by account, and the caps that hold.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr char kTown[] = "安亭镇";

v1::ListAccountsRequest Request(std::uint64_t person_no, std::uint32_t year = 2012) {
  v1::ListAccountsRequest request;
  request.mutable_person()->set_person_no(person_no);
  request.set_year(year);
  return request;
}

// "id value/limit", "-" without a limit.
std::vector<std::string> Texts(const absl::StatusOr<v1::ListAccountsReply>& reply) {
  EXPECT_TRUE(reply.ok()) << reply.status();
  std::vector<std::string> texts;
  if (!reply.ok()) return texts;
  for (const v1::YearAccount& account : reply->accounts()) {
    texts.push_back(account.account_id() + " " + std::to_string(account.value_fen()) + "/" +
                    (account.has_limit_fen() ? std::to_string(account.limit_fen()) : "-"));
  }
  return texts;
}

class AccountsTest : public testing::Test {
 protected:
  std::vector<std::string> Ask(const v1::ListAccountsRequest& request,
                               const Caller& caller = ReliefCaller()) {
    return Texts(desk_->queries().ListAccounts(caller, request));
  }

  static v1::ImportPerson Li() {
    v1::ImportPerson person = MakePerson("000000-LI", {"dibao"});
    v1::DatedValue& lives = *person.add_towns();
    lives.set_value(kTown);
    lives.set_from("2010-01-01");
    return person;
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t li_ = desk_->Import(Li());
};

using Words = std::vector<std::string>;

const Words& Untouched() {
  static const Words words = {"half-base 0/-", "half-paid 0/100000", "charity-base 0/-",
                              "metric.year_before_aid 0/-", "metric.year_due 0/-"};
  return words;
}

TEST_F(AccountsTest, ThoseOfThePersonInThePacksOrderAlsoWhenThereIsNothingOnThem) {
  const auto reply = desk_->queries().ListAccounts(ReliefCaller(), Request(li_));
  EXPECT_EQ(Texts(reply), Untouched());
  EXPECT_EQ(reply->person_no(), li_);
  EXPECT_EQ(reply->year(), 2012U);
  EXPECT_EQ(reply->as_of(), desk_->Head().size);
  EXPECT_EQ(reply->accounts(0).title(), "a");
}

TEST_F(AccountsTest, BillsOfTheYearAddUpAndAreTakenBack) {
  const std::uint64_t number = desk_->Post(MakeBill("1"), li_).number();
  desk_->Post(MakeBill("2"), li_);
  EXPECT_EQ(Ask(Request(li_)),
            (Words{"half-base 20000/-", "half-paid 10000/100000", "charity-base 0/-",
                   "metric.year_before_aid 20000/-", "metric.year_due 10000/-"}));
  EXPECT_EQ(Ask(Request(li_, 2011)), Untouched());
  ASSERT_TRUE(desk_->Reverse(number, "back").ok());
  EXPECT_EQ(Ask(Request(li_))[1], "half-paid 5000/100000");
}

TEST_F(AccountsTest, ACapOfAProgramForOthersIsNone) {
  const std::uint64_t plain = desk_->Import("000000-NO", {});
  EXPECT_EQ(Ask(Request(plain))[1], "half-paid 0/-");
}

// The lower one of two programs that are open to the person; closed versions do not count.
TEST_F(AccountsTest, TheLowestCapHolds) {
  v1::PackFile file = SmallPack();
  const auto program = [](const std::string& id, const std::string& limit, const std::string& who,
                          const std::string& until) {
    return "accounts { id: '" + id + "' holder: PERSON period: LIFETIME title: 'x' }\n" +
           "programs { id: '" + id + "' title: '" + id + "' layer: TOWN who { " + who +
           " } base: OVER_LIMIT base_account: '" + id +
           "' tiers { ratio_bp: 1 } "
           "caps { account: 'half-paid' limit_fen: " +
           limit +
           " } source { document: 'test' article: '1' url: 'https://example.invalid/1' quote: "
           "'invented for a test' confidence: ILLUSTRATIVE } in_force { from: '2000-01-01' " +
           until + " } }\n";
  };
  file.mutable_content()->append(program("lower", "70000", "identities: 'dibao'", "") +
                                 program("ended", "1000", "", "until: '2011-12-31'") +
                                 program("others", "2000", "identities: 'rich'", "") +
                                 program("not-him", "3000", "excluded_identities: 'dibao'", ""));
  desk_->Activate({file});
  EXPECT_EQ(Ask(Request(li_))[1], "half-paid 0/70000");
  EXPECT_EQ(Ask(Request(li_, 2011))[1], "half-paid 0/1000");
}

TEST_F(AccountsTest, ADeskMayAskByCardAndATownOnlyForItsOwn) {
  v1::ListAccountsRequest request = Request(0);
  request.mutable_person()->mutable_card()->set_cert_type("01");
  request.mutable_person()->mutable_card()->set_cert_no("000000-LI");
  Caller desk = HospitalCaller("H1");
  desk.scope = Scope::kAll;  // As the access table has it.
  EXPECT_EQ(Ask(request, desk), Untouched());
  EXPECT_EQ(Ask(request, TownCaller(kTown)), Untouched());
  const auto refused = desk_->queries().ListAccounts(TownCaller("南翔镇"), request);
  EXPECT_EQ(ReasonOf(refused.status()), v1::NOT_ALLOWED);
}

TEST_F(AccountsTest, AnErasedPersonsSumsStay) {
  desk_->Post(MakeBill("1"), li_);
  ASSERT_TRUE(desk_->Erase(ReliefCaller(), desk_->EraseRequest(li_, "erase")).ok());
  EXPECT_EQ(Ask(Request(li_))[1], "half-paid 5000/-");
}

struct Row {
  const char* name;
  std::uint64_t person_no;
  std::uint32_t year;
  v1::Reason reason;
};
class AccountsRefusedTest : public AccountsTest, public testing::WithParamInterface<Row> {};

TEST_P(AccountsRefusedTest, IsRefused) {
  const Row& row = GetParam();
  const std::uint64_t person_no = row.person_no == 0 ? li_ : row.person_no;
  const auto reply = desk_->queries().ListAccounts(ReliefCaller(), Request(person_no, row.year));
  EXPECT_EQ(ReasonOf(reply.status()), row.reason) << reply.status();
}

INSTANTIATE_TEST_SUITE_P(Rows, AccountsRefusedTest,
                         testing::Values(Row{"Nobody", 7, 2012, v1::PERSON_UNKNOWN},
                                         Row{"NoYear", 0, 0, v1::FIELD_MISSING},
                                         Row{"TooEarly", 0, 1999, v1::FIELD_MALFORMED},
                                         Row{"TooLate", 0, 3000, v1::FIELD_MALFORMED}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(AccountsWithoutPackTest, IsRefused) {
  Desk desk;
  const std::uint64_t person_no = desk.Import("000000-LI", {});
  EXPECT_EQ(ReasonOf(desk.queries().ListAccounts(ReliefCaller(), Request(person_no)).status()),
            v1::NO_ACTIVE_PACK);
}

}  // namespace
}  // namespace yizhan::test
