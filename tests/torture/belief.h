// Belief: what a client knows about one of its messages, kept outside the engine and its database.
//
// Units:    fen; numbers are entry numbers.
// Threads:  Book: the caller holds its mutex.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "yizhan/v1/settlement.pb.h"

namespace yizhan::torture {

// Whether the ledger holds it. kMaybe: sent, and the answer is not known yet.
enum class Is { kNo, kMaybe, kYes };

struct Belief {
  Is settled = Is::kMaybe;
  Is ended = Is::kNo;          // By a contra or a tombstone.
  std::uint64_t number = 0;    // Of the settlement.
  std::string leaf_hash;       // Of the settlement, as acknowledged.
  std::uint64_t ended_by = 0;  // The contra or tombstone.
  std::uint64_t after = 0;     // The newest entry its client had seen when it sent this.
  std::string replaces;        // The message it replaces.
  std::string card;            // Whose bill.
  std::int64_t municipal_fen = 0;
  std::int64_t district_fen = 0;
};

// What one client believes, by message id. The id begins with the client's name and "-".
struct Book {
  std::mutex mutex;
  std::unordered_map<std::string, Belief> beliefs;
};

// Caps of the pilot's rules, a person and year: sh-2012-major, jd-topup.
inline constexpr char kMunicipalProgram[] = "sh-2012-major";
inline constexpr char kDistrictProgram[] = "jd-topup";
inline constexpr std::int64_t kMunicipalCapFen = 5'000'000;
inline constexpr std::int64_t kDistrictCapFen = 2'000'000;

}  // namespace yizhan::torture
