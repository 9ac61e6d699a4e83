// R31: the order of checks. Each row has two faults; the earlier one is named.

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

using Spoil = void (*)(Desk&, v1::SettleRequest&);

// In R31's order, one fault each.
void OtherContent(Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_message_id("first"); }
void Tombstone(Desk& desk, v1::SettleRequest& r) {
  ASSERT_TRUE(desk.ReverseMessage(r.bill().message_id(), "r").ok());
}
void Late(Desk&, v1::SettleRequest& r) { r.set_not_after_ms(1); }
void BadForm(Desk&, v1::SettleRequest& r) { r.mutable_bill()->clear_visit_no(); }
void NoPerson(Desk&, v1::SettleRequest& r) { r.clear_person(); }
void BadSum(Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_total_fen(1); }
void BadDates(Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_service_end("2012-06-19"); }
void Suspended(Desk& desk, v1::SettleRequest&) { desk.Suspend("H1"); }
void LiveBill(Desk&, v1::SettleRequest& r) { r.mutable_bill()->set_bill_no("B-first"); }
void UnknownPerson(Desk&, v1::SettleRequest& r) { r.mutable_person()->set_person_no(7); }
void StaleQuote(Desk&, v1::SettleRequest& r) { r.set_quote_digest(std::string(32, 'x')); }

struct Case {
  const char* name;
  Spoil earlier;
  Spoil later;
  v1::Reason reason;
};

class OrderTest : public testing::TestWithParam<Case> {};

TEST_P(OrderTest, NamesTheEarlierFault) {
  const Case& c = GetParam();
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  desk->Post(MakeBill("first"), person_no);
  v1::SettleRequest request = desk->Ask(MakeBill("m"), person_no);
  c.earlier(*desk, request);
  c.later(*desk, request);
  const TreeHead before = desk->Head();
  EXPECT_EQ(v1::Reason_Name(ReasonOf(desk->Settle(request).status())), v1::Reason_Name(c.reason));
  EXPECT_EQ(desk->Head(), before);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(R31, OrderTest, testing::Values(
    Case{"KeyBeforeNotAfter", OtherContent, Late, v1::MESSAGE_ID_OTHER_CONTENT},
    Case{"KeyBeforeForm", OtherContent, BadForm, v1::MESSAGE_ID_OTHER_CONTENT},
    Case{"KeyBeforeInstitution", OtherContent, Suspended, v1::MESSAGE_ID_OTHER_CONTENT},
    Case{"TombstoneBeforeNotAfter", Tombstone, Late, v1::MESSAGE_TOMBSTONED},
    Case{"TombstoneBeforeForm", Tombstone, BadForm, v1::MESSAGE_TOMBSTONED},
    Case{"NotAfterBeforeForm", Late, BadForm, v1::LATE},
    Case{"NotAfterBeforeSum", Late, BadSum, v1::LATE},
    Case{"FormBeforeSum", BadForm, BadSum, v1::FIELD_MISSING},
    Case{"FormBeforeInstitution", BadForm, Suspended, v1::FIELD_MISSING},
    Case{"PersonsFormBeforeSum", NoPerson, BadSum, v1::FIELD_MISSING},
    Case{"PersonsFormBeforeInstitution", NoPerson, Suspended, v1::FIELD_MISSING},
    Case{"PersonsFormBeforeNaturalKey", NoPerson, LiveBill, v1::FIELD_MISSING},
    Case{"SumBeforeDates", BadSum, BadDates, v1::PARTS_NOT_TOTAL},
    Case{"DatesBeforeInstitution", BadDates, Suspended, v1::SERVICE_DATES_REVERSED},
    Case{"InstitutionBeforeNaturalKey", Suspended, LiveBill, v1::INSTITUTION_SUSPENDED},
    Case{"InstitutionBeforePerson", Suspended, UnknownPerson, v1::INSTITUTION_SUSPENDED},
    Case{"NaturalKeyBeforePerson", LiveBill, UnknownPerson, v1::BILL_ALREADY_SETTLED},
    Case{"NaturalKeyBeforeQuote", LiveBill, StaleQuote, v1::BILL_ALREADY_SETTLED},
    Case{"PersonBeforeQuote", UnknownPerson, StaleQuote, v1::PERSON_UNKNOWN}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// A known key with the same content is replayed whatever else is wrong by now.
TEST(R31, ReplayComesFirst) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  v1::SettleRequest request = desk->Ask(MakeBill("m"), person_no);
  const std::uint64_t number = desk->Settle(request).value().number();
  desk->Suspend("H1");
  desk->clock().Advance(10 * 60'000);
  request.set_quote_digest(std::string(32, 'x'));
  const Desk::Settled again = desk->Settle(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), number);
}

// R31: a refusal binds no key, so the same id is settled once its fault is mended.
TEST(R31, ARefusalBindsNoKey) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  const std::uint64_t person_no = desk->Import("310", {"dibao"});
  for (const Spoil spoil : {Late, BadForm, BadSum, BadDates, UnknownPerson, StaleQuote}) {
    v1::SettleRequest request = desk->Ask(MakeBill("m"), person_no);
    spoil(*desk, request);
    EXPECT_FALSE(desk->Settle(request).ok());
    EXPECT_EQ(desk->Get("m").state(), v1::NOT_POSTED);
  }
  const Desk::Settled settled = desk->Settle(desk->Ask(MakeBill("m"), person_no));
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_FALSE(settled->replayed());
}

}  // namespace
}  // namespace yizhan::test
