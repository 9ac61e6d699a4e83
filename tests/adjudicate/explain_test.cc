// Every status, reason, limit and zero reason reads as a sentence in both languages.

#include "engine/adjudicate/explain.h"

#include <set>

#include "gtest/gtest.h"
#include "tests/adjudicate/small_pack.h"

namespace yizhan {
namespace {

CompiledPack ExplainedPack() {
  CompiledPack pack;
  CompiledProgram program = HalfProgram("jd-topup", AddAccount(pack, "base"));
  program.title = "区级补充医疗救助";
  program.title_en = "District top-up";
  program.layer = Layer::kDistrict;
  program.base = {Bucket::kInScopeSelfPay, Bucket::kPreSelfPay};
  program.caps = {{AddAccount(pack, "paid"), Money::FromFen(200'000)}};
  pack.accounts[1].title = "区级已付";
  pack.funds = {{"pot", "助困金"}};
  program.fund = 0;
  program.minimum_payment = Money::FromFen(10'000);
  program.confidence = Confidence::kVerified;
  AddProgram(pack, program);
  return pack;
}

v1::Step PaidStep() {
  v1::Step step;
  step.set_status(v1::CHOSEN);
  v1::ProgramFigures& figures = *step.mutable_figures();
  figures.set_base_fen(60'000);
  figures.set_accumulated_before_fen(100'000);
  figures.set_accumulated_after_fen(160'000);
  figures.set_entitlement_before_fen(50'000);
  figures.set_entitlement_after_fen(80'000);
  v1::CapFigure& cap = *figures.add_caps();
  cap.set_account(1);
  cap.set_limit_fen(200'000);
  cap.set_room_fen(150'000);
  figures.set_fund_room_fen(90'000);
  figures.set_pay_fen(30'000);
  figures.mutable_draw()->set_in_scope_self_pay_fen(20'000);
  figures.mutable_draw()->set_pre_self_pay_fen(10'000);
  return step;
}

TEST(ExplainTest, ChosenStepHoldsEveryFigure) {
  EXPECT_EQ(SentenceZh(ExplainedPack(), PaidStep()),
            "【区级】区级补充医疗救助：本次计入自负、分类自负600.00元，累计由1000.00元至1600.00元；"
            "累计应救助由500.00元至800.00元，本次应得300.00元；“区级已付”限额2000.00元，"
            "尚余1500.00元；“助困金”余额900.00元。本次救助300.00元，用于抵付自负200.00元、"
            "分类自负100.00元。");
  EXPECT_EQ(SentenceEn(ExplainedPack(), PaidStep()),
            "[district] District top-up: in-scope self-pay and pre-self-pay of 600.00 yuan counts; "
            "accumulated 1000.00 yuan -> 1600.00 yuan, entitled in all 500.00 yuan -> 800.00 yuan, "
            "now 300.00 yuan; cap paid of 2000.00 yuan has 1500.00 yuan left; fund pot holds "
            "900.00 yuan. Pays 300.00 yuan, taken from in-scope self-pay 200.00 yuan, pre-self-pay "
            "100.00 yuan.");
}

struct Row {
  const char* name;
  const char* zh;
  const char* en;
  void (*change)(CompiledPack&, v1::Step&);
};

class ExplainPartTest : public testing::TestWithParam<Row> {};

TEST_P(ExplainPartTest, Says) {
  CompiledPack pack = ExplainedPack();
  v1::Step step = PaidStep();
  GetParam().change(pack, step);
  EXPECT_NE(SentenceZh(pack, step).find(GetParam().zh), std::string::npos)
      << SentenceZh(pack, step);
  EXPECT_NE(SentenceEn(pack, step).find(GetParam().en), std::string::npos)
      << SentenceEn(pack, step);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ExplainPartTest,
    testing::Values(
        Row{"Illustrative", "（示例）：", " (illustrative): ",
            [](CompiledPack& p, v1::Step&) {
              p.programs[0].confidence = Confidence::kIllustrative;
            }},
        Row{"CutByCap", "“区级已付”限额2000.00元，尚余1500.00元，受此限制",
            "has 1500.00 yuan left and cut it",
            [](CompiledPack&, v1::Step& s) {
              s.mutable_figures()->mutable_caps(0)->set_cut(true);
            }},
        Row{"CutByFund", "“助困金”余额900.00元，受此限制", "holds 900.00 yuan and cut it",
            [](CompiledPack&, v1::Step& s) { s.mutable_figures()->set_cut_by_fund(true); }},
        Row{"CutByBase", "不超过本次剩余费用600.00元", "not above what is left, 600.00 yuan",
            [](CompiledPack&, v1::Step& s) { s.mutable_figures()->set_cut_by_base(true); }},
        Row{"CutByMinimum", "低于最低支付额100.00元，不予支付",
            "below the minimum payment of 100.00 yuan",
            [](CompiledPack&, v1::Step& s) { s.mutable_figures()->set_cut_by_minimum(true); }},
        Row{"BetterAlternative", "本项目可救助300.00元，未采用",
            "Would pay 300.00 yuan; another program",
            [](CompiledPack&, v1::Step& s) { s.set_status(v1::BETTER_ALTERNATIVE); }},
        Row{"NameFallsBackToId", "】jd-topup：", "] jd-topup: ",
            [](CompiledPack& p, v1::Step&) {
              p.programs[0].title.clear();
              p.programs[0].title_en.clear();
            }},
        Row{"YearOnApplication", "按年度申请办理", "by the year on application",
            [](CompiledPack& p, v1::Step& s) {
              p.programs[0].year_on_application = true;
              s.set_status(v1::NOT_ELIGIBLE);
              s.set_not_eligible(v1::NO_APPROVAL);
            }},
        Row{"R9Given", "上游已付312.00元，按已付计",
            "upstream has paid 312.00 yuan, taken as given",
            [](CompiledPack&, v1::Step& s) { s.mutable_figures()->set_given_fen(31'200); }},
        Row{"D2GivenZero", "上游已付0.00元，按已付计，不受身份、限额和基金余额限制；",
            ". Pays 0.00 yuan: upstream paid nothing.",
            [](CompiledPack&, v1::Step& s) {
              s.mutable_figures()->set_given_fen(0);
              s.mutable_figures()->set_pay_fen(0);
              s.mutable_figures()->set_zero_reason(v1::GIVEN_ZERO);
            }},
        Row{"AnyDiagnosis", "，诊断不在规定的病种内", "diagnosis",
            [](CompiledPack&, v1::Step& s) {
              s.set_status(v1::NOT_ELIGIBLE);
              s.set_not_eligible(v1::DIAGNOSIS);
            }},
        Row{"PrincipalDiagnosis", "主要诊断不在规定的病种内", "principal",
            [](CompiledPack& p, v1::Step& s) {
              p.programs[0].principal_only = true;
              s.set_status(v1::NOT_ELIGIBLE);
              s.set_not_eligible(v1::DIAGNOSIS);
            }},
        Row{"NoApproval", "没有涵盖诊疗日期的审批", "no approval covers",
            [](CompiledPack&, v1::Step& s) {
              s.set_status(v1::NOT_ELIGIBLE);
              s.set_not_eligible(v1::NO_APPROVAL);
            }}),
    [](const auto& row) { return row.param.name; });

TEST(ExplainTest, EveryReasonHasItsOwnSentence) {
  const CompiledPack pack = ExplainedPack();
  std::set<std::string> zh;
  std::set<std::string> en;
  for (int reason = v1::NOT_IN_FORCE; reason <= v1::NO_APPROVAL; ++reason) {
    v1::Step step;
    step.set_status(v1::NOT_ELIGIBLE);
    step.set_not_eligible(static_cast<v1::NotEligible>(reason));
    zh.insert(SentenceZh(pack, step));
    en.insert(SentenceEn(pack, step));
  }
  for (int reason = v1::NOTHING_LEFT; reason <= v1::GIVEN_ZERO; ++reason) {
    v1::Step step = PaidStep();
    step.mutable_figures()->set_pay_fen(0);
    step.mutable_figures()->set_zero_reason(static_cast<v1::ZeroReason>(reason));
    zh.insert(SentenceZh(pack, step));
    en.insert(SentenceEn(pack, step));
  }
  EXPECT_EQ(zh.size(), 20U);
  EXPECT_EQ(en.size(), 20U);
}

v1::Break BreakOf(v1::BreakKind kind) {
  v1::Break broken;
  broken.set_kind(kind);
  broken.set_upstream_fen(31'200);
  broken.set_pay_fen(30'000);
  broken.set_stated_level(v1::LEVEL_3);
  broken.set_registered_level(v1::LEVEL_2);
  return broken;
}

TEST(ExplainTest, D3BreaksSayBothSides) {
  const CompiledPack pack = ExplainedPack();
  EXPECT_EQ(BreakZh(pack, BreakOf(v1::RECOMPUTED_DIFFERS)),
            "差异：【区级】区级补充医疗救助上游已付312.00元，按本规则应付300.00元。");
  EXPECT_EQ(BreakEn(pack, BreakOf(v1::RECOMPUTED_DIFFERS)),
            "Break: upstream has paid 312.00 yuan of [district] District top-up, these rules give "
            "300.00 yuan.");
  EXPECT_EQ(BreakZh(pack, BreakOf(v1::GIVEN_EXCEEDS)),
            "差异：【区级】区级补充医疗救助上游已付312.00元，超过剩余费用，只计300.00元。");
  EXPECT_EQ(BreakEn(pack, BreakOf(v1::GIVEN_EXCEEDS)),
            "Break: upstream has paid 312.00 yuan of [district] District top-up, more than is "
            "left; 300.00 yuan counts.");
  EXPECT_EQ(BreakZh(pack, BreakOf(v1::LEVEL_DIFFERS)),
            "差异：单据载明机构为三级，机构登记为二级，按单据计算。");
  EXPECT_EQ(BreakEn(pack, BreakOf(v1::LEVEL_DIFFERS)),
            "Break: the bill states level 3, the register of institutions level 2; the bill "
            "decides.");
}

}  // namespace
}  // namespace yizhan
