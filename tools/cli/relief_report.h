// ReliefReport: the office's quarter or year as tables for people: by town, and of a year by month,
// identity and institution, too; the real-time share with what it is made of.
//
// Units:    fen; a share is shown with two decimals, rounded down.
// Threads:  pure. Knows no clock: the same entries give the same report.
#pragma once

#include <string>

#include "engine/report/office_report.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

// A year also gets the tables by month, identity and institution.
Report ReliefReport(const OfficeReport& office, bool whole_year);

// "84.21 %" of the whole, rounded down; 无 none when there is no such share.
std::string ShareText(std::int64_t part, std::int64_t whole);
// "安亭镇"; a name for those without one.
std::string TownText(const std::string& town);
std::string LayerText(Layer layer);

}  // namespace yizhan::cli
