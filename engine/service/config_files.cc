#include "engine/service/config_files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/clock.h"
#include "engine/base/secret_file.h"
#include "engine/identity/certificate.h"
#include "engine/identity/role.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSenderCharactersMax = 64;
constexpr std::int64_t kMsPerSecond = 1000;

absl::Status Wrong(const std::string& key, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::Status Wrong(const std::string& key, const std::string& path, const absl::Status& status) {
  return Wrong(key, absl::StrCat(path, ": ", std::string(status.message())));
}

// Where a path leads once its links are followed; what is not there yet is taken as written.
absl::StatusOr<fs::path> Resolved(const std::string& key, const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  if (error) return Wrong(key, path + ": " + error.message());
  if (fs::is_symlink(absolute, error) && !fs::exists(absolute, error)) {
    return Wrong(key, path + ": a link that leads nowhere");
  }
  const fs::path resolved = fs::weakly_canonical(absolute, error);
  if (error) return Wrong(key, path + ": " + error.message());
  return resolved.has_filename() ? resolved : resolved.parent_path();
}

// The same file by name, or by what the file system says of it (a bind mount).
bool IsSame(const fs::path& one, const fs::path& other) {
  std::error_code error;
  return one == other ||
         (fs::exists(one, error) && fs::exists(other, error) && fs::equivalent(one, other, error));
}

bool LiesIn(const fs::path& inner, const fs::path& folder) {
  for (fs::path at = inner;; at = at.parent_path()) {
    if (IsSame(at, folder)) return true;
    if (at == at.parent_path()) return false;
  }
}

// The whole of `caller` follows from the configuration; two senders never differ in it.
absl::StatusOr<Caller> TrainingCaller(const v1::Peer& peer, const std::string& key) {
  if (peer.sender().empty() || peer.sender().size() > kSenderCharactersMax) {
    return Wrong(key + ".sender", "1 to 64 bytes");
  }
  const std::optional<Role> role = RoleNamed(peer.role());
  if (!role.has_value() || static_cast<std::size_t>(*role) >= kCallingRoles) {
    return Wrong(key + ".role", absl::StrCat("\"", peer.role(),
                                             "\" is not terminal, edge, town, district, auditor, "
                                             "witness, monitor or admin"));
  }
  const bool of_institution = *role == Role::kTerminal || *role == Role::kEdge;
  if (of_institution == peer.institution_id().empty()) {
    return Wrong(key + ".institution_id", "required for terminal and edge, and only there");
  }
  if ((*role == Role::kTown) == peer.town().empty()) {
    return Wrong(key + ".town", "required for town, and only there");
  }
  const std::string scope = of_institution ? peer.institution_id() : peer.town();
  return Caller{
      .sender = peer.sender(),
      .actor = absl::StrCat(peer.role(), "/", scope, scope.empty() ? "" : "/", peer.sender()),
      .role = *role,
      .institution_id = peer.institution_id(),
      .town = peer.town()};
}

absl::StatusOr<KnownPeer> ReadPeer(const v1::Peer& peer, const std::string& key) {
  absl::StatusOr<Caller> caller = TrainingCaller(peer, key);
  if (!caller.ok()) return caller.status();
  if (peer.token_path().empty()) return Wrong(key + ".token_path", "required");
  const absl::StatusOr<std::string> token = ReadToken(peer.token_path());
  if (!token.ok()) return Wrong(key + ".token_path", std::string(token.status().message()));
  return KnownPeer{.caller = *std::move(caller), .token_hash = Sha256(*token)};
}

absl::StatusOr<std::string> ReadPem(const std::string& key, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(key, absl::StrCat(path, ": ", std::strerror(errno)));
  std::string pem((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (pem.empty()) return Wrong(key, path + ": empty");
  return pem;
}

absl::Status CheckOwnCertificate(const v1::Tls& tls, const std::string& ca_pem) {
  const absl::StatusOr<std::string> pem = ReadPem("tls.certificate_path", tls.certificate_path());
  if (!pem.ok()) return pem.status();
  const absl::StatusOr<Certificate> certificate = ParseCertificate(*pem);
  if (!certificate.ok()) {
    return Wrong("tls.certificate_path", tls.certificate_path(), certificate.status());
  }
  if (certificate->name.role != Role::kEngine) {
    return Wrong("tls.certificate_path",
                 absl::StrCat(tls.certificate_path(), ": is of ", certificate->name.Text(),
                              ", not of an engine"));
  }
  const std::int64_t now_s = SystemClock().NowMs() / kMsPerSecond;
  const absl::Status issued = CheckIssued(*certificate, ca_pem, now_s);
  if (!issued.ok()) return Wrong("tls.certificate_path", tls.certificate_path(), issued);
  const absl::StatusOr<std::string> key = ReadSecret(tls.key_path());
  if (!key.ok()) return Wrong("tls.key_path", std::string(key.status().message()));
  const absl::Status matches = CheckKeyMatches(*pem, *key);
  if (!matches.ok()) return Wrong("tls.key_path", tls.key_path(), matches);
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckFolders(const v1::EngineConfig& config) {
  const absl::StatusOr<fs::path> data = Resolved("data_dir", config.data_dir());
  if (!data.ok()) return data.status();
  const absl::StatusOr<fs::path> keys = Resolved("keys_dir", config.keys_dir());
  if (!keys.ok()) return keys.status();
  if (LiesIn(*data, *keys)) return Wrong("data_dir", "lies in keys_dir");
  for (const auto& [key, path] : {std::pair{"keys_dir", &config.keys_dir()},
                                  {"kek_path", &config.kek_path()},
                                  {"ledger_key_path", &config.ledger_key_path()},
                                  {"tls.key_path", &config.tls().key_path()}}) {
    if (path->empty()) continue;
    const absl::StatusOr<fs::path> resolved = Resolved(key, *path);
    if (!resolved.ok()) return resolved.status();
    if (LiesIn(*resolved, *data)) {
      return Wrong(key, "lies in data_dir, so that a backup of the ledger would carry keys");
    }
  }
  if (config.backup_dir().empty()) return absl::OkStatus();
  const absl::StatusOr<fs::path> backups = Resolved("backup_dir", config.backup_dir());
  if (!backups.ok()) return backups.status();
  return LiesIn(*backups, *data) ? Wrong("backup_dir", "lies in data_dir") : absl::OkStatus();
}

absl::StatusOr<std::vector<KnownPeer>> ReadTokens(const v1::EngineConfig& config) {
  std::vector<KnownPeer> peers;
  std::map<std::string, Caller> senders;
  std::set<Hash32> tokens;
  for (int i = 0; i < config.peers_size(); ++i) {
    const std::string key = absl::StrCat("peers[", i, "]");
    absl::StatusOr<KnownPeer> peer = ReadPeer(config.peers(i), key);
    if (!peer.ok()) return peer.status();
    // The desks of one institution are one sender: its message ids are unique across desks.
    const auto [known, first] = senders.emplace(peer->caller.sender, peer->caller);
    if (!first && known->second != peer->caller) {
      return Wrong(key + ".sender", "used before with another role, institution or town");
    }
    if (!tokens.insert(peer->token_hash).second) {
      return Wrong(key + ".token_path", "another peer has the same token");
    }
    peers.push_back(*std::move(peer));
  }
  return peers;
}

absl::Status CheckCertificates(const v1::EngineConfig& config) {
  if (!config.officer_ca_path().empty()) {
    const auto officer_ca = ReadPem("officer_ca_path", config.officer_ca_path());
    if (!officer_ca.ok()) return officer_ca.status();
  }
  if (config.training()) return absl::OkStatus();
  const v1::Tls& tls = config.tls();
  const absl::StatusOr<std::string> ca_pem = ReadPem("tls.ca_path", tls.ca_path());
  if (!ca_pem.ok()) return ca_pem.status();
  const absl::Status own = CheckOwnCertificate(tls, *ca_pem);
  if (!own.ok()) return own;
  const absl::StatusOr<std::string> crl_pem = ReadPem("tls.crl_path", tls.crl_path());
  if (!crl_pem.ok()) return crl_pem.status();
  const absl::StatusOr<RevocationList> list = ParseRevocationList(*crl_pem, *ca_pem);
  if (!list.ok()) return Wrong("tls.crl_path", tls.crl_path(), list.status());
  return absl::OkStatus();
}

}  // namespace yizhan
