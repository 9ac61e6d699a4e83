// ClaimResponse: what the HIS is told of its Claim.
//
// Units:    fen; *_ms are Unix milliseconds.
// Threads:  pure.
// Format:   hl7.org/fhir/R4/claimresponse.html. outcome: "complete" is a settlement, a quote or a
//           withdrawal that happened; "queued" is late: the patient is to be charged without aid,
//           and no amount stands in it. A refusal is an OperationOutcome, never a ClaimResponse.
#pragma once

#include <string>

#include "adapters/fhir/claim_bill.h"
#include "adapters/national/json_writer.h"

namespace yizhan::fhir {

// A settlement (number > 0) or a quote, as an object where a value is expected.
void WriteClaimResponse(JsonWriter& writer, const v1::SettleResult& result, std::int64_t now_ms);

std::string ResultText(const v1::SettleResult& result, std::int64_t now_ms);
// The centre gave no answer in time.
std::string QueuedText(const ClaimMessage& claim);
std::string CancelledText(const ClaimMessage& claim, const v1::ReverseReply& reply,
                          std::int64_t now_ms);

}  // namespace yizhan::fhir
