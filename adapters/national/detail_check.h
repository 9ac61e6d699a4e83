// DetailCheck: 3202, a hospital's settlements of a period, one by one, against what is posted.
//
// The rows stand in input.data.detail, or in a file of 9101: UTF-8 text, one row a line, the
// columns below with tabs between; a first line of their names is passed over. A row is found by
// setl_id, which is our settlement number, or else the insurer's, or else the msgid. refd_setl_flag
// "1" is a refund, its amounts with either sign.
//
// The answer lists each difference: stmt_rslt 1 another amount, 2 not posted here, 3 posted and not
// listed; with the msgid that 2601 takes. The first kShownMax are in the answer, all of them in the
// file of file_qury_no.
//
// Units:    amounts are decimal text (N16,2) until they are Money.
// Errors:   a Refusal with the path or the line; or the centre's.
// Threads:  any.
// Source:   domain.md section 2.5.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/intake/intake.h"
#include "adapters/national/envelope.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/sign_in.h"

namespace yizhan::national {

absl::StatusOr<Output> AnswerDetails(const Json& input, const std::string& institution_id, Now now,
                                     edge::Intake& intake);

}  // namespace yizhan::national
