// Envelope: what stands around every message of Shanghai's interface, and the answer to it.
//
// Units:    *_ms are Unix milliseconds.
// Errors:   a Refusal with the path, e.g. "xxnr"; what could be read is kept, for the answer.
// Threads:  pure.
// Source:   domain.md section 2.6.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/json_writer.h"

namespace yizhan::shanghai {

inline constexpr std::size_t kMessageBytesMax = 256U << 10;
inline constexpr char kOk[] = "P001";  // xxfhm

struct Envelope {
  std::string xxlxm{};   // Message type: "SI11".
  std::string bbh{};     // Version.
  std::string msgid{};   // The sender's number of the message.
  std::string xzqhdm{};  // Area.
  std::string jgdm{};    // Institution.
  std::string czybm{};   // Operator,
  std::string czyxm{};   // and his name.
  std::string jyqd{};    // Channel: 10 at the window, 20 online.
  std::string jyyzm{};
  std::string zdjbhs{};  // Terminal.
  Json xxnr{};           // The body, an object.
  std::string text{};    // The whole message.
};

// `text` is UTF-8.
absl::Status ReadEnvelope(const std::string& text, Envelope* envelope);

struct Answer {
  std::string xxfhm = kOk;
  std::string fhxx = "交易成功";
  std::function<void(JsonWriter& xxnr)> members{};  // Of the body; may be empty.
};

// As JSON; `jysj` is the time of the answer.
std::string AnswerText(const Envelope& envelope, const Answer& answer, std::int64_t now_ms);

}  // namespace yizhan::shanghai
