// Visits: dates, referral and diagnoses of a visit, as the HIS told the insurer before the
// settlement (2203 outpatient; 2401, 2402, 2403 inpatient): an answer to 2207 has none of them.
//
// Errors:   what a message leaves out stays unknown; a disk that refuses loses the dates of one
//           visit, whose bill then counts the day of settlement (adapters/national/setlinfo.h).
// Threads:  any.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/intake/notes.h"
#include "adapters/national/json_reader.h"
#include "adapters/pass_through/envelope.h"

namespace yizhan::edge {

bool TellsOfVisit(const std::string& infno);

// After the insurer accepted it.
void RememberVisit(const Asked& asked, const Answer& answer, std::int64_t now_ms, Notes& notes);

// `input` as FillSettle reads it: setlinfo and setldetail of the answer, mdtrtinfo and diseinfo of
// the visit. `data` is the request's.
Json BillInput(const Json& output, const Json& data, const Notes& notes);

}  // namespace yizhan::edge
