// Server: the machine the engine runs on: its disk, its clock, its process that dies and is started
// again. One batch is taken at a time, at moments chance decides.
//
// Units:    *_ms are Unix milliseconds.
// Owner:    the simulation; everything given outlives it.
// Errors:   what must not be goes to the judge.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/personal/key_vault.h"
#include "engine/personal/personal_data.h"
#include "engine/settlement/engine.h"
#include "engine/settlement/queries.h"
#include "tests/property/dice.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/faulty_store.h"
#include "tests/simulation/judge.h"
#include "tests/simulation/sometimes.h"
#include "tests/simulation/timeline.h"

namespace yizhan::simulation {

class Server {
 public:
  struct Parts {
    Timeline& timeline;
    property::Dice& dice;
    Disk& disk;
    FaultyStore& store;  // Over the disk's.
    Judge& judge;
    Sometimes& sometimes;
    IndexKey index_key;
  };
  explicit Server(Parts parts);
  ~Server();

  void Start();
  // From now on nothing goes wrong any more; a process that is down is started.
  void CalmDown();
  // What waits is answered by nobody.
  void PowerOff();
  void SetTrouble(bool trouble) { trouble_ = trouble; }

  bool up() const { return life_ != nullptr; }
  // Its answers reach nobody any more.
  bool dying() const { return dying_; }
  Queries& queries();
  const LedgerStore& store() const { return parts_.store; }
  std::int64_t clock_ms() const { return clock_.NowMs(); }

  // A message arrives. False: nobody listens.
  bool Deliver(const std::function<void(Engine&)>& message);
  // Of the decision whose answer is heard now.
  Moment moment() const;
  // The engine has decided at this moment.
  void NoteDecided(v1::Reason reason);

 private:
  struct Life;

  std::unique_ptr<Life> Begin();
  void ScheduleStep();
  void Step();
  void SetClock();
  // What may happen before a batch. False: there is no batch to take any more.
  bool Misfortune();
  void Crash();
  void TakeOver();
  void RestartInGoodOrder();
  void FillDisk();
  void MoveClock();
  // The process ends, with what waited in it.
  void End();

  Parts parts_;
  ManualClock clock_;
  SeededRandom random_;
  MemoryVault vault_;
  EngineOptions options_;
  std::unique_ptr<Life> life_;
  Life* deciding_ = nullptr;
  std::int64_t skew_ms_ = 0;
  int trouble_permille_ = 0;  // Of each kind, before a batch.
  bool trouble_ = false;
  bool step_scheduled_ = false;
  bool dying_ = false;
};

}  // namespace yizhan::simulation
