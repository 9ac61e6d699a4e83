// Questions: 1101, who is this; 5206, what he was paid and bore this year; 3201, does the period
// add up. None moves anything.
//
// 1101 gives the identities of the register, each as psn_idet_type (its configured code; without
// one itself, when it has at most 3 characters, else empty) and as memo, from begntime to endtime
// (empty: open; an engine of before these says neither). Names are the request's own: the register
// gives none. 3201: an aid recorded after the fact is the patient's and in no hospital's
// funds.
//
// Units:    *_ms are Unix milliseconds.
// Errors:   a Refusal with the national path, or the centre's.
// Threads:  any.
// Source:   domain.md sections 2.3 and 2.5.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/intake/intake.h"
#include "adapters/national/envelope.h"
#include "adapters/national/json_reader.h"
#include "engine/base/date.h"
#include "engine/base/money.h"

namespace yizhan::national {

using CodeOfIdentity = std::map<std::string, std::string>;

absl::StatusOr<Output> AnswerPerson(const Json& input, const CodeOfIdentity& codes,
                                    edge::Intake& intake);
absl::StatusOr<Output> AnswerAccumulators(const Json& input, std::int64_t now_ms,
                                          edge::Intake& intake);
// `message` is the whole request, as text.
absl::StatusOr<Output> AnswerTotals(const std::string& message, const Json& input,
                                    const std::string& institution_id, edge::Intake& intake);

// The posted lines of a period of at most a year.
absl::StatusOr<v1::ListPostedReply> PostedIn(Span days, const std::string& institution_id,
                                             edge::Intake& intake);
// Insurers' and aid's payments, as a hospital counts them.
Money FundsOf(const v1::PostedLine& line);

}  // namespace yizhan::national
