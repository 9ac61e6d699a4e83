// FindPerson: who a reference stands for, when the caller may know of him.
//
// Errors:   NOT_ALLOWED      the call does not reach people, or this one: he lives elsewhere today
//           PERSON_UNKNOWN   nobody holds that card or number
//           FIELD_MISSING and the like for the form; none repeats what it was given
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/ledger/store.h"
#include "engine/register/import.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/private.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

absl::Status CheckPersonForm(const v1::PersonRef& person);

// The person number a reference stands for. PERSON_UNKNOWN when nobody does.
absl::StatusOr<std::uint64_t> ResolvePerson(const v1::PersonRef& person, const Reader& state,
                                            const IndexKey& index_key);

// NOT_ALLOWED unless the call reaches the register: all of it, or one town's.
absl::Status CheckSeesPeople(const Caller& caller);

struct FoundPerson {
  std::uint64_t person_no = 0;
  v1::PersonRow row = {};
};

// `today`: the town that counts is the register's on that day.
absl::StatusOr<FoundPerson> FindPerson(const Caller& caller, const v1::PersonRef& person,
                                       const IndexKey& index_key, Day today, const Reader& state);

// A person's private row, opened. NotFound when his key was destroyed; DataLoss when there is no
// row or it was not sealed for him.
absl::StatusOr<v1::PrivateRow> OpenPrivate(std::uint64_t person_no, const Situation& situation,
                                           const Reader& state);

// A case or order number: 0 (or, when `required`, 1) to 64 of A-Z a-z 0-9 - / . _
absl::Status CheckReference(const std::string& field, const std::string& reference, bool required);
// The number of a person's card is no reference: it would stay in the ledger for ever.
absl::Status CheckHoldsNoCard(const std::string& field, const std::string& reference,
                              const v1::PrivatePerson& person);

}  // namespace yizhan
