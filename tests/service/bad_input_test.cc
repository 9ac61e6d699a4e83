// Bad input over the wire: one row per item. Each is refused in words a program understands, and
// leaves the ledger's size and root as they were.

#include <functional>
#include <string>

#include "engine/base/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/world.h"

namespace yizhan::testing {
namespace {

using Request = v1::SettleRequest;

struct Row {
  const char* name;
  v1::Reason reason;
  v1::ErrorClass error_class;
  const char* field;
  std::function<absl::Status(const World&)> act;
};

class BadInputTest : public ::testing::TestWithParam<Row> {
 protected:
  // One engine for all rows of one run of this program.
  static World& SharedWorld() {
    static World world;
    return world;
  }
};

TEST_P(BadInputTest, IsRefusedAndLeavesNothing) {
  const Row& row = GetParam();
  const World& world = SharedWorld();
  // What the row is about: settlements that stand, one taken back, a bill of another person.
  static const bool prepared = [&world] {
    for (const char* id : {"standing", "taken-back"}) {
      EXPECT_TRUE(world.Settle(World::Request(id)).ok());
    }
    v1::ReverseRequest back;
    back.set_message_id("taken-back");
    back.set_request_id("back-1");
    EXPECT_TRUE(world.Reverse(back).ok());
    v1::ReverseRequest before;
    before.set_message_id("never-came");
    before.set_request_id("back-2");
    EXPECT_TRUE(world.Reverse(before).ok());
    v1::FundChangeRequest fund;
    fund.set_fund_id("charity-fund");
    fund.set_kind(v1::FundChanged::OPEN);
    fund.set_request_id("fund-1");
    EXPECT_TRUE(world.ChangeFund(fund).ok());
    return true;
  }();
  ASSERT_TRUE(prepared);
  const v1::LedgerCheckpoint before = world.Checkpoint();

  const absl::Status status = row.act(world);

  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(row.reason)) << status;
  EXPECT_EQ(detail.error_class(), row.error_class) << status;
  if (row.reason == v1::PACK_INVALID) {  // File and line stand before the path.
    EXPECT_THAT(detail.field(), ::testing::HasSubstr(row.field)) << status;
  } else {
    EXPECT_EQ(detail.field(), row.field) << status;
  }
  EXPECT_FALSE(detail.message_zh().empty());
  EXPECT_FALSE(detail.message_en().empty());
  const v1::LedgerCheckpoint after = world.Checkpoint();
  EXPECT_EQ(after.size(), before.size());
  EXPECT_EQ(after.root(), before.root());
}

// A settlement that would stand, spoilt in one place.
std::function<absl::Status(const World&)> Spoilt(const std::function<void(Request&)>& spoil,
                                                 const std::string& sender = "anting/desk-1") {
  return [spoil, sender](const World& world) {
    Request request = World::Request("spoilt");
    spoil(request);
    return world.Settle(request, sender).status();
  };
}

std::function<absl::Status(const World&)> SpoiltBill(const std::function<void(v1::Bill&)>& spoil) {
  return Spoilt([spoil](Request& request) { spoil(*request.mutable_bill()); });
}

std::function<absl::Status(const World&)> Back(const std::function<void(v1::ReverseRequest&)>& fill,
                                               const std::string& sender = "anting/desk-1") {
  return [fill, sender](const World& world) {
    v1::ReverseRequest request;
    request.set_request_id("bad-reversal");
    fill(request);
    return world.Reverse(request, sender).status();
  };
}

std::uint64_t NumberOf(const World& world, const std::string& message_id) {
  v1::GetRequest request;
  request.set_message_id(message_id);
  const auto reply = world.process().NewClient("anting/desk-1").Get(request);
  return reply.ok() ? reply->result().number() : 0;
}

std::uint64_t EndOf(const World& world, const std::string& message_id) {
  v1::GetRequest request;
  request.set_message_id(message_id);
  const auto reply = world.process().NewClient("anting/desk-1").Get(request);
  return reply.ok() ? reply->ended_by() : 0;
}

std::function<absl::Status(const World&)> BackByNumber(
    const std::function<std::uint64_t(const World&)>& number, const std::string& sender) {
  return [number, sender](const World& world) {
    return world.ReverseNumber(number(world), "bad-reversal", sender).status();
  };
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The pilot's packs with one place of one file changed.
std::function<absl::Status(const World&)> SpoiltPack(int file, const std::string& from,
                                                     const std::string& to) {
  return [=](const World& world) {
    std::vector<v1::PackFile> files = PilotPacks();
    v1::PackFile& spoilt = files[static_cast<std::size_t>(file)];
    spoilt.set_content(Replaced(spoilt.content(), from, to));
    return world.Activate(files).status();
  };
}

constexpr char kPlainProgram[] = R"(
programs {
  id: "ID" title: "t" title_en: "t" layer: MUNICIPAL
  source { document: "d" article: "a" quote: "q" confidence: ILLUSTRATIVE }
  in_force { from: "FROM" until: "2011-12-31" }
  who { identities: ["dibao"] } base: IN_SCOPE_SELF_PAY base_account: "sh-major-base"
  tiers { ratio_bp: 1000 } GROUP
})";

std::function<absl::Status(const World&)> AddedToPack(const std::string& id,
                                                      const std::string& from,
                                                      const std::string& group) {
  return [=](const World& world) {
    std::vector<v1::PackFile> files = PilotPacks();
    const std::string program =
        Replaced(Replaced(Replaced(kPlainProgram, "ID", id), "FROM", from), "GROUP", group);
    files[0].set_content(files[0].content() + program);
    return world.Activate(files).status();
  };
}

std::function<absl::Status(const World&)> FundChange(const std::string& fund,
                                                     v1::FundChanged::Kind kind,
                                                     std::int64_t amount_fen) {
  return [=](const World& world) {
    v1::FundChangeRequest request;
    request.set_fund_id(fund);
    request.set_kind(kind);
    request.set_amount_fen(amount_fen);
    request.set_request_id("bad-fund");
    return world.ChangeFund(request).status();
  };
}

void AddUnknownField(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(900, 1);
}

constexpr std::int64_t kAmountMaxFen = 10'000'000'000'000;
const std::string kNotUtf8 = "\xff\xfe";

// clang-format off
const Row kAmountRows[] = {
    {"PartsNotTotal", v1::PARTS_NOT_TOTAL, v1::REJECTED, "bill.total_fen",
     SpoiltBill([](v1::Bill& b) { b.set_total_fen(1'000'001); })},
    {"FeeLinesNotTotal", v1::FEE_LINES_NOT_TOTAL, v1::REJECTED, "bill.fee_lines",
     SpoiltBill([](v1::Bill& b) {
       b.add_fee_lines()->set_line_no("1");
       b.mutable_fee_lines(0)->set_amount_fen(999'999);
     })},
    {"NegativeTotal", v1::AMOUNT_NEGATIVE, v1::REJECTED, "bill.total_fen",
     SpoiltBill([](v1::Bill& b) { b.set_total_fen(-1); })},
    {"NegativePart", v1::AMOUNT_NEGATIVE, v1::REJECTED, "bill.over_limit_fen",
     SpoiltBill([](v1::Bill& b) { b.set_over_limit_fen(-1); })},
    {"NegativePayment", v1::AMOUNT_NEGATIVE, v1::REJECTED, "bill.insurer_payments[0].amount_fen",
     SpoiltBill([](v1::Bill& b) { b.mutable_insurer_payments(0)->set_amount_fen(-1); })},
    {"HugeAmount", v1::AMOUNT_TOO_LARGE, v1::REJECTED, "bill.total_fen",
     SpoiltBill([](v1::Bill& b) { b.set_total_fen(kAmountMaxFen + 1); })},
    {"HugestAmount", v1::AMOUNT_TOO_LARGE, v1::REJECTED, "bill.total_fen",
     SpoiltBill([](v1::Bill& b) { b.set_total_fen(INT64_MAX); })},
    {"InsurersPayMoreThanTheBill", v1::PAYMENTS_EXCEED_TOTAL, v1::REJECTED, "bill.insurer_payments",
     SpoiltBill([](v1::Bill& b) { b.mutable_insurer_payments(0)->set_amount_fen(1'000'001); })},
    {"AccountPaysMoreThanIsLeft", v1::ACCOUNT_EXCEEDS_REST, v1::REJECTED, "bill.account_pay_fen",
     SpoiltBill([](v1::Bill& b) { b.set_account_pay_fen(400'001); })},
    {"UpstreamAidUnmapped", v1::UPSTREAM_AID_UNMAPPED, v1::REJECTED, "bill.upstream_aid[0]",
     SpoiltBill([](v1::Bill& b) {
       b.add_upstream_aid()->set_fund_code("610100");
       b.mutable_upstream_aid(0)->set_amount_fen(1);
     })},
};

const Row kDateRows[] = {
    {"ServiceEndBeforeStart", v1::SERVICE_DATES_REVERSED, v1::REJECTED, "bill.service_end",
     SpoiltBill([](v1::Bill& b) { b.set_service_end("2012-05-31"); })},
    {"AccountingBeforeService", v1::ACCOUNTING_BEFORE_SERVICE, v1::REJECTED, "bill.accounting_date",
     SpoiltBill([](v1::Bill& b) { b.set_accounting_date("2012-06-09"); })},
    {"AccountingInTheFuture", v1::ACCOUNTING_IN_FUTURE, v1::REJECTED, "bill.accounting_date",
     SpoiltBill([](v1::Bill& b) { b.set_accounting_date("2999-01-01"); })},
    {"NoSuchDay", v1::FIELD_MALFORMED, v1::REJECTED, "bill.service_start",
     SpoiltBill([](v1::Bill& b) { b.set_service_start("2012-02-30"); })},
    {"NotAfterPassed", v1::LATE, v1::REJECTED, "not_after_ms",
     Spoilt([](Request& r) { r.set_not_after_ms(r.not_after_ms() - 120'000); })},
    {"NotAfterTooFarAhead", v1::NOT_AFTER_TOO_FAR, v1::REJECTED, "not_after_ms",
     Spoilt([](Request& r) { r.set_not_after_ms(r.not_after_ms() + 120'000); })},
};

const Row kFormRows[] = {
    {"EmptyMessageId", v1::FIELD_MISSING, v1::REJECTED, "bill.message_id",
     SpoiltBill([](v1::Bill& b) { b.clear_message_id(); })},
    {"OverlongMessageId", v1::FIELD_TOO_LONG, v1::REJECTED, "bill.message_id",
     SpoiltBill([](v1::Bill& b) { b.set_message_id(std::string(65, 'm')); })},
    {"EmptyVisit", v1::FIELD_MISSING, v1::REJECTED, "bill.visit_no",
     SpoiltBill([](v1::Bill& b) { b.clear_visit_no(); })},
    {"OverlongVisit", v1::FIELD_TOO_LONG, v1::REJECTED, "bill.visit_no",
     SpoiltBill([](v1::Bill& b) { b.set_visit_no(std::string(31, 'v')); })},
    {"OverlongBillNo", v1::FIELD_TOO_LONG, v1::REJECTED, "bill.bill_no",
     SpoiltBill([](v1::Bill& b) { b.set_bill_no(std::string(31, 'b')); })},
    {"TooManyDiagnoses", v1::TOO_MANY_ITEMS, v1::REJECTED, "bill.diagnoses",
     SpoiltBill([](v1::Bill& b) { for (int i = 0; i < 51; ++i) b.add_diagnoses("I10"); })},
    {"NoPerson", v1::FIELD_MISSING, v1::REJECTED, "person",
     Spoilt([](Request& r) { r.clear_person(); })},
    {"NoBill", v1::FIELD_MISSING, v1::REJECTED, "bill.institution_id",
     Spoilt([](Request& r) { r.clear_bill(); })},
    {"BillNotUtf8", v1::FIELD_NOT_UTF8, v1::REJECTED, "bill.visit_no",
     SpoiltBill([](v1::Bill& b) { b.set_visit_no(kNotUtf8); })},
    {"CardNotUtf8", v1::FIELD_NOT_UTF8, v1::REJECTED, "person.card.cert_no",
     Spoilt([](Request& r) { r.mutable_person()->mutable_card()->set_cert_no(kNotUtf8); })},
    {"UnknownCareKind", v1::FIELD_UNKNOWN_VALUE, v1::REJECTED, "bill.care_kind",
     SpoiltBill([](v1::Bill& b) { b.set_care_kind(static_cast<v1::CareKind>(99)); })},
    {"NoCareKind", v1::FIELD_MISSING, v1::REJECTED, "bill.care_kind",
     SpoiltBill([](v1::Bill& b) { b.clear_care_kind(); })},
    {"UnknownLevel", v1::FIELD_UNKNOWN_VALUE, v1::REJECTED, "bill.level",
     SpoiltBill([](v1::Bill& b) { b.set_level(static_cast<v1::HospitalLevel>(99)); })},
    {"UnknownFieldInRequest", v1::UNKNOWN_FIELDS, v1::REJECTED, "request",
     Spoilt([](Request& r) { AddUnknownField(r); })},
    {"UnknownFieldInPerson", v1::UNKNOWN_FIELDS, v1::REJECTED, "person.card",
     Spoilt([](Request& r) { AddUnknownField(*r.mutable_person()->mutable_card()); })},
    {"UnknownFieldInBill", v1::UNKNOWN_FIELDS, v1::REJECTED, "bill",
     SpoiltBill([](v1::Bill& b) { AddUnknownField(b); })},
    {"OversizedMessage", v1::FIELD_TOO_LONG, v1::REJECTED, "message",
     SpoiltBill([](v1::Bill& b) { b.set_referral_no(std::string(1 << 20, 'r')); })},
    {"OversizedForTheTransport", v1::REASON_UNSPECIFIED, v1::REJECTED, "",
     SpoiltBill([](v1::Bill& b) { b.set_referral_no(std::string(6 << 20, 'r')); })},
};

const Row kKeyRows[] = {
    {"SecondMessageForALiveBill", v1::BILL_ALREADY_SETTLED, v1::CONFLICT, "bill.bill_no",
     SpoiltBill([](v1::Bill& b) { b.set_bill_no("bill-standing"); })},
    {"MessageIdReusedWithOtherContent", v1::MESSAGE_ID_OTHER_CONTENT, v1::CONFLICT,
     "bill.message_id", SpoiltBill([](v1::Bill& b) { b.set_message_id("standing"); })},
    {"ReversedBeforeItArrived", v1::MESSAGE_TOMBSTONED, v1::REJECTED, "bill.message_id",
     SpoiltBill([](v1::Bill& b) { b.set_message_id("never-came"); })},
    {"StaleQuote", v1::QUOTE_STALE, v1::REJECTED, "quote_digest",
     Spoilt([](Request& r) { r.set_quote_digest(std::string(32, 'q')); })},
    {"QuoteDigestOfWrongLength", v1::FIELD_MALFORMED, v1::REJECTED, "quote_digest",
     Spoilt([](Request& r) { r.set_quote_digest("short"); })},
    {"UnknownPerson", v1::PERSON_UNKNOWN, v1::REJECTED, "person.card",
     Spoilt([](Request& r) { r.mutable_person()->mutable_card()->set_cert_no(kStrangerCard); })},
    {"UnknownPersonNumber", v1::PERSON_UNKNOWN, v1::REJECTED, "person",
     Spoilt([](Request& r) { r.mutable_person()->set_person_no(4711); })},
};

const Row kInstitutionRows[] = {
    {"UnknownHospital", v1::INSTITUTION_UNKNOWN, v1::REJECTED, "bill.institution_id",
     Spoilt([](Request& r) { r.mutable_bill()->set_institution_id("nowhere"); },
            "nowhere/desk-1")},
    {"HospitalNotYetLive", v1::INSTITUTION_NOT_LIVE, v1::REJECTED, "bill.institution_id",
     Spoilt([](Request& r) { r.mutable_bill()->set_institution_id("waigang"); },
            "waigang/desk-1")},
    {"HospitalSuspended", v1::INSTITUTION_SUSPENDED, v1::REJECTED, "bill.institution_id",
     Spoilt([](Request& r) { r.mutable_bill()->set_institution_id("juyuan"); }, "juyuan/desk-1")},
    {"BillBeforeTheHospitalWasLive", v1::INSTITUTION_NOT_LIVE, v1::REJECTED, "bill.institution_id",
     SpoiltBill([](v1::Bill& b) {
       b.set_service_start("2011-06-01");
       b.set_service_end("2011-06-10");
       b.set_accounting_date("2011-06-10");
     })},
    {"AnotherHospitalsBill", v1::NOT_ALLOWED, v1::REJECTED, "bill.institution_id",
     Spoilt([](Request& /*r*/) {}, "nanxiang/desk-1")},
    {"AddedTwice", v1::INSTITUTION_EXISTS, v1::CONFLICT, "institution.id",
     [](const World& world) { return world.AddInstitution("anting"); }},
    {"UnknownHospitalGoesLive", v1::INSTITUTION_UNKNOWN, v1::REJECTED, "id",
     [](const World& world) { return world.GoLive("nowhere"); }},
};

const Row kReversalRows[] = {
    {"ReversedTwice", v1::ALREADY_REVERSED, v1::REJECTED, "",
     Back([](v1::ReverseRequest& r) { r.set_message_id("taken-back"); })},
    {"ReversedTwiceByNumber", v1::ALREADY_REVERSED, v1::REJECTED, "",
     BackByNumber([](const World& w) { return NumberOf(w, "taken-back"); }, "anting/desk-1")},
    {"ContraReversed", v1::NOT_REVERSIBLE, v1::REJECTED, "number",
     BackByNumber([](const World& w) { return EndOf(w, "taken-back"); }, "anting/desk-1")},
    {"RegisterEntryReversed", v1::NOT_REVERSIBLE, v1::REJECTED, "number",
     BackByNumber([](const World& /*w*/) { return std::uint64_t{1}; }, "relief")},
    {"UnknownNumberReversed", v1::SETTLEMENT_UNKNOWN, v1::REJECTED, "number",
     BackByNumber([](const World& /*w*/) { return std::uint64_t{99'999}; }, "anting/desk-1")},
    {"AnotherHospitalsBillReversed", v1::NOT_ALLOWED, v1::REJECTED, "number",
     BackByNumber([](const World& w) { return NumberOf(w, "standing"); }, "nanxiang/desk-1")},
    {"OnBehalfOfByAHospital", v1::NOT_ALLOWED, v1::REJECTED, "on_behalf_of",
     Back([](v1::ReverseRequest& r) {
       r.set_message_id("standing");
       r.set_on_behalf_of("anting/desk-1");
     }, "nanxiang/desk-1")},
    {"NothingToReverse", v1::FIELD_MISSING, v1::REJECTED, "number or message_id",
     Back([](v1::ReverseRequest& /*r*/) {})},
    {"ReversalWithoutAnId", v1::FIELD_MISSING, v1::REJECTED, "request_id",
     Back([](v1::ReverseRequest& r) { r.set_message_id("standing"), r.clear_request_id(); })},
    {"UnknownFieldInReversal", v1::UNKNOWN_FIELDS, v1::REJECTED, "request",
     Back([](v1::ReverseRequest& r) { r.set_message_id("standing"), AddUnknownField(r); })},
};

const Row kPackRows[] = {
    {"MissingSource", v1::PACK_INVALID, v1::REJECTED, "programs[sh-2012-major].source.document",
     SpoiltPack(0, "    document: ", "    url: \"\" # ")},
    {"OverlappingVersions", v1::PACK_INVALID, v1::REJECTED, "programs[sh-2012-major].in_force",
     AddedToPack("sh-2012-major", "2011-01-01", "")},
    {"BaseOfTwoGroups", v1::PACK_INVALID, v1::REJECTED, "programs[another].base_account",
     AddedToPack("another", "2011-01-01", "alternative_group: \"g\"")},
    {"TiersOutOfOrder", v1::PACK_INVALID, v1::REJECTED,
     "programs[sh-2012-major].tiers[1].up_to_fen",
     SpoiltPack(0, "tiers { up_to_fen: 3000000 ratio_bp: 5000 }",
                "tiers { up_to_fen: 3000000 ratio_bp: 5000 } "
                "tiers { up_to_fen: 2000000 ratio_bp: 5000 }")},
    {"CapWithoutAnAccount", v1::PACK_INVALID, v1::REJECTED,
     "programs[sh-2012-major].caps[0].account",
     SpoiltPack(0, "caps { account: \"sh-major-paid\"", "caps { account: \"no-such\"")},
    {"UnknownFieldInPack", v1::PACK_INVALID, v1::REJECTED, "2012.textproto:16",
     SpoiltPack(0, "place:", "plaice: \"x\" place:")},
    {"NoFiles", v1::PACK_INVALID, v1::REJECTED, "files",
     [](const World& world) { return world.Activate({}).status(); }},
};

const Row kFundRows[] = {
    {"UnknownFund", v1::FUND_UNKNOWN, v1::REJECTED, "fund_id",
     FundChange("no-such", v1::FundChanged::GRANT, 100)},
    {"FundOpenedTwice", v1::FUND_EXISTS, v1::CONFLICT, "fund_id",
     FundChange("charity-fund", v1::FundChanged::OPEN, 0)},
    {"MoreWithdrawnThanIsThere", v1::FUND_TOO_LOW, v1::REJECTED, "amount_fen",
     FundChange("charity-fund", v1::FundChanged::WITHDRAW, 1)},
    {"NegativeGrant", v1::AMOUNT_NEGATIVE, v1::REJECTED, "amount_fen",
     FundChange("charity-fund", v1::FundChanged::GRANT, -1)},
};
// clang-format on

const auto kNameOf = [](const auto& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Amounts, BadInputTest, ::testing::ValuesIn(kAmountRows), kNameOf);
INSTANTIATE_TEST_SUITE_P(Dates, BadInputTest, ::testing::ValuesIn(kDateRows), kNameOf);
INSTANTIATE_TEST_SUITE_P(Form, BadInputTest, ::testing::ValuesIn(kFormRows), kNameOf);
INSTANTIATE_TEST_SUITE_P(Keys, BadInputTest, ::testing::ValuesIn(kKeyRows), kNameOf);
INSTANTIATE_TEST_SUITE_P(Institutions, BadInputTest, ::testing::ValuesIn(kInstitutionRows),
                         kNameOf);
INSTANTIATE_TEST_SUITE_P(Reversals, BadInputTest, ::testing::ValuesIn(kReversalRows), kNameOf);
INSTANTIATE_TEST_SUITE_P(Packs, BadInputTest, ::testing::ValuesIn(kPackRows), kNameOf);
INSTANTIATE_TEST_SUITE_P(Funds, BadInputTest, ::testing::ValuesIn(kFundRows), kNameOf);

}  // namespace
}  // namespace yizhan::testing
