#include "engine/service/config.h"

#include <arpa/inet.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/service/secret_file.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace yizhan {
namespace {

constexpr std::size_t kSenderCharactersMax = 64;

// Collects what the parser says, with lines from 1.
class LineErrors : public google::protobuf::io::ErrorCollector {
 public:
  explicit LineErrors(std::string path) : path_(std::move(path)) {}
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (!text_.empty()) text_ += "; ";
    text_ += absl::StrCat(path_, ":", line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string path_;
  std::string text_;
};

absl::Status Wrong(const std::string& key, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::StatusOr<v1::EngineConfig> ParseConfig(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(path, std::strerror(errno));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  LineErrors errors(path);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  v1::EngineConfig config;
  if (!parser.ParseFromString(text, &config)) return absl::InvalidArgumentError(errors.text());
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

absl::Status FillAndCheckLimits(v1::EngineConfig& config) {
  if (config.desk_queue_max() == 0) config.set_desk_queue_max(kDeskQueueDefault);
  if (config.bulk_queue_max() == 0) config.set_bulk_queue_max(kBulkQueueDefault);
  if (config.disk_reserve_bytes() == 0) config.set_disk_reserve_bytes(kDiskReserveDefaultBytes);
  if (config.desk_queue_max() > kQueueMax) return Wrong("desk_queue_max", "at most 1000000");
  if (config.bulk_queue_max() > kQueueMax) return Wrong("bulk_queue_max", "at most 1000000");
  return absl::OkStatus();
}

absl::Status CheckAddresses(const v1::EngineConfig& config) {
  if (config.listen().empty()) return Wrong("listen", "required, host:port");
  if (!IsLoopbackAddress(config.listen())) {
    return Wrong("listen", absl::StrCat("\"", config.listen(),
                                        "\" is not a loopback host:port; this release speaks plain "
                                        "text, so it listens on this machine only (127.0.0.1, "
                                        "localhost or [::1])"));
  }
  if (!config.metrics_listen().empty() && !SplitAddress(config.metrics_listen()).has_value()) {
    return Wrong("metrics_listen",
                 absl::StrCat("\"", config.metrics_listen(), "\" is no host:port"));
  }
  return absl::OkStatus();
}

std::optional<Role> RoleNamed(const std::string& name) {
  if (name == "institution") return Role::kInstitution;
  if (name == "relief") return Role::kRelief;
  if (name == "admin") return Role::kAdmin;
  return std::nullopt;
}

absl::StatusOr<KnownPeer> CheckPeer(const v1::Peer& peer, const std::string& key) {
  if (peer.sender().empty() || peer.sender().size() > kSenderCharactersMax) {
    return Wrong(key + ".sender", "1 to 64 bytes");
  }
  const std::optional<Role> role = RoleNamed(peer.role());
  if (!role.has_value()) {
    return Wrong(key + ".role",
                 absl::StrCat("\"", peer.role(), "\" is not institution, relief or admin"));
  }
  if ((*role == Role::kInstitution) == peer.institution_id().empty()) {
    return Wrong(key + ".institution_id", "required for role institution, and only there");
  }
  if (peer.token_path().empty()) return Wrong(key + ".token_path", "required");
  const absl::StatusOr<std::string> token = ReadToken(peer.token_path());
  if (!token.ok()) return Wrong(key + ".token_path", std::string(token.status().message()));
  return KnownPeer{
      .caller = {.sender = peer.sender(), .role = *role, .institution_id = peer.institution_id()},
      .token_hash = Sha256(*token)};
}

absl::StatusOr<std::vector<KnownPeer>> CheckPeers(const v1::EngineConfig& config) {
  if (config.peers().empty()) return Wrong("peers", "at least one is required");
  std::vector<KnownPeer> peers;
  std::map<std::string, Caller> senders;
  std::set<Hash32> tokens;
  for (int i = 0; i < config.peers_size(); ++i) {
    const std::string key = absl::StrCat("peers[", i, "]");
    absl::StatusOr<KnownPeer> peer = CheckPeer(config.peers(i), key);
    if (!peer.ok()) return peer.status();
    // The desks of one institution are one sender: its message ids are unique across desks.
    const auto [known, first] = senders.emplace(peer->caller.sender, peer->caller);
    if (!first && known->second != peer->caller) {
      return Wrong(key + ".sender", "used before with another role or institution");
    }
    if (!tokens.insert(peer->token_hash).second) {
      return Wrong(key + ".token_path", "another peer has the same token");
    }
    peers.push_back(*std::move(peer));
  }
  return peers;
}

}  // namespace

bool IsLoopbackAddress(const std::string& address) {
  const std::optional<HostPort> split = SplitAddress(address);
  if (!split.has_value()) return false;
  if (split->host == "localhost" || split->host == "[::1]") return true;
  in_addr v4{};
  return inet_pton(AF_INET, split->host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  absl::StatusOr<v1::EngineConfig> parsed = ParseConfig(path);
  if (!parsed.ok()) return parsed.status();
  Config config{.engine = *std::move(parsed), .peers = {}};
  if (config.engine.data_dir().empty()) return Wrong("data_dir", "required");
  const absl::Status addresses = CheckAddresses(config.engine);
  if (!addresses.ok()) return addresses;
  const absl::Status limits = FillAndCheckLimits(config.engine);
  if (!limits.ok()) return limits;
  absl::StatusOr<std::vector<KnownPeer>> peers = CheckPeers(config.engine);
  if (!peers.ok()) return peers.status();
  config.peers = *std::move(peers);
  return config;
}

}  // namespace yizhan
