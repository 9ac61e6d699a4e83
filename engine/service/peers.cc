#include "engine/service/peers.h"

#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "engine/base/refusal.h"
#include "engine/service/log.h"
#include "openssl/crypto.h"

namespace yizhan {
namespace {

constexpr std::string_view kAuthorization = "authorization";
constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kParsedMax = 4096;
constexpr std::int64_t kLookMs = 1000;            // Between two looks at the revocation file.
constexpr std::int64_t kFileBytesMax = 64 << 20;  // Of an authority's certificate or list.

// Headers by which a proxy, or a liar, would tell who calls. A name that ends in "-" is a prefix.
constexpr std::string_view kClaims[] = {
    "actor",       "client-cert", "cookie",       "forwarded",   "from",      "proxy-authorization",
    "remote-user", "role",        "sender",       "ssl-client-", "user",      "who",
    "x-actor",     "x-client-",   "x-forwarded-", "x-real-ip",   "x-remote-", "x-ssl-",
    "x-user",      "x-who",       "x-yizhan-",
};

absl::Status NotAuthenticated(std::string_view field) {
  return Refuse({.reason = v1::NOT_AUTHENTICATED, .field = std::string(field)});
}

// What an operator, not the caller, is told of.
absl::Status NotAuthenticated(std::string_view field, const std::string& found) {
  return Refuse({.reason = v1::NOT_AUTHENTICATED, .field = std::string(field), .found = found});
}

absl::Status CheckNoClaim(const Evidence& evidence) {
  for (const auto& [key, value] : evidence.metadata) {
    for (const std::string_view claim : kClaims) {
      const bool claimed = claim.ends_with('-') ? key.starts_with(claim) : key == claim;
      if (claimed) return NotAuthenticated(claim);
    }
  }
  return absl::OkStatus();
}

class TokenPeers : public Peers {
 public:
  explicit TokenPeers(std::vector<KnownPeer> peers) : peers_(std::move(peers)) {}

  absl::StatusOr<Caller> Authenticate(const Evidence& evidence) const override {
    const absl::Status claim = CheckNoClaim(evidence);
    if (!claim.ok()) return claim;
    const std::optional<std::string_view> token = TokenOf(evidence);
    if (!token.has_value()) return NotAuthenticated(kAuthorization);
    const Hash32 offered = Sha256(*token);
    const KnownPeer* known = nullptr;
    for (const KnownPeer& peer : peers_) {
      if (CRYPTO_memcmp(offered.data(), peer.token_hash.data(), offered.size()) == 0) {
        known = &peer;
      }
    }
    if (known == nullptr) return NotAuthenticated(kAuthorization);
    return known->caller;
  }

 private:
  // Exactly one header is expected, "Bearer <token>".
  static std::optional<std::string_view> TokenOf(const Evidence& evidence) {
    std::optional<std::string_view> token;
    for (const auto& [key, value] : evidence.metadata) {
      if (key != kAuthorization) continue;
      if (token.has_value() || !value.starts_with(kScheme)) return std::nullopt;
      token = value.substr(kScheme.size());
    }
    return token;
  }

  const std::vector<KnownPeer> peers_;
};

absl::StatusOr<std::string> ReadPublic(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  if (file.tellg() > kFileBytesMax) return absl::InvalidArgumentError(path + ": too large");
  file.seekg(0);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

absl::Status At(const std::string& path, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::string(status.message())));
}

// Which bytes a path led to when it was looked at.
struct FileStamp {
  bool present = false;
  std::int64_t changed_ns = 0;
  std::int64_t bytes = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

FileStamp StampOf(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {};
  return {.present = true,
          .changed_ns = found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec,
          .bytes = found.st_size,
          .inode = found.st_ino};
}

// The revoked serials, as of a second ago at most.
class Revocations {
 public:
  Revocations(std::string path, std::string ca_pem)
      : path_(std::move(path)), ca_pem_(std::move(ca_pem)) {}

  absl::Status Open(std::int64_t now_ms) {
    looked_ms_ = now_ms;
    stamp_ = StampOf(path_);
    absl::StatusOr<RevocationList> list = Read();
    if (!list.ok()) return list.status();
    Take(*std::move(list), now_ms);
    return absl::OkStatus();
  }

  bool IsRevoked(const std::string& serial, std::int64_t now_ms) {
    LookAgain(now_ms);
    const std::shared_lock lock(mutex_);
    return list_.serials.contains(serial);
  }

 private:
  absl::StatusOr<RevocationList> Read() const {
    const absl::StatusOr<std::string> pem = ReadPublic(path_);
    if (!pem.ok()) return pem.status();
    absl::StatusOr<RevocationList> list = ParseRevocationList(*pem, ca_pem_);
    if (!list.ok()) return At(path_, list.status());
    return list;
  }

  void LookAgain(std::int64_t now_ms) {
    std::int64_t looked_ms = looked_ms_.load(std::memory_order_relaxed);
    const std::int64_t since_ms = now_ms - looked_ms;
    if (since_ms >= 0 && since_ms < kLookMs) return;
    // One thread looks; the others go on with what is known.
    if (!looked_ms_.compare_exchange_strong(looked_ms, now_ms)) return;
    const std::lock_guard lock(reading_);
    const FileStamp stamp = StampOf(path_);
    if (stamp == stamp_) return;
    stamp_ = stamp;
    Replace(now_ms);
  }

