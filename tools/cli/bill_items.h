// BillItems: a file of bills, one JSON object a line, and a register of people, as items of a
// simulation.
//
//   {"bill": {...}, "person": {"card": {...}}}                     adapters/bill_json
//   {"reverse": {"institution_id": "...", "message_id": "..."}}    takes an earlier bill back
//
// A person's number is the first line of the register that speaks of him. A line that the engine
// would refuse is left out and counted; so are bills of people the register does not know (R10).
//
// Errors:   a Refusal when the register has no usable header.
// Threads:  one.
// Law:      rulings R7, R10, R40, R44.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "absl/status/statusor.h"
#include "engine/register/import.h"
#include "engine/simulate/item.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

struct BillCounts {
  std::int64_t lines = 0;
  std::int64_t unknown_people = 0;
  std::int64_t repeated = 0;  // A message id, or bill number, that stands in the file before.
  std::int64_t refused = 0;
  std::uint64_t first_refused_line = 0;
  std::string first_refusal{};
  std::int64_t refused_people = 0;  // Rows of the register.
};

class BillItems {
 public:
  static absl::StatusOr<BillItems> WithRegister(const std::string& csv);

  // Empty for a line that is left out.
  std::optional<Item> Read(std::uint64_t number, const std::string& line);

  const BillCounts& counts() const { return counts_; }

 private:
  absl::StatusOr<std::optional<Item>> ReadLine(std::uint64_t number, const std::string& line);
  absl::StatusOr<std::optional<Item>> ReadBill(std::uint64_t number,
                                               const v1::SettleRequest& request);

  struct Known {
    std::uint64_t person_no = 0;
    v1::PersonRecord record = {};
  };
  struct Live {
    std::uint64_t number = 0;
    std::string natural_key{};
  };

  std::unordered_map<std::string, Known> people_;  // By card key.
  std::unordered_map<std::uint64_t, std::string> cards_;
  std::unordered_map<std::string, Live> messages_;  // By message key; number 0: taken back.
  std::unordered_set<std::string> natural_keys_;    // Of live bills.
  BillCounts counts_;
};

}  // namespace yizhan::cli
