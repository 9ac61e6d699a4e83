// PilotAuthority: an authority in a folder of its own, gone with the test.
//
// Units:    *_s are Unix seconds.
// Threads:  one.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "engine/base/check.h"
#include "engine/identity/authority.h"

namespace yizhan::test {

inline constexpr std::int64_t kNowS = 1'340'928'000;  // 2012-06-29
inline constexpr std::int64_t kDayS = 86'400;

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "yizhan-XXXXXX") {
    YIZHAN_CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline unsigned ModeOf(const std::string& path) {
  struct stat found {};
  YIZHAN_CHECK(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 0777U;
}

class PilotAuthority {
 public:
  PilotAuthority() : authority_(Authority::Create(folder(), "嘉定试点 pilot", kNowS)) {
    YIZHAN_CHECK(authority_.ok());
  }
  std::string folder() const { return temporary_.path() + "/ca"; }
  std::string ca() const { return authority_->certificate_pem(); }
  Authority& operator*() { return *authority_; }
  Authority* operator->() { return &*authority_; }

  IssuedPair Issued(const PeerName& name, std::int64_t valid_days = 365) {
    IssueRequest request{.name = name, .hosts = {}, .valid_days = valid_days};
    if (IsServer(name.role)) request.hosts = {"localhost", "127.0.0.1", "::1"};
    absl::StatusOr<IssuedPair> pair = authority_->Issue(request, kNowS);
    YIZHAN_CHECK(pair.ok());
    return *pair;
  }
  Certificate Parsed(const PeerName& name, std::int64_t valid_days = 365) {
    absl::StatusOr<Certificate> parsed = ParseCertificate(Issued(name, valid_days).certificate_pem);
    YIZHAN_CHECK(parsed.ok());
    return *parsed;
  }

 private:
  TemporaryFolder temporary_;
  absl::StatusOr<Authority> authority_;
};

inline const PeerName kDesk = {Role::kTerminal, "JD1", "desk-1"};
inline const PeerName kTownOfficer = {Role::kTown, "安亭镇", "li"};
inline const PeerName kEngineName = {Role::kEngine, "", "e1"};
inline const PeerName kDoorName = {Role::kDoor, "JD1", "his"};
inline const PeerName kOfficerLi = {Role::kOfficer, "", "li"};

}  // namespace yizhan::test
