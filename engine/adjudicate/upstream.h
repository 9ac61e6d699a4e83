// Upstream: aid that was paid before the bill came here, sorted to the programs it pays, and where
// it differs from what they pay here.
//
// Units:    fen.
// Errors:   UPSTREAM_AID_UNMAPPED when the pack does not know a fund code, of whatever amount.
// Threads:  pure.
// Law:      rulings R9, R25; D1-D3.
#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"

namespace yizhan {

// What upstream paid of one program id.
struct UpstreamPaid {
  std::uint32_t line = 0;  // As CompiledUpstream names it.
  bool given = false;
  Money amount;  // All its codes.
};

absl::StatusOr<std::vector<UpstreamPaid>> SortUpstream(const CompiledPack& pack, const Bill& bill);

// Null when upstream paid nothing of this program.
const UpstreamPaid* FindUpstream(std::span<const UpstreamPaid> upstream, const CompiledLine& line);

// Adds a break when the step of this program does not pay what upstream paid.
void CompareUpstream(const UpstreamPaid& upstream, const Step& step, std::vector<Break>& breaks);

// Adds a break when the bill states another level than the register.
void CompareLevel(const Bill& bill, std::vector<Break>& breaks);

}  // namespace yizhan
