// Authority: a pilot's own certificate authority in one folder: makes, renews and revokes.
//
//   ca.crt ca.key     the authority (P-256; the key for the owner only)
//   crl.pem           what is revoked, signed anew at every change
//   issued.tsv        one line a certificate: serial, issued, until, revoked ("-": not), reason,
//   URI
//
// Peers get P-256 keys; officers Ed25519, for signing only. Callers' certificates are for clients
// only, the engine's and an edge's door's for servers only: one cannot stand in for the other.
// Which server it calls a client tells by its host: give door and engine names of their own.
//
// Units:    *_days are days; *_s Unix seconds.
// Errors:   InvalidArgument, NotFound, AlreadyExists name the path or serial.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/identity/certificate.h"

namespace yizhan {

struct IssuedPair {
  std::string certificate_pem;
  std::string key_pem;
};

struct IssueRequest {
  PeerName name;
  std::vector<std::string> hosts = {};  // DNS names or IP addresses; of a server, at least one.
  std::int64_t valid_days = 365;
};

struct IssuedLine {
  std::string serial;
  std::int64_t issued_s = 0;
  std::int64_t until_s = 0;
  std::int64_t revoked_s = 0;  // 0 = not.
  std::string reason;
  std::string uri;
};

class Authority {
 public:
  // Makes the folder and the authority; AlreadyExists when there is one.
  static absl::StatusOr<Authority> Create(const std::string& folder, const std::string& name,
                                          std::int64_t now_s, std::int64_t valid_days = 3650);
  static absl::StatusOr<Authority> Open(const std::string& folder);

  absl::StatusOr<IssuedPair> Issue(const IssueRequest& request, std::int64_t now_s);
  // A new certificate and key for the same name and hosts; the old one stays valid.
  absl::StatusOr<IssuedPair> Renew(const std::string& certificate_pem, std::int64_t now_s,
                                   std::int64_t valid_days = 365);
  // By serial. Revoking twice changes nothing.
  absl::Status Revoke(const std::string& serial, const std::string& reason, std::int64_t now_s);
  // Signs the list anew, so that it does not go out of date. It is valid for 30 days.
  absl::Status RefreshRevocations(std::int64_t now_s);

  absl::StatusOr<std::vector<IssuedLine>> List() const;
  const std::string& certificate_pem() const { return certificate_pem_; }

 private:
  Authority(std::string folder, std::string certificate_pem, std::string key_pem)
      : folder_(std::move(folder)),
        certificate_pem_(std::move(certificate_pem)),
        key_pem_(std::move(key_pem)) {}

  std::string folder_;
  std::string certificate_pem_;
  std::string key_pem_;
};

}  // namespace yizhan
