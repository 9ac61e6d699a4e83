// SpoiledBill: a good bill, and the table of bills with one thing spoiled.
//
// Units:    fen.
#pragma once

#include <limits>
#include <string>

#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan {

inline constexpr std::int64_t kMax = 10'000'000'000'000;
inline constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();
inline const Day kToday = *ParseDay("2012-06-10");

using Spoil = void (*)(v1::Bill&);

struct BadRow {
  const char* name;
  v1::Reason reason;
  const char* field;
  Spoil spoil;
};

// Passes every check.
inline v1::Bill GoodBill() {
  v1::Bill bill;
  bill.set_institution_id("H31011400001");
  bill.set_level(v1::LEVEL_2);
  bill.set_visit_no("V1");
  bill.set_bill_no("S1");
  bill.set_revision(1);
  bill.set_message_id("M1");
  bill.set_care_kind(v1::INPATIENT);
  bill.set_service_start("2012-06-01");
  bill.set_service_end("2012-06-09");
  bill.set_accounting_date("2012-06-10");
  bill.add_diagnoses("N18.5");
  bill.add_diagnoses("I10");
  bill.set_referral_no("R1");
  bill.set_total_fen(10'000);
  bill.set_in_scope_fen(7'000);
  bill.set_pre_self_pay_fen(1'500);
  bill.set_over_limit_fen(500);
  bill.set_out_of_scope_fen(1'000);
  v1::InsurerPayment& payment = *bill.add_insurer_payments();
  payment.set_fund_code("310100");
  payment.set_amount_fen(4'000);
  bill.set_hospital_borne_fen(100);
  bill.set_account_pay_fen(200);
  v1::FeeLine& line = *bill.add_fee_lines();
  line.set_line_no("1");
  line.set_amount_fen(10'500);
  v1::FeeLine& refund = *bill.add_fee_lines();
  refund.set_line_no("2");
  refund.set_amount_fen(-500);
  return bill;
}

inline void ExpectRefused(const BadRow& row) {
  v1::Bill bill = GoodBill();
  row.spoil(bill);
  const absl::StatusOr<Bill> checked = CheckBill(bill, kToday);
  ASSERT_FALSE(checked.ok());
  const v1::ErrorDetail detail = DetailOf(checked.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(row.reason));
  EXPECT_EQ(detail.field(), row.field);
  EXPECT_FALSE(detail.message_zh().empty());
}

inline std::string Long(std::size_t characters) {
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) text += "院";  // Characters, not bytes.
  return text;
}

template <typename List>
void Repeat(List& list, int items) {
  const auto one = list.Get(0);
  while (list.size() < items) *list.Add() = one;
}

}  // namespace yizhan
