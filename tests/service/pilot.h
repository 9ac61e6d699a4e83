// Pilot: a certificate authority in a fresh folder, and the files of an engine and its callers.
//
// Threads:  one.
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/secret_file.h"
#include "engine/identity/authority.h"
#include "engine/identity/certificate.h"
#include "tests/support/scratch_folder.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

inline std::int64_t NowS() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

inline constexpr std::int64_t kDayS = 24 * 60 * 60;
inline const PeerName kDeskName = {.role = Role::kTerminal, .scope = "H0000000001", .name = "desk"};

class Pilot {
 public:
  Pilot()
      : authority_(
            *Authority::Create(folder_.path() + "/ca", "Invented pilot", NowS() - 100 * kDayS)) {
    YIZHAN_CHECK(authority_.RefreshRevocations(NowS()).ok());
    WriteEngine("127.0.0.1");
  }

  Authority& authority() { return authority_; }
  const Authority& authority() const { return authority_; }
  std::string ca_path() const { return folder_.path() + "/ca/ca.crt"; }
  std::string crl_path() const { return folder_.path() + "/ca/crl.pem"; }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  IssuedPair Issue(const PeerName& name, std::int64_t now_s = NowS(), std::int64_t days = 365) {
    IssueRequest request{.name = name, .hosts = {}, .valid_days = days};
    if (IsServer(name.role)) request.hosts = {"127.0.0.1", "::1", "localhost"};
    const auto pair = authority_.Issue(request, now_s);
    if (!pair.ok()) std::cerr << pair.status() << "\n";
    YIZHAN_CHECK(pair.ok());
    return *pair;
  }
  IssuedPair IssueEngine(const std::string& host) {
    const PeerName name{.role = Role::kEngine, .scope = {}, .name = "yizhand"};
    const auto pair = authority_.Issue({.name = name, .hosts = {host}}, NowS());
    if (!pair.ok()) std::cerr << pair.status() << "\n";
    YIZHAN_CHECK(pair.ok());
    return *pair;
  }
  void Revoke(const IssuedPair& pair) {
    const auto certificate = ParseCertificate(pair.certificate_pem);
    YIZHAN_CHECK(certificate.ok() && authority_.Revoke(certificate->serial, "lost", NowS()).ok());
  }

  // <name>.crt and <name>.key beside the authority, each replaced at once.
  void Write(const std::string& name, const IssuedPair& pair) const {
    YIZHAN_CHECK(WriteSecret(path(name + ".key"), pair.key_pem).ok());
    WriteText(path(name + ".crt"), pair.certificate_pem);
  }
  void WriteEngine(const std::string& host) { Write("engine", IssueEngine(host)); }
  static void WriteText(const std::string& path, const std::string& text) {
    std::ofstream(path + ".new", std::ios::binary) << text;
    std::filesystem::rename(path + ".new", path);
  }
  v1::Tls tls(const std::string& name = "engine") const {
    v1::Tls tls;
    tls.set_certificate_path(path(name + ".crt"));
    tls.set_key_path(path(name + ".key"));
    tls.set_ca_path(ca_path());
    tls.set_crl_path(crl_path());
    return tls;
  }

 private:
  ScratchFolder folder_;
  Authority authority_;
};

}  // namespace yizhan
