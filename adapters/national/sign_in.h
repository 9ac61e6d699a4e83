// SignIn: 9001 and 9002, a desk's signing in and out. A sign_no of ours holds until midnight.
//
// Nothing asks for a sign_no: it may come from the insurer. One that we gave ("YZ...") must hold.
//
// Units:    *_ms are Unix milliseconds.
// Errors:   a Refusal with the national path; NOT_AUTHENTICATED: sign in again.
// Threads:  any.
// Format:   notes "national.sign": sign_no -> the operator's number.
// Source:   domain.md section 2.3.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/intake/notes.h"
#include "adapters/national/envelope.h"
#include "adapters/national/json_reader.h"

namespace yizhan::national {

struct Now {
  std::int64_t ms = 0;
  std::uint64_t serial = 0;
};

absl::StatusOr<Output> SignIn(const Json& input, Now now, edge::Notes& notes);
absl::StatusOr<Output> SignOut(const Json& input, Now now, edge::Notes& notes);
absl::Status CheckSigned(const std::string& sign_no, std::int64_t now_ms, const edge::Notes& notes);

}  // namespace yizhan::national
