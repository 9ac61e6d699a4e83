// EngineProcess: a real yizhand on a loopback port with a ledger in a folder of its own.
//
// Owner:    owns the process and the folder; both are gone after it.
// Errors:   gtest failures; what cannot go on aborts the test program.
// Threads:  one, except NewClient and token, from any.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/client/client.h"

namespace yizhan::testing {

// Peers of every EngineProcess: sender, role, institution.
struct TestPeer {
  const char* sender;
  const char* role;
  const char* institution_id;
};
inline constexpr TestPeer kTestPeers[] = {
    {"admin", "admin", ""},
    {"relief", "relief", ""},
    {"anting/desk-1", "institution", "anting"},
    {"anting/desk-2", "institution", "anting"},
    {"nanxiang/desk-1", "institution", "nanxiang"},
    {"waigang/desk-1", "institution", "waigang"},
    {"juyuan/desk-1", "institution", "juyuan"},
    {"nowhere/desk-1", "institution", "nowhere"},
};

class EngineProcess {
 public:
  EngineProcess();   // Makes folder, tokens and configuration; starts nothing.
  ~EngineProcess();  // Kills.

  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  void Start();       // Returns when it listens. The port stays the same over restarts.
  int Stop();         // SIGTERM; its exit code.
  void Kill();        // kill -9
  int RunToTheEnd();  // Starts one that is expected to end by itself; its exit code.
  // The same program with other arguments; its exit code. `said` gets its standard error.
  int Run(const std::vector<std::string>& arguments, std::string* said) const;

  Client NewClient(const std::string& sender, std::int64_t deadline_ms = 10'000) const;
  std::string token(const std::string& sender) const;
  const std::string& address() const { return address_; }
  const std::string& metrics_address() const { return metrics_address_; }
  const std::string& folder() const { return folder_; }
  std::string data_dir() const { return folder_ + "/ledger"; }
  std::string config_path() const { return folder_ + "/yizhand.textproto"; }
  std::string log_path() const { return folder_ + "/yizhand.log"; }
  std::string stderr_path() const { return folder_ + "/stderr"; }

 private:
  void WriteConfig() const;
  bool TryStart();

  std::string folder_;
  std::string address_ = "127.0.0.1:0";
  std::string metrics_address_ = "127.0.0.1:0";
  pid_t pid_ = -1;
};

std::string ReadWholeFile(const std::string& path);
void WriteWholeFile(const std::string& path, const std::string& text, unsigned mode = 0600);

}  // namespace yizhan::testing
