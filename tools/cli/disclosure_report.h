// DisclosureReport: what is put on a public board (公示): a table that names no one.
//
// Units:    fen.
// Threads:  pure. Knows no clock: the same entries give the same report.
#pragma once

#include "engine/report/disclosure.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

Report DisclosureReport(const Disclosure& disclosure);

}  // namespace yizhan::cli
