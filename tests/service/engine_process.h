// EngineProcess: a real yizhand on a loopback port with a ledger in a folder of its own, and an
// authority for whoever calls it.
//
// Owner:    owns the process and the folder; both are gone after it.
// Errors:   gtest failures; what cannot go on aborts the test program.
// Threads:  one, except NewClient and token, from any.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/client/client.h"
#include "tests/service/pilot.h"

namespace yizhan::testing {

// Peers of every EngineProcess: by token in training, else by a certificate for the same role,
// institution or town, named like what follows the sender's "/".
struct TestPeer {
  const char* sender;
  const char* role;
  const char* institution_id = "";
  const char* town = "";
};
inline constexpr char kTown[] = "安亭镇";
inline constexpr char kOtherTown[] = "南翔镇";
inline constexpr TestPeer kTestPeers[] = {
    {"admin", "admin"},
    {"relief", "district"},
    {"auditor", "auditor"},
    {"witness", "witness"},
    {"monitor", "monitor"},
    {"town-officer", "town", "", kTown},
    {"other-town-officer", "town", "", kOtherTown},
    {"anting/desk-1", "terminal", "anting"},
    {"anting/desk-2", "terminal", "anting"},
    {"anting/edge", "edge", "anting"},
    {"nanxiang/desk-1", "terminal", "nanxiang"},
    {"waigang/desk-1", "terminal", "waigang"},
    {"juyuan/desk-1", "terminal", "juyuan"},
    {"nowhere/desk-1", "terminal", "nowhere"},
};

// Officers whose certificates every EngineProcess has.
inline constexpr const char* kTestOfficers[] = {"li", "wang", "zhao"};

inline constexpr char kHighLimits[] =
    "calls_per_second_max: 1000000 streams_per_peer_max: 1000 connections_per_address_max: 1024";

struct EngineOptionsOfTest {
  bool certificates = false;  // Else training: tokens and plain text.
  std::string limits = kHighLimits;
  std::string more{};  // Further lines of the configuration.
};

class EngineProcess {
 public:
  explicit EngineProcess(EngineOptionsOfTest options = {});  // Makes the files; starts nothing.
  ~EngineProcess();                                          // Kills.

  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  // Returns when it listens. The port stays the same over restarts.
  void Start(const std::vector<std::string>& arguments = {});
  void set_more(const std::string& more) { options_.more = more; }  // From the next start on.
  void set_address(const std::string& address) { address_ = address; }
  int Wait();   // Until it ends by itself; its exit code.
  int Stop();   // SIGTERM; its exit code.
  void Kill();  // kill -9
  // Starts it, waits for the moment, kills -9. True when it listened before.
  bool KillWhileStarting(const std::function<void()>& moment);
  int RunToTheEnd();  // Starts one that is expected to end by itself; its exit code.
  // The same program with other arguments; its exit code. `said` gets its standard error.
  int Run(const std::vector<std::string>& arguments, std::string* said) const;

  Client NewClient(const std::string& sender, std::int64_t deadline_ms = 10'000) const;
  // With these bytes of a certificate and key, and trusting this engine's authority.
  Client NewClientWith(const IssuedPair& pair, std::int64_t deadline_ms = 10'000) const;
  std::string token(const std::string& sender) const;
  const IssuedPair& certificate(const std::string& sender) const { return issued_.at(sender); }
  const IssuedPair& officer(const std::string& id) const { return officers_.at(id); }
  Pilot& pilot() { return pilot_; }
  bool certificates() const { return options_.certificates; }

  pid_t pid() const { return pid_; }
  const std::string& address() const { return address_; }
  const std::string& metrics_address() const { return metrics_address_; }
  const std::string& folder() const { return folder_; }
  std::string data_dir() const { return folder_ + "/ledger"; }
  std::string keys_dir() const { return folder_ + "/keys"; }
  std::string config_path() const { return folder_ + "/yizhand.textproto"; }
  std::string log_path() const { return folder_ + "/yizhand.log"; }
  std::string stderr_path() const { return folder_ + "/stderr"; }

 private:
  void WriteConfig() const;
  bool TryStart(const std::vector<std::string>& arguments);

  EngineOptionsOfTest options_;
  std::string folder_;
  Pilot pilot_;
  std::map<std::string, IssuedPair> issued_;    // By sender.
  std::map<std::string, IssuedPair> officers_;  // By id.
  std::string address_ = "127.0.0.1:0";
  std::string metrics_address_ = "127.0.0.1:0";
  pid_t pid_ = -1;
};

std::string ReadWholeFile(const std::string& path);
void WriteWholeFile(const std::string& path, const std::string& text, unsigned mode = 0600);
// The engine's Prometheus page.
std::string MetricsPage(const EngineProcess& engine);
// One value of it, by name and labels as they stand there; -1: not there.
std::int64_t Metric(const EngineProcess& engine, const std::string& name);

}  // namespace yizhan::testing
