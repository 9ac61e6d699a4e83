// Holder: the values inside one packed HolderRow.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "yizhan/v1/rows.pb.h"

namespace yizhan {

// Null when the account was never touched for that year.
const v1::AccountValue* FindValue(const v1::HolderRow& row, const std::string& account_id,
                                  std::uint32_t year);

// Creates it, with value 0, at its sorted place when absent.
v1::AccountValue& ValueIn(v1::HolderRow& row, const std::string& account_id, std::uint32_t year);

}  // namespace yizhan
