// FakeInsurer: an insurer in memory, which settles idempotently by msgid, and fails as it is told.
//
// Units:    amounts are yuan text.
// Threads:  any.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/national/sm_envelope.h"
#include "adapters/pass_through/insurer.h"

namespace yizhan::test {

// What happens to the next call.
enum class Fate {
  kAnswers,
  kRefuses,      // infcode -1; nothing is done.
  kUnreachable,  // Certainly never sent.
  kLost,         // It never arrived, but nobody can know.
  kCutAfter,     // It acted; the answer is lost.
  kOddAnswer,    // It acted; a gateway answers with a page.
};

class FakeInsurer {
 public:
  edge::Upstream upstream();

  std::deque<Fate> fates;                // Empty: it answers.
  std::vector<edge::HttpRequest> asked;  // In order.
  std::vector<std::string> answered;
  std::map<std::string, std::string> live;  // msgid to setl_id.
  std::string certno = "CARD0001";
  std::string med_type = "21";
  std::string other_answer;         // To transactions it has no part in.
  std::string aid_before = "0.00";  // maf_pay of its own.
  std::unique_ptr<national::SmEnvelope> sm;

 private:
  absl::StatusOr<edge::HttpResponse> Call(const edge::HttpRequest& request);
  std::string Act(const Json& root);
  std::string Settle(const Json& root, bool trial);
  std::string Cancel(const Json& root);
  std::string TakeBack(const Json& root);
  std::string Setlinfo(const std::string& setl_id, const std::string& sign) const;

  std::mutex mutex_;
  std::map<std::string, std::string> answers_;   // By msgid.
  std::map<std::string, std::string> setl_ids_;  // setl_id to msgid.
  int numbers_ = 0;
};

}  // namespace yizhan::test
