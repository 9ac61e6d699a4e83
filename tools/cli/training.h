// Training: the words on everything that comes from a training ledger, so that nobody takes its
// figures for real money. Nothing is added to what comes from a real one.
//
// Threads:  pure.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace yizhan::cli {

inline constexpr char kTrainingZh[] = "培训账本，不是真实账目";
inline constexpr char kTrainingEn[] = "training ledger, not real money";
inline constexpr char kTrainingMember[] = "training";  // Of JSON: true.

// Both sentences on a line of its own; empty for a real ledger.
std::string TrainingLine(bool training);
// The same as a comment of a text form of protobuf.
std::string TrainingComment(bool training);

// protobuf JSON as JsonText, with "training": true first unless the message has such a field.
std::string MarkedJson(const google::protobuf::Message& message, bool training);

}  // namespace yizhan::cli
