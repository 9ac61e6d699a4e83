// DetailFile: the file of a 3202, as 9101 carries it, from the books of the HIS into those of the
// insurer: lines of seven columns with tabs between, plain or in the .txt files of a ZIP.
//
// Only the cells of money change. Line ends, a byte order mark, names in GB18030 and every line
// that is no settlement with aid stay byte for byte; so does a file in which nothing changes, and a
// ZIP keeps its names.
//
// A ZIP that cannot be read (damaged, a password, too large unpacked) goes to the insurer as it is,
// and `warning` says so: whether it is good is the insurer's to say, and it may be another file
// than a 3202's. Its books then differ by the aid, which the clerk must know.
//
// Errors:   those of `aid_of`.
// Threads:  pure.
// Source:   domain.md section 2.5.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

enum class Towards : std::int8_t { kInsurer = -1, kHis = 1 };

// By the insurer's number; empty: no aid of ours.
using AidOfSetlId =
    std::function<absl::StatusOr<std::optional<v1::SettleResult>>(const std::string& setl_id)>;

struct Translation {
  bool changed = false;
  std::string warning{};
};

absl::StatusOr<Translation> TranslateFile(const AidOfSetlId& aid_of, Towards towards, Json& file);

}  // namespace yizhan::edge
