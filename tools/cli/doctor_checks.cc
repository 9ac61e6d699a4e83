// doctor: switches, limits of the process, certificate and revocation list.
#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>

#include "engine/base/secret_file.h"
#include "engine/identity/certificate.h"
#include "tools/cli/doctor.h"
#include "tools/cli/session.h"

namespace yizhan::cli {
namespace {

constexpr std::int64_t kRenewBeforeDays = 30;
constexpr std::int64_t kRefreshBeforeDays = 7;
constexpr std::uint64_t kOwnDescriptors = 256;  // Ledger, log, pipes.
constexpr std::uint64_t kConnectionsDefault = 1024;

void CheckTraining(const Installation& at, DoctorReport& report) {
  if (!at.config.training()) {
    report.Ok("training", "非培训引擎：只认证书", "not for training: certificates only");
    return;
  }
  report.Warn("training", "培训引擎：明文和令牌，不得用于真实数据；正式使用请去掉 training",
              "a training engine: plain text and tokens, never for real data; remove `training`");
}

void CheckDescriptors(const Installation& at, DoctorReport& report) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const std::uint64_t connections = at.config.limits().connections_max();
  const std::uint64_t needed =
      (connections == 0 ? kConnectionsDefault : connections) + kOwnDescriptors;
  const std::string counts =
      std::to_string(limit.rlim_cur) + " < " + std::to_string(needed) + " (ulimit -n)";
  if (limit.rlim_cur >= needed) {
    report.Ok("descriptors", "文件描述符足够", "enough file descriptors for connections_max");
    return;
  }
  report.Warn("descriptors",
              "文件描述符少于连接上限所需：" + counts + "；请调高，或调低 limits.connections_max",
              "fewer file descriptors than connections_max needs: " + counts +
                  "; raise the limit or lower limits.connections_max");
}

void CheckCoreDumps(DoctorReport& report) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_CORE, &limit) != 0) return;
  if (limit.rlim_cur == 0) {
    report.Ok("core_dumps", "不产生内存转储", "no core dumps");
    return;
  }
  report.Warn("core_dumps", "崩溃时会写出内存转储，其中可能有个人信息；请 ulimit -c 0",
              "a crash would write a core dump, which may hold private data; ulimit -c 0");
}

// "host" of "host:port", "[::1]" without its brackets.
std::string HostOf(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return host;
}

struct FreeX509 {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

bool CertificateNames(const Certificate& certificate, const std::string& host) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(certificate.der.data());
  const std::unique_ptr<X509, FreeX509> x509(
      d2i_X509(nullptr, &bytes, static_cast<long>(certificate.der.size())));
  if (x509 == nullptr) return false;
  return X509_check_host(x509.get(), host.data(), host.size(), 0, nullptr) == 1 ||
         X509_check_ip_asc(x509.get(), host.c_str(), 0) == 1;
}

void CheckHosts(const Installation& at, const Certificate& certificate, DoctorReport& report) {
  const std::string host = HostOf(at.config.listen());
  // Every address of the machine: callers use a name that is not written here.
  const bool every = host == "0.0.0.0" || host == "::" || host.empty();
  if (every || CertificateNames(certificate, host)) {
    report.Ok("certificate_hosts", "证书与监听地址相符", "the certificate fits the address");
    return;
  }
  report.Wrong("certificate_hosts",
               "证书中没有监听地址 " + host + "，客户端会拒绝连接；请用 yizhan cert issue 重新签发",
               "the certificate does not name " + host +
                   ", callers will refuse it; issue one that does with `yizhan cert issue`");
}

void CheckDates(const Certificate& certificate, std::int64_t now_s, DoctorReport& report) {
  const std::string until = DateOf(certificate.not_after_s);
  const std::int64_t left_days = (certificate.not_after_s - now_s) / kDayS;
  if (now_s < certificate.not_before_s || now_s >= certificate.not_after_s) {
    report.Wrong(
        "certificate_dates", "引擎证书不在有效期内，至 " + until + "；请 yizhan cert renew",
        "the engine's certificate is out of its dates, until " + until + "; `yizhan cert renew`");
  } else if (left_days < kRenewBeforeDays) {
    report.Warn("certificate_dates",
                "引擎证书还有 " + std::to_string(left_days) + " 天到期；请 yizhan cert renew",
                "the engine's certificate ends in " + std::to_string(left_days) +
                    " days; `yizhan cert renew`");
  } else {
    report.Ok("certificate_dates", "引擎证书有效至 " + until,
              "the engine's certificate is good until " + until);
  }
}

void CheckRole(const Certificate& certificate, DoctorReport& report) {
  if (certificate.name.role == Role::kEngine) {
    report.Ok("certificate_role", "是引擎证书", "an engine's certificate");
    return;
  }
  const std::string found = certificate.name.Text();
  report.Wrong("certificate_role",
               "这是 " + found + " 的证书，不是引擎的；请用 yizhan cert issue 签发引擎证书",
               "this is the certificate of " + found +
                   ", not an engine's; issue one with `yizhan cert issue`");
}

