// PilotEngine: a real yizhand behind mutual TLS, with an authority, callers' certificates and
// configurations, and officers' signing certificates.
//
// Owner:    owns the process and the folder; both are gone after it.
// Errors:   what cannot go on aborts the test program.
// Threads:  one.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/cli/support/run_program.h"
#include "tests/service/pilot.h"

namespace yizhan::testing_support {

class PilotEngine {
 public:
  // Callers: admin, relief, auditor, monitor, town (安亭镇), anting and anting-2 (terminals).
  // Officers: li, wang, zhao.
  PilotEngine();
  ~PilotEngine() { Kill(); }
  PilotEngine(const PilotEngine&) = delete;
  PilotEngine& operator=(const PilotEngine&) = delete;

  void Start();  // Returns when it listens.
  void Kill();   // kill -9

  // `yizhan` with that caller's certificate.
  Ran As(const std::string& caller, std::vector<std::string> args,
         const std::string& input = "") const;

  Pilot& pilot() { return pilot_; }
  const std::string& address() const { return address_; }
  std::string path(const std::string& name) const { return pilot_.path(name); }
  std::string data_dir() const { return path("data"); }
  std::string keys_dir() const { return path("keys"); }
  std::string config_path() const { return path("engine.textproto"); }
  std::string clients() const { return path("clients"); }
  std::string ClientConfig(const std::string& caller) const {
    return clients() + "/" + caller + ".textproto";
  }

 private:
  void WriteConfig() const;
  void WriteClients() const;

  Pilot pilot_;
  std::string address_ = "127.0.0.1:0";
  pid_t pid_ = -1;
};

// The rest of a file; empty when it cannot be read.
std::string ReadFile(const std::string& path);

}  // namespace yizhan::testing_support
