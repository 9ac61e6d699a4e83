// Chain: the money entries and the register changes of one person, by their back-links, and who
// belongs to a household.
//
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <functional>
#include <set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

absl::StatusOr<v1::Entry> EntryAt(std::uint64_t number, const Reader& state);

// A settlement, or another entry in the form of one (books/application.h), that nobody took back.
absl::StatusOr<bool> IsLive(const v1::Entry& entry, const Reader& state);

// The link to the entry before in this person's chain of money entries; 0 = none.
std::uint64_t PreviousOfPerson(const v1::Entry& entry, std::uint64_t person_no);

using Visit = std::function<absl::StatusOr<bool>(const v1::Entry&)>;

// A person's money entries, newest first, until `visit` says false.
absl::Status WalkPerson(std::uint64_t person_no, const Reader& state, const Visit& visit);

// A person's register changes, newest first, until `visit` says false.
absl::Status WalkRegister(std::uint64_t person_no, const Reader& state, const Visit& visit);

// Everybody whose bills may be of this household, ever. Without one (0): the person himself.
absl::StatusOr<std::set<std::uint64_t>> MembersOf(std::uint64_t person_no,
                                                  std::uint64_t household_no, const Reader& state);

}  // namespace yizhan
