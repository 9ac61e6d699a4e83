#include <array>

#include "engine/adjudicate/explain.h"
#include "engine/base/check.h"

namespace yizhan {
namespace {

std::string Yuan(std::int64_t fen) { return YuanText(Money::FromFen(fen)) + "元"; }

std::string LayerName(Layer layer) {
  switch (layer) {
    case Layer::kMunicipal:
      return "市级";
    case Layer::kDistrict:
      return "区级";
    case Layer::kTown:
      return "街镇";
    case Layer::kCharity:
      return "慈善";
  }
  return "";
}

std::string BucketName(Bucket bucket) {
  static constexpr std::array<const char*, kBuckets> kNames = {"自负", "分类自负", "超限价",
                                                               "自费"};
  return kNames[static_cast<std::size_t>(bucket)];
}

std::string AccountName(const CompiledPack& pack, std::uint32_t account) {
  YIZHAN_CHECK(account < pack.accounts.size());
  const CompiledAccount& named = pack.accounts[account];
  return "“" + (named.title.empty() ? named.id : named.title) + "”";
}

std::string FundName(const CompiledPack& pack, const CompiledProgram& program) {
  if (!program.fund.has_value()) return "基金";
  const CompiledFund& fund = pack.funds[*program.fund];
  return "“" + (fund.title.empty() ? fund.id : fund.title) + "”";
}

std::string WhyNotEligible(v1::NotEligible reason, const CompiledProgram& program) {
  switch (reason) {
    case v1::NOT_IN_FORCE:
      return "诊疗结束日不在规定的执行期内";
    case v1::IDENTITY:
      return "在规定的日期不具有本项目要求的救助身份";
    case v1::EXCLUDED_IDENTITY:
      return "具有本项目排除的身份";
    case v1::CARE_KIND:
      return "就医类别不在范围内";
    case v1::INSTITUTION:
      return "就诊机构不在范围内";
    case v1::LEVEL:
      return "医疗机构等级不在范围内";
    case v1::DIAGNOSIS:
      return program.principal_only ? "主要诊断不在规定的病种内" : "诊断不在规定的病种内";
    case v1::AGE:
      return "年龄不在范围内或出生日期不详";
    case v1::INSURANCE:
      return "参保险种不在范围内";
    case v1::TOWN_OF_PERSON:
      return "所属街镇不在范围内";
    case v1::MINIMUM_IN_SCOPE:
      return "本单政策范围内金额低于起付要求" + YuanText(program.min_in_scope) + "元";
    case v1::REFERRAL:
      return "须经转诊，单据没有转诊单号";
    case v1::NO_APPROVAL:
      return program.year_on_application ? "本项目按年度申请办理，不随单据结算"
                                         : "没有涵盖诊疗日期的审批";
    default:
      return "不符合条件";
  }
}

std::string WhyZero(v1::ZeroReason reason) {
  switch (reason) {
    case v1::NOTHING_LEFT:
      return "没有剩余的可计入费用";
    case v1::BELOW_DEDUCTIBLE:
      return "累计费用未超过起付线";
    case v1::NO_ENTITLEMENT:
      return "本次费用未增加应救助金额";
    case v1::ZERO_BY_CAP:
      return "已达封顶线";
    case v1::ZERO_BY_FUND:
      return "基金余额已用完";
    case v1::ZERO_BELOW_MINIMUM:
      return "低于最低支付额";
    case v1::GIVEN_ZERO:
      return "上游未支付";
    default:
      return "";
  }
}

std::string Basis(const CompiledProgram& program, const v1::ProgramFigures& figures) {
  std::string buckets;
  for (const Bucket bucket : program.base) {
    buckets += (buckets.empty() ? "" : "、") + BucketName(bucket);
  }
  return "本次计入" + buckets + Yuan(figures.base_fen()) + "，累计由" +
         Yuan(figures.accumulated_before_fen()) + "至" + Yuan(figures.accumulated_after_fen()) +
         "；累计应救助由" + Yuan(figures.entitlement_before_fen()) + "至" +
         Yuan(figures.entitlement_after_fen()) + "，本次应得" +
         Yuan(figures.entitlement_after_fen() - figures.entitlement_before_fen());
}

// Every limit that was met; those that cut say so.
std::string Limits(const CompiledPack& pack, const CompiledProgram& program,
                   const v1::ProgramFigures& figures) {
  std::string text;
  if (figures.has_given_fen()) {
    text += "；上游已付" + Yuan(figures.given_fen()) + "，按已付计，不受身份、限额和基金余额限制";
  }
  for (const v1::CapFigure& cap : figures.caps()) {
    text += "；" + AccountName(pack, cap.account()) + "限额" + Yuan(cap.limit_fen()) + "，尚余" +
            Yuan(cap.room_fen()) + (cap.cut() ? "，受此限制" : "");
  }
  if (figures.has_fund_room_fen()) {
    text += "；" + FundName(pack, program) + "余额" + Yuan(figures.fund_room_fen()) +
            (figures.cut_by_fund() ? "，受此限制" : "");
  }
  if (figures.cut_by_base()) text += "；不超过本次剩余费用" + Yuan(figures.base_fen());
  if (figures.cut_by_minimum()) {
    text += "；低于最低支付额" + YuanText(program.minimum_payment) + "元，不予支付";
  }
  return text;
}

std::string DrawnFrom(const v1::Buckets& draw) {
  const std::array<std::int64_t, kBuckets> parts = {draw.in_scope_self_pay_fen(),
                                                    draw.pre_self_pay_fen(), draw.over_limit_fen(),
                                                    draw.out_of_scope_fen()};
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == 0) continue;
    text += (text.empty() ? "" : "、") + BucketName(static_cast<Bucket>(i)) + Yuan(parts[i]);
  }
  return text;
}

