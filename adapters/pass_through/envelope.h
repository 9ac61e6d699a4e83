// Envelope: what the pass-through reads of a national message and of the insurer's answer, and the
// answers it makes itself.
//
// Errors:   a message that is not read is none of ours: empty.
// Threads:  pure.
// Source:   domain.md section 2.2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/http/http_message.h"
#include "adapters/national/json_reader.h"

namespace yizhan::edge {

struct Asked {
  std::string infno;
  std::string msgid;
  Json root;
};

// Empty: no national message with an `infno`.
std::optional<Asked> ReadAsked(const std::string& json);

// Members of `input.data`, or of `input` itself: both are sent.
const Json& DataOf(const Json& root);

// What the insurer said, opened.
struct Answer {
  HttpResponse http;  // As it came.
  std::string text;   // Plain JSON; empty when it is none.
  Json root;
  bool definite = false;  // It says whether it was done.
  bool done = false;      // infcode 0.
};

Answer ReadAnswer(HttpResponse http, const std::string& plain);

// "20120629093000000"
std::string CompactTime(std::int64_t unix_ms);

// infcode -1, and why; `warning` stands beside it.
std::string RefusalJson(const std::string& why, const std::string& warning, std::int64_t now_ms);

// Adds to warn_msg of an answer.
void AddWarning(Json& root, const std::string& warning);
// Says first in it that the centre is one for training.
void MarkTraining(Json& root);

// "中文。English." of a refusal, with field and figures.
std::string SentenceOf(const absl::Status& status);

}  // namespace yizhan::edge
