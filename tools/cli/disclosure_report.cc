#include "tools/cli/disclosure_report.h"

#include <utility>

#include "tools/cli/names.h"
#include "tools/cli/relief_report.h"

namespace yizhan::cli {
namespace {

constexpr const char* kHidden = "*";

Row DisclosedCells(const std::string& name, const DisclosedRow& row) {
  Row cells = {name, kHidden, kHidden};
  if (row.people.has_value()) cells = {name, row.people->people, row.people->settlements};
  for (const auto& [layer, amount] : row.layers) {
    cells.push_back(amount.has_value() ? Cell(*amount) : Cell(kHidden));
  }
  return cells;
}

}  // namespace

Report DisclosureReport(const Disclosure& disclosure) {
  Report report{.title = {"医疗救助公示 " + disclosure.period.name, "Medical aid, public notice"}};
  report.illustrative = disclosure.illustrative;
  if (!disclosure.over) report.mark = {"草稿 不得公示", "DRAFT, not to be published"};
  const std::string limit = std::to_string(kSmallCountMax);
  report.remarks = {
      {"期间 " + DayText(disclosure.period.days.from) + " ~ " +
           DayText(disclosure.period.days.until) + "，按入账日；不含个人信息。",
       "By the day of posting; without personal data."},
      {"涉及 1 至 " + limit +
           " 人的数字连同金额以 * 隐去，不计入合计；年度数字在扣除各季公示后会暴露这样的数字时，"
           "也一并隐去。人数界限为本系统示例，非文件规定。",
       "Figures that rest on 1 to " + limit +
           " people are hidden as *, with their amounts, and are in no total; so is a year's from "
           "which the quarters would give one. That limit is ours (illustrative), not of any "
           "document."}};
  ReportTable table{.name = "by_town",
                    .title = {"按街镇", "By town"},
                    .columns = {{"街镇", "Town"}, {"受助(人)", "People"}, {"结算(笔)", "Settled"}}};
  for (const auto& [layer, amount] : disclosure.total.layers) {
    const auto number = static_cast<v1::Layer>(layer);
    table.columns.push_back({LayerZh(number) + "(元)", LayerEn(number)});
  }
  for (const auto& [town, row] : disclosure.towns) {
    table.rows.push_back(DisclosedCells(TownText(town), row));
  }
  table.whole = DisclosedCells("所列合计 Total of what is shown", disclosure.total);
  report.tables = {std::move(table)};
  return report;
}

}  // namespace yizhan::cli
