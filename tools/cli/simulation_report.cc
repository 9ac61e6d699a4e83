#include "tools/cli/simulation_report.h"

#include <string>
#include <utility>

#include "engine/base/digest.h"
#include "tools/cli/names.h"
#include "tools/cli/simulation_cases.h"

namespace yizhan::cli {
namespace {

using Words = BothWords;

// Columns that most tables end with.
const std::vector<Words> kCostColumns = {{"单据", "Bills"},
                                         {"现行有救助", "Paid today"},
                                         {"草案有救助", "Paid draft"},
                                         {"现行救助(元)", "Aid today"},
                                         {"草案救助(元)", "Aid draft"},
                                         {"差额(元)", "Difference"}};

void AddCost(const Compared& cost, Row& row) {
  row.insert(row.end(), {cost.bills, cost.paid_today, cost.paid_draft, cost.today, cost.draft,
                         cost.Difference()});
}

// A table of costs: `heads` name what stands before them.
ReportTable CostTable(const std::string& name, Words title, Words note, std::vector<Words> heads) {
  ReportTable table{.name = name, .title = std::move(title), .note = std::move(note)};
  table.chart = {.today_column = heads.size() + 3, .draft_column = heads.size() + 4};
  table.columns = std::move(heads);
  table.columns.insert(table.columns.end(), kCostColumns.begin(), kCostColumns.end());
  return table;
}

void AddWhole(const Compared& all, ReportTable& table) {
  Row row = {"合计 Total"};
  row.resize(table.columns.size() - kCostColumns.size(), "");
  AddCost(all, row);
  table.whole = std::move(row);
}

ReportTable Named(ReportTable table, const std::map<std::string, Compared>& lines,
                  const std::string& unnamed) {
  for (const auto& [name, cost] : lines) {
    Row row = {name.empty() ? unnamed : name};
    AddCost(cost, row);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string LayerText(Layer layer) {
  const auto number = static_cast<v1::Layer>(layer);
  return LayerZh(number) + " " + LayerEn(number);
}

ReportTable LayerTable(const Totals& totals) {
  ReportTable table = CostTable("by_layer", {"按层级", "By layer"},
                                {"单据数为该层级至少一方有救助的单据。",
                                 "Bills: those that the layer pays on under either set of rules."},
                                {{"层级", "Layer"}});
  for (const auto& [layer, cost] : totals.ByLayer()) {
    Row row = {LayerText(layer)};
    AddCost(cost, row);
    table.rows.push_back(std::move(row));
  }
  AddWhole(totals.all(), table);
  return table;
}

// The newest version of that id: its title and whether it is invented.
const CompiledProgram* ProgramOf(const Simulation& done, const ProgramName& name) {
  const CompiledProgram* found = nullptr;
  for (const CompiledPack* pack : {&done.today(), &done.draft()}) {
    for (const CompiledProgram& program : pack->programs) {
      if (program.id == name.id && program.layer == name.layer) found = &program;
    }
  }
  return found;
}

bool IsIllustrative(const Simulation& done, const ProgramName& name) {
  for (const CompiledPack* pack : {&done.today(), &done.draft()}) {
    for (const CompiledProgram& program : pack->programs) {
      const bool named = program.id == name.id && program.layer == name.layer;
      if (named && program.confidence == Confidence::kIllustrative) return true;
    }
  }
  return false;
}

ReportTable ProgramTable(const Simulation& done) {
  ReportTable table =
      CostTable("by_program", {"按项目", "By program"}, {},
                {{"项目", "Program"}, {"编号", "Id"}, {"层级", "Layer"}, {"标记", "Mark"}});
  for (const auto& [name, cost] : done.totals().ByProgram()) {
    const CompiledProgram* program = ProgramOf(done, name);
    const bool titled = program != nullptr && !program->title.empty();
    Row row = {titled ? program->title : name.id, name.id, LayerText(name.layer),
               IsIllustrative(done, name) ? "示例 illustrative" : ""};
    AddCost(cost, row);
    table.rows.push_back(std::move(row));
  }
  AddWhole(done.totals().all(), table);
  return table;
}

ReportTable TownTable(const Totals& totals) {
  ReportTable table =
      CostTable("by_town", {"按街镇", "By town"},
                {"按诊疗结束日的街镇。", "The person's town on the last day of service."},
                {{"街镇", "Town"}});
  table = Named(std::move(table), totals.ByTown(), "不详 unknown");
  AddWhole(totals.all(), table);
  return table;
}

ReportTable IdentityTable(const Totals& totals) {
  ReportTable table =
      CostTable("by_identity", {"按救助身份", "By identity"},
                {"一张单据计入就诊期间具有的每一种身份，各行相加可大于合计；合计按单据只计一次。",
                 "A bill counts under every identity held on any day of the stay, so rows overlap "
                 "and may add "
                 "up to more than the total, in which each bill counts once."},
                {{"身份", "Identity"}});
  table = Named(std::move(table), totals.ByIdentity(), "无身份 none");
  AddWhole(totals.all(), table);
  return table;
}

ReportTable MonthTable(const Totals& totals) {
  ReportTable table = CostTable("by_month", {"按月份", "By month"},
                                {"按医保结算日。", "By accounting date."}, {{"月份", "Month"}});
  table = Named(std::move(table), totals.ByMonth(), "");
  AddWhole(totals.all(), table);
  return table;
}

std::string BandText(int band) {
  if (band == 0) return "不变 unchanged";
  const std::size_t place = static_cast<std::size_t>(band < 0 ? -band : band) - 1;
  const std::string who = band < 0 ? "减少 less by " : "增加 more by ";
  const auto yuan = [](Money edge) { return std::to_string(edge.fen() / 100); };
  if (place == 0) return who + "< " + yuan(kBandEdges.front());
  if (place == kBandEdges.size()) return who + ">= " + yuan(kBandEdges.back());
  return who + yuan(kBandEdges.at(place - 1)) + " - " + yuan(kBandEdges.at(place));
}

ReportTable DistributionTable(const Changes& changes) {
  ReportTable table{.name = "distribution",
                    .title = {"增减分布", "Who gains, who loses"},
                    .note = {"按全部单据合计后的个人差额分档，下限含、上限不含，单位元。",
                             "Bands of each person's difference over all bills, in yuan; the lower "
                             "edge belongs to the band."}};
  table.columns = {{"差额", "Difference"},
                   {"人数", "People"},
                   {"个人差额合计(元)", "Sum of people"},
                   {"单据", "Bills"},
                   {"单据差额合计(元)", "Sum of bills"}};
  table.chart = {.today_column = 1, .draft_column = 1};
  BandCount sum;
  for (const auto& [band, count] : changes.Distribution()) {
    table.rows.push_back({BandText(band), count.people, count.people_difference, count.bills,
                          count.bills_difference});
    sum.people += count.people;
    sum.people_difference += count.people_difference;
    sum.bills += count.bills;
    sum.bills_difference += count.bills_difference;
  }
  table.whole =
      Row{"合计 Total", sum.people, sum.people_difference, sum.bills, sum.bills_difference};
  return table;
}

ReportTable PeopleTable(const std::string& name, Words title,
                        const std::vector<PersonChange>& people, const SimulationContext& context) {
  ReportTable table{.name = name, .title = std::move(title)};
  table.columns = {{"人员编号", "Person"},
                   {"单据", "Bills"},
                   {"现行救助(元)", "Aid today"},
                   {"草案救助(元)", "Aid draft"},
                   {"差额(元)", "Difference"}};
  for (const PersonChange& person : people) {
    table.rows.push_back({PersonName(person.person_no, context), person.bills, person.today,
                          person.draft, person.Difference()});
  }
  return table;
}

ReportTable FundTable(const Simulation& done) {
  ReportTable table{
      .name = "funds",
      .title = {"基金", "Funds"},
      .note = {"拨入含期初、拨款与收回。", "Granted: opening balance, grants and withdrawals."}};
  table.columns = {{"基金", "Fund"},
                   {"拨入(元)", "Granted"},
                   {"现行结余(元)", "Left today"},
                   {"草案结余(元)", "Left draft"}};
  for (const auto& [id, fund] : done.Funds()) {
    table.rows.push_back({id, fund.granted, fund.left_today, fund.left_draft});
  }
  return table;
}

ReportTable SummaryTable(const Simulation& done) {
  const Compared& all = done.totals().all();
  std::int64_t gain = 0;
  std::int64_t lose = 0;
  std::int64_t same = 0;
  Money gained;
  Money lost;
  for (const auto& [band, count] : done.changes().Distribution()) {
    (band == 0 ? same : band > 0 ? gain : lose) += count.people;
    if (band != 0) (band > 0 ? gained : lost) += count.people_difference;
  }
  ReportTable table{.name = "summary", .title = {"概要", "Summary"}};
  table.columns = {{"项目", "What"}, {"数", "Number"}, {"元", "Yuan"}};
  table.rows = {
      {"有效单据 live bills", all.bills, ""},
      {"现行救助 aid under today's rules", all.paid_today, all.today},
      {"草案救助 aid under the draft", all.paid_draft, all.draft},
      {"差额 difference", all.paid_draft - all.paid_today, all.Difference()},
      {"受助增加的人 people who gain", gain, gained},
      {"受助减少的人 people who lose", lose, lost},
      {"不变的人 people without change", same, Money()},
  };
  return table;
}

Words PackRemark(const CompiledPack& today, const CompiledPack& draft) {
  const std::string t = HexText(today.hash).substr(0, 16);
  const std::string d = HexText(draft.hash).substr(0, 16);
  return {"现行政策包 " + t + "，草案 " + d +
              "。两方均按单据顺序从头计算，基金与年度、家庭账户各自累计；"
              "已冲正的单据不计入。未写入账本。",
          "Today's pack " + t + ", draft " + d +
              ". Both sides are computed in the order of the bills, each with funds and accounts "
              "of its own; reversed bills do not count. Nothing was written to the ledger."};
}

bool AnyIllustrative(const Simulation& done) {
  for (const auto& [name, cost] : done.totals().ByProgram()) {
    if (IsIllustrative(done, name)) return true;
  }
  return false;
}

}  // namespace

std::string PersonName(std::uint64_t person_no, const SimulationContext& context) {
  return context.people_by_line ? "行 line " + std::to_string(person_no) : PersonText(person_no);
}

Report SimulationReport(const Simulation& done, const SimulationContext& context) {
  Report report{
      .title = {"政策模拟：草案与现行规则对照", "Policy simulation: a draft against today's rules"},
      .illustrative = AnyIllustrative(done)};
  report.remarks = {PackRemark(done.today(), done.draft())};
  report.remarks.insert(report.remarks.end(), context.remarks.begin(), context.remarks.end());
  report.tables = {
      SummaryTable(done),
      LayerTable(done.totals()),
      ProgramTable(done),
      TownTable(done.totals()),
      IdentityTable(done.totals()),
      MonthTable(done.totals()),
      FundTable(done),
      DistributionTable(done.changes()),
      PeopleTable("gainers", {"增加最多的人", "Who gains most"},
                  done.changes().Gainers(context.people_max), context),
      PeopleTable("losers", {"减少最多的人", "Who loses most"},
                  done.changes().Losers(context.people_max), context),
      CasesTable(done, context),
  };
  return report;
}

}  // namespace yizhan::cli
