// RegisterCsv: the relief office's CSV of beneficiaries, UTF-8 (with or without BOM) or GB18030.
//
// One row is one span of a person: card, name, birth date, and from..until during which the
// row's household, its income, town, insurance type, identity and/or approval hold. Rows of one
// card become one ImportPerson. Header names may be Chinese or English, in any order:
//   证件类型 cert_type (absent: "01") | 证件号码 cert_no | 姓名 name | 出生日期 birth_date |
//   户号 household | 家庭年收入 household_income (yuan a year) | 街镇 town | 险种 insurance_type |
//   救助类别 identity | 审批项目 approval | 起始日期 from | 截止日期 until (empty: open)
//
// Errors:   a file without a usable header is a Refusal; a bad row is listed with line, column
//           and reason, and the rest goes on (the whole person of a bad row is left out, so that
//           nobody is imported with half of his facts).
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::files {

struct RegisterFile {
  std::vector<v1::ImportPerson> persons;
  std::vector<v1::ImportRefusal> refused;
  std::vector<v1::ErrorDetail> reasons;  // Of `refused`, one each.
};

absl::StatusOr<RegisterFile> ParseRegisterCsv(const std::string& bytes);

}  // namespace yizhan::files
