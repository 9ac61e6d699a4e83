#include "engine/identity/authority.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/ed25519.h"
#include "engine/base/secret_file.h"
#include "engine/base/utf8.h"
#include "engine/base/whole_file.h"
#include "engine/identity/issued_list.h"
#include "engine/identity/make_certificate.h"

namespace yizhan {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::int64_t kClockSlackSeconds = 300;  // Peers' clocks may be a little behind.
constexpr std::int64_t kPeerDaysMax = 3650;
constexpr std::int64_t kAuthorityDaysMax = 36'500;
constexpr std::int64_t kRevocationDays = 30;
constexpr std::size_t kWordsCharactersMax = 64;  // Of an authority's name, of a reason.
constexpr std::size_t kIssuedBytesMax = 64U << 20U;

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

absl::Status WrongAt(const std::string& path, const absl::Status& status) {
  return Wrong(absl::StrCat(path, ": ", std::string(status.message())));
}

std::string CertificatePath(const std::string& folder) { return folder + "/ca.crt"; }
std::string KeyPath(const std::string& folder) { return folder + "/ca.key"; }
std::string RevocationsPath(const std::string& folder) { return folder + "/crl.pem"; }
std::string IssuedPath(const std::string& folder) { return folder + "/issued.tsv"; }

// One program at a time works in the folder. Waits for the other; both take moments.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder)
      : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    bool locked = false;
    do {
      locked = fd_ >= 0 && ::flock(fd_, LOCK_EX) == 0;
    } while (fd_ >= 0 && !locked && errno == EINTR);
    if (!locked) status_ = Wrong(absl::StrCat(folder, ": ", std::strerror(errno)));
  }
  ~FolderLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  const absl::Status& status() const { return status_; }

 private:
  int fd_;
  absl::Status status_;
};

