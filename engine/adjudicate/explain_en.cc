#include <array>

#include "engine/adjudicate/explain.h"
#include "engine/base/check.h"

namespace yizhan {
namespace {

std::string Yuan(std::int64_t fen) { return YuanText(Money::FromFen(fen)) + " yuan"; }

std::string LayerName(Layer layer) {
  switch (layer) {
    case Layer::kMunicipal:
      return "municipal";
    case Layer::kDistrict:
      return "district";
    case Layer::kTown:
      return "town";
    case Layer::kCharity:
      return "charity";
  }
  return "";
}

std::string BucketName(Bucket bucket) {
  static constexpr std::array<const char*, kBuckets> kNames = {"in-scope self-pay", "pre-self-pay",
                                                               "over-limit", "out-of-scope"};
  return kNames[static_cast<std::size_t>(bucket)];
}

std::string WhyNotEligible(v1::NotEligible reason, const CompiledProgram& program) {
  switch (reason) {
    case v1::NOT_IN_FORCE:
      return "no version is in force on the last day of service";
    case v1::IDENTITY:
      return "none of the required identities is held on the day that counts";
    case v1::EXCLUDED_IDENTITY:
      return "an excluded identity is held";
    case v1::CARE_KIND:
      return "the kind of care is not covered";
    case v1::INSTITUTION:
      return "the institution is not covered";
    case v1::LEVEL:
      return "the level of the institution is not covered";
    case v1::DIAGNOSIS:
      return program.principal_only ? "the principal diagnosis is not covered"
                                    : "no diagnosis is covered";
    case v1::AGE:
      return "the age is out of range or the birth date is unknown";
    case v1::INSURANCE:
      return "the insurance type is not covered";
    case v1::TOWN_OF_PERSON:
      return "the town of the person is not covered";
    case v1::MINIMUM_IN_SCOPE:
      return "the in-scope amount of the bill is below " + YuanText(program.min_in_scope) + " yuan";
    case v1::REFERRAL:
      return "a referral is required and the bill names none";
    case v1::NO_APPROVAL:
      return program.year_on_application ? "it is granted by the year on application, not by bill"
                                         : "no approval covers the days of service";
    default:
      return "a condition is not met";
  }
}

std::string WhyZero(v1::ZeroReason reason) {
  switch (reason) {
    case v1::NOTHING_LEFT:
      return "nothing is left to count";
    case v1::BELOW_DEDUCTIBLE:
      return "the accumulated cost is not above the deductible";
    case v1::NO_ENTITLEMENT:
      return "this cost adds no entitlement";
    case v1::ZERO_BY_CAP:
      return "the cap is reached";
    case v1::ZERO_BY_FUND:
      return "the fund is used up";
    case v1::ZERO_BELOW_MINIMUM:
      return "it is below the minimum payment";
    case v1::GIVEN_ZERO:
      return "upstream paid nothing";
    default:
      return "";
  }
}

std::string Basis(const CompiledProgram& program, const v1::ProgramFigures& figures) {
  std::string buckets;
  for (const Bucket bucket : program.base) {
    buckets += (buckets.empty() ? "" : " and ") + BucketName(bucket);
  }
  return buckets + " of " + Yuan(figures.base_fen()) + " counts; accumulated " +
         Yuan(figures.accumulated_before_fen()) + " -> " + Yuan(figures.accumulated_after_fen()) +
         ", entitled in all " + Yuan(figures.entitlement_before_fen()) + " -> " +
         Yuan(figures.entitlement_after_fen()) + ", now " +
         Yuan(figures.entitlement_after_fen() - figures.entitlement_before_fen());
}

// Every limit that was met; those that cut say so.
std::string Limits(const CompiledPack& pack, const CompiledProgram& program,
                   const v1::ProgramFigures& figures) {
  std::string text;
  if (figures.has_given_fen()) {
    text += "; upstream has paid " + Yuan(figures.given_fen()) +
            ", taken as given whatever identity, caps and fund say";
  }
  for (const v1::CapFigure& cap : figures.caps()) {
    YIZHAN_CHECK(cap.account() < pack.accounts.size());
    text += "; cap " + pack.accounts[cap.account()].id + " of " + Yuan(cap.limit_fen()) + " has " +
            Yuan(cap.room_fen()) + " left" + (cap.cut() ? " and cut it" : "");
  }
  if (figures.has_fund_room_fen()) {
    const std::string fund = program.fund.has_value() ? pack.funds[*program.fund].id : "";
    text += "; fund " + fund + " holds " + Yuan(figures.fund_room_fen()) +
            (figures.cut_by_fund() ? " and cut it" : "");
  }
  if (figures.cut_by_base()) text += "; not above what is left, " + Yuan(figures.base_fen());
  if (figures.cut_by_minimum()) {
    text += "; below the minimum payment of " + YuanText(program.minimum_payment) + " yuan";
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
    text += (text.empty() ? "" : ", ") + BucketName(static_cast<Bucket>(i)) + " " + Yuan(parts[i]);
  }
  return text;
}

std::string Result(const v1::Step& step) {
  const v1::ProgramFigures& figures = step.figures();
  if (step.status() == v1::BETTER_ALTERNATIVE) {
    return ". Would pay " + Yuan(figures.pay_fen()) +
           "; another program of the group pays more or stands first.";
  }
  if (figures.pay_fen() == 0) return ". Pays 0.00 yuan: " + WhyZero(figures.zero_reason()) + ".";
  return ". Pays " + Yuan(figures.pay_fen()) + ", taken from " + DrawnFrom(figures.draw()) + ".";
}

std::string NameOf(const CompiledProgram& program) {
  std::string text = "[" + LayerName(program.layer) + "] ";
  text += program.title_en.empty() ? program.id : program.title_en;
  return program.confidence == Confidence::kIllustrative ? text + " (illustrative)" : text;
}

std::string LevelName(v1::HospitalLevel level) {
  static constexpr std::array<const char*, 5> kNames = {"no level", "level 1", "level 2", "level 3",
                                                        "ungraded"};
  return kNames[static_cast<std::size_t>(level)];
}

}  // namespace

std::string BreakEn(const CompiledPack& pack, const v1::Break& broken) {
  if (broken.kind() == v1::LEVEL_DIFFERS) {
    return "Break: the bill states " + LevelName(broken.stated_level()) +
           ", the register of institutions " + LevelName(broken.registered_level()) +
           "; the bill decides.";
  }
  YIZHAN_CHECK(broken.program() < pack.programs.size());
  const std::string name = NameOf(pack.programs[broken.program()]);
  const std::string upstream =
      "Break: upstream has paid " + Yuan(broken.upstream_fen()) + " of " + name;
  if (broken.kind() == v1::GIVEN_EXCEEDS) {
    return upstream + ", more than is left; " + Yuan(broken.pay_fen()) + " counts.";
  }
  return upstream + ", these rules give " + Yuan(broken.pay_fen()) + ".";
}

std::string SentenceEn(const CompiledPack& pack, const v1::Step& step) {
  YIZHAN_CHECK(step.program() < pack.programs.size());
  const CompiledProgram& program = pack.programs[step.program()];
  const std::string text = NameOf(program) + ": ";
  if (step.status() == v1::NOT_ELIGIBLE) {
    return text + "does not apply, " + WhyNotEligible(step.not_eligible(), program) + ".";
  }
  return text + Basis(program, step.figures()) + Limits(pack, program, step.figures()) +
         Result(step);
}

}  // namespace yizhan
