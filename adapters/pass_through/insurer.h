// Insurer: the other side. What it answers is read, and its signature checked.
//
// Errors:   as HttpClient: TRY_AGAIN: certainly never sent. Everything else, an answer that is not
//           signed as it must be too: nobody knows what it did.
// Threads:  any; a call waits as long as `Upstream` does.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/http/http_message.h"
#include "adapters/national/sm_envelope.h"
#include "adapters/pass_through/envelope.h"
#include "yizhan/v1/pass_note.pb.h"

namespace yizhan::edge {

// One call over the network: HttpClient::Send with its deadline.
using Upstream = std::function<absl::StatusOr<HttpResponse>(const HttpRequest&)>;

// True: the message certainly never left.
bool NeverSent(const absl::Status& status);

v1::PassCall CallOf(const HttpRequest& request, const Asked& asked);
HttpRequest RequestOf(const v1::PassCall& call);
v1::PassAnswer StoredOf(const Answer& answer);

class Insurer {
 public:
  // `sm` may be null.
  Insurer(Upstream upstream, std::unique_ptr<national::SmEnvelope> sm)
      : upstream_(std::move(upstream)), sm_(std::move(sm)) {}

  // As it is, byte for byte.
  absl::StatusOr<Answer> Ask(const HttpRequest& request) const;

  // `json` signed and encrypted by us, when we have keys.
  absl::StatusOr<std::string> Seal(const std::string& json) const;

  absl::StatusOr<Answer> Read(HttpResponse response) const;
  absl::StatusOr<Answer> Read(const v1::PassAnswer& stored) const;

 private:
  Upstream upstream_;
  std::unique_ptr<national::SmEnvelope> sm_;
};

}  // namespace yizhan::edge
