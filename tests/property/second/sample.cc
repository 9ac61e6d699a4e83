#include "tests/property/second/sample.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace yizhan::second {
namespace {

constexpr char kWorkedPack[] = R"(
  accounts { id: "m-base" holder: PERSON period: YEAR }
  accounts { id: "m-paid" holder: PERSON period: YEAR }
  accounts { id: "d-base" holder: PERSON period: YEAR }
  accounts { id: "d-paid" holder: PERSON period: YEAR }
  accounts { id: "c-base" holder: PERSON period: YEAR }
  accounts { id: "c-paid" holder: PERSON period: YEAR }
  funds { id: "charity" }
  programs {
    id: "sh-2012-major" layer: MUNICIPAL in_force { from: "2012-01-01" }
    who { identities: "dibao" identities: "low_income" }
    what { care_kinds: INPATIENT care_kinds: SPECIAL_OUTPATIENT }
    base: IN_SCOPE_SELF_PAY base_account: "m-base"
    tiers { up_to_fen: 3000000 ratio_bp: 5000 } tiers { ratio_bp: 6000 }
    caps { account: "m-paid" limit_fen: 5000000 }
  }
  programs {
    id: "jd-topup" layer: DISTRICT in_force { from: "2012-01-01" }
    who { identities: "dibao" identities: "low_income" identities: "severe_disability" }
    what { care_kinds: INPATIENT care_kinds: SPECIAL_OUTPATIENT }
    base: IN_SCOPE_SELF_PAY base: PRE_SELF_PAY base_account: "d-base" deductible_fen: 300000
    tiers { ratio_bp: 5000 }
    caps { account: "d-paid" limit_fen: 2000000 }
  }
  programs {
    id: "charity-own-expense" layer: CHARITY in_force { from: "2012-01-01" }
    who { identities: "dibao" }
    base: OUT_OF_SCOPE base_account: "c-base"
    tiers { ratio_bp: 3000 }
    caps { account: "c-paid" limit_fen: 300000 }
    fund: "charity" minimum_payment_fen: 10000
  })";

constexpr char kSimpleAccounts[] = R"(
  accounts { id: "base" holder: PERSON period: YEAR }
  accounts { id: "cap" holder: PERSON period: YEAR })";

constexpr char kSimpleProgram[] = R"(
  id: "p" layer: MUNICIPAL base: IN_SCOPE_SELF_PAY base_account: "base" )";

template <typename Message>
Message Read(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

}  // namespace

v1::PolicyPack PackOf(const std::string& text) { return Read<v1::PolicyPack>(text); }
v1::PersonRecord RecordOf(const std::string& text) { return Read<v1::PersonRecord>(text); }
v1::PolicyPack WorkedPack() { return PackOf(kWorkedPack); }

v1::PersonRecord RecordWith(const std::string& identity) {
  return RecordOf("identities { value: \"" + identity + "\" from: \"2000-01-01\" }");
}

v1::PolicyPack SimplePack(const std::string& more_of_program) {
  v1::PolicyPack pack = PackOf(kSimpleAccounts);
  *pack.add_programs() = Read<v1::Program>(kSimpleProgram + more_of_program);
  if (!pack.programs(0).has_in_force()) {
    pack.mutable_programs(0)->mutable_in_force()->set_from("2000-01-01");
  }
  return pack;
}

BillInput InputOf(int number, const std::string& day, const Parts& parts,
                  const std::vector<Fen>& payments) {
  BillInput input;
  input.person_no = 1;
  input.posting_date = day;
  v1::Bill& bill = input.bill;
  bill.set_institution_id("H1");
  bill.set_level(v1::LEVEL_3);
  bill.set_visit_no("V" + std::to_string(number));
  bill.set_bill_no("B" + std::to_string(number));
  bill.set_message_id("M" + std::to_string(number));
  bill.set_care_kind(v1::INPATIENT);
  bill.set_service_start(day);
  bill.set_service_end(day);
  bill.set_accounting_date(day);
  bill.set_in_scope_fen(parts.in_scope);
  bill.set_pre_self_pay_fen(parts.pre_self_pay);
  bill.set_over_limit_fen(parts.over_limit);
  bill.set_out_of_scope_fen(parts.out_of_scope);
  bill.set_total_fen(parts.in_scope + parts.pre_self_pay + parts.over_limit + parts.out_of_scope);
  for (const Fen payment : payments) bill.add_insurer_payments()->set_amount_fen(payment);
  return input;
}

const Step& StepOf(const Reply& reply, const std::string& program) {
  static const Step kNone;
  EXPECT_TRUE(reply.outcome.has_value()) << reply.words;
  if (!reply.outcome) return kNone;
  for (const Step& step : reply.outcome->steps) {
    if (step.program == program) return step;
  }
  ADD_FAILURE() << "no step of " << program;
  return kNone;
}

Fen ValueOf(const Numbers& numbers, const Key& key) {
  const auto found = numbers.find(key);
  return found == numbers.end() ? 0 : found->second;
}

}  // namespace yizhan::second
