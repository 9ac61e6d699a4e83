// Stage: an edge whose power may be cut at any point, before an engine in memory: a DurableIntake
// on an inbox on a faulty disk, and a line to the centre that fails as asked. Its background runs
// only when told.
//
// Errors:   gtest failures; set-up that is refused aborts the test.
// Threads:  as DurableIntake; Crash and Settle-ups from one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/intake/durable_intake.h"
#include "tests/intake/desk_centre.h"
#include "tests/intake/faulty_centre.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::test {

// What the HIS was told.
enum class Told : std::uint8_t {
  kResult,
  kLate,
  kRefused,
  kReversed,   // Money comes back.
  kTombstone,  // It never arrived, and never will.
  kNoAnswer,   // Send it again.
  kPromised,
};
const char* NameOf(Told told);

// What the ledger holds of a bill.
enum class Ends : std::uint8_t { kNothing, kRealTime, kAfterwards, kTwice };
const char* NameOf(Ends ends);

class Stage {
 public:
  // At a desk of its own, or one that several stages share.
  explicit Stage(Desk* desk = nullptr, std::uint64_t seed = 1);

  v1::SettleRequest Request(const std::string& message_id) const;
  // Bills are another person's from now on: what one may get in a year is limited.
  void NextPerson();
  // As the national door would: Receive, then the call. Nothing is told when Receive refuses.
  Told Settle(const std::string& message_id);
  Told Settle(const v1::SettleRequest& request);
  Told Reverse(const std::string& message_id, const std::string& request_id);
  Told ReverseNumber(std::uint64_t number, const std::string& request_id);
  Told Promise(const std::string& message_id, const std::string& request_id);
  edge::Ticket Receive(const std::string& raw = "raw");

  std::int64_t Work() { return intake_->Work(); }
  // Until nothing is left to do, with a line that works again and every held copy delivered.
  void WorkAllOff();
  void Crash(Loss loss = Loss::kAll);
  // Power was cut by a fault: nothing works until Crash.
  bool cut() const { return cut_; }
  void Advance(std::int64_t by_ms) { desk_.clock().Advance(by_ms); }

  Ends EndsOf(const std::string& message_id) const;
  // The record that carries the bill.
  v1::InboxRecord OwnerOf(const std::string& message_id) const;

  Desk& desk() { return desk_; }
  FaultyCentre& line() { return line_; }
  FaultyDisk& disk() { return disk_; }
  edge::Inbox& inbox() { return *inbox_; }
  edge::DurableIntake& intake() { return *intake_; }
  edge::IntakeOptions options{};  // From the next Crash on.

 private:
  void Open();
  void CheckPayee(const std::string& message_id, const v1::GetReply& found) const;

  std::unique_ptr<Desk> own_desk_;
  Desk& desk_;
  int persons_ = 0;
  std::uint64_t person_no_ = 0;
  DeskCentre centre_;
  FaultyCentre line_;
  ScratchFolder folder_;
  FaultyDisk disk_;
  SeededRandom random_;
  bool cut_ = false;
  std::unique_ptr<edge::Inbox> inbox_;
  std::unique_ptr<edge::DurableIntake> intake_;
};

}  // namespace yizhan::test
