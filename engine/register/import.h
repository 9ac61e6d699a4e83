// Import: one person as the office states it becomes a register record and a private record.
//
// Errors:   a Refusal with the field (column) that is wrong: FIELD_MISSING, FIELD_MALFORMED,
//           FIELD_TOO_LONG, FIELD_NOT_UTF8, AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE, SPAN_REVERSED,
//           SPANS_CONFLICT.
// Threads:  pure.
// Law:      rulings R12-R15. Personal data (name, card) goes to the private record only.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan {

// Keys that turn personal data into what may be stored outside `private`.
struct IndexKey {
  std::string bytes;  // 32 random bytes, read from a file by path.
};

struct CheckedPerson {
  v1::PersonRecord record;    // Canonical: sorted; spans merged (R14), those of approvals kept.
  std::string card_key;       // Table::kCard key: HMAC(index key, "card", type, number).
  std::string private_bytes;  // Serialized PrivatePerson.
};

absl::StatusOr<CheckedPerson> CheckImport(const v1::ImportPerson& person, const IndexKey& key);

// Table::kCard key of a card. Letters are upper-cased and spaces removed first.
std::string CardKey(const v1::Card& card, const IndexKey& key);

// HMAC(index key, "household", reference): the household number of an office's reference.
std::uint64_t HouseholdNo(const std::string& reference, const IndexKey& key);

}  // namespace yizhan
