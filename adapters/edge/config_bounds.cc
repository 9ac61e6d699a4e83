#include "adapters/edge/config_bounds.h"

#include <arpa/inet.h>

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace yizhan::edge {
namespace {

template <typename Message>
struct Bounded {
  const char* key;
  std::uint32_t filled;
  std::uint32_t min;
  std::uint32_t max;
  std::uint32_t (Message::*get)() const;
  void (Message::*set)(std::uint32_t);
};

using E = v1::EdgeConfig;
constexpr Bounded<E> kOfEdge[] = {
    {"answer_within_ms", 3000, 200, 30'000, &E::answer_within_ms, &E::set_answer_within_ms},
    {"unanswered_after_s", 60, 10, 86'400, &E::unanswered_after_s, &E::set_unanswered_after_s},
    {"keep_days", 30, 1, 3650, &E::keep_days, &E::set_keep_days},
};

using H = v1::HttpDoor;
constexpr Bounded<H> kOfHttp[] = {
    {"http.connections_max", 256, 1, 65'536, &H::connections_max, &H::set_connections_max},
    {"http.workers", 16, 1, 1024, &H::workers, &H::set_workers},
    {"http.idle_max_s", 60, 1, 86'400, &H::idle_max_s, &H::set_idle_max_s},
};

using P = v1::PassThrough;
constexpr Bounded<P> kOfPassThrough[] = {
    {"pass_through.upstream_within_ms", 8000, 200, 60'000, &P::upstream_within_ms,
     &P::set_upstream_within_ms},
};

using S = v1::ShanghaiDoor;
constexpr Bounded<S> kOfShanghai[] = {
    {"shanghai.trial_valid_s", 1800, 60, 86'400, &S::trial_valid_s, &S::set_trial_valid_s},
};

using M = v1::MllpDoor;
constexpr Bounded<M> kOfMllp[] = {
    {"mllp.connections_max", 1024, 1, 65'536, &M::connections_max, &M::set_connections_max},
    {"mllp.message_bytes_max", 1U << 20, 1024, 8U << 20, &M::message_bytes_max,
     &M::set_message_bytes_max},
    {"mllp.idle_max_s", 0, 0, 86'400, &M::idle_max_s, &M::set_idle_max_s},
    {"mllp.workers", 16, 1, 1024, &M::workers, &M::set_workers},
};

using F = v1::FilesDoor;
constexpr Bounded<F> kOfFiles[] = {
    {"files.poll_ms", 1000, 50, 3'600'000, &F::poll_ms, &F::set_poll_ms},
    {"files.quiet_ms", 2000, 50, 3'600'000, &F::quiet_ms, &F::set_quiet_ms},
};

template <typename Message, std::size_t kCount>
absl::Status Fill(Message& message, const Bounded<Message> (&numbers)[kCount]) {
  for (const Bounded<Message>& number : numbers) {
    if ((message.*number.get)() == 0) (message.*number.set)(number.filled);
    const std::uint32_t value = (message.*number.get)();
    if (value >= number.min && value <= number.max) continue;
    return WrongKey(number.key, absl::StrCat(number.min, " to ", number.max, ", not ", value));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WrongKey(const std::string& key, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::Status FillAndCheckNumbers(v1::EdgeConfig& config) {
  absl::Status status = Fill(config, kOfEdge);
  if (status.ok() && config.has_http()) status = Fill(*config.mutable_http(), kOfHttp);
  if (status.ok() && config.has_pass_through()) {
    status = Fill(*config.mutable_pass_through(), kOfPassThrough);
  }
  if (status.ok() && config.has_shanghai()) status = Fill(*config.mutable_shanghai(), kOfShanghai);
  if (status.ok() && config.has_mllp()) status = Fill(*config.mutable_mllp(), kOfMllp);
  if (status.ok() && config.has_files()) status = Fill(*config.mutable_files(), kOfFiles);
  if (!status.ok()) return status;
  constexpr std::uint32_t kMsPerSecond = 1000;
  // An answer that is still being made must not be taken for one that a crash cut off.
  const std::uint32_t waits_ms =
      config.answer_within_ms() + config.pass_through().upstream_within_ms();
  if (config.unanswered_after_s() * kMsPerSecond > 2 * waits_ms) return absl::OkStatus();
  return WrongKey("unanswered_after_s",
                  absl::StrCat("more than twice the ", waits_ms,
                               " ms of answer_within_ms and pass_through.upstream_within_ms"));
}

absl::Status CheckAddress(const std::string& key, const std::string& address) {
  if (address.empty()) return WrongKey(key, "required, host:port");
  const std::size_t colon = address.rfind(':');
  int port = -1;
  const bool split =
      colon != std::string::npos && colon > 0 && absl::SimpleAtoi(address.substr(colon + 1), &port);
  if (split && port >= 0 && port <= 65'535) return absl::OkStatus();
  return WrongKey(key, absl::StrCat("\"", address, "\" is no host:port"));
}

bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  in_addr v4{};
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127);
}

}  // namespace yizhan::edge