void CheckKeyFile(const v1::Tls& tls, const std::string& certificate_pem, DoctorReport& report) {
  const absl::StatusOr<std::string> key = ReadSecret(tls.key_path());
  if (!key.ok()) {
    const std::string why(key.status().message());
    report.Wrong("certificate_key", "引擎私钥不可用：" + why,
                 "the engine's key cannot be used: " + why);
    return;
  }
  if (CheckKeyMatches(certificate_pem, *key).ok()) {
    report.Ok("certificate_key", "私钥与证书相符，他人不可读",
              "the key is the certificate's, and nobody else may read it");
    return;
  }
  report.Wrong("certificate_key", "私钥不是这张证书的：" + tls.key_path(),
               "the key is not this certificate's: " + tls.key_path());
}

void CheckChain(const Certificate& certificate, const std::string& ca_path, std::int64_t now_s,
                DoctorReport& report) {
  const absl::StatusOr<std::string> ca = ReadAll(ca_path);
  if (!ca.ok()) {
    report.Wrong("certificate", "读不到 CA 证书：" + ca_path,
                 "cannot read the authority: " + ca_path);
    return;
  }
  // Within its dates whatever the day is: those are a check of their own.
  const std::int64_t inside_s =
      std::clamp(now_s, certificate.not_before_s, certificate.not_after_s - 1);
  const absl::Status issued = CheckIssued(certificate, *ca, inside_s);
  if (issued.ok()) {
    report.Ok("certificate", "证书由该 CA 签发", "issued by the authority");
    return;
  }
  const std::string why(issued.message());
  report.Wrong("certificate", "证书不是该 CA 签发的，或用途不对：" + why,
               "not issued by the authority, or for another purpose: " + why);
}

}  // namespace

void CheckSwitches(const Installation& at, DoctorReport& report) {
  CheckTraining(at, report);
  CheckDescriptors(at, report);
  CheckCoreDumps(report);
}

void CheckCertificate(const Installation& at, DoctorReport& report) {
  if (at.config.training()) return;
  const v1::Tls& tls = at.config.tls();
  const std::int64_t now_s = at.now_ms / 1000;
  const absl::StatusOr<std::string> pem = ReadAll(tls.certificate_path());
  const absl::StatusOr<Certificate> certificate =
      pem.ok() ? ParseCertificate(*pem) : absl::StatusOr<Certificate>(pem.status());
  if (!certificate.ok()) {
    const std::string why(certificate.status().message());
    const std::string line = why.substr(0, why.find('\n'));
    report.Wrong("certificate", "引擎证书不可用：" + tls.certificate_path() + "：" + line,
                 "the engine's certificate cannot be used: " + tls.certificate_path() + ": " +
                     why.substr(why.find('\n') + 1));
    return;
  }
  CheckChain(*certificate, tls.ca_path(), now_s, report);
  CheckDates(*certificate, now_s, report);
  CheckRole(*certificate, report);
  CheckKeyFile(tls, *pem, report);
  CheckHosts(at, *certificate, report);
}

void CheckRevocations(const Installation& at, DoctorReport& report) {
  if (at.config.training()) return;
  const v1::Tls& tls = at.config.tls();
  if (tls.crl_path().empty()) {
    report.Warn("revocations", "没有吊销列表（tls.crl_path），吊销的证书仍能使用",
                "no revocation list (tls.crl_path): a revoked certificate still works");
    return;
  }
  const absl::StatusOr<std::string> crl = ReadAll(tls.crl_path());
  const absl::StatusOr<std::string> ca = ReadAll(tls.ca_path());
  absl::StatusOr<RevocationList> list = absl::InvalidArgumentError(tls.crl_path());
  if (crl.ok() && ca.ok()) list = ParseRevocationList(*crl, *ca);
  if (!list.ok()) {
    const std::string why(list.status().message());
    report.Wrong("revocations", "吊销列表读不到，或不是该 CA 签的：" + why,
                 "the revocation list cannot be read or is not signed by the authority: " + why);
    return;
  }
  const std::int64_t left_s = list->next_update_s - at.now_ms / 1000;
  const std::string until = DateOf(list->next_update_s);
  if (left_s <= 0) {
    report.Wrong(
        "revocations", "吊销列表已过期（" + until + "）；请 yizhan cert refresh",
        "the revocation list is out of date (" + until + "); sign it anew: `yizhan cert refresh`");
  } else if (left_s < kRefreshBeforeDays * kDayS) {
    report.Warn("revocations", "吊销列表将于 " + until + " 过期；请 yizhan cert refresh",
                "the revocation list ends on " + until + "; sign it anew: `yizhan cert refresh`");
  } else {
    report.Ok("revocations", "吊销列表有效至 " + until,
              "the revocation list is good until " + until);
  }
}

}  // namespace yizhan::cli
