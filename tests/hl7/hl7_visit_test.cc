// What ADT tells of a visit, and what later messages change of it.

#include "adapters/hl7/hl7_visit.h"

#include <gtest/gtest.h>

#include "adapters/hl7/hl7_billed.h"
#include "engine/base/refusal.h"
#include "tests/hl7/good_message.h"
#include "tests/support/memory_intake.h"

namespace yizhan::hl7 {
namespace {

constexpr std::int64_t kDay = 86'400'000;

std::string Adt(const std::string& trigger, const std::vector<Edit>& edits = {}) {
  std::vector<Edit> all = {{"MSH-9", "ADT^" + trigger}, {"EVN-1", trigger}};
  all.insert(all.end(), edits.begin(), edits.end());
  return GoodDft(all);
}

absl::Status Tell(const std::string& raw, edge::Notes& notes, std::int64_t now_ms = 1) {
  const Mapping mapping = CheckMapping(GoodMapping()).value();
  const auto message = ReadMessage(raw, mapping.charset_default);
  const auto event = EventOf(*message);
  return TellVisit({.message = *message, .event = *event, .mapping = mapping, .now_ms = now_ms},
                   notes);
}

std::string Known(const edge::Notes& notes, const std::string& visit_no = "V1") {
  const auto visit = FindVisit(notes, visit_no);
  if (!visit.ok() || !visit->has_value()) return "nothing";
  std::string text = v1::CareKind_Name((*visit)->care_kind()) + " " + (*visit)->service_start() +
                     " " + (*visit)->service_end() + " " + (*visit)->cert_type() + "/" +
                     (*visit)->cert_no();
  for (const std::string& code : (*visit)->diagnoses()) text += " " + code;
  return text;
}

struct Row {
  const char* name;
  std::vector<std::string> messages;
  const char* known;
};
class VisitNotesTest : public ::testing::TestWithParam<Row> {};
TEST_P(VisitNotesTest, AreTheLatest) {
  test::MemoryNotes notes;
  for (const std::string& raw : GetParam().messages) {
    ASSERT_TRUE(Tell(raw, notes).ok()) << Tell(raw, notes);
  }
  EXPECT_EQ(Known(notes), GetParam().known);
}
const std::vector<Edit> kOpen = {{"PV1-45", ""}};
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, VisitNotesTest, ::testing::ValuesIn(std::vector<Row>{
    {"admitted", {Adt("A01", kOpen)}, "INPATIENT 2012-06-20  01/000000195001010011 J18.9"},
    {"registered", {Adt("A04", {{"PV1-2", "O"}, {"PV1-45", ""}})}, "OUTPATIENT 2012-06-20  01/000000195001010011 J18.9"},
    {"discharged", {Adt("A01", kOpen), Adt("A03", {{"PV1-2", ""}, {"PV1-44", ""}, {"PID-3", ""}})}, "INPATIENT 2012-06-20 2012-06-28 01/000000195001010011 J18.9"},
    {"other_diagnosis", {Adt("A01"), Adt("A08", {{"DG1-3", "C50.9"}, {"DG1[2]-3", "I10"}})}, "INPATIENT 2012-06-20 2012-06-28 01/000000195001010011 C50.9 I10"},
    {"other_card", {Adt("A01"), Adt("A08", {{"PID-3", "CARD0001"}})}, "INPATIENT 2012-06-20 2012-06-28 01/CARD0001 J18.9"},
    {"end_taken_away", {Adt("A01"), Adt("A08", {{"PV1-45", "\"\""}})}, "INPATIENT 2012-06-20  01/000000195001010011 J18.9"},
    {"discharge_cancelled", {Adt("A01"), Adt("A03"), Adt("A13")}, "INPATIENT 2012-06-20  01/000000195001010011 J18.9"},
    {"admission_cancelled", {Adt("A01"), Adt("A11")}, "nothing"},
    {"kind_unknown", {Adt("A01", {{"PV1-2", "P"}, {"PV1-45", ""}})}, "CARE_KIND_UNSPECIFIED 2012-06-20  01/000000195001010011 J18.9"},
    {"other_visit", {Adt("A01", {{"PV1-19", "V2"}})}, "nothing"},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(VisitNotesTest, WhatIsWrongChangesNothing) {
  test::MemoryNotes notes;
  ASSERT_TRUE(Tell(Adt("A01"), notes).ok());
  const std::string before = Known(notes);
  EXPECT_EQ(DetailOf(Tell(Adt("A08", {{"PV1-19", ""}}), notes)).field(), "PV1-19.1");
  EXPECT_EQ(DetailOf(Tell(Adt("A08", {{"PV1-44", "x"}}), notes)).field(), "PV1-44");
  notes.disk_full = true;
  EXPECT_FALSE(Tell(Adt("A08", {{"PID-3", "CARD0001"}}), notes).ok());
  EXPECT_EQ(Known(notes), before);
}

TEST(VisitNotesTest, OldOnesAreForgotten) {
  test::MemoryNotes notes;
  ASSERT_TRUE(Tell(Adt("A01"), notes, 1).ok());
  ASSERT_TRUE(Tell(Adt("A01", {{"PV1-19", "V2"}}), notes, 2 * kDay).ok());
  BilledNotes billed(notes);
  v1::Hl7Billed bill;
  bill.set_message_id("M");
  bill.set_changed_ms(1);
  ASSERT_TRUE(billed.Remember(bill).ok());
  ASSERT_TRUE(billed.RememberInvoice("INV", bill).ok());
  ASSERT_TRUE(billed.ForgetOld(kNotesKeptDays * kDay + 1).ok());
  EXPECT_NE(Known(notes), "nothing");
  EXPECT_TRUE(billed.FindInvoice("INV").ok());
  ASSERT_TRUE(billed.ForgetOld((kNotesKeptDays + 1) * kDay).ok());
  EXPECT_EQ(Known(notes), "nothing");
  EXPECT_NE(Known(notes, "V2"), "nothing");
  EXPECT_FALSE(billed.FindInvoice("INV").ok());
  EXPECT_FALSE(billed.Find("", "M")->has_value());
}

TEST(VisitNotesTest, ANoteThatIsNoneIsAnError) {
  test::MemoryNotes notes;
  ASSERT_TRUE(notes.Put(kVisitNotes, "V1", "\xff").ok());
  EXPECT_FALSE(FindVisit(notes, "V1").ok());
  ASSERT_TRUE(notes.Put("hl7.bill", "V1/M", "\xff").ok());
  EXPECT_FALSE(BilledNotes(notes).Find("V1", "M").ok());
}

}  // namespace
}  // namespace yizhan::hl7
