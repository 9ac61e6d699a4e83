// ApplicationPack: aid of a year on application, for a person and for a household, beside aid by
// bill, and what a deposit table says.
//
// Threads:  constant.
#pragma once

#include <string>

#include "tests/support/desk.h"

namespace yizhan::test {

// by-bill  everybody    in_scope_self_pay  50 %
// yearly   not dibao    in_scope_self_pay, pre_self_pay of inpatients in level 2; until June 2012
//          10 %, since July 30 % to 100.00, then 50 %; cap 300.00, fund "purse", minimum 5.00
// family   all          out_of_scope of the household, 50 %
inline constexpr char kApplicationPack[] = R"pb(
  id: "application"
  title: "application"
  place: "test"
  accounts { id: "bill-base" holder: PERSON period: YEAR title: "a" }
  accounts { id: "year-base" holder: PERSON period: YEAR title: "b" }
  accounts { id: "year-paid" holder: PERSON period: YEAR title: "c" }
  accounts { id: "family-base" holder: HOUSEHOLD period: YEAR title: "d" }
  funds { id: "purse" title: "purse" }
  programs {
    id: "by-bill"
    title: "by-bill"
    layer: MUNICIPAL
    base: IN_SCOPE_SELF_PAY
    base_account: "bill-base"
    tiers { ratio_bp: 5000 }
    in_force { from: "2000-01-01" } SOURCE
  }
  programs {
    id: "yearly"
    title: "yearly"
    layer: MUNICIPAL
    mode: YEAR_ON_APPLICATION
    in_force { from: "2000-01-01" until: "2012-06-30" }
    who { by_application: true }
    base: IN_SCOPE_SELF_PAY
    base_account: "year-base"
    tiers { ratio_bp: 1000 } SOURCE
  }
  programs {
    id: "yearly"
    title: "yearly"
    layer: MUNICIPAL
    mode: YEAR_ON_APPLICATION
    in_force { from: "2012-07-01" until: "2014-06-30" }
    who { excluded_identities: "dibao" by_application: true }
    what { care_kinds: INPATIENT levels: LEVEL_2 }
    base: [ IN_SCOPE_SELF_PAY, PRE_SELF_PAY ]
    base_account: "year-base"
    tiers { up_to_fen: 10000 ratio_bp: 3000 }
    tiers { ratio_bp: 5000 }
    caps { account: "year-paid" limit_fen: 30000 }
    fund: "purse"
    minimum_payment_fen: 500 SOURCE
  }
  programs {
    id: "family"
    title: "family"
    layer: TOWN
    mode: YEAR_ON_APPLICATION
    in_force { from: "2000-01-01" }
    who { by_application: true }
    base: OUT_OF_SCOPE
    base_account: "family-base"
    tiers { ratio_bp: 5000 } SOURCE
  }
  deposits { identity: "dibao" deposit_bp: 5000 SOURCE }
  deposits { identity: "tekun" deposit_bp: 0 SOURCE }
  deposits { identity: "low_income" deposit_bp: 5000 SOURCE }
)pb";

inline v1::PackFile ApplicationPack() {
  v1::PackFile file;
  file.set_name("application.textproto");
  std::string content = kApplicationPack;
  const std::string source =
      R"(source { document: "test" article: "1" quote: "invented" confidence: SECONDARY })";
  for (std::size_t at = content.find("SOURCE"); at != std::string::npos;
       at = content.find("SOURCE", at)) {
    content.replace(at, 6, source);
  }
  file.set_content(content);
  return file;
}

inline v1::DatedValue Dated(const std::string& value, const std::string& from,
                            const std::string& until = "") {
  v1::DatedValue dated;
  dated.set_value(value);
  dated.set_from(from);
  dated.set_until(until);
  return dated;
}

inline v1::SettleApplicationRequest ApplyRequest(std::uint64_t person_no,
                                                 const std::string& request_id,
                                                 std::uint32_t year = 2012,
                                                 const std::string& program = "yearly") {
  v1::SettleApplicationRequest request;
  request.mutable_person()->set_person_no(person_no);
  request.set_program_id(program);
  request.set_year(year);
  request.set_request_id(request_id);
  return request;
}

}  // namespace yizhan::test
