// SmallPack: one program per bucket, so that each test moves only what it is about.
//
// Units:    fen.
// Threads:  constant.
#pragma once

#include <string>
#include <vector>

#include "yizhan/v1/entry.pb.h"

namespace yizhan::test {

// half     dibao       in_scope_self_pay  50 %, at most 1 000.00 a year
// family   family      pre_self_pay       50 % above 100.00 a household and year, at most 200.00
// visit    visitor     over_limit         50 % above 100.00 a visit
// once     once        over_limit         10 %, accumulated over a lifetime
// charity  dibao       out_of_scope       all of it while the fund "fund" lasts
v1::PackFile SmallPack();

// The same with thresholds of its own, in text form; words and a source are added to each, and
// severity WARNING and route CASHIER to one that states none.
v1::PackFile SmallPackWarning(const std::vector<std::string>& thresholds);

// The same with `half` at 60 %: another pack, another outcome.
v1::PackFile SmallPackSixty();

// The same under another title: another pack, the same outcomes.
v1::PackFile SmallPackRetitled();

}  // namespace yizhan::test
