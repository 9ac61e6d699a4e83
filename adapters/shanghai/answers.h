// Answers: what the door says of a settlement, of a late one and of a refusal; and the settlement a
// confirmed charge asks for.
//
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/shanghai/charge.h"
#include "adapters/shanghai/envelope.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::shanghai {

// jyzt
inline constexpr char kStateNotPosted[] = "0";
inline constexpr char kStateSettled[] = "1";
inline constexpr char kStateReversed[] = "2";
inline constexpr char kStateReplaced[] = "3";
inline constexpr char kStateLate[] = "9";

// jssqxh, jyzt, translsh and the amounts.
Answer SettledAnswer(const std::string& jssqxh, const v1::SettleResult& result);
// Proceed without aid.
Answer LateAnswer(const std::string& jssqxh);
// With the settlement it is about, and of a stale quote the amounts of now.
Answer RefusedAnswer(const absl::Status& why);

v1::SettleRequest RequestOf(const Charge& charge, const std::string& jssqxh,
                            const std::string& quote_digest);

// A raw SI12 or SI52, UTF-8 or GB18030, as the settlement it asks for; for a replay by a person.
// Without the digest of its quote.
absl::StatusOr<v1::SettleRequest> RereadConfirmation(const std::string& raw);

}  // namespace yizhan::shanghai
