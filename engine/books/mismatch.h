// FirstMismatch: where two messages that must be alike first differ, by its path and both values.
//
// Threads:  pure.
#pragma once

#include <optional>
#include <string>

#include "engine/base/refusal.h"
#include "google/protobuf/message.h"

namespace yizhan {

// Empty when both are written with the same bytes. Paths begin with `root`:
// "outcome.steps[0].figures.pay_fen". A value that one side has not got is "-".
std::optional<Mismatch> FirstMismatch(const google::protobuf::Message& expected,
                                      const google::protobuf::Message& found,
                                      const std::string& root);

// " (field: expected 1, found 2)"; empty without a field.
std::string MismatchText(const Mismatch& mismatch);

}  // namespace yizhan
