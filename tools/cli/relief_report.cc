#include "tools/cli/relief_report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/check.h"
#include "tools/cli/names.h"

namespace yizhan::cli {
namespace {

using Lines = std::map<std::string, AidFigures>;

constexpr std::int64_t kHundredPercentBp = 10'000;
constexpr std::int64_t kPercentBp = 100;
constexpr const char* kNone = "无 none";
constexpr const char* kWhole = "合计 Total";

// What the lines of a table are named by.
struct Heading {
  std::string suffix{};  // Of table names.
  BothWords title = {};
  BothWords column = {};
  BothWords note = {};
};

const std::vector<Layer> kLayers = {Layer::kMunicipal, Layer::kDistrict, Layer::kTown,
                                    Layer::kCharity};

Money LayerOf(const AidFigures& figures, Layer layer) {
  const auto found = figures.layers.find(layer);
  return found == figures.layers.end() ? Money() : found->second;
}

Row AidRow(const std::string& name, const AidFigures& figures) {
  Row row = {name, figures.people, figures.settlements, figures.contras, figures.aid};
  for (const Layer layer : kLayers) row.emplace_back(LayerOf(figures, layer));
  row.emplace_back(figures.institutions);
  return row;
}

Row RealTimeRow(const std::string& name, const AidFigures& figures) {
  return {name,
          figures.real_time_count,
          figures.aid_count,
          ShareText(figures.real_time_count, figures.aid_count),
          figures.real_time,
          figures.aid,
          ShareText(figures.real_time.fen(), figures.aid.fen()),
          figures.outside_count,
          figures.outside};
}

Row AdjustedRow(const std::string& name, const AidFigures& figures) {
  return {name, figures.adjusted, figures.owed_more, figures.owed_back};
}

std::string NameIn(const Heading& heading, const std::string& name) {
  if (!name.empty()) return name;
  if (heading.suffix == "identity") return "无身份 none";
  if (heading.suffix == "institution") return "不在医院结算 not at a hospital";
  return TownText(name);
}

template <typename MakeRow>
ReportTable Filled(ReportTable table, const Heading& heading, const Lines& lines,
                   const AidFigures& whole, MakeRow make_row) {
  table.columns.insert(table.columns.begin(), heading.column);
  for (const auto& [name, figures] : lines) {
    table.rows.push_back(make_row(NameIn(heading, name), figures));
  }
  table.whole = make_row(kWhole, whole);
  return table;
}

ReportTable AidTable(const Heading& heading, const Lines& lines, const AidFigures& whole) {
  ReportTable table{.name = "aid_by_" + heading.suffix,
                    .title = {"救助" + heading.title.zh, "Aid " + heading.title.en},
                    .note = heading.note,
                    .columns = {{"受助(人)", "People"},
                                {"结算(笔)", "Settlements"},
                                {"红冲(笔)", "Contras"},
                                {"救助(元)", "Aid"}}};
  for (const Layer layer : kLayers) {
    const auto number = static_cast<v1::Layer>(layer);
    table.columns.push_back({LayerZh(number) + "(元)", LayerEn(number)});
  }
  table.columns.push_back({"医疗机构(家)", "Institutions"});
  return Filled(std::move(table), heading, lines, whole, AidRow);
}

ReportTable RealTimeTable(const Heading& heading, const Lines& lines, const AidFigures& whole) {
  ReportTable table{
      .name = "real_time_by_" + heading.suffix,
      .title = {"实时结算率" + heading.title.zh, "Real-time share " + heading.title.en},
      .note = {"实时率 = 实时结算的救助 ÷ 全部救助（实时、事后、按年申请），红冲已扣减。"
               "外部救助（其他机构已付）另列，不在分子、分母内。",
               "Share: aid settled in real time / all aid (real time, after the fact, on "
               "application), less what was taken back. Aid paid by other bodies stands beside "
               "it, in neither."},
      .columns = {{"实时(笔)", "Real time"},
                  {"全部(笔)", "All"},
                  {"笔数实时率", "Share"},
                  {"实时(元)", "Real time"},
                  {"全部(元)", "All"},
                  {"金额实时率", "Share"},
                  {"外部救助(笔)", "Outside"},
                  {"外部救助(元)", "Outside"}}};
  return Filled(std::move(table), heading, lines, whole, RealTimeRow);
}

ReportTable AdjustedTable(const Heading& heading, const Lines& lines, const AidFigures& whole) {
  ReportTable table{.name = "adjusted_by_" + heading.suffix,
                    .title = {"应补应退" + heading.title.zh, "Adjustments " + heading.title.en},
                    .note = {"重算后确认的应补、应退，不在救助各表内。",
                             "Confirmed re-adjudications; in none of the tables of aid."},
                    .columns = {{"调整(单)", "Bills"},
                                {"应补(元)", "Owed to patients"},
                                {"应退(元)", "To be given back"}}};
  return Filled(std::move(table), heading, lines, whole, AdjustedRow);
}

std::string MarkOf(const ReportedProgram& program) {
  return program.illustrative ? "示例 illustrative" : "";
}

ReportTable ProgramTable(const OfficeReport& office) {
  ReportTable table{.name = "programs_by_town",
                    .title = {"各项目救助", "Aid by program"},
                    .columns = {{"街镇", "Town"},
                                {"项目", "Program"},
                                {"编号", "Id"},
                                {"层级", "Layer"},
                                {"标记", "Mark"},
                                {"救助(元)", "Aid"}}};
  const auto add = [&](const std::string& town, const AidFigures& figures) {
    for (const auto& [name, amount] : figures.programs) {
      const ReportedProgram& program = office.programs.at(name);
      table.rows.push_back(
          {town, program.title, name.second, LayerText(name.first), MarkOf(program), amount});
    }
  };
  for (const auto& [town, figures] : office.by_town) add(TownText(town), figures);
  add("全部 all", office.whole);
  table.whole = Row{kWhole, "", "", "", "", office.whole.aid};
  return table;
}

Row AlertRow(const std::string& name, const AlertFigures& figures) {
  const std::optional<std::int64_t> median = figures.MedianWaitDays();
  return {name,
          figures.open_before,
          figures.raised,
          figures.taken_up,
          figures.referred,
          figures.closed,
          figures.withdrawn,
          figures.open_after,
          median.has_value() ? Cell(*median) : Cell(kNone)};
}

ReportTable AlertTable(const OfficeReport& office) {
  ReportTable table{
      .name = "alerts_by_town",
      .title = {"预警及处理", "Warnings and what became of them"},
      .note = {"期初未结 + 新预警 = 办结 + 自动撤回 + 期末未结。首次处理天数取中位数"
               "（双数取较小者）。预警归引起它的结算所在街镇。",
               "Open before + raised = closed + withdrawn + open after. Days from a warning to its "
               "first step: the median, the lower of two. A warning is of the town of the "
               "settlement that raised it."},
      .columns = {{"街镇", "Town"},
                  {"期初未结", "Open before"},
                  {"新预警", "Raised"},
                  {"受理", "Taken up"},
                  {"转介", "Referred"},
                  {"办结", "Closed"},
                  {"自动撤回", "Withdrawn"},
                  {"期末未结", "Open after"},
                  {"首次处理(天)", "Days to first step"}}};
  AlertFigures whole;
  for (const auto& [town, figures] : office.alerts) {
    table.rows.push_back(AlertRow(TownText(town), figures));
    whole += figures;
  }
  table.whole = AlertRow(kWhole, whole);
  return table;
}

// Ids are what entries hold; people know hospitals by name.
Lines NamedInstitutions(const OfficeReport& office) {
  Lines named;
  for (const auto& [id, figures] : office.by_institution) {
    const auto name = office.institutions.find(id);
    named[name == office.institutions.end() ? id : id + " " + name->second] = figures;
  }
  return named;
}

void AddTables(const Heading& heading, const Lines& lines, const AidFigures& whole,
               Report& report) {
  report.tables.push_back(AidTable(heading, lines, whole));
  report.tables.push_back(RealTimeTable(heading, lines, whole));
  report.tables.push_back(AdjustedTable(heading, lines, whole));
}

void AddYear(const OfficeReport& office, Report& report) {
  AddTables({.suffix = "month", .title = {"（按月）", "by month"}, .column = {"月份", "Month"}},
            office.by_month, office.whole, report);
  AddTables({.suffix = "identity",
             .title = {"（按救助身份）", "by identity"},
             .column = {"身份", "Identity"},
             .note = {"一人有几种身份的，每种身份各计一次；合计只计一次。",
                      "Somebody with several identities counts under each; once in the total."}},
            office.by_identity, office.whole, report);
  AddTables({.suffix = "institution",
             .title = {"（按医疗机构）", "by institution"},
             .column = {"医疗机构", "Institution"}},
            NamedInstitutions(office), office.whole, report);
}

BothWords PeriodRemark(const OfficeReport& office) {
  const std::string days =
      DayText(office.period.days.from) + " ~ " + DayText(office.period.days.until);
  const std::string first = std::to_string(office.first_number);
  const std::string last = std::to_string(office.last_number);
  return {"期间 " + days + "，按入账日（上海时间）；账本第 " + first + " 至 " + last + " 条记录。",
          "Period " + days + ", by the day of posting in Shanghai: entries " + first + " to " +
              last + " of the ledger."};
}

}  // namespace

std::string ShareText(std::int64_t part, std::int64_t whole) {
  if (whole <= 0 || part < 0) return kNone;
  const auto share_bp =
      static_cast<std::int64_t>(static_cast<Int128>(part) * kHundredPercentBp / whole);
  std::string rest = std::to_string(share_bp % kPercentBp);
  if (rest.size() == 1) rest.insert(0, "0");
  return std::to_string(share_bp / kPercentBp) + "." + rest + " %";
}

std::string TownText(const std::string& town) {
  return town.empty() ? "未登记 not registered" : town;
}

std::string LayerText(Layer layer) {
  const auto number = static_cast<v1::Layer>(layer);
  return LayerZh(number) + " " + LayerEn(number);
}

Report ReliefReport(const OfficeReport& office, bool whole_year) {
  const std::string where = office.only_town.empty() ? "全区" : office.only_town;
  Report report{.title = {"医疗救助" + std::string(whole_year ? "年报 " : "季报 ") +
                              office.period.name + " " + where,
                          whole_year ? "Medical aid, the year" : "Medical aid, the quarter"}};
  report.illustrative =
      std::any_of(office.programs.begin(), office.programs.end(),
                  [](const auto& program) { return program.second.illustrative; });
  report.landscape = true;
  if (!office.over) report.mark = {"期间未结束", "PERIOD NOT OVER"};
  report.remarks = {
      PeriodRemark(office),
      {"红冲计入其入账的期间（可为负）；受助人数为期间内救助合计大于零的人，合计不重复计人。",
       "A contra counts in the period of its own posting. People: those whose aid of the period "
       "is above zero; nobody counts twice in the total."}};
  AddTables({.suffix = "town",
             .title = {"（按街镇）", "by town"},
             .column = {"街镇", "Town"},
             .note = {"诊疗结束日的街镇。", "The person's town on the last day of service."}},
            office.by_town, office.whole, report);
  report.tables.push_back(ProgramTable(office));
  report.tables.push_back(AlertTable(office));
  if (whole_year) AddYear(office, report);
  return report;
}

}  // namespace yizhan::cli
