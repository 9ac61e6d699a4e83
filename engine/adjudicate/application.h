// Application: aid of a whole year, computed once over what the bills of that year left.
//
// Units:    fen; years are calendar years.
// Errors:   AMOUNT_OVERFLOW when an account would leave int64 (R1).
// Threads:  pure function of its arguments.
// Law:      adjudication.md sections 4 (mode) and 5; D4-D6.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/policy/compiled_pack.h"

namespace yizhan {

// The version of a program id that is in force on 31 December of the year (D4).
std::optional<std::uint32_t> VersionOfYear(const CompiledPack& pack, const std::string& program_id,
                                           std::uint32_t year);

// Section 5's formula once. The outcome has one step; `due` is what then remains of the
// residuals, and nothing is due at a desk. Accounts and funds as Adjudicate takes them.
absl::StatusOr<Outcome> AdjudicateApplication(const CompiledPack& pack, std::uint32_t program,
                                              const Buckets& residuals,
                                              std::span<const Money> account_values,
                                              std::span<const Money> fund_balances);

}  // namespace yizhan
