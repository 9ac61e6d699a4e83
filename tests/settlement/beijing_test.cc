// Beijing's illness-poverty aid end to end: bills, approval, application, on the shipped pack.
// Amounts: adjudication.md section 9.

#include <string>
#include <vector>

#include "engine/policy/load_pack.h"
#include "gtest/gtest.h"
#include "tests/support/application_pack.h"

namespace yizhan::test {
namespace {

const std::string kPack = YIZHAN_SOURCE_DIR "/engine/policy/packs/cn-bj/2023.textproto";
constexpr std::uint32_t kYear = 2023;
constexpr std::int64_t kElevenYearsMs = std::int64_t{4'200} * kDayMs;  // Into December 2023.

struct Row {
  const char* name;
  std::vector<std::int64_t> self_pay_fen;      // 自付一 of each bill.
  std::vector<std::int64_t> pre_self_pay_fen;  // 自付二
  std::int64_t aid_fen;
};

class BeijingTest : public testing::TestWithParam<Row> {};

TEST_P(BeijingTest, PaysByTheYear) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  desk->Activate(ReadPackFiles({kPack}).value());
  v1::ImportPerson person = MakePerson("000000-BJ", {});
  *person.add_approvals() = Dated("bj-illness-poverty", "2023-03-01", "2023-12-31");
  const std::uint64_t person_no = desk->Import(person);
  desk->clock().Advance(kElevenYearsMs);
  for (std::size_t i = 0; i < GetParam().self_pay_fen.size(); ++i) {
    v1::Bill bill = MakeBill("bill-" + std::to_string(i));
    bill.set_service_start("2023-05-01");
    bill.set_service_end("2023-05-09");
    bill.set_accounting_date("2023-05-09");
    SetParts(bill, GetParam().self_pay_fen[i], GetParam().pre_self_pay_fen[i], 0, 70'000);
    EXPECT_EQ(desk->Post(bill, person_no).outcome().aid_fen(), 0);
  }
  const auto reply =
      desk->Apply(ReliefCaller(), ApplyRequest(person_no, "a", kYear, "bj-illness-poverty"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->result().outcome().aid_fen(), GetParam().aid_fen);
  EXPECT_FALSE(reply->result().illustrative());
  EXPECT_EQ(desk->Differences(), std::vector<std::string>());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Section9, BeijingTest, testing::Values(
    Row{"Of30000",   {2'000'000, 500'000}, {0, 500'000},             900'000},
    Row{"Of50000",   {5'000'000},          {0},                    1'700'000},
    Row{"Of50000_01", {3'000'000, 1},      {0, 2'000'000},         1'700'001},
    Row{"Of100000",  {4'000'000, 5'000'000}, {1'000'000, 0},       4'200'000},
    Row{"Of316000",  {31'600'000},         {0},                   15'000'000},
    Row{"Of400000",  {20'000'000, 20'000'000}, {0, 0},            15'000'000}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::test
