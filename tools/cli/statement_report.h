// StatementReport: a hospital's monthly statement (清算结算单) as tables for people: by program,
// layer and fund, then every bill; with the lines where both sides sign and seal.
//
// Units:    fen.
// Threads:  pure. Knows no clock: the same statement gives the same report.
// Source:   domain.md section 3: what hospitals hand in is signed by 制表人, 审核人, 财会负责人,
//           医疗机构负责人.
#pragma once

#include "engine/report/hospital_statement.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

Report StatementReport(const HospitalStatement& statement);

}  // namespace yizhan::cli
