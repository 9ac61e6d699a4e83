// WitnessProcess: a real `yizhan witness` that follows an EngineProcess.
//
// Owner:    owns the process; its folder is the caller's.
// Errors:   gtest failures; what cannot go on aborts the test program.
// Threads:  one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tests/service/engine_process.h"

namespace yizhan::testing {

class WitnessProcess {
 public:
  // `data_dir`: the witness's. Its key and configuration lie in `folder`.
  WitnessProcess(const EngineProcess& engine, std::string folder, std::string data_dir);
  ~WitnessProcess() { Kill(); }
  WitnessProcess(const WitnessProcess&) = delete;
  WitnessProcess& operator=(const WitnessProcess&) = delete;

  // For the engine's witness_keys. Needs no engine.
  std::string Key() const;

  void Start();
  int Stop();    // SIGTERM; its exit code.
  int Wait();    // Until it ends by itself; its exit code.
  void Kill();   // kill -9
  void Pause();  // As if its network were gone.

  // The size of the newest checkpoint it cosigned; 0: none.
  std::uint64_t CosignedSize() const;
  void WaitForCosigned(std::uint64_t size) const;

  std::string ledger() const { return data_dir_ + "/ledger"; }
  std::string stopped_path() const { return data_dir_ + "/stopped"; }
  std::string log_path() const { return folder_ + "/witness.log"; }
  // How it reaches the engine: for --old-engine.
  std::string client_path() const { return folder_ + "/witness-client.textproto"; }

 private:
  std::string config_path() const { return folder_ + "/witness.textproto"; }

  const EngineProcess& engine_;
  const std::string folder_;
  const std::string data_dir_;
  pid_t pid_ = -1;
};

}  // namespace yizhan::testing