absl::StatusOr<std::vector<IssuedLine>> ReadIssued(const std::string& folder) {
  const std::string path = IssuedPath(folder);
  const absl::StatusOr<std::string> text = ReadWhole(path, kIssuedBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::vector<IssuedLine>> lines = ParseIssued(*text);
  if (!lines.ok()) return WrongAt(path, lines.status());
  return lines;
}

absl::Status WriteIssued(const std::string& folder, const std::vector<IssuedLine>& lines) {
  return WriteWhole(IssuedPath(folder), IssuedText(lines), Privacy::kPublic);
}

// The signer with its handles, from the folder's PEM texts.
struct Signer {
  Handle<X509> certificate;
  Handle<EVP_PKEY> key;
  Issuer issuer() const { return {.certificate = certificate.get(), .key = key.get()}; }
};

absl::StatusOr<Signer> SignerOf(const std::string& certificate_pem, const std::string& key_pem) {
  absl::StatusOr<Handle<X509>> certificate = ReadCertificate(certificate_pem);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<Handle<EVP_PKEY>> key = ReadKey(key_pem);
  if (!key.ok()) return key.status();
  return Signer{.certificate = *std::move(certificate), .key = *std::move(key)};
}

bool IsWords(const std::string& text) {
  const std::optional<std::size_t> characters = CountCharacters(text);
  return characters && *characters > 0 && *characters <= kWordsCharactersMax &&
         !HasControlCharacter(text);
}

// The folder for the owner only; AlreadyExists when an authority, or a part of one, is there.
absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(folder).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return Wrong(absl::StrCat(folder, ": ", error.message()));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return Wrong(absl::StrCat(folder, ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

absl::Status CheckNoneThere(const std::string& folder) {
  for (const std::string& path : {CertificatePath(folder), KeyPath(folder), IssuedPath(folder)}) {
    if (::access(path.c_str(), F_OK) == 0) {
      return absl::AlreadyExistsError(absl::StrCat(
          path, ": there is an authority, or a part of one, already; it is left as it is"));
    }
  }
  return absl::OkStatus();
}

// Signs the list from the book. Its number grows even when the old list is lost.
absl::Status WriteRevocations(const std::string& folder, const Signer& signer,
                              const std::vector<IssuedLine>& lines, std::int64_t now_s) {
  RevocationPlan plan;
  plan.validity = {.from_s = now_s - kClockSlackSeconds,
                   .until_s = now_s + kRevocationDays * kDaySeconds};
  plan.number = now_s;
  const std::string path = RevocationsPath(folder);
  const absl::StatusOr<std::string> old =
      ReadWhole(path, kRevocationListBytesMax, Privacy::kPublic);
  if (old.ok()) {
    const absl::StatusOr<Handle<X509_CRL>> list = ReadRevocations(*old);
    if (list.ok()) plan.number = std::max(plan.number, NumberOf(list->get()) + 1);
  }
  for (const IssuedLine& line : lines) {
    if (line.revoked_s == 0) continue;
    plan.revoked.push_back(
        {.serial = line.serial, .revoked_s = line.revoked_s, .reason = line.reason});
  }
  const Handle<X509_CRL> list = MakeRevocationList(plan, signer.issuer());
  return WriteWhole(path, PemOf(list.get()), Privacy::kPublic);
}

absl::Status CheckRequest(const IssueRequest& request) {
  const absl::StatusOr<PeerName> parsed = ParsePeerUri(UriOf(request.name));
  if (!parsed.ok()) return parsed.status();
  if (*parsed != request.name) {
    return Wrong(absl::StrCat("role ", std::string(RoleName(request.name.role)),
                              " has no institution or town"));
  }
  const bool server = IsServer(request.name.role);
  if (server && request.hosts.empty()) {
    return Wrong(
        "an engine or a door needs at least one host: the name or address its callers dial");
  }
  if (!server && !request.hosts.empty()) return Wrong("only an engine or a door has hosts");
  if (request.valid_days < 1 || request.valid_days > kPeerDaysMax) {
    return Wrong(absl::StrCat("a certificate is valid for 1 to ", kPeerDaysMax, " days"));
  }
  return absl::OkStatus();
}

std::string PurposeOf(Role role) {
  if (role == Role::kOfficer) return "";
  return IsServer(role) ? "serverAuth" : "clientAuth";
}

// No longer than the authority itself.
absl::StatusOr<Validity> ValidityOf(const Signer& signer, std::int64_t days, std::int64_t now_s) {
  Validity ca;
  if (!UnixSeconds(X509_get0_notBefore(signer.certificate.get()), ca.from_s) ||
      !UnixSeconds(X509_get0_notAfter(signer.certificate.get()), ca.until_s)) {
    return Wrong("the authority's own dates are malformed");
  }
  if (now_s > ca.until_s) return Wrong("the authority's own certificate has expired");
  if (now_s < ca.from_s) return Wrong("the authority's own certificate is not yet valid");
  return Validity{.from_s = std::max(now_s - kClockSlackSeconds, ca.from_s),
                  .until_s = std::min(now_s + days * kDaySeconds, ca.until_s)};
}

// "ab:cd" and "abcd" are "ABCD".
std::string PlainSerial(const std::string& serial) {
  std::string plain;
  for (const char c : serial) {
    if (c != ':') plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return plain;
}

absl::StatusOr<std::size_t> FindSerial(const std::vector<IssuedLine>& lines,
                                       const std::string& serial) {
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (lines[at].serial == serial) return at;
  }
  return absl::NotFoundError("this authority has issued no certificate of this serial number");
}

absl::StatusOr<IssuedPair> IssueLocked(const std::string& folder, const Signer& signer,
                                       const IssueRequest& request, std::int64_t now_s) {
  const absl::StatusOr<Validity> validity = ValidityOf(signer, request.valid_days, now_s);
  if (!validity.ok()) return validity.status();
  absl::StatusOr<std::vector<IssuedLine>> lines = ReadIssued(folder);
  if (!lines.ok()) return lines.status();
  Handle<EVP_PKEY> key;
  if (request.name.role == Role::kOfficer) {
    absl::StatusOr<Handle<EVP_PKEY>> made = ReadKey(Ed25519Key::Generate().ToPem());
    if (!made.ok()) return made.status();
    key = *std::move(made);
  } else {
    key = MakePeerKey();
  }
  const LeafPlan plan = {.subject = request.name.Text(),
                         .uris = {UriOf(request.name)},
                         .hosts = request.hosts,
                         .purpose = PurposeOf(request.name.role),
                         .validity = *validity};
  const absl::StatusOr<Handle<X509>> leaf = MakeLeaf(plan, key.get(), signer.issuer());
  if (!leaf.ok()) return leaf.status();
  // First the book: what is not in it could not be revoked.
  lines->push_back({.serial = SerialText(X509_get0_serialNumber(leaf->get())),
                    .issued_s = now_s,
                    .until_s = validity->until_s,
                    .revoked_s = 0,
                    .reason = {},
                    .uri = plan.uris.front()});
  const absl::Status written = WriteIssued(folder, *lines);
  if (!written.ok()) return written;
  return IssuedPair{.certificate_pem = PemOf(leaf->get()), .key_pem = PemOf(key.get())};
}

}  // namespace

absl::StatusOr<Authority> Authority::Create(const std::string& folder, const std::string& name,
                                            std::int64_t now_s, std::int64_t valid_days) {
  if (!IsWords(name)) return Wrong("an authority's name has 1 to 64 characters, none of control");
  if (valid_days < 1 || valid_days > kAuthorityDaysMax) {
    return Wrong(absl::StrCat("an authority is valid for 1 to ", kAuthorityDaysMax, " days"));
  }
  const absl::Status made = MakeFolder(folder);
  if (!made.ok()) return made;
  const FolderLock lock(folder);
  if (!lock.status().ok()) return lock.status();
  const absl::Status none = CheckNoneThere(folder);
  if (!none.ok()) return none;
  Signer signer;
  signer.key = MakePeerKey();
  signer.certificate = MakeAuthorityCertificate(
      name, signer.key.get(),
      {.from_s = now_s - kClockSlackSeconds, .until_s = now_s + valid_days * kDaySeconds});
  const std::string certificate_pem = PemOf(signer.certificate.get());
  const std::string key_pem = PemOf(signer.key.get());
  // The certificate last: with it there, all the rest is.
  absl::Status written = WriteSecret(KeyPath(folder), key_pem);
  if (written.ok()) written = WriteIssued(folder, {});
  if (written.ok()) written = WriteRevocations(folder, signer, {}, now_s);
  if (written.ok()) {
    written = WriteWhole(CertificatePath(folder), certificate_pem, Privacy::kPublic);
  }
  if (!written.ok()) return written;
  return Authority(folder, certificate_pem, key_pem);
}

absl::StatusOr<Authority> Authority::Open(const std::string& folder) {
  const absl::StatusOr<std::string> certificate =
      ReadWhole(CertificatePath(folder), kCertificateBytesMax, Privacy::kPublic);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<std::string> key = ReadSecret(KeyPath(folder));
  if (!key.ok()) return key.status();
  const absl::Status matches = CheckKeyMatches(*certificate, *key);
  if (!matches.ok()) return WrongAt(KeyPath(folder), matches);
  const absl::StatusOr<Handle<X509>> x509 = ReadCertificate(*certificate);
  if (!x509.ok()) return WrongAt(CertificatePath(folder), x509.status());
  if (X509_check_ca(x509->get()) != 1) {
    return Wrong(CertificatePath(folder) + ": not an authority's certificate");
  }
  return Authority(folder, *certificate, *key);
}

absl::StatusOr<IssuedPair> Authority::Issue(const IssueRequest& request, std::int64_t now_s) {
  const absl::Status request_status = CheckRequest(request);
  if (!request_status.ok()) return request_status;
  const absl::StatusOr<Signer> signer = SignerOf(certificate_pem_, key_pem_);
  if (!signer.ok()) return signer.status();
  const FolderLock lock(folder_);
  if (!lock.status().ok()) return lock.status();
  return IssueLocked(folder_, *signer, request, now_s);
}

absl::StatusOr<IssuedPair> Authority::Renew(const std::string& certificate_pem, std::int64_t now_s,
                                            std::int64_t valid_days) {
  const absl::StatusOr<Certificate> old = ParseCertificate(certificate_pem);
  if (!old.ok()) return old.status();
  // On its first day: one that has expired is renewed, too.
  const absl::Status issued = CheckIssued(*old, certificate_pem_, old->not_before_s);
  if (!issued.ok()) return issued;
  const absl::StatusOr<std::vector<IssuedLine>> lines = List();
  if (!lines.ok()) return lines.status();
  const absl::StatusOr<std::size_t> at = FindSerial(*lines, old->serial);
  if (!at.ok()) return at.status();
  if ((*lines)[*at].revoked_s != 0) {
    return Wrong("a revoked certificate is not renewed; issue a new one");
  }
  return Issue({.name = old->name, .hosts = old->hosts, .valid_days = valid_days}, now_s);
}

absl::Status Authority::Revoke(const std::string& serial, const std::string& reason,
                               std::int64_t now_s) {
  if (!IsWords(reason)) return Wrong("a reason has 1 to 64 characters, none of control");
  const absl::StatusOr<Signer> signer = SignerOf(certificate_pem_, key_pem_);
  if (!signer.ok()) return signer.status();
  const FolderLock lock(folder_);
  if (!lock.status().ok()) return lock.status();
  absl::StatusOr<std::vector<IssuedLine>> lines = ReadIssued(folder_);
  if (!lines.ok()) return lines.status();
  const absl::StatusOr<std::size_t> at = FindSerial(*lines, PlainSerial(serial));
  if (!at.ok()) return at.status();
  IssuedLine& line = (*lines)[*at];
  if (line.revoked_s == 0) {
    line.revoked_s = now_s;
    line.reason = reason;
    const absl::Status written = WriteIssued(folder_, *lines);
    if (!written.ok()) return written;
  }
  // Again, too: a crash between the book and the list is mended by repeating the command.
  return WriteRevocations(folder_, *signer, *lines, now_s);
}

absl::Status Authority::RefreshRevocations(std::int64_t now_s) {
  const absl::StatusOr<Signer> signer = SignerOf(certificate_pem_, key_pem_);
  if (!signer.ok()) return signer.status();
  const FolderLock lock(folder_);
  if (!lock.status().ok()) return lock.status();
  const absl::StatusOr<std::vector<IssuedLine>> lines = ReadIssued(folder_);
  return lines.ok() ? WriteRevocations(folder_, *signer, *lines, now_s) : lines.status();
}

absl::StatusOr<std::vector<IssuedLine>> Authority::List() const { return ReadIssued(folder_); }

}  // namespace yizhan
