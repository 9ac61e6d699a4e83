#include <cstdint>

#include "absl/strings/str_cat.h"
#include "engine/base/money.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

std::string Yuan(std::int64_t fen) { return YuanText(Money::FromFen(fen)); }

// Bounds rise strictly from 0, measured above the deductible (R3).
void CheckBound(std::int64_t bound_fen, std::int64_t below_fen, const Place& place,
                Findings& findings) {
  if (bound_fen > below_fen) return;
  findings.Error(place,
                 {.zh = absl::StrCat("分段上限 ", Yuan(bound_fen), " 元应大于前一段的 ",
                                     Yuan(below_fen), " 元"),
                  .en = absl::StrCat("the upper bound ", Yuan(bound_fen),
                                     " must be above the one before it, ", Yuan(below_fen))});
}

void CheckTier(const v1::Tier& tier, bool last, const Place& place, Findings& findings) {
  if (last && tier.has_up_to_fen()) {
    findings.Error(place.Field("up_to_fen"),
                   {.zh = "最后一段不应有上限;要封顶请用封顶线(caps)",
                    .en = "the last tier must be open; use caps to limit what is paid"});
  }
  if (!last && !tier.has_up_to_fen()) {
    findings.Error(place, {.zh = "只有最后一段可以没有上限",
                           .en = "only the last tier may be without an upper bound"});
  }
  if (!place.Written("ratio_bp")) {
    findings.Warning(place.Field("ratio_bp"), {.zh = "本段没有写比例,按 0 计算",
                                               .en = "this tier states no ratio; it counts as 0"});
  }
}

void CheckCapLimits(const Placed<v1::Program>& program, Findings& findings) {
  for (int i = 0; i < program->caps_size(); ++i) {
    const Place place = program.place.Item("caps", i);
    if (place.Written("limit_fen")) continue;
    findings.Warning(place.Field("limit_fen"),
                     {.zh = "封顶线没有写金额,按 0 计算,即一分不付",
                      .en = "the cap states no limit; it counts as 0 and nothing is paid"});
  }
}

}  // namespace

void CheckTiers(const Placed<v1::Program>& program, Findings& findings) {
  if (program->tiers().empty()) {
    findings.Error(program.place, {.zh = "没有写救助比例(tiers)", .en = "there are no tiers"});
  }
  std::int64_t below_fen = 0;
  for (int i = 0; i < program->tiers_size(); ++i) {
    const v1::Tier& tier = program->tiers(i);
    const Place place = program.place.Item("tiers", i);
    CheckTier(tier, i + 1 == program->tiers_size(), place, findings);
    if (!tier.has_up_to_fen()) continue;
    CheckBound(tier.up_to_fen(), below_fen, place.Field("up_to_fen"), findings);
    below_fen = tier.up_to_fen();
  }
  CheckCapLimits(program, findings);
}

}  // namespace yizhan
