// ExpiringReport: whose identities and approvals end in a span of days, as tables for the officers
// who review them: how many in each town, and who. Person numbers only; a name is asked for one by
// one (`register reveal`), so that it is known who saw it.
//
// Threads:  pure.
#pragma once

#include <string>

#include "tools/cli/report.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::cli {

Report ExpiringReport(const v1::ListExpiringRequest& request, const v1::ListExpiringReply& reply);

}  // namespace yizhan::cli
