// Lead: an open question whether a year comes out otherwise now: what opens one by itself, and what
// a confirmation closes.
//
// Errors:   DataLoss naming the entry: it opens or closes what does not follow.
// Threads:  pure.
// Law:      adjudication.md section 8, Re-adjudication; R44, R50.
// Format:   Of a contra or an adjustment (D7) the year is that entry's own and the row names none;
//           of a register change or a pack the row names the years that are still open.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/books/draft.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Years that can be asked for (Relief.Readjudicate).
inline constexpr std::uint32_t kRefoldYearMin = 2000;
inline constexpr std::uint32_t kRefoldYearMax = 2999;

// Accounting years in which a bill may have been settled otherwise than a pack says that decides
// from `effective_from` and is posted on `posting_day`. None when that is not past.
std::vector<std::uint32_t> PackLeadYears(const std::string& effective_from, Day posting_day);

// The lead of a register change. Without years there is none: older entries name none.
absl::Status FoldRegisterLead(const v1::Entry& entry, const Reader& before,
                              std::vector<Effect>& effects);

// The lead of a pack stands under the pack's first activation (`pack_number`), so that all of them
// are found along the chain of packs. A pack put in force again adds its years.
absl::Status FoldPackLead(const v1::Entry& entry, std::uint64_t pack_number, const Reader& before,
                          std::vector<Effect>& effects);

// Open leads of packs that name the year, ascending.
absl::StatusOr<std::vector<std::uint64_t>> OpenPackLeads(std::uint32_t year, const Reader& state);

// Takes the year from an open lead, of a pack or of a person; without years left it is closed.
enum class LeadOf { kPerson, kPack };
struct ClosedLead {
  std::uint64_t number = 0;
  std::uint32_t year = 0;
  LeadOf of = LeadOf::kPerson;
};
absl::Status CloseLead(const v1::Entry& entry, const ClosedLead& closed, Draft& staged);

}  // namespace yizhan
