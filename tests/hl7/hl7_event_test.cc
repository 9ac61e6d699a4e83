// What a message is about, whether this door takes it, and its id at the centre.

#include "adapters/hl7/hl7_event.h"

#include <gtest/gtest.h>

#include "adapters/hl7/hl7_fields.h"
#include "engine/base/refusal.h"
#include "tests/hl7/good_message.h"

namespace yizhan::hl7 {
namespace {

Mapping Checked() { return CheckMapping(GoodMapping()).value(); }

class VersionTest : public ::testing::TestWithParam<const char*> {};
TEST_P(VersionTest, IsTaken) {
  const auto message = ReadMessage(GoodDft({{"MSH-12", GetParam()}}), Charset::kUtf8);
  ASSERT_TRUE(message.ok());
  EXPECT_TRUE(CheckHeader(message->header(), Checked()).ok());
  EXPECT_TRUE(EventOf(*message).ok());
}
INSTANTIATE_TEST_SUITE_P(Rows, VersionTest,
                         ::testing::Values("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1",
                                           "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2",
                                           "2.5^CHN"));

struct EventRow {
  const char* type;
  EventKind kind;
};
class EventTest : public ::testing::TestWithParam<EventRow> {};
TEST_P(EventTest, IsKnown) {
  const auto message = ReadMessage(GoodDft({{"MSH-9", GetParam().type}}), Charset::kUtf8);
  ASSERT_TRUE(CheckHeader(message->header(), Checked()).ok());
  EXPECT_EQ(EventOf(*message)->kind, GetParam().kind);
}
INSTANTIATE_TEST_SUITE_P(Rows, EventTest,
                         ::testing::ValuesIn(std::vector<EventRow>{
                             {"DFT^P03", EventKind::kBill},
                             {"DFT^P11^DFT_P11", EventKind::kBill},
                             {"BAR^P01", EventKind::kBill},
                             {"EHC^E01", EventKind::kInvoice},
                             {"EHC^E02", EventKind::kCancelInvoice},
                             {"ADT^A01", EventKind::kVisit},
                             {"ADT^A03", EventKind::kVisit},
                             {"ADT^A04", EventKind::kVisit},
                             {"ADT^A08", EventKind::kVisit},
                             {"ADT^A11", EventKind::kVisit},
                             {"ADT^A13", EventKind::kVisit}}));

struct HeaderRow {
  const char* name;
  std::vector<Edit> edits;
  v1::Reason reason;
  const char* field;
};
class HeaderTest : public ::testing::TestWithParam<HeaderRow> {};
TEST_P(HeaderTest, IsRejected) {
  Mapping mapping = Checked();
  mapping.applications = {"HIS"};
  const auto header = ReadHeader(GoodDft(GetParam().edits), Charset::kUtf8);
  const absl::Status status = CheckHeader(*header, mapping);
  EXPECT_EQ(ReasonOf(status), GetParam().reason) << status;
  EXPECT_EQ(DetailOf(status).field(), GetParam().field);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, HeaderTest,
    ::testing::ValuesIn(std::vector<HeaderRow>{
        {"type", {{"MSH-9", "ORU^R01"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-9"},
        {"no_type", {{"MSH-9", ""}}, v1::FIELD_UNKNOWN_VALUE, "MSH-9"},
        {"trigger", {{"MSH-9", "DFT^P05"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-9.2"},
        {"end_account", {{"MSH-9", "BAR^P06"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-9.2"},
        {"transfer", {{"MSH-9", "ADT^A02"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-9.2"},
        {"no_trigger_since_2_3", {{"MSH-9", "DFT"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-9.2"},
        {"version", {{"MSH-12", "3.0"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-12"},
        {"no_version", {{"MSH-12", ""}}, v1::FIELD_MISSING, "MSH-12"},
        {"training", {{"MSH-11", "T"}}, v1::FIELD_UNKNOWN_VALUE, "MSH-11"},
        {"no_processing_id", {{"MSH-11", ""}}, v1::FIELD_MISSING, "MSH-11"},
        {"application", {{"MSH-3", "OTHER"}}, v1::NOT_ALLOWED, "MSH-3"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(EventTest, UpTo22TheEventStandsInEvn) {
  const auto message = ReadMessage(GoodDft({{"MSH-9", "DFT"}, {"MSH-12", "2.1"}}), Charset::kUtf8);
  ASSERT_TRUE(CheckHeader(message->header(), Checked()).ok());
  EXPECT_EQ(EventOf(*message)->trigger, "P03");
  const auto other =
      ReadMessage(GoodDft({{"MSH-9", "DFT"}, {"MSH-12", "2.1"}, {"EVN-1", "P99"}}), Charset::kUtf8);
  EXPECT_EQ(DetailOf(EventOf(*other).status()).field(), "EVN-1");
}

TEST(MessageIdTest, SaysWhoseItIs) {
  EXPECT_EQ(MessageIdOf("HIS", "M1"), "HL7:HIS:M1");
  EXPECT_EQ(MessageIdOf("", "M1"), "HL7::M1");
  const std::string fits = MessageIdOf("HIS", std::string(50, 'x'));
  EXPECT_EQ(fits, "HL7:HIS:" + std::string(50, 'x'));
  const std::string long_one = MessageIdOf("HIS", std::string(51, 'x'));
  EXPECT_EQ(long_one.substr(0, 4), "HL7#");
  EXPECT_LE(long_one.size(), kMessageIdCharactersMax);
  EXPECT_NE(long_one, MessageIdOf("HIT", std::string(51, 'x')));
  EXPECT_NE(long_one, MessageIdOf("HIS", std::string(52, 'x')));
}

struct IdRow {
  const char* name;
  std::vector<Edit> edits;
  v1::Reason reason;
  const char* field;
};
class IdTest : public ::testing::TestWithParam<IdRow> {};
TEST_P(IdTest, IsRefused) {
  const auto message = ReadMessage(GoodDft(GetParam().edits), Charset::kUtf8);
  const auto id = MessageIdOf(*message);
  EXPECT_EQ(ReasonOf(id.status()), GetParam().reason);
  EXPECT_EQ(DetailOf(id.status()).field(), GetParam().field);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, IdTest,
    ::testing::ValuesIn(std::vector<IdRow>{
        {"none", {{"MSH-10", ""}}, v1::FIELD_MISSING, "MSH-10"},
        {"long", {{"MSH-10", std::string(200, 'x')}}, v1::FIELD_TOO_LONG, "MSH-10"},
        {"control", {{"MSH-10", "a\tb"}}, v1::FIELD_MALFORMED, "MSH-10"},
        {"application_long", {{"MSH-3", std::string(200, 'x')}}, v1::FIELD_TOO_LONG, "MSH-3"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

struct DayRow {
  const char* text;
  const char* day;  // "": no day.
};
class DayTest : public ::testing::TestWithParam<DayRow> {};
TEST_P(DayTest, OfATimeStamp) {
  const auto day = DayOfTimeStamp(GetParam().text);
  EXPECT_EQ(day.has_value() ? DayText(*day) : "", GetParam().day) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(Rows, DayTest,
                         ::testing::ValuesIn(std::vector<DayRow>{
                             {"20120629", "2012-06-29"},
                             {"2012062909", "2012-06-29"},
                             {"201206290930", "2012-06-29"},
                             {"20120629093000", "2012-06-29"},
                             {"20120629093000.1234", "2012-06-29"},
                             {"20120629093000+0800", "2012-06-29"},
                             {"20120629093000.123+0800", "2012-06-29"},
                             {"20120629200000+0000", "2012-06-30"},
                             {"20120629000000+0900", "2012-06-28"},
                             {"20120229235959-0500", "2012-03-01"},
                             {"20120629+0000", "2012-06-29"},
                             {"201206", ""},
                             {"2012062", ""},
                             {"201206290", ""},
                             {"20121329", ""},
                             {"20120631", ""},
                             {"2012062925", ""},
                             {"201206290960", ""},
                             {"20120629093061", ""},
                             {"20120629093000.", ""},
                             {"20120629093000.x", ""},
                             {"20120629093000+08", ""},
                             {"20120629093000+9900", ""},
                             {"20120629093000+08:0", ""},
                             {"2012-06-29", ""},
                             {"x0120629", ""},
                             {"", ""},
                         }));

}  // namespace
}  // namespace yizhan::hl7
