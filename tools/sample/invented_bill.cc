#include "tools/sample/invented_bill.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/date.h"

namespace yizhan::sample {
namespace {

constexpr Care kCares[] = {
    {"11", 44, 2'500, 60'000, 0, 5'500, 0},              // outpatient
    {"12", 4, 1'000, 3'000, 0, 5'500, 0},                // registration
    {"13", 8, 15'000, 150'000, 0, 6'000, 0},             // emergency
    {"19", 2, 10'000, 120'000, 0, 5'500, 0},             // outpatient after an accident
    {"14", 16, 60'000, 900'000, 0, 7'500, 0},            // special outpatient
    {"21", 15, 300'000, 9'000'000, 150'000, 8'000, 45},  // inpatient
    {"24", 3, 200'000, 5'000'000, 150'000, 8'000, 20},   // from emergency to inpatient
    {"41", 8, 1'500, 30'000, 0, 0, 0},                   // pharmacy
};
constexpr std::size_t kInpatientPlace = 5;

constexpr const char* kDiagnoses[] = {"I10",   "E11.9", "J18.900", "I63.9",   "K80.2",
                                      "C34.9", "N18.5", "F20.9",   "S72.0",   "M17.9",
                                      "J44.1", "I25.1", "C50.9",   "D66.x01", "K29.5"};

std::int64_t Share(std::int64_t amount_fen, std::int64_t bp) { return amount_fen * bp / 10'000; }

void InventParts(const Care& care, Dice& dice, InventedBill& bill) {
  const bool is_stay = care.days_max > 0;
  const std::int64_t total_fen = bill.total_fen;
  bill.out_of_scope_fen = dice.Chance(70) ? Share(total_fen, dice.Between(0, 1'200)) : 0;
  bill.over_limit_fen = is_stay && dice.Chance(30) ? Share(total_fen, dice.Between(0, 200)) : 0;
  bill.pre_self_pay_fen = dice.Chance(60) ? Share(total_fen, dice.Between(0, 800)) : 0;
  bill.in_scope_fen =
      total_fen - bill.out_of_scope_fen - bill.over_limit_fen - bill.pre_self_pay_fen;
}

void InventPayments(const Care& care, Dice& dice, InventedBill& bill) {
  const bool is_employee = bill.person->insurance_type == "310";
  const std::int64_t insured_bp = care.insured_bp - (is_employee ? 0 : 500);
  const std::int64_t above_fen = std::max<std::int64_t>(0, bill.in_scope_fen - care.deductible_fen);
  bill.pool_fen = Share(above_fen, std::max<std::int64_t>(0, insured_bp));
  const std::int64_t heavy_fen = bill.in_scope_fen - bill.pool_fen - 1'500'000;
  bill.large_fen = Share(std::max<std::int64_t>(0, heavy_fen), 5'000);
  if (dice.Chance(2)) bill.hospital_borne_fen = std::min<std::int64_t>(bill.PersonFen(), 2'000);
  const std::int64_t wish_fen = is_employee ? dice.Skewed(0, 40'000) : 0;
  bill.account_pay_fen = std::min(bill.PersonFen(), wish_fen);
}

void InventDates(const Care& care, const std::string& day, Dice& dice, InventedBill& bill) {
  const std::optional<Day> end = ParseDay(day);
  YIZHAN_CHECK(end.has_value());
  const std::int64_t days = care.days_max == 0 ? 0 : dice.Skewed(1, care.days_max);
  bill.service_end = day;
  bill.service_start = DayText({.days = end->days - static_cast<std::int32_t>(days)});
  bill.accounting_date = day;
}

void InventDiagnoses(Dice& dice, InventedBill& bill) {
  bill.diagnoses.emplace_back(dice.Pick(kDiagnoses));
  if (dice.Chance(30)) bill.diagnoses.emplace_back(dice.Pick(kDiagnoses));
}

}  // namespace

const Care& PickCare(Dice& dice) {
  std::int64_t throw_left = dice.Between(1, 100);
  for (const Care& care : kCares) {
    throw_left -= care.weight;
    if (throw_left <= 0) return care;
  }
  return kCares[0];
}

const Care& Inpatient() { return kCares[kInpatientPlace]; }

InventedBill InventBill(const Person& person, const Care& care, const std::string& day,
                        Dice& dice) {
  InventedBill bill;
  bill.person = &person;
  bill.med_type = care.med_type;
  bill.total_fen = dice.Skewed(care.least_fen, care.most_fen);
  InventParts(care, dice, bill);
  InventPayments(care, dice, bill);
  InventDates(care, day, dice, bill);
  InventDiagnoses(dice, bill);
  return bill;
}

InventedBill Scaled(const InventedBill& bill, std::int64_t percent) {
  InventedBill scaled = bill;
  for (std::int64_t InventedBill::*amount :
       {&InventedBill::pre_self_pay_fen, &InventedBill::over_limit_fen,
        &InventedBill::out_of_scope_fen, &InventedBill::in_scope_fen, &InventedBill::pool_fen,
        &InventedBill::large_fen, &InventedBill::account_pay_fen}) {
    scaled.*amount = bill.*amount * percent / 100;
  }
  scaled.hospital_borne_fen = 0;
  scaled.total_fen = scaled.in_scope_fen + scaled.pre_self_pay_fen + scaled.over_limit_fen +
                     scaled.out_of_scope_fen;
  scaled.account_pay_fen = std::min(scaled.account_pay_fen, scaled.PersonFen());
  return scaled;
}

}  // namespace yizhan::sample
