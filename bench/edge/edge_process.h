// EdgeProcess: a real yizhan-edge beside an engine of the tests: with a door for every protocol of
// the bench, or between HIS and insurer, which takes the place of the national door.
//
// Owner:    owns the process, which ends with it; its files lie in the engine's folder.
// Errors:   what cannot go on ends the bench, saying why.
// Threads:  one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tests/service/engine_process.h"

namespace yizhan::bench {

class EdgeProcess {
 public:
  // Returns when its doors are open. With the address of an insurer it passes through and does
  // nothing else.
  explicit EdgeProcess(const testing::EngineProcess& engine, const std::string& insurer_url = "");
  ~EdgeProcess();
  EdgeProcess(const EdgeProcess&) = delete;
  EdgeProcess& operator=(const EdgeProcess&) = delete;

  int http_port() const { return http_port_; }
  int mllp_port() const { return mllp_port_; }              // 0: none.
  std::string lists() const { return folder_ + "/lists"; }  // The watched folder.
  std::int64_t memory_kib() const;                          // Resident now.

 private:
  std::string WriteConfig(const testing::EngineProcess& engine, const std::string& doors) const;
  std::string AllDoors() const;
  void WaitForDoors();

  const std::string folder_;
  int http_port_ = 0;
  int mllp_port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace yizhan::bench
