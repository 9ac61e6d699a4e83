// PlainJson: a message as one line of JSON for other programs: amounts as integers, bytes and
// numbers of persons as hex, places in a pack (program, account, fund, threshold) as ids. What is
// empty, false, an enum's zero or an unsigned number's (they name or count; amounts are signed) is
// left out; new fields of a message appear by themselves.
//
// Units:    fen, as in the messages.
// Threads:  pure.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "engine/policy/compiled_pack.h"

namespace yizhan::cli {

std::string PlainJson(const google::protobuf::Message& message, const CompiledPack& pack);

}  // namespace yizhan::cli
