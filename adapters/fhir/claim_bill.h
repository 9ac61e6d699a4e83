// ClaimBill: a FHIR R4 Claim as a bill, or as the withdrawal of one.
//
// Units:    yuan in CNY become fen; no double.
// Errors:   a Refusal whose field is the FHIRPath in what was sent ("Claim.total.value",
//           "Parameters.parameter[0].resource.total.value"). None repeats a personal value.
// Threads:  pure.
// Source:   hl7.org/fhir/R4/claim.html; which element says what: GUIDE.md.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::fhir {

// The edge makes ids of its own from a message's; and this door makes that of its withdrawal.
inline constexpr std::size_t kMessageIdCharactersMax = 56;

enum class ClaimUse : std::uint8_t {
  kQuote,   // use = predetermination
  kSettle,  // use = claim
  kCancel,  // status = cancelled, use = claim
};

struct ClaimMessage {
  ClaimUse use = ClaimUse::kQuote;
  v1::Bill bill;  // Of a withdrawal: its keys and, when stated, accounting_date (created).
  v1::PersonRef person;
  std::string quote_digest;  // 32 bytes, or empty.
  std::string path;          // Of the Claim in what was sent.
};

// Only a Claim of this institution.
absl::StatusOr<ClaimMessage> ReadClaim(const Json& root, const std::string& institution_id);

// Its use says that it asks only: refused, it is nobody's to settle later.
bool AsksOnly(const Json& root);

// What settles it, or withdraws it. not_after_ms is not the door's to set.
v1::SettleRequest SettleRequestOf(const ClaimMessage& claim);
v1::ReverseRequest ReverseRequestOf(const ClaimMessage& claim);

// A stored body once more, for a replay by a person.
absl::StatusOr<v1::SettleRequest> RereadClaim(const std::string& raw,
                                              const std::string& institution_id);

}  // namespace yizhan::fhir
