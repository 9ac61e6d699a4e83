// DeskBooks: what each institution's HIS has booked of the answers its terminals got: detail rows
// of national interface 3202, in the order of the script.
//
// Units:    yuan.
// Threads:  pure.
// Source:   national interface 3202 (domain.md section 2).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/cli/desk_player.h"
#include "tools/cli/desk_script.h"

namespace yizhan::cli {

// CSV by institution. A settlement is booked once, however often its answer came; a reversal and
// the old bill of a replacement are refund rows.
std::map<std::string, std::string> DeskBooks(const std::vector<DeskLine>& script,
                                             const std::vector<DeskAnswer>& answers, bool training);

}  // namespace yizhan::cli
