// Bad reversals and replacements, one row each: the reason, the field, and a ledger as it was.

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

// What each row finds: a live settlement of H1, one reversed by "r-gone", one of H2, a tombstone.
struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t person_no = desk->Import("310", {"dibao"});
  std::uint64_t live = desk->Post(MakeBill("live"), person_no).number();
  std::uint64_t gone = desk->Post(MakeBill("gone"), person_no).number();
  std::uint64_t contra = desk->Reverse(gone, "r-gone").value().number();
  std::uint64_t tombstone = desk->ReverseMessage("dead", "r-dead").value().number();
  std::uint64_t other = PostOther();

  std::uint64_t PostOther() {
    v1::Bill bill = MakeBill("other");
    bill.set_institution_id("H2");
    return desk->Post(bill, person_no).number();
  }
};

struct Case {
  const char* name;
  void (*spoil)(const Scene&, v1::ReverseRequest&);
  v1::Reason reason;
  v1::ErrorClass error_class;
  const char* field;
};

class RefuseReversalTest : public testing::TestWithParam<Case> {};

TEST_P(RefuseReversalTest, LeavesNothingBehind) {
  const Case& c = GetParam();
  const Scene scene;
  v1::ReverseRequest request;
  request.set_number(scene.live);
  request.set_request_id("r");
  c.spoil(scene, request);
  const TreeHead before = scene.desk->Head();
  const auto refused = scene.desk->Reverse(HospitalCaller("H1"), request);
  ASSERT_FALSE(refused.ok());
  const v1::ErrorDetail detail = DetailOf(refused.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(c.reason));
  EXPECT_EQ(v1::ErrorClass_Name(detail.error_class()), v1::ErrorClass_Name(c.error_class));
  EXPECT_EQ(detail.field(), c.field);
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_TRUE(scene.desk->Differences().empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RefuseReversalTest, testing::Values(
    Case{"Twice", [](const Scene& s, v1::ReverseRequest& r) { r.set_number(s.gone); },
         v1::ALREADY_REVERSED, v1::REJECTED, ""},
    Case{"TwiceByMessage", [](const Scene&, v1::ReverseRequest& r) { r.set_message_id("gone"); },
         v1::ALREADY_REVERSED, v1::REJECTED, ""},
    Case{"ATombstoneTwice", [](const Scene&, v1::ReverseRequest& r) { r.set_message_id("dead"); },
         v1::ALREADY_REVERSED, v1::REJECTED, ""},
    Case{"AContra", [](const Scene& s, v1::ReverseRequest& r) { r.set_number(s.contra); },
         v1::NOT_REVERSIBLE, v1::REJECTED, "number"},
    Case{"AContraByItsRequestId", [](const Scene&, v1::ReverseRequest& r) {
           r.set_message_id("r-gone"); }, v1::NOT_REVERSIBLE, v1::REJECTED, "message_id"},
    Case{"ATombstone", [](const Scene& s, v1::ReverseRequest& r) { r.set_number(s.tombstone); },
         v1::NOT_REVERSIBLE, v1::REJECTED, "number"},
    Case{"TheLedgersOpening", [](const Scene&, v1::ReverseRequest& r) { r.set_number(0); },
         v1::NOT_REVERSIBLE, v1::REJECTED, "number"},
    Case{"AnotherHospitalsBill", [](const Scene& s, v1::ReverseRequest& r) {
           r.set_number(s.other); }, v1::NOT_ALLOWED, v1::REJECTED, "number"},
    Case{"UnknownNumber", [](const Scene&, v1::ReverseRequest& r) { r.set_number(9'999); },
         v1::SETTLEMENT_UNKNOWN, v1::REJECTED, "number"},
    Case{"HugeNumber", [](const Scene&, v1::ReverseRequest& r) { r.set_number(UINT64_MAX); },
         v1::SETTLEMENT_UNKNOWN, v1::REJECTED, "number"},
    Case{"OnBehalfWithoutRight", [](const Scene&, v1::ReverseRequest& r) {
           r.set_message_id("other"); r.set_on_behalf_of("H2"); },
         v1::NOT_ALLOWED, v1::REJECTED, "on_behalf_of"},
    Case{"NothingNamed", [](const Scene&, v1::ReverseRequest& r) { r.clear_what(); },
         v1::FIELD_MISSING, v1::REJECTED, "number or message_id"},
    Case{"EmptyMessageId", [](const Scene&, v1::ReverseRequest& r) { r.set_message_id(""); },
         v1::FIELD_MISSING, v1::REJECTED, "message_id"},
    Case{"MessageIdTooLong", [](const Scene&, v1::ReverseRequest& r) {
           r.set_message_id(std::string(65, 'm')); },
         v1::FIELD_TOO_LONG, v1::REJECTED, "message_id"},
    Case{"MessageIdNotUtf8", [](const Scene&, v1::ReverseRequest& r) { r.set_message_id("\xff"); },
         v1::FIELD_NOT_UTF8, v1::REJECTED, "message_id"},
    Case{"MessageIdWithControl", [](const Scene&, v1::ReverseRequest& r) {
           r.set_message_id("a\tb"); }, v1::FIELD_MALFORMED, v1::REJECTED, "message_id"},
    Case{"NoRequestId", [](const Scene&, v1::ReverseRequest& r) { r.clear_request_id(); },
         v1::FIELD_MISSING, v1::REJECTED, "request_id"},
    Case{"RequestIdTooLong", [](const Scene&, v1::ReverseRequest& r) {
           r.set_request_id(std::string(65, 'r')); },
         v1::FIELD_TOO_LONG, v1::REJECTED, "request_id"},
    Case{"RequestIdOfASettlement", [](const Scene&, v1::ReverseRequest& r) {
           r.set_request_id("live"); },
         v1::MESSAGE_ID_OTHER_CONTENT, v1::CONFLICT, "request_id"},
    Case{"RequestIdIsTheMessageId", [](const Scene&, v1::ReverseRequest& r) {
           r.set_message_id("new"); r.set_request_id("new"); },
         v1::FIELD_MALFORMED, v1::REJECTED, "request_id"},
    Case{"RequestIdOfATombstonedMessage", [](const Scene&, v1::ReverseRequest& r) {
           r.set_request_id("dead"); },
         v1::MESSAGE_ID_OTHER_CONTENT, v1::CONFLICT, "request_id"},
    Case{"RequestIdOfAnotherReversal", [](const Scene&, v1::ReverseRequest& r) {
           r.set_request_id("r-gone"); },
         v1::MESSAGE_ID_OTHER_CONTENT, v1::CONFLICT, "request_id"},
    Case{"ReasonTooLong", [](const Scene&, v1::ReverseRequest& r) {
           r.set_reason(std::string(201, 'x')); },
         v1::FIELD_TOO_LONG, v1::REJECTED, "reason"},
    Case{"ReasonNotUtf8", [](const Scene&, v1::ReverseRequest& r) { r.set_reason("\xff\xfe"); },
         v1::FIELD_NOT_UTF8, v1::REJECTED, "reason"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// What the relief office says is checked as well.
TEST(RefuseReversal, OnBehalfOfATooLongSender) {
  const Scene scene;
  v1::ReverseRequest request;
  request.set_message_id("m");
  request.set_request_id("r");
  request.set_on_behalf_of(std::string(65, 's'));
  const TreeHead before = scene.desk->Head();
  EXPECT_EQ(ReasonOf(scene.desk->Reverse(ReliefCaller(), request).status()), v1::FIELD_TOO_LONG);
  EXPECT_EQ(scene.desk->Head(), before);
}

// Limits count characters, as a bill's do: what could be settled can be reversed and asked for.
TEST(RefuseReversal, NotAMessageIdOf64ChineseCharacters) {
  const Scene scene;
  std::string message_id;
  for (int i = 0; i < 64; ++i) message_id += "医";
  v1::Bill bill = MakeBill("x");
  bill.set_message_id(message_id);
  scene.desk->Post(bill, scene.person_no);
  EXPECT_EQ(scene.desk->Get(message_id).state(), v1::SETTLED);
  const auto reversed = scene.desk->ReverseMessage(message_id, "r");
  EXPECT_TRUE(reversed.ok()) << reversed.status();
}

struct ReplaceCase {
  const char* name;
  void (*spoil)(const Scene&, v1::ReplaceRequest&);
  v1::Reason reason;
};

class RefuseReplacementTest : public testing::TestWithParam<ReplaceCase> {};

TEST_P(RefuseReplacementTest, LeavesNothingBehind) {
  const ReplaceCase& c = GetParam();
  const Scene scene;
  v1::ReplaceRequest request;
  request.set_number(scene.live);
  *request.mutable_replacement() = scene.desk->Ask(MakeBill("new"), scene.person_no);
  c.spoil(scene, request);
  const TreeHead before = scene.desk->Head();
  const auto refused = scene.desk->Replace(HospitalCaller("H1"), request);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(v1::Reason_Name(ReasonOf(refused.status())), v1::Reason_Name(c.reason));
  EXPECT_EQ(scene.desk->Head(), before);
  EXPECT_EQ(scene.desk->Get("live").state(), v1::SETTLED);
  EXPECT_TRUE(scene.desk->Differences().empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(R47, RefuseReplacementTest, testing::Values(
    ReplaceCase{"OriginalReversed", [](const Scene& s, v1::ReplaceRequest& r) {
                  r.set_number(s.gone); }, v1::ALREADY_REVERSED},
    ReplaceCase{"OriginalTombstoned", [](const Scene&, v1::ReplaceRequest& r) {
                  r.set_message_id("dead"); }, v1::ALREADY_REVERSED},
    ReplaceCase{"OriginalReplaced", [](const Scene& s, v1::ReplaceRequest& r) {
                  const auto first = s.desk->Replace(
                      s.desk->Post(MakeBill("old"), s.person_no).number(),
                      s.desk->Ask(MakeBill("old-2"), s.person_no));
                  ASSERT_TRUE(first.ok()) << first.status();
                  r.set_message_id("old"); }, v1::ALREADY_REPLACED},
    ReplaceCase{"OriginalOfAnotherHospital", [](const Scene& s, v1::ReplaceRequest& r) {
                  r.set_number(s.other); }, v1::NOT_ALLOWED},
    ReplaceCase{"OriginalUnknown", [](const Scene&, v1::ReplaceRequest& r) {
                  r.set_number(9'999); }, v1::SETTLEMENT_UNKNOWN},
    ReplaceCase{"OriginalIsAContra", [](const Scene& s, v1::ReplaceRequest& r) {
                  r.set_number(s.contra); }, v1::NOT_REVERSIBLE},
    ReplaceCase{"NothingNamed", [](const Scene&, v1::ReplaceRequest& r) { r.clear_what(); },
                v1::FIELD_MISSING},
    ReplaceCase{"NewMessageIdIsTheOld", [](const Scene&, v1::ReplaceRequest& r) {
                  r.set_message_id("live");
                  r.mutable_replacement()->mutable_bill()->set_message_id("live"); },
                v1::MESSAGE_ID_OTHER_CONTENT},
    ReplaceCase{"NewMessageIdIsTheOldByNumber", [](const Scene&, v1::ReplaceRequest& r) {
                  *r.mutable_replacement()->mutable_bill() = MakeBill("live"); },
                v1::MESSAGE_ID_OTHER_CONTENT},
    ReplaceCase{"NewMessageIdIsUsed", [](const Scene&, v1::ReplaceRequest& r) {
                  r.mutable_replacement()->mutable_bill()->set_message_id("gone"); },
                v1::MESSAGE_ID_OTHER_CONTENT},
    ReplaceCase{"NewMessageIdIsDead", [](const Scene&, v1::ReplaceRequest& r) {
                  r.mutable_replacement()->mutable_bill()->set_message_id("dead"); },
                v1::MESSAGE_TOMBSTONED},
    ReplaceCase{"NewBillRefused", [](const Scene&, v1::ReplaceRequest& r) {
                  r.mutable_replacement()->mutable_bill()->set_total_fen(1); },
                v1::PARTS_NOT_TOTAL},
    ReplaceCase{"NewBillLate", [](const Scene&, v1::ReplaceRequest& r) {
                  r.mutable_replacement()->set_not_after_ms(1); }, v1::LATE},
    ReplaceCase{"NewPersonUnknown", [](const Scene&, v1::ReplaceRequest& r) {
                  r.mutable_replacement()->mutable_person()->set_person_no(7); },
                v1::PERSON_UNKNOWN},
    ReplaceCase{"NewBillIsLiveElsewhere", [](const Scene& s, v1::ReplaceRequest& r) {
                  s.desk->Post(MakeBill("second"), s.person_no);
                  r.mutable_replacement()->mutable_bill()->set_bill_no("B-second"); },
                v1::BILL_ALREADY_SETTLED},
    ReplaceCase{"NewQuoteStale", [](const Scene&, v1::ReplaceRequest& r) {
                  r.mutable_replacement()->set_quote_digest(std::string(32, 'x')); },
                v1::QUOTE_STALE},
    ReplaceCase{"HospitalSuspended", [](const Scene& s, v1::ReplaceRequest&) {
                  s.desk->Suspend("H1"); }, v1::INSTITUTION_SUSPENDED},
    ReplaceCase{"ReasonNotUtf8", [](const Scene&, v1::ReplaceRequest& r) {
                  r.set_reason("\xff"); }, v1::FIELD_NOT_UTF8}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::test
