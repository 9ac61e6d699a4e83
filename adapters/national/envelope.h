// Envelope: what stands around the `input` of a national request, and the answer's own.
//
// Units:    *_ms are Unix milliseconds; lengths are characters.
// Errors:   a Refusal with the national path: missing, too long, malformed.
// Threads:  pure; a Serial from any.
// Source:   domain.md section 2.2. The norm's msgid has 30 characters; 58 are taken.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/json_writer.h"

namespace yizhan::national {

struct Envelope {
  std::string infno;
  std::string msgid;
  std::string fixmedins_code;
  std::string mdtrtarea_admvs;
  std::string sign_no;
};

// Whatever can be read of it: for the answer to a request that is refused.
Envelope PeekEnvelope(const Json& root);
absl::StatusOr<Envelope> ReadEnvelope(const Json& root);

// What a transaction answers with when it went well.
struct Output {
  std::function<void(JsonWriter&)> write{};  // One object; empty: {}.
  std::string warning{};
};

// The last ten digits of inf_refmsgid.
class Serial {
 public:
  std::uint64_t Next() { return next_.fetch_add(1); }

 private:
  std::atomic<std::uint64_t> next_{1};
};

// What an answer's own envelope is made of.
struct AnswerHead {
  std::uint64_t serial = 0;
  std::int64_t received_ms = 0;
  std::int64_t answered_ms = 0;
  bool training = false;  // warn_msg says so first.
};

// infcode 0 with the output, or -1 with `error`.
std::string AnswerText(const Envelope& envelope, const AnswerHead& head, const Output& output);
std::string RefusalText(const Envelope& envelope, const AnswerHead& head, const std::string& error);

// "[FIELD_MISSING] 缺少必填项（input.setlinfo.med_type）"; fields of our bill by their national
// names.
std::string ErrorText(const absl::Status& status);

// "20120629093000", Shanghai.
std::string CompactTime(std::int64_t unix_ms);

}  // namespace yizhan::national
