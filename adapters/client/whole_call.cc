#include "adapters/client/whole_call.h"

#include <thread>

#include "engine/base/random.h"

namespace yizhan {

using std::chrono::milliseconds;

void PrepareContext(const ClientOptions& options, std::int64_t deadline_ms,
                    grpc::ClientContext& context) {
  if (!options.token.empty()) context.AddMetadata("authorization", "Bearer " + options.token);
  context.set_deadline(std::chrono::system_clock::now() + milliseconds(deadline_ms));
}

std::int64_t WholeCall::LeftMs() const {
  if (!IsBound()) return kNoBoundMs;
  const auto spent = std::chrono::steady_clock::now() - started_;
  return options_.within_ms - std::chrono::duration_cast<milliseconds>(spent).count();
}

bool WholeCall::CanSendAgain(RetryPolicy& policy, const v1::GetRequest* question) const {
  for (;;) {
    const int tried = policy.TakeTry();
    if (tried < 0 || !Wait(tried)) return false;
    if (question == nullptr) return true;
    if (Ask(&v1::Settlement::Stub::Get, *question).ok()) return IsWorthSending(LeftMs());
  }
}

bool WholeCall::Wait(int tried) const {
  const std::int64_t wait_ms = RetryWaitMs(tried, options_.random->Next());
  if (!IsWorthSending(LeftMs() - wait_ms)) return false;
  // A connection comes about only while somebody waits on its channel: gRPC looks after an idle one
  // every five seconds, and a TLS handshake that is looked after so never ends in time.
  const auto until = std::chrono::system_clock::now() + milliseconds(wait_ms);
  connections_.Upcoming().channel()->WaitForConnected(until);
  std::this_thread::sleep_until(until);
  return true;
}

}  // namespace yizhan
