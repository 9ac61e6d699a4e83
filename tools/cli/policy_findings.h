// PolicyFindings: what is wrong with pack files, and what an officer should look at, as text.
//
// Threads:  pure.
#pragma once

#include <string>

#include "engine/policy/load_pack.h"
#include "yizhan/v1/policy_service.pb.h"

namespace yizhan::cli {

using Findings = google::protobuf::RepeatedPtrField<v1::Finding>;

// "pack.textproto:12: 错误 error: ...", then the path and the English words.
std::string FindingsText(const Findings& findings);

v1::CheckPackReply CheckReply(const LoadedPack& loaded);
// The findings and one last line: whether the pack may be activated.
std::string CheckText(const LoadedPack& loaded, const v1::CheckPackReply& reply);

}  // namespace yizhan::cli
