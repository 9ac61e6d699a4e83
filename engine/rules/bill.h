// Bill: one bill as the rules see it: checked values, no text to parse.
//
// Units:    Money in fen; Day in Shanghai civil dates.
// Threads:  values.
// Law:      adjudication.md section 2. Field meanings: proto/yizhan/v1/bill.proto.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "engine/base/money.h"

namespace yizhan {

// Numbers are those of yizhan.v1.CareKind and yizhan.v1.HospitalLevel (bill.proto).
enum class CareKind : std::uint8_t {
  kOutpatient = 1,
  kEmergency = 2,
  kObservation = 3,
  kSpecialOutpatient = 4,
  kInpatient = 5,
  kHomeBed = 6,
  kPharmacy = 7,
};

enum class HospitalLevel : std::uint8_t {
  kUnspecified = 0,
  kLevel1 = 1,
  kLevel2 = 2,
  kLevel3 = 3,
  kUngraded = 4,
};

// The four buckets, in the order in which payments consume the parts of a bill.
enum class Bucket : std::uint8_t {
  kInScopeSelfPay = 0,
  kPreSelfPay = 1,
  kOverLimit = 2,
  kOutOfScope = 3,
};
inline constexpr std::size_t kBuckets = 4;

struct Buckets {
  std::array<Money, kBuckets> amounts;
  Money& operator[](Bucket bucket) { return amounts[static_cast<std::size_t>(bucket)]; }
  Money operator[](Bucket bucket) const { return amounts[static_cast<std::size_t>(bucket)]; }
  Money Sum() const { return amounts[0] + amounts[1] + amounts[2] + amounts[3]; }
  friend bool operator==(const Buckets&, const Buckets&) = default;
};

struct CodedAmount {
  std::string code;  // Fund code or fee line number.
  Money amount;
};

struct Bill {
  std::string institution_id;
  HospitalLevel level = HospitalLevel::kUnspecified;
  HospitalLevel registered_level = HospitalLevel::kUnspecified;  // Not of the bill: WithLevel.
  std::string visit_no;
  std::string bill_no;
  std::uint32_t revision = 0;
  std::string message_id;
  CareKind care_kind = CareKind::kOutpatient;
  Day service_start;
  Day service_end;
  Day accounting_date;
  std::vector<std::string> diagnoses;
  std::string referral_no;
  Money total;
  Buckets parts;  // in_scope, pre_self_pay, over_limit, out_of_scope: before payments.
  std::vector<CodedAmount> insurer_payments;
  Money hospital_borne;
  Money account_pay;
  std::vector<CodedAmount> upstream_aid;
  std::vector<CodedAmount> fee_lines;
};

}  // namespace yizhan
