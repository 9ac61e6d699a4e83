// DetailRows: the rows of a 3202, from JSON or from the text of a file.
//
// Units:    amounts are decimal text (N16,2) until they are Money; those of a refund are positive.
// Errors:   a Refusal with the national path, of a file "file[3].setl_id"; TOO_MANY_ITEMS.
// Threads:  pure.
// Source:   domain.md section 2.5.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "engine/base/money.h"

namespace yizhan::national {

struct DetailRow {
  std::string setl_id;
  std::string msgid;
  std::string mdtrt_id;
  std::string psn_no;
  Money total;
  Money funds;
  std::optional<Money> account;
  bool refund = false;
};

absl::StatusOr<std::vector<DetailRow>> ReadDetailRows(const Json& detail);
absl::StatusOr<std::vector<DetailRow>> ReadDetailFile(const std::string& text);

}  // namespace yizhan::national
