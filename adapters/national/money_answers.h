// MoneyAnswers: what the HIS is told after a settlement or a reversal.
//
// Units:    fen; *_ms are Unix milliseconds.
// Errors:   the refusal that is told instead: LATE, and how to proceed; ALREADY_REVERSED, when the
//           message was settled and taken back since (R42).
// Threads:  pure.
// Law:      design.md "The edge"; R42, R44, R45.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/intake/intake.h"
#include "adapters/national/aided_setlinfo.h"
#include "adapters/national/envelope.h"
#include "adapters/national/json_reader.h"

namespace yizhan::national {

// 2207, 2304 and, of a result without a number, 2206 and 2303.
absl::StatusOr<Output> SettledOutput(const Json& input, const edge::Settled& settled,
                                     const FundOfProgram& funds);

// 2208, 2305: the settlement with its amounts negative.
Output ReversedOutput(const v1::ReverseReply& reply, const std::string& msgid, std::int64_t now_ms);
// 2601; empty: promised. A settlement that was taken back before is what was asked for.
absl::StatusOr<Output> UndoneOutput(const absl::StatusOr<std::optional<v1::ReverseReply>>& reply);

}  // namespace yizhan::national
