#include "tools/cli/statement_report.h"

#include <algorithm>
#include <utility>

#include "engine/base/date.h"
#include "engine/base/month.h"
#include "tools/cli/names.h"

namespace yizhan::cli {
namespace {

// Lines of one layer, of one fund, or of all.
struct Sums {
  Money previous = {};
  Money paid_out = {};
  Money settled = {};
  Money taken_back = {};
  void Add(const StatementProgram& program) {
    previous += program.previous;
    paid_out += program.paid_out;
    settled += program.settled;
    taken_back += program.taken_back;
  }
  void AddTo(Row& row) const {
    const Money opening = previous - paid_out;
    const Money posted = settled + taken_back;
    row.insert(row.end(),
               {previous, paid_out, opening, settled, taken_back, posted, opening + posted});
  }
};

const std::vector<BothWords> kSumColumns = {
    {"上期结余(元)", "Left before"}, {"期间已拨(元)", "Paid out"}, {"期初(元)", "Opening"},
    {"结算(元)", "Settled"},         {"红冲(元)", "Taken back"},   {"本期发生(元)", "Posted"},
    {"期末应付(元)", "Closing"}};

std::string LayerWords(Layer layer) {
  const auto number = static_cast<v1::Layer>(layer);
  return LayerZh(number) + " " + LayerEn(number);
}

std::string FundWords(const StatementProgram& program) {
  return program.fund.empty() ? "预算资金 no fund of its own" : program.fund;
}

// Names of files and sheets say that it is a draft, too.
std::string TableName(const HospitalStatement& statement, const std::string& name) {
  return statement.close.has_value() ? name : "draft_" + name;
}

std::int64_t CountRows(const HospitalStatement& statement, bool contras) {
  return std::count_if(
      statement.rows.begin(), statement.rows.end(),
      [contras](const StatementRow& row) { return (row.original != 0) == contras; });
}

Sums WholeOf(const HospitalStatement& statement) {
  Sums whole;
  for (const auto& [id, program] : statement.programs) whole.Add(program);
  return whole;
}

ReportTable SummaryTable(const HospitalStatement& statement) {
  const Sums whole = WholeOf(statement);
  const Money opening = whole.previous - whole.paid_out;
  const Money posted = whole.settled + whole.taken_back;
  ReportTable table{.name = TableName(statement, "summary"),
                    .title = {"汇总", "Summary"},
                    .columns = {{"项目", "What"}, {"笔数", "Number"}, {"金额(元)", "Yuan"}}};
  table.rows = {{"上期结余 left by the close before", "", whole.previous},
                {"上次关账后已拨付 paid out since", "", whole.paid_out},
                {"期初 opening", "", opening},
                {"结算 settlements", CountRows(statement, false), whole.settled},
                {"红冲 taken back", CountRows(statement, true), whole.taken_back},
                {"本期发生 posted", "", posted}};
  table.whole = Row{"期末应付 closing", "", opening + posted};
  return table;
}

ReportTable ProgramTable(const HospitalStatement& statement) {
  ReportTable table{.name = TableName(statement, "by_program"),
                    .title = {"按项目", "By program"},
                    .note = {"一张单据可由几个项目支付，笔数各自计算。",
                             "Several programs may pay on one bill; each counts it."},
                    .columns = {{"项目", "Program"},
                                {"编号", "Id"},
                                {"层级", "Layer"},
                                {"资金", "Fund"},
                                {"标记", "Mark"},
                                {"结算(笔)", "Settlements"},
                                {"红冲(笔)", "Contras"}}};
  table.columns.insert(table.columns.end(), kSumColumns.begin(), kSumColumns.end());
  for (const auto& [id, program] : statement.programs) {
    Row row = {program.title.empty() ? id : program.title,
               id,
               LayerWords(program.layer),
               FundWords(program),
               program.illustrative ? "示例 illustrative" : "",
               program.settlements,
               program.contras};
    Sums sums;
    sums.Add(program);
    sums.AddTo(row);
    table.rows.push_back(std::move(row));
  }
  Row whole = {"合计 Total", "", "", "", "", "", ""};
  WholeOf(statement).AddTo(whole);
  table.whole = std::move(whole);
  return table;
}

ReportTable SumsTable(ReportTable table, const std::map<std::string, Sums>& lines,
                      const HospitalStatement& statement) {
  table.columns.insert(table.columns.end(), kSumColumns.begin(), kSumColumns.end());
  for (const auto& [name, sums] : lines) {
    Row row = {name};
    sums.AddTo(row);
    table.rows.push_back(std::move(row));
  }
  Row whole = {"合计 Total"};
  WholeOf(statement).AddTo(whole);
  table.whole = std::move(whole);
  return table;
}

ReportTable LayerTable(const HospitalStatement& statement) {
  std::map<Layer, Sums> by_layer;
  for (const auto& [id, program] : statement.programs) by_layer[program.layer].Add(program);
  ReportTable table = SumsTable({.name = TableName(statement, "by_layer"),
                                 .title = {"按层级", "By layer"},
                                 .columns = {{"层级", "Layer"}}},
                                {}, statement);
  for (const auto& [layer, sums] : by_layer) {
    Row row = {LayerWords(layer)};
    sums.AddTo(row);
    table.rows.push_back(std::move(row));
  }
  return table;
}

ReportTable FundTable(const HospitalStatement& statement) {
  std::map<std::string, Sums> by_fund;
  for (const auto& [id, program] : statement.programs) by_fund[FundWords(program)].Add(program);
  return SumsTable({.name = TableName(statement, "by_fund"),
                    .title = {"按资金", "By fund"},
                    .columns = {{"资金", "Fund"}}},
                   by_fund, statement);
}

std::string MarkOf(const StatementRow& row) {
  const auto n = [](std::uint64_t number) { return std::to_string(number); };
  if (row.original != 0) {
    const std::string original = n(row.original);
    return (row.replaced ? "更换 " + original + " replaces "
                         : "冲正 " + original + " takes back ") +
           original;
  }
  if (row.ended_by == 0) return "";
  return "已由 " + n(row.ended_by) + " 红冲 taken back by " + n(row.ended_by);
}

ReportTable BillTable(const HospitalStatement& statement) {
  ReportTable table{.name = TableName(statement, "bills"),
                    .title = {"明细", "Bills"},
                    .note = {"红冲为负数，计入其入账的期间。",
                             "A contra is negative and belongs to the period of its own posting."},
                    .columns = {{"记录号", "Entry"},
                                {"结算编号", "Bill"},
                                {"就诊编号", "Visit"},
                                {"结算日", "Accounted"},
                                {"入账时间", "Posted"},
                                {"总费用(元)", "Total"}}};
  std::map<std::string, Money> sums;
  Row whole = {"合计 Total", "", "", "", "", ""};
  Money total;
  for (const auto& [id, program] : statement.programs) {
    table.columns.push_back({(program.title.empty() ? id : program.title) + "(元)", id});
  }
  table.columns.insert(table.columns.end(), {{"救助合计(元)", "Aid"}, {"备注", "Mark"}});
  for (const StatementRow& row : statement.rows) {
    Row cells = {static_cast<std::int64_t>(row.number),
                 row.bill.bill_no,
                 row.bill.visit_no,
                 row.bill.accounting_date,
                 TimeText(row.posted_ms),
                 row.bill.total};
    for (const auto& [id, program] : statement.programs) {
      const auto aid = row.aid.find(id);
      cells.emplace_back(aid == row.aid.end() ? Money() : aid->second);
      sums[id] += std::get<Money>(cells.back());
    }
    cells.insert(cells.end(), {row.sum, MarkOf(row)});
    table.rows.push_back(std::move(cells));
    total += row.sum;
  }
  for (const auto& [id, program] : statement.programs) whole.emplace_back(sums[id]);
  whole.insert(whole.end(), {total, ""});
  table.whole = std::move(whole);
  return table;
}

BothWords StandingRemark(const HospitalStatement& statement) {
  const std::string month = MonthText(statement.month);
  if (!statement.close.has_value()) {
    const std::string last = std::to_string(statement.last_number);
    return {"尚未关账：截至账本第 " + last + " 条记录的试算，不得据此拨付。",
            "Not closed: as of entry " + last + " of the ledger; pay nothing by it."};
  }
  const v1::Entry& close = *statement.close;
  const std::string number = std::to_string(close.number());
  const std::string hash = HexText(statement.close_leaf);
  return {"期间 " + month + " 由账本第 " + number + " 条记录关账，" + TimeText(close.posted_ms()) +
              "，经办 " + close.actor() + "；该记录叶哈希 " + hash +
              "。下列明细合计与关账记录逐项目一致。",
          "Period " + month + ", closed by entry " + number + " of the ledger at " +
              TimeText(close.posted_ms()) + " by " + close.actor() + "; its leaf hash is " + hash +
              ". The bills below sum to what it states, program by program."};
}

BothWords ReconciledRemark(const v1::Entry& close) {
  if (!close.period_closed().has_reconciled()) {
    return {"关账前未与医院文件对账。", "Closed without a hospital's file."};
  }
  const v1::ReconciledFile& file = close.period_closed().reconciled();
  const auto n = [](std::uint64_t number) { return std::to_string(number); };
  return {"关账前与医院文件对账：" + n(file.rows()) + " 行，一致 " + n(file.agree()) + "，不符 " +
              n(file.differ()) + "；文件 SHA-256 " + HexText(file.sha256()) + "。",
          "Held against the hospital's file first: " + n(file.rows()) + " rows, " +
              n(file.agree()) + " agree, " + n(file.differ()) + " differ; its SHA-256 is " +
              HexText(file.sha256()) + "."};
}

BothWords PackRemark(const HospitalStatement& statement) {
  std::string hashes;
  for (const std::string& hash : statement.pack_hashes) {
    hashes += (hashes.empty() ? "" : ", ") + HexText(hash);
  }
  if (hashes.empty()) return {"本期没有单据。", "No bills."};
  return {"政策包 " + hashes + "。", "Policy packs " + hashes + "."};
}

}  // namespace

Report StatementReport(const HospitalStatement& statement) {
  const bool draft = !statement.close.has_value();
  Report report{.title = {"医疗救助费用清算单 " + statement.institution_name + " " +
                              MonthText(statement.month),
                          "Statement of medical aid advanced, " + statement.institution_id}};
  report.illustrative = std::any_of(statement.programs.begin(), statement.programs.end(),
                                    [](const auto& named) { return named.second.illustrative; });
  if (draft) report.mark = {"草稿", "DRAFT"};
  report.landscape = true;
  report.remarks = {StandingRemark(statement)};
  if (!draft) report.remarks.push_back(ReconciledRemark(*statement.close));
  report.remarks.push_back(PackRemark(statement));
  report.remarks.push_back({"只列医院垫付、须拨还医院的救助；另有实时结算而无救助的单据 " +
                                std::to_string(statement.unaided) + " 笔，不列。",
                            "Only aid that the hospital advanced and gets back; another " +
                                std::to_string(statement.unaided) +
                                " bills settled in real time without aid."});
  report.tables = {SummaryTable(statement), ProgramTable(statement), LayerTable(statement),
                   FundTable(statement), BillTable(statement)};
  report.signatures = {{"制表人", "prepared by"},
                       {"审核人", "checked by"},
                       {"财会负责人", "head of finance"},
                       {"医疗机构负责人", "head of the hospital"}};
  if (statement.training) MarkTraining(report);
  return report;
}

}  // namespace yizhan::cli
