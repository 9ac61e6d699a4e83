// AidEvents: entries as what they mean for reports: aid that was given, taken back or adjusted,
// each with the town, the identities and the institution of the settlement it goes back to.
//
// Units:    fen. About 50 bytes are kept for each settlement of the ledger, so that the log is
//           read once; a contra names its settlement by number only.
// Errors:   DataLoss when the entries do not hang together.
// Threads:  one.
// Law:      ruling R44: a contra belongs to the period of its own posting date.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/report/pack_shelf.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

enum class AidPath : std::uint8_t { kRealTime, kAfterTheFact, kApplication, kOutside };

struct AidEvent {
  enum class Kind : std::uint8_t { kSettled, kContra, kAdjusted };
  Kind kind = Kind::kSettled;
  AidPath path = AidPath::kRealTime;  // Of the settlement; of a contra: of its original.
  Day day;                            // Of posting.
  std::uint64_t person_no = 0;
  std::string town = {};                  // Of the settlement, on its service end; empty: unknown.
  std::string institution_id = {};        // Empty: none.
  std::set<std::string> identities = {};  // Held on any day of the stay.
  std::vector<AidPart> parts = {};        // By program, taken back negative. None of outside aid.
  Money aid = {};                         // Their sum.
  Money outside = {};                     // What another body paid (R49).
  Money owed_more = {};                   // 应补
  Money owed_back = {};                   // 应退
};

class AidEvents {
 public:
  // Entries in order, all of them: what was posted before the period is remembered. An event for
  // each settlement, contra and adjusted bill.
  absl::StatusOr<std::vector<AidEvent>> Read(const v1::Entry& entry);

  // Of the settlement that an entry is, ends or adjusts; empty for others.
  std::string TownOf(const v1::Entry& entry) const;
  const PackShelf& packs() const { return packs_; }

 private:
  // Texts of which there are few, by number.
  class Words {
   public:
    std::uint32_t Of(const std::string& word);
    const std::string& At(std::uint32_t number) const { return words_[number]; }

   private:
    std::vector<std::string> words_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
  };
  struct Origin {
    std::uint64_t number = 0;
    std::uint64_t person_no = 0;
    std::uint32_t town = 0;
    std::uint32_t institution = 0;
    std::uint32_t identities = 0;  // Their names, each ended by a zero byte.
    AidPath path = AidPath::kRealTime;
  };

  absl::StatusOr<AidEvent> SettledEvent(const v1::Entry& posted);
  absl::StatusOr<AidEvent> ContraEvent(const v1::Entry& entry);
  absl::StatusOr<std::vector<AidEvent>> AdjustedEvents(const v1::Entry& entry) const;
  void Remember(const v1::Entry& settlement, AidPath path);
  const Origin* FindOrigin(std::uint64_t number) const;
  absl::StatusOr<AidEvent> EventOf(std::uint64_t number, std::uint64_t original) const;

  PackShelf packs_;
  Words words_;
  std::vector<Origin> origins_;             // By number.
  std::map<std::uint64_t, Money> outside_;  // By number.
};

}  // namespace yizhan
