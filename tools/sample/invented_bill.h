// InventedBill: one bill as insurance would leave it, with plausible amounts. It always passes the
// engine's checks; trouble.h breaks copies of its message.
//
// Units:    fen; dates "YYYY-MM-DD".
// Threads:  values; InventBill draws from one Dice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/sample/dice.h"
#include "tools/sample/peers.h"
#include "tools/sample/person.h"

namespace yizhan::sample {

// How care of one kind looks: what it costs and what insurance takes over.
struct Care {
  const char* med_type;
  std::int64_t weight;  // How often, of all weights.
  std::int64_t least_fen;
  std::int64_t most_fen;
  std::int64_t deductible_fen;
  std::int64_t insured_bp;  // Of what is in scope above the deductible.
  std::int64_t days_max;    // Longest stay; 0 = the same day.
};

struct InventedBill {
  const Hospital* hospital = nullptr;
  const Person* person = nullptr;
  std::string med_type;
  std::string message_id;
  std::string visit_no;
  std::string bill_no;
  std::string service_start;
  std::string service_end;
  std::string accounting_date;
  std::vector<std::string> diagnoses;
  std::int64_t total_fen = 0;
  std::int64_t in_scope_fen = 0;
  std::int64_t pre_self_pay_fen = 0;
  std::int64_t over_limit_fen = 0;
  std::int64_t out_of_scope_fen = 0;
  std::int64_t pool_fen = 0;   // 统筹
  std::int64_t large_fen = 0;  // 大额 or 大病, by insurance type
  std::int64_t hospital_borne_fen = 0;
  std::int64_t account_pay_fen = 0;

  std::int64_t FundsFen() const { return pool_fen + large_fen; }
  std::int64_t PersonFen() const { return total_fen - FundsFen() - hospital_borne_fen; }
};

// Any kind of care, by its weight.
const Care& PickCare(Dice& dice);
const Care& Inpatient();

// Amounts, dates and diagnoses; who, where and the numbers are the caller's to set.
InventedBill InventBill(const Person& person, const Care& care, const std::string& day, Dice& dice);

// The same bill after part of the goods came back: every amount scaled to `percent`.
InventedBill Scaled(const InventedBill& bill, std::int64_t percent);

}  // namespace yizhan::sample
