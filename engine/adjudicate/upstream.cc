#include "engine/adjudicate/upstream.h"

#include <algorithm>

#include "engine/base/refusal.h"

namespace yizhan {
namespace {

void AddTo(std::vector<UpstreamPaid>& paid, const CompiledUpstream& fund, Money amount) {
  for (UpstreamPaid& known : paid) {
    if (known.line != fund.line) continue;
    known.amount += amount;
    return;
  }
  paid.push_back({.line = fund.line, .given = fund.given, .amount = amount});
}

}  // namespace

absl::StatusOr<std::vector<UpstreamPaid>> SortUpstream(const CompiledPack& pack, const Bill& bill) {
  std::vector<UpstreamPaid> paid;
  for (std::size_t i = 0; i < bill.upstream_aid.size(); ++i) {
    const CodedAmount& aid = bill.upstream_aid[i];
    const auto fund =
        std::find_if(pack.upstream_funds.begin(), pack.upstream_funds.end(),
                     [&](const CompiledUpstream& known) { return known.fund_code == aid.code; });
    if (fund == pack.upstream_funds.end()) {
      return Refuse({.reason = v1::UPSTREAM_AID_UNMAPPED,
                     .field = "bill.upstream_aid[" + std::to_string(i) + "]",
                     .found = aid.code + " " + YuanText(aid.amount)});
    }
    AddTo(paid, *fund, aid.amount);
  }
  return paid;
}

const UpstreamPaid* FindUpstream(std::span<const UpstreamPaid> upstream, const CompiledLine& line) {
  for (const UpstreamPaid& paid : upstream) {
    if (paid.line == line.versions.front()) return &paid;
  }
  return nullptr;
}

void CompareUpstream(const UpstreamPaid& upstream, const Step& step, std::vector<Break>& breaks) {
  const Money pay = step.status == v1::CHOSEN ? step.figures.pay : Money();
  if (upstream.amount == pay) return;
  breaks.push_back({.kind = upstream.given ? v1::GIVEN_EXCEEDS : v1::RECOMPUTED_DIFFERS,
                    .program = step.program,
                    .upstream = upstream.amount,
                    .pay = pay});
}

void CompareLevel(const Bill& bill, std::vector<Break>& breaks) {
  if (bill.registered_level == HospitalLevel::kUnspecified || bill.level == bill.registered_level) {
    return;
  }
  breaks.push_back({.kind = v1::LEVEL_DIFFERS,
                    .upstream = {},
                    .pay = {},
                    .stated_level = bill.level,
                    .registered_level = bill.registered_level});
}

}  // namespace yizhan
