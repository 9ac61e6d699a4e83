// BillItems: a list of bills (bill_line.h) and a register of people, as items of a simulation: the
// same bills that `yizhan adjudicate` settles.
//
// A person's number is the first line of the register that speaks of him. A line that the engine
// would refuse is left out and counted; so are bills of people the register does not know (R10).
// What only a pack can refuse (R9: an unmapped aid code) binds its keys here, for there are two
// packs.
//
// Errors:   a Refusal when the register has no usable header.
// Threads:  one.
// Law:      rulings R7, R10, R31, R40, R44, R45, R47.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/register/import.h"
#include "engine/simulate/item.h"
#include "tools/cli/bill_line.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

struct BillCounts {
  std::int64_t lines = 0;
  std::int64_t unknown_people = 0;
  std::int64_t repeated = 0;  // A message id, or bill number, that stands in the file before.
  std::int64_t refused = 0;
  std::uint64_t first_refused_line = 0;
  v1::ErrorDetail first_refusal{};
  std::int64_t refused_people = 0;  // Rows of the register.
};

class BillItems {
 public:
  static absl::StatusOr<BillItems> WithRegister(const std::string& csv);

  // Empty for a line that is left out; two for a replacement.
  std::vector<Item> Read(std::uint64_t number, const std::string& line);
  // A line that could not even be read.
  void Refused(std::uint64_t number, const absl::Status& why);

  const BillCounts& counts() const { return counts_; }

 private:
  struct Known {
    std::uint64_t person_no = 0;
    v1::PersonRecord record = {};
  };
  // What a message key stands for.
  enum class Kind : std::uint8_t { kLive, kEnded, kDead, kReversal };
  struct Bound {
    Kind kind = Kind::kDead;
    std::uint64_t line = 0;     // Of the bill.
    std::string natural_key{};  // Of the bill.
    std::string reversed{};     // The message key that a reversal's request id took back.
  };
  using Messages = std::unordered_map<std::string, Bound>;
  struct Checked {
    BillItem item = {};
    std::string message_key{};
    std::string natural_key{};
  };
  // How a line names the bill that it takes back. Null: by a message id that never arrived.
  struct Original {
    std::string message_key{};
    Bound* bound = nullptr;
  };

  using Items = absl::StatusOr<std::vector<Item>>;
  Items ReadLine(std::uint64_t number, const std::string& line);
  Items Settle(std::uint64_t number, const v1::SettleRequest& request);
  Items Reverse(std::uint64_t number, const ReverseLine& line);
  Items Replace(std::uint64_t number, const v1::ReplaceRequest& request);
  // `freed`: the natural key of the bill that this one replaces.
  absl::StatusOr<Checked> Check(const v1::SettleRequest& request, const std::string& freed) const;
  absl::StatusOr<Original> FindByLine(std::uint64_t line, const std::string& institution_id);
  Original FindByMessage(const std::string& institution_id, const std::string& message_id);
  // The reversal of it, or nothing for a tombstone.
  std::vector<Item> TakeBack(std::uint64_t number, const Original& original);
  Item Bind(std::uint64_t number, Checked checked);

  std::unordered_map<std::string, Known> people_;                     // By card key.
  Messages messages_;                                                 // By message key.
  std::unordered_map<std::uint64_t, Messages::value_type*> settled_;  // By line.
  std::unordered_set<std::string> natural_keys_;                      // Of live bills.
  BillCounts counts_;
};

}  // namespace yizhan::cli
