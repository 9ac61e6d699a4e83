// Keys: how the derived tables are keyed. Every key is built here and nowhere else.
//
// Threads:  pure.
// Law:      rulings R7, R12, R22, R40.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

std::string NumberKey(std::uint64_t number);  // 8 bytes, big-endian.
// Empty when `key` has not 8 bytes.
std::optional<std::uint64_t> NumberOfKey(std::string_view key);

// Table::kMessageKey. (sender, message id), length-prefixed (R40).
std::string MessageKey(const std::string& sender, const std::string& message_id);

// Table::kNaturalKey. (institution, bill_no, revision); message id stands in for no bill_no (R7).
std::string NaturalKey(const Bill& bill);

// Table::kHolder. 'P' person, 'H' household, 'V' visit.
std::string PersonHolderKey(std::uint64_t person_no);
std::string HouseholdHolderKey(std::uint64_t household_no);
std::string VisitHolderKey(std::uint64_t person_no, const std::string& institution_id,
                           const std::string& visit_no);

// Table::kAlert. The threshold's id comes first: all alerts of one stand together.
std::string AlertKey(const std::string& threshold_id, const v1::Crossing& crossing);

// Table::kOfficer: one row by id, one by each key he ever had.
inline constexpr char kOfficerIdPrefix[] = "i";
std::string OfficerIdKey(const std::string& id);
std::string OfficerKeyKey(const std::string& public_key);

// Where one account of the pack lies for this bill and person.
struct AccountPlace {
  std::string holder_key;  // Table::kHolder
  std::uint32_t year = 0;  // 0 unless the account is yearly (R20: of the accounting date).
};
AccountPlace PlaceOf(const CompiledAccount& account, const Bill& bill, const PersonFacts& person);

inline constexpr char kActivePackKey[] = "active";  // Table::kPack: the one that decides.
inline constexpr char kNewestPackKey[] = "newest";  // Table::kPack: the last one never seen before.
inline constexpr char kDayKey[] = "day";            // Table::kDay

}  // namespace yizhan