  // An older list would take back revocations, so it does not replace a newer one.
  void Replace(std::int64_t now_ms) {
    absl::StatusOr<RevocationList> list = Read();
    if (list.ok() && list->next_update_s < list_.next_update_s) {
      list = absl::InvalidArgumentError(path_ + ": older than the list in use");
    }
    if (!list.ok()) {
      LogEvent(LogLevel::kError, "revocations_kept",
               {{"error", std::string(list.status().message())}});
      return;
    }
    Take(*std::move(list), now_ms);
    LogEvent(LogLevel::kInfo, "revocations_read", {{"path", path_}});
  }

  void Take(RevocationList list, std::int64_t now_ms) {
    if (list.next_update_s * 1000 < now_ms) {
      LogEvent(LogLevel::kWarning, "revocations_out_of_date", {{"path", path_}});
    }
    const std::unique_lock lock(mutex_);
    list_ = std::move(list);
  }

  const std::string path_;
  const std::string ca_pem_;
  std::atomic<std::int64_t> looked_ms_ = 0;
  std::mutex reading_;  // Orders readers of the file; before mutex_.
  FileStamp stamp_;
  std::shared_mutex mutex_;
  RevocationList list_;  // Changed under both, so readable under either.
};

// Text of a certificate -> what it says. Parsing takes tens of microseconds, a look here one.
class ParsedCertificates {
 public:
  explicit ParsedCertificates(std::string ca_pem) : ca_pem_(std::move(ca_pem)) {}

  absl::StatusOr<std::shared_ptr<const Certificate>> Get(std::string_view pem, std::int64_t now_s) {
    {
      const std::shared_lock lock(mutex_);
      const auto found = parsed_.find(pem);
      if (found != parsed_.end()) return found->second;
    }
    absl::StatusOr<Certificate> parsed = ParseCertificate(std::string(pem));
    if (!parsed.ok()) return parsed.status();
    const absl::Status issued = CheckIssued(*parsed, ca_pem_, now_s);
    if (!issued.ok()) return issued;
    auto certificate = std::make_shared<const Certificate>(*std::move(parsed));
    const std::unique_lock lock(mutex_);
    if (parsed_.size() >= kParsedMax) parsed_.clear();
    parsed_.emplace(std::string(pem), certificate);
    return certificate;
  }

 private:
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  const std::string ca_pem_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Certificate>, TextHash, std::equal_to<>>
      parsed_;
};

class CertificatePeers : public Peers {
 public:
  CertificatePeers(const std::string& ca_pem, const std::string& crl_path, const Clock& clock)
      : clock_(clock), parsed_(ca_pem), revocations_(crl_path, ca_pem) {}

  absl::Status Open() { return revocations_.Open(clock_.NowMs()); }

  absl::StatusOr<Caller> Authenticate(const Evidence& evidence) const override {
    const absl::Status claim = CheckNoClaim(evidence);
    if (!claim.ok()) return claim;
    for (const auto& [key, value] : evidence.metadata) {
      if (key == kAuthorization) return NotAuthenticated(kAuthorization);
    }
    if (evidence.certificate_pem.empty()) return NotAuthenticated("certificate", "none");
    const std::int64_t now_ms = clock_.NowMs();
    const auto certificate = parsed_.Get(evidence.certificate_pem, now_ms / 1000);
    if (!certificate.ok()) {
      return NotAuthenticated("certificate", std::string(certificate.status().message()));
    }
    return CallerNow(**certificate, now_ms);
  }

 private:
  absl::StatusOr<Caller> CallerNow(const Certificate& certificate, std::int64_t now_ms) const {
    const std::int64_t now_s = now_ms / 1000;
    if (now_s < certificate.not_before_s) return NotAuthenticated("certificate", "not yet valid");
    if (now_s > certificate.not_after_s) return NotAuthenticated("certificate", "expired");
    if (revocations_.IsRevoked(certificate.serial, now_ms)) {
      return NotAuthenticated("certificate", "revoked");
    }
    if (static_cast<std::size_t>(certificate.name.role) >= kCallingRoles) {
      return NotAuthenticated("certificate.role", std::string(RoleName(certificate.name.role)));
    }
    return CallerOf(certificate.name);
  }

  const Clock& clock_;
  mutable ParsedCertificates parsed_;
  mutable Revocations revocations_;
};

}  // namespace

std::unique_ptr<Peers> PeersByToken(std::vector<KnownPeer> peers) {
  return std::make_unique<TokenPeers>(std::move(peers));
}

absl::StatusOr<std::unique_ptr<Peers>> PeersByCertificate(const std::string& ca_path,
                                                          const std::string& crl_path,
                                                          const Clock& clock) {
  const absl::StatusOr<std::string> ca_pem = ReadPublic(ca_path);
  if (!ca_pem.ok()) return ca_pem.status();
  auto peers = std::make_unique<CertificatePeers>(*ca_pem, crl_path, clock);
  const absl::Status opened = peers->Open();
  if (!opened.ok()) return opened;
  return peers;
}

Caller CallerOf(const PeerName& name) {
  Caller caller;
  caller.sender = name.scope;
  caller.actor = name.Text();
  caller.role = name.role;
  switch (name.role) {
    case Role::kTerminal:
    case Role::kEdge:
      caller.institution_id = name.scope;
      break;
    case Role::kTown:
      caller.sender = name.Text();
      caller.town = name.scope;
      break;
    default:
      caller.sender = name.Text();
  }
  return caller;
}

}  // namespace yizhan
