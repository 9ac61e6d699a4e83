// EHC invoices as bills, and what takes a bill back.

#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "tests/hl7/read_bill.h"

namespace yizhan::hl7 {
namespace {

std::string GoodInvoice(const std::vector<Edit>& edits = {}) {
  std::vector<Edit> all = {{"MSH-9", "EHC^E01^EHC_E01"},
                           {"MSH-12", "2.6"},
                           {"IVC-1", "INV1"},
                           {"IVC-7", "20120629"},
                           {"IVC-8", "300.00&CNY"},
                           {"PSG-1", "1"},
                           {"PSL-1", "L1"},
                           {"PSL-16", "200.00&CNY"},
                           {"PSL[2]-3", "2"},
                           {"PSL[2]-15", "100.00"}};
  all.insert(all.end(), edits.begin(), edits.end());
  return Edited(Without(GoodDft(), "FT1"), all);
}
v1::Hl7Mapping InvoiceMapping() {
  v1::Hl7Mapping mapping = WithoutTotal();
  mapping.clear_bill_no();
  return mapping;
}

TEST(InvoiceTest, IsABill) {
  const auto read = Read(GoodInvoice(), InvoiceMapping());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->request.bill().bill_no(), "INV1");
  EXPECT_EQ(read->request.bill().total_fen(), 30'000);
  EXPECT_EQ(read->request.bill().accounting_date(), "2012-06-29");
  EXPECT_EQ(Value("lines", read->request), "L1=20000 2=10000 ");
}

TEST(InvoiceTest, WithoutAnAmountItIsTheSumOfItsLines) {
  const auto read = Read(GoodInvoice({{"IVC-8", ""}}), InvoiceMapping());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->request.bill().total_fen(), 30'000);
}

TEST(InvoiceTest, DaysOfTheLinesOutsideAStay) {
  const auto read = Read(GoodInvoice({{"PV1-2", "O"},
                                      {"PV1-44", ""},
                                      {"PV1-45", ""},
                                      {"PSL-10", "20120620"},
                                      {"PSL-11", "20120622"}}),
                         InvoiceMapping());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(Value("days", read->request), "2012-06-20 2012-06-22 2012-06-29");
}

TEST(InvoiceTest, IsRefusedWhereItIsWrong) {
  const auto field = [](const std::vector<Edit>& edits) {
    return DetailOf(Read(GoodInvoice(edits), InvoiceMapping()).status()).field();
  };
  EXPECT_EQ(field({{"IVC-1", ""}}), "IVC-1");
  EXPECT_EQ(field({{"IVC-7", ""}}), "IVC-7");
  EXPECT_EQ(field({{"IVC-8", "301.00"}}), "IVC-8");
  EXPECT_EQ(field({{"PSL[2]-15", ""}}), "PSL[2]-16");
}

Cancellation Cancelled(const std::string& raw, const v1::Hl7Mapping& text = GoodMapping()) {
  const auto mapping = CheckMapping(text);
  const auto message = ReadMessage(raw, mapping->charset_default);
  const auto cancellation = CancellationOf(*message, EventOf(*message).value(), *mapping);
  EXPECT_TRUE(cancellation.ok()) << cancellation.status();
  return cancellation.value_or(Cancellation());
}

TEST(CancellationTest, ABillIsNone) {
  EXPECT_EQ(Cancelled(GoodDft()).by, Cancellation::By::kNothing);
  EXPECT_EQ(Cancelled(GoodDft({{"FT1[2]-6", "CD"}})).by, Cancellation::By::kNothing);
  EXPECT_EQ(Cancelled(GoodDft({{"FT1-11", "0"}, {"FT1[2]-11", "0"}})).by,
            Cancellation::By::kNothing);
}

TEST(CancellationTest, ByTheMessageThatIsNamed) {
  const Cancellation found = Cancelled(GoodDft({{"ZPR-9", "M0"}}));
  EXPECT_EQ(found.by, Cancellation::By::kControlId);
  EXPECT_EQ(found.control_id, "M0");
}

TEST(CancellationTest, ByTheLinesThatAreCredited) {
  const auto hash = Read(GoodDft())->lines_hash;
  const std::vector<std::vector<Edit>> ways = {
      {{"FT1-6", "CD"}, {"FT1[2]-6", "CD"}},
      {{"FT1-11", "-200.00"}, {"FT1[2]-11", "-100.00"}},
      {{"FT1-6", "AJ"}, {"FT1-11", "-200.00"}, {"FT1[2]-6", "CD"}},
  };
  for (const auto& edits : ways) {
    const Cancellation found = Cancelled(GoodDft(edits));
    EXPECT_EQ(found.by, Cancellation::By::kLines);
    EXPECT_EQ(found.visit_no, "V1");
    EXPECT_EQ(found.bill_no, "B1");
    EXPECT_EQ(found.lines_hash, hash);
  }
  EXPECT_NE(Cancelled(GoodDft({{"FT1-6", "CD"}, {"FT1[2]-6", "CD"}, {"FT1-2", "F9"}})).lines_hash,
            hash);
}

TEST(CancellationTest, OfAnInvoice) {
  const std::vector<Edit> e02 = {{"MSH-9", "EHC^E02^EHC_E02"}};
  const Cancellation by_invoice = Cancelled(GoodInvoice(e02), InvoiceMapping());
  EXPECT_EQ(by_invoice.by, Cancellation::By::kInvoice);
  EXPECT_EQ(by_invoice.invoice_no, "INV1");
  const Cancellation by_number =
      Cancelled(GoodInvoice({{"MSH-9", "EHC^E02"}, {"IVC-2", "17"}}), InvoiceMapping());
  EXPECT_EQ(by_number.by, Cancellation::By::kSettlement);
  EXPECT_EQ(by_number.number, 17U);
}

TEST(CancellationTest, WhatCannotBeReadIsRefused) {
  const auto field = [](const std::string& raw) {
    const auto mapping = CheckMapping(GoodMapping());
    const auto message = ReadMessage(raw, mapping->charset_default);
    return DetailOf(CancellationOf(*message, EventOf(*message).value(), *mapping).status()).field();
  };
  const std::vector<Edit> e02 = {{"MSH-9", "EHC^E02"}};
  EXPECT_EQ(field(Edited(GoodDft(), {{"MSH-9", "EHC^E02"}})), "IVC-1");
  EXPECT_EQ(field(Edited(GoodDft(e02), {{"IVC-2", "17x"}})), "IVC-2");
  EXPECT_EQ(field(GoodDft({{"ZPR-9", std::string(200, 'x')}})), "ZPR-9");
  EXPECT_EQ(field(GoodDft({{"FT1-6", "XX"}})), "FT1-6");
}

}  // namespace
}  // namespace yizhan::hl7
