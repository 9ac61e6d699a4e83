// Verdict: what a refusal of the centre means for a bill, at the desk and in the background.
//
// Threads:  pure.
// Law:      design.md "The edge": no patient waits for a network, none is paid twice.
#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace yizhan::edge {

// What a disk that refuses comes to for the HIS: before the centre was asked, and after.
absl::Status NothingDone();
absl::Status NotKnown();

// The centre gave no answer that holds: it may or may not have happened, or may yet happen.
bool IsNoAnswer(const absl::Status& status);

// Of a settlement at the desk: the HIS must be told to proceed without aid. Else the refusal is
// about the bill, and is final.
bool MeansLate(const absl::Status& status);

// Of a step in the background.
enum class Next : std::uint8_t {
  kAgain,       // Later.
  kGoOn,        // What was asked for is so already.
  kTakenBack,   // Somebody who may took the bill back, or replaced it.
  kTurnedDown,  // The law, or another channel, has the last word.
  kDeadLetter,  // No program can go on: a person must look.
};
Next AfterReversal(const absl::Status& status);
Next AfterRecording(const absl::Status& status);

}  // namespace yizhan::edge
