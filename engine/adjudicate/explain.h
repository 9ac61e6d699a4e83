// Explain: a stored step or break as sentences. Reads the stored figures; computes nothing again.
//
// Threads:  pure.
// Law:      adjudication.md section 6.
#pragma once

#include <string>

#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/outcome.pb.h"

namespace yizhan {

std::string SentenceZh(const CompiledPack& pack, const v1::Step& step);
std::string SentenceEn(const CompiledPack& pack, const v1::Step& step);
std::string BreakZh(const CompiledPack& pack, const v1::Break& broken);
std::string BreakEn(const CompiledPack& pack, const v1::Break& broken);

}  // namespace yizhan
