#include "engine/service/officer_service.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/identity/certificate.h"
#include "engine/service/call.h"
#include "engine/service/log.h"

namespace yizhan {
namespace {

using Done = Engine::Done<v1::OfficerReply>;

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::size_t kCertificateBytesMax = 16 * 1024;

absl::Status Invalid(std::string found) {
  return Refuse({.reason = v1::CERTIFICATE_INVALID,
                 .field = "certificate",
                 .expected = "an officer's certificate of the authority",
                 .found = std::move(found)});
}

// Our own files are wrong: the operator reads why in the log, the caller that it cannot be checked.
absl::Status CannotCheck(const std::string& why) {
  LogEvent(LogLevel::kError, "officer_authority", {{"reason", why}});
  return Invalid("cannot be checked: the engine's log says why");
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return CannotCheck(path + ": " + std::strerror(errno));
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

absl::Status CheckNotRevoked(const Certificate& certificate, const OfficerTrust& trust,
                             const std::string& ca_pem) {
  if (trust.crl_path.empty()) return absl::OkStatus();
  const absl::StatusOr<std::string> crl_pem = ReadPem(trust.crl_path);
  if (!crl_pem.ok()) return crl_pem.status();
  const absl::StatusOr<RevocationList> list = ParseRevocationList(*crl_pem, ca_pem);
  if (!list.ok()) return CannotCheck(std::string(list.status().message()));
  if (list->serials.contains(certificate.serial)) {
    return Invalid("serial " + certificate.serial + " is revoked");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Officer> CheckOfficerCertificate(const std::string& pem_or_der,
                                                    const OfficerTrust& trust,
                                                    std::int64_t now_ms) {
  if (trust.ca_path.empty()) return Invalid("this engine has no officers' authority configured");
  if (pem_or_der.size() > kCertificateBytesMax) return Invalid("longer than 16 KiB");
  const absl::StatusOr<Certificate> certificate = ParseCertificate(pem_or_der);
  if (!certificate.ok()) return Invalid(std::string(certificate.status().message()));
  if (certificate->name.role != Role::kOfficer) {
    return Invalid("a certificate of " + certificate->name.Text());
  }
  const absl::StatusOr<std::string> ca_pem = ReadPem(trust.ca_path);
  if (!ca_pem.ok()) return ca_pem.status();
  const absl::Status issued = CheckIssued(*certificate, *ca_pem, now_ms / kMsPerSecond);
  if (!issued.ok()) return Invalid(std::string(issued.message()));
  if (certificate->ed25519_public_key.empty()) return Invalid("no Ed25519 key");
  const absl::Status revoked = CheckNotRevoked(*certificate, trust, *ca_pem);
  if (!revoked.ok()) return revoked;
  v1::Officer officer;
  officer.set_id(certificate->name.name);
  officer.set_public_key(certificate->ed25519_public_key);
  officer.set_certificate(certificate->der);
  return officer;
}

grpc::ServerUnaryReactor* OfficerFace::Enrol(Context* context, const Bytes* request, Bytes* reply) {
  return AskEngine<v1::EnrolOfficerRequest, v1::OfficerReply>(
      serving_, RpcOf("OfficerService.Enrol"), {context, request, reply},
      [this](const Opened& opened, const v1::EnrolOfficerRequest& asked, const Done& done) {
        const bool taken = serving_.readers.Run([this, opened, asked, done] {
          const absl::StatusOr<v1::Officer> officer = CheckOfficerCertificate(
              asked.certificate(), serving_.officer_trust, serving_.clock.NowMs());
          if (!officer.ok()) return done(officer.status());
          serving_.engine.EnrolOfficer(opened.caller, *officer, done);
        });
        if (!taken) done(Refuse({.reason = v1::ENGINE_BUSY}));
      });
}

grpc::ServerUnaryReactor* OfficerFace::Retire(Context* context, const Bytes* request,
                                              Bytes* reply) {
  return AskEngine<v1::RetireOfficerRequest, v1::OfficerReply>(
      serving_, RpcOf("OfficerService.Retire"), {context, request, reply},
      [this](Opened opened, v1::RetireOfficerRequest asked, Done done) {
        serving_.engine.RetireOfficer(std::move(opened.caller), std::move(asked), std::move(done));
      });
}

grpc::ServerUnaryReactor* OfficerFace::List(Context* context, const Bytes* request, Bytes* reply) {
  return AskReaders<v1::ListOfficersRequest, v1::ListOfficersReply>(
      serving_, RpcOf("OfficerService.List"), {context, request, reply},
      [this](const Caller& caller, const v1::ListOfficersRequest& /*asked*/) {
        return serving_.queries.ListOfficers(caller);
      });
}

}  // namespace yizhan
