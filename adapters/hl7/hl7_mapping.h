// Hl7Mapping: a hospital's mapping file, checked: every place parses, what is required is there,
// and codes are known.
//
// Errors:   a Refusal whose field is "hl7_mapping.<field>"; ReadMapping: InvalidArgument names the
//           file and the line, too.
// Threads:  values.
// Format:   proto/yizhan/v1/hl7_mapping.proto in text form.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_charset.h"
#include "adapters/hl7/hl7_message.h"
#include "yizhan/v1/bill.pb.h"
#include "yizhan/v1/hl7_mapping.pb.h"

namespace yizhan::hl7 {

inline constexpr std::size_t kMappingBytesMax = 256 * 1024;
inline constexpr std::size_t kPaymentsMax = 50;
inline constexpr std::size_t kUpstreamAidMax = 20;
inline constexpr std::size_t kCodesMax = 200;

// FT1-6, table 0017.
enum class Transaction : std::uint8_t { kCharge, kCredit, kPayment, kAdjustment, kCoPayment };

// The code itself, without a hospital's own ones.
std::optional<Transaction> TransactionOf(const std::string& code);

struct MappedPayment {
  std::string fund_code;
  Place place;
};

struct Mapping {
  std::string name;
  Place visit_no;
  std::optional<Place> bill_no;
  std::string cert_type_literal;  // When there is no place for it.
  std::optional<Place> cert_type;
  Place cert_no;
  Place patient_name;
  Place insurance_type;
  Place care_kind;
  std::map<std::string, v1::CareKind> care_kinds;
  Place service_start;
  Place service_end;
  std::optional<Place> accounting_date;
  std::optional<Place> total;
  Place in_scope;
  std::optional<Place> pre_self_pay;
  std::optional<Place> over_limit;
  std::optional<Place> out_of_scope;
  std::vector<MappedPayment> payments;
  std::vector<MappedPayment> upstream_aid;
  std::optional<Place> account_pay;
  std::optional<Place> hospital_borne;
  std::optional<Place> referral_no;
  std::optional<Place> cancels;
  std::map<std::string, Transaction> transaction_types;
  bool amounts_negative_in_credits = false;
  Charset charset_default = Charset::kUtf8;
  std::vector<std::string> applications;  // Empty: any.
  std::vector<std::string> processing_ids;
};

absl::StatusOr<Mapping> CheckMapping(const v1::Hl7Mapping& mapping);
absl::StatusOr<Mapping> ReadMapping(const std::string& path);

// The place from which "bill.<field>" was read, for an error that names it; empty: none.
std::optional<Place> PlaceOfBillField(const Mapping& mapping, const std::string& field);

}  // namespace yizhan::hl7
