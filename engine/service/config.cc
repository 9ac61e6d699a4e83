#include "engine/service/config.h"

#include <arpa/inet.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text_proto.h"
#include "engine/ledger/note.h"
#include "engine/service/config_files.h"

namespace yizhan {
namespace {

absl::Status Wrong(const std::string& key, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::StatusOr<v1::EngineConfig> ParseConfig(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(path, std::strerror(errno));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  v1::EngineConfig config;
  const absl::Status parsed = ParseTextProto(path, text, config);
  if (!parsed.ok()) return parsed;
  return config;
}

struct HostPort {
  std::string host;
  int port = 0;
};

std::optional<HostPort> SplitAddress(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  HostPort split;
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &split.port)) return std::nullopt;
  if (split.port < 0 || split.port > 65535) return std::nullopt;
  split.host = address.substr(0, colon);
  return split;
}

// One number of the configuration: 0 becomes the default, and it keeps within its bounds.
struct Bounded {
  const char* key;
  std::uint32_t filled;
  std::uint32_t min;
  std::uint32_t max;
  std::uint32_t (v1::Limits::*get)() const;
  void (v1::Limits::*set)(std::uint32_t);
};

using L = v1::Limits;
constexpr Bounded kLimits[] = {
    {"connections_max", 1024, 1, 65'536, &L::connections_max, &L::set_connections_max},
    {"connections_per_address_max", 64, 1, 65'536, &L::connections_per_address_max,
     &L::set_connections_per_address_max},
    {"streams_per_connection_max", 256, 1, 10'000, &L::streams_per_connection_max,
     &L::set_streams_per_connection_max},
    {"streams_per_peer_max", 16, 1, 10'000, &L::streams_per_peer_max, &L::set_streams_per_peer_max},
    {"calls_per_second_max", 500, 1, 1'000'000, &L::calls_per_second_max,
     &L::set_calls_per_second_max},
    {"metadata_bytes_max", 8192, 1024, 65'536, &L::metadata_bytes_max, &L::set_metadata_bytes_max},
    {"connection_age_max_s", 1800, 1, 86'400, &L::connection_age_max_s,
     &L::set_connection_age_max_s},
    {"handshake_max_ms", 5000, 100, 60'000, &L::handshake_max_ms, &L::set_handshake_max_ms},
};

absl::Status FillAndCheckLimits(v1::EngineConfig& config) {
  if (config.desk_queue_max() == 0) config.set_desk_queue_max(kDeskQueueDefault);
  if (config.bulk_queue_max() == 0) config.set_bulk_queue_max(kBulkQueueDefault);
  if (config.disk_reserve_bytes() == 0) config.set_disk_reserve_bytes(kDiskReserveDefaultBytes);
  if (config.desk_queue_max() > kQueueMax) return Wrong("desk_queue_max", "at most 1000000");
  if (config.bulk_queue_max() > kQueueMax) return Wrong("bulk_queue_max", "at most 1000000");
  if (config.alert_ageing_days() < 0 || config.alert_ageing_days() > kAgeingDaysMax) {
    return Wrong("alert_ageing_days", absl::StrCat("0 to ", kAgeingDaysMax));
  }
  v1::Limits& limits = *config.mutable_limits();
  for (const Bounded& limit : kLimits) {
    if ((limits.*limit.get)() == 0) (limits.*limit.set)(limit.filled);
    const std::uint32_t value = (limits.*limit.get)();
    if (value < limit.min || value > limit.max) {
      return Wrong(absl::StrCat("limits.", limit.key),
                   absl::StrCat(limit.min, " to ", limit.max, ", not ", value));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAddresses(const v1::EngineConfig& config) {
  const std::string& listen = config.listen();
  if (listen.empty()) return Wrong("listen", "required, host:port");
  if (config.training() && !IsLoopbackAddress(listen)) {
    return Wrong("listen", absl::StrCat("\"", listen,
                                        "\" is not a loopback host:port; training speaks plain "
                                        "text, so it listens on this machine only (127.0.0.1, "
                                        "localhost or [::1])"));
  }
  if (!SplitAddress(listen).has_value()) {
    return Wrong("listen", absl::StrCat("\"", listen, "\" is no host:port"));
  }
  if (!config.metrics_listen().empty() && !IsLoopbackAddress(config.metrics_listen())) {
    return Wrong("metrics_listen", absl::StrCat("\"", config.metrics_listen(),
                                                "\" is not a loopback host:port; the page has no "
                                                "access control"));
  }
  return absl::OkStatus();
}

// Certificates or, in training, tokens: never both, never neither.
absl::Status CheckMode(const v1::EngineConfig& config) {
  if (config.training()) {
    if (config.has_tls()) return Wrong("tls", "not together with training");
    if (config.peers().empty()) return Wrong("peers", "at least one is required in training");
    return absl::OkStatus();
  }
  if (!config.peers().empty()) {
    return Wrong("peers", "tokens are for training only; callers need certificates");
  }
  const v1::Tls& tls = config.tls();
  for (const auto& [key, path] : {std::pair{"tls.certificate_path", &tls.certificate_path()},
                                  {"tls.key_path", &tls.key_path()},
                                  {"tls.ca_path", &tls.ca_path()},
                                  {"tls.crl_path", &tls.crl_path()}}) {
    if (path->empty()) return Wrong(key, "required (or training: true, never for real data)");
  }
  return absl::OkStatus();
}

absl::Status CheckSuite(const v1::EngineConfig& config) {
  if (v1::PersonalSuite_IsValid(config.personal_suite())) return absl::OkStatus();
  return Wrong("personal_suite", "unknown");
}

absl::Status FillAndCheckMirror(v1::EngineConfig& config) {
  if (!v1::MirrorMode_IsValid(config.mirror())) return Wrong("mirror", "unknown");
  if (config.mirror_wait_ms() == 0) config.set_mirror_wait_ms(kMirrorWaitDefaultMs);
  const std::uint32_t wait_ms = config.mirror_wait_ms();
  if (wait_ms >= kMirrorWaitMinMs && wait_ms <= kMirrorWaitMaxMs) return absl::OkStatus();
  return Wrong("mirror_wait_ms",
               absl::StrCat(kMirrorWaitMinMs, " to ", kMirrorWaitMaxMs, ", not ", wait_ms));
}

absl::Status CheckWitnesses(const v1::EngineConfig& config) {
  for (int i = 0; i < config.witness_keys_size(); ++i) {
    const std::string key = absl::StrCat("witness_keys[", i, "]");
    const absl::StatusOr<VerifierKey> witness = VerifierKey::Parse(config.witness_keys(i));
    if (!witness.ok()) return Wrong(key, std::string(witness.status().message()));
    if (witness->type != NoteKeyType::kCosigner) return Wrong(key, "not the key of a cosigner");
  }
  return absl::OkStatus();
}

absl::Status CheckValues(v1::EngineConfig& config) {
  if (config.data_dir().empty()) return Wrong("data_dir", "required");
  if (config.keys_dir().empty()) return Wrong("keys_dir", "required, outside data_dir");
  for (absl::Status (*check)(const v1::EngineConfig&) :
       {CheckAddresses, CheckMode, CheckSuite, CheckWitnesses, CheckFolders}) {
    const absl::Status checked = check(config);
    if (!checked.ok()) return checked;
  }
  const absl::Status mirror = FillAndCheckMirror(config);
  if (!mirror.ok()) return mirror;
  return FillAndCheckLimits(config);
}

}  // namespace

bool IsLoopbackAddress(const std::string& address) {
  const std::optional<HostPort> split = SplitAddress(address);
  if (!split.has_value()) return false;
  if (split->host == "localhost" || split->host == "[::1]") return true;
  in_addr v4{};
  return inet_pton(AF_INET, split->host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

absl::StatusOr<v1::EngineConfig> ReadConfig(const std::string& path) {
  absl::StatusOr<v1::EngineConfig> config = ParseConfig(path);
  if (!config.ok()) return config;
  const absl::Status values = CheckValues(*config);
  if (!values.ok()) return values;
  return config;
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  absl::StatusOr<v1::EngineConfig> read = ReadConfig(path);
  if (!read.ok()) return read.status();
  Config config{.engine = *std::move(read), .peers = {}};
  absl::StatusOr<std::vector<KnownPeer>> peers = ReadTokens(config.engine);
  if (!peers.ok()) return peers.status();
  config.peers = *std::move(peers);
  const absl::Status certificates = CheckCertificates(config.engine);
  if (!certificates.ok()) return certificates;
  return config;
}

}  // namespace yizhan