std::string Result(const v1::Step& step) {
  const v1::ProgramFigures& figures = step.figures();
  if (step.status() == v1::BETTER_ALTERNATIVE) {
    return "。同组另有救助更多或排列在先的项目，本项目可救助" + Yuan(figures.pay_fen()) +
           "，未采用。";
  }
  if (figures.pay_fen() == 0) return "。本次救助0.00元：" + WhyZero(figures.zero_reason()) + "。";
  return "。本次救助" + Yuan(figures.pay_fen()) + "，用于抵付" + DrawnFrom(figures.draw()) + "。";
}

std::string NameOf(const CompiledProgram& program) {
  std::string text = "【" + LayerName(program.layer) + "】";
  text += program.title.empty() ? program.id : program.title;
  return program.confidence == Confidence::kIllustrative ? text + "（示例）" : text;
}

std::string LevelName(v1::HospitalLevel level) {
  static constexpr std::array<const char*, 5> kNames = {"未载明", "一级", "二级", "三级", "未定级"};
  return kNames[static_cast<std::size_t>(level)];
}

}  // namespace

std::string BreakZh(const CompiledPack& pack, const v1::Break& broken) {
  if (broken.kind() == v1::LEVEL_DIFFERS) {
    return "差异：单据载明机构为" + LevelName(broken.stated_level()) + "，机构登记为" +
           LevelName(broken.registered_level()) + "，按单据计算。";
  }
  YIZHAN_CHECK(broken.program() < pack.programs.size());
  const std::string name = NameOf(pack.programs[broken.program()]);
  const std::string upstream = "差异：" + name + "上游已付" + Yuan(broken.upstream_fen());
  if (broken.kind() == v1::GIVEN_EXCEEDS) {
    return upstream + "，超过剩余费用，只计" + Yuan(broken.pay_fen()) + "。";
  }
  return upstream + "，按本规则应付" + Yuan(broken.pay_fen()) + "。";
}

std::string SentenceZh(const CompiledPack& pack, const v1::Step& step) {
  YIZHAN_CHECK(step.program() < pack.programs.size());
  const CompiledProgram& program = pack.programs[step.program()];
  const std::string text = NameOf(program) + "：";
  if (step.status() == v1::NOT_ELIGIBLE) {
    return text + "不适用，" + WhyNotEligible(step.not_eligible(), program) + "。";
  }
  return text + Basis(program, step.figures()) + Limits(pack, program, step.figures()) +
         Result(step);
}

}  // namespace yizhan
