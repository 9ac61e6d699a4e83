// ResultBody: a quote or a settlement as members of an answer's body.
//
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "adapters/national/json_writer.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::shanghai {

// jzzje, jzmx, grfdze, zhzf, zhth, xjzf, jzsm, tsxx. `remarks` come first in tsxx.
void WriteResult(const v1::SettleResult& result, const std::vector<std::string>& remarks,
                 JsonWriter& xxnr);

// tsxx alone.
void WriteRemarks(const std::vector<std::string>& remarks, JsonWriter& xxnr);

}  // namespace yizhan::shanghai
