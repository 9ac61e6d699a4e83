#include "engine/service/tls.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/secret_file.h"
#include "engine/identity/certificate.h"
#include "engine/service/log.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"

namespace yizhan {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::TlsCustomVerificationCheckRequest;
using grpc::experimental::TlsServerCredentialsOptions;
using std::chrono::steady_clock;

constexpr unsigned kRefreshS = 2;  // Renewed files are looked for this often.

absl::Status Wrong(const std::string& what, const absl::Status& why) {
  return absl::InvalidArgumentError(absl::StrCat(what, ": ", std::string(why.message())));
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

// What gRPC would only report as a failed handshake, and only to the first caller.
absl::Status CheckFiles(const v1::Tls& tls) {
  const absl::StatusOr<std::string> ca = ReadPem(tls.ca_path());
  if (!ca.ok()) return Wrong("tls.ca_path", ca.status());
  const absl::StatusOr<std::string> pem = ReadPem(tls.certificate_path());
  if (!pem.ok()) return Wrong("tls.certificate_path", pem.status());
  const absl::StatusOr<std::string> key = ReadSecret(tls.key_path());
  if (!key.ok()) return Wrong("tls.key_path", key.status());
  const std::string place = absl::StrCat("tls.certificate_path: ", tls.certificate_path());
  const absl::StatusOr<Certificate> certificate = ParseCertificate(*pem);
  if (!certificate.ok()) return Wrong(place, certificate.status());
  if (certificate->name.role != Role::kEngine) {
    return absl::InvalidArgumentError(
        absl::StrCat(place, ": a certificate of role engine is needed; this one is of role ",
                     std::string(RoleName(certificate->name.role))));
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const absl::Status issued =
      CheckIssued(*certificate, *ca, std::chrono::duration_cast<std::chrono::seconds>(now).count());
  if (!issued.ok()) return Wrong(place, issued);
  const absl::Status matches = CheckKeyMatches(*pem, *key);
  if (!matches.ok()) return Wrong("tls.key_path: " + tls.key_path(), matches);
  return absl::OkStatus();
}

// Asked after the chain has been verified and before a call is accepted.
class AskPeers : public ExternalCertificateVerifier {
 public:
  explicit AskPeers(const Peers* peers) : peers_(*peers) {}

  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* sync_status) override {
    const grpc::string_ref pem = request->peer_cert();
    const absl::StatusOr<Caller> caller =
        peers_.Authenticate({.certificate_pem = {pem.data(), pem.size()}, .metadata = {}});
    if (!caller.ok()) {
      const std::string why(caller.status().message());
      Log(why);
      *sync_status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, why);
    }
    return true;
  }
  void Cancel(TlsCustomVerificationCheckRequest*) override {}

 private:
  // Once a second: a revoked peer comes back as often as it can.
  void Log(const std::string& why) {
    const auto now = steady_clock::now().time_since_epoch();
    const std::int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    if (logged_s_.exchange(now_s) == now_s) return;
    LogEvent(LogLevel::kWarning, "handshake_refused", {{"why", why}});
  }

  const Peers& peers_;
  std::atomic<std::int64_t> logged_s_ = -1;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> TlsCredentials(const v1::Tls& tls,
                                                                        const Peers& peers) {
  const absl::Status files = CheckFiles(tls);
  if (!files.ok()) return files;
  TlsServerCredentialsOptions options(std::make_shared<FileWatcherCertificateProvider>(
      tls.key_path(), tls.certificate_path(), tls.ca_path(), kRefreshS));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.set_certificate_verifier(ExternalCertificateVerifier::Create<AskPeers>(&peers));
  options.set_check_call_host(false);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace yizhan
