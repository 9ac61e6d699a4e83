#include "tools/cli/reconcile_report.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "tools/cli/reconcile_proposal.h"

namespace yizhan::cli {
namespace {

using D = v1::BillDifference;

constexpr std::array<D::Kind, 7> kKinds = {D::MISSING_HERE,   D::MISSING_THERE, D::AMOUNT_DIFFERS,
                                           D::DUPLICATE,      D::REVERSED_HERE, D::REVERSED_THERE,
                                           D::UNKNOWN_OUTCOME};

// Of the newest booking that is no refund.
const v1::StatedSums* BookedSums(const D& difference) {
  const v1::StatedSums* sums = nullptr;
  for (const v1::BookedRow& row : difference.booked()) {
    if (row.has_sums() && !row.refund()) sums = &row.sums();
  }
  return sums;
}

const v1::StatedSums* PostedSums(const D& difference) {
  const v1::PostedRow* const live = LivePosted(difference);
  if (live != nullptr) return &live->sums();
  const int size = difference.posted_size();
  return size == 0 ? nullptr : &difference.posted(size - 1).sums();
}

void AddSums(const v1::StatedSums* sums, Row& row) {
  if (sums == nullptr) {
    row.insert(row.end(), {Cell(""), Cell(""), Cell("")});
    return;
  }
  for (const std::int64_t fen : {sums->total_fen(), sums->funds_fen(), sums->account_fen()}) {
    row.emplace_back(Money::FromFen(fen));
  }
}

// "812 有效; 640 冲正于 700".
std::string EntriesText(const D& difference) {
  std::string text;
  for (const v1::PostedRow& row : difference.posted()) {
    text += (text.empty() ? "" : "; ") + std::to_string(row.number());
    if (row.standing() == v1::STANDING_LIVE) text += " 有效 live";
    if (row.standing() == v1::STANDING_REVERSED) text += " 冲正于 reversed by ";
    if (row.standing() == v1::STANDING_REPLACED) text += " 替换于 replaced by ";
    if (row.ended_by() != 0) text += std::to_string(row.ended_by());
  }
  return text;
}

std::string LinesText(const D& difference) {
  std::string text;
  for (const v1::BookedRow& row : difference.booked()) {
    text += (text.empty() ? "" : "; ") + std::to_string(row.line()) +
            (row.refund() ? " 退 refund" : "");
  }
  return text;
}

// Days since the bill was accounted. When only the hospital knows of it, its file states no day:
// then at least since the period ended, ">= 12".
std::string AgeText(const D& difference, const Reconciled& reconciled) {
  const Day ended = reconciled.period.days.until;
  if (difference.posted().empty()) {
    return ">= " + std::to_string(std::max(0, reconciled.today.days - ended.days));
  }
  const std::optional<Day> day = ParseDay(difference.posted(0).accounting_date());
  return day.has_value() ? std::to_string(reconciled.today.days - day->days) : "";
}

ReportTable SummaryTable(const Reconciled& reconciled) {
  ReportTable table{.name = "summary",
                    .title = {"汇总", "Summary"},
                    .columns = {{"类别", "Kind"}, {"单据", "Bills"}}};
  table.rows.push_back(
      {Joined({"一致", "agree"}), static_cast<std::int64_t>(reconciled.matched.bills)});
  for (const D::Kind kind : kKinds) {
    std::int64_t count = 0;
    for (const D& difference : reconciled.matched.differences) {
      if (difference.kind() == kind) ++count;
    }
    table.rows.push_back({Joined(KindWords(kind)), count});
  }
  table.rows.push_back({Joined({"医院文件中读不懂的行", "rows of the file that cannot be read"}),
                        static_cast<std::int64_t>(reconciled.books.refused.size())});
  if (reconciled.totals.has_value()) {
    table.rows.push_back({Joined({"总账（3201）", "totals"}),
                          Joined(TotalsAgree(*reconciled.totals) ? BothWords{"一致", "agree"}
                                                                 : BothWords{"不符", "differ"})});
  }
  return table;
}

ReportTable SumsTable(const Reconciled& reconciled) {
  ReportTable table{.name = "sums",
                    .title = {"一致单据的金额", "Sums of what agrees"},
                    .note = {"有效结算的合计，与 3201 总账比对。",
                             "Of live settlements, to be held against the totals of 3201."},
                    .columns = {{"单据", "Bills"},
                                {"总费用(元)", "Total"},
                                {"基金支付(元)", "Funds"},
                                {"个账支付(元)", "Account"}}};
  Row row = {static_cast<std::int64_t>(reconciled.matched.settled)};
  AddSums(&reconciled.matched.sums, row);
  table.rows.push_back(std::move(row));
  return table;
}

ReportTable DifferencesTable(const Reconciled& reconciled) {
  ReportTable table{.name = "differences",
                    .title = {"差异", "Differences"},
                    .note = {"每条差异由人确认后处理，系统不自动改账。大写词由办理人替换。",
                             "Each is for a person to decide; nothing is posted by itself. Words "
                             "in capitals are to be filled in."},
                    .columns = {{"结算编号", "Bill"},
                                {"类别", "Kind"},
                                {"天数", "Days"},
                                {"医院行号", "Lines there"},
                                {"医院总费用(元)", "Total there"},
                                {"医院基金(元)", "Funds there"},
                                {"医院个账(元)", "Account there"},
                                {"账本记录", "Entries here"},
                                {"账本总费用(元)", "Total here"},
                                {"账本基金(元)", "Funds here"},
                                {"账本个账(元)", "Account here"},
                                {"建议", "Proposal"},
                                {"确认后执行", "Once confirmed"}}};
  for (const D& difference : reconciled.matched.differences) {
    Row row = {difference.bill_no(), Joined(KindWords(difference.kind())),
               AgeText(difference, reconciled), LinesText(difference)};
    AddSums(BookedSums(difference), row);
    row.emplace_back(EntriesText(difference));
    AddSums(PostedSums(difference), row);
    row.emplace_back(Joined(ProposalWords(difference)));
    row.emplace_back(ProposalCommand(difference));
    table.rows.push_back(std::move(row));
  }
  table.sentences_from = table.columns.size() - 2;
  return table;
}

ReportTable RefusedTable(const Reconciled& reconciled) {
  ReportTable table{.name = "refused",
                    .title = {"读不懂的行", "Rows that cannot be read"},
                    .note = {"这些行未参加比对。", "They were not matched."},
                    .columns = {{"行号", "Line"}, {"列", "Column"}, {"原因", "Reason"}}};
  for (const files::RefusedRow& row : reconciled.books.refused) {
    table.rows.push_back({static_cast<std::int64_t>(row.line), row.reason.field(),
                          Joined({row.reason.message_zh(), row.reason.message_en()})});
  }
  return table;
}

BothWords SheetRemark(const files::HospitalBooks& books) {
  const std::string left = std::to_string(books.sheets_left);
  return {"读取的工作表：" + books.sheet + "；其余 " + left + " 个可见工作表未读。",
          "Sheet read: " + books.sheet + "; " + left + " other visible ones were not."};
}

BothWords SumRowsRemark(const files::HospitalBooks& books) {
  const std::string rows = std::to_string(books.sum_rows);
  return {"略过合计行 " + rows + " 行。", rows + " rows of sums were passed over."};
}

}  // namespace

Report ReconcileReport(const Reconciled& reconciled) {
  Report report{.title = {"对账 " + reconciled.period.institution_id + " " +
                              DayText(reconciled.period.days.from) + " ~ " +
                              DayText(reconciled.period.days.until),
                          "Reconciliation"}};
  const std::string size = std::to_string(reconciled.ledger_size);
  const std::string rows = std::to_string(reconciled.books.rows);
  report.remarks.push_back({"医院文件 " + rows + " 行；账本截至第 " + size + " 条记录。",
                            rows + " rows of the hospital; the ledger as of size " + size + "."});
  if (!reconciled.books.sheet.empty()) report.remarks.push_back(SheetRemark(reconciled.books));
  if (reconciled.books.sum_rows > 0) report.remarks.push_back(SumRowsRemark(reconciled.books));
  report.tables = {SummaryTable(reconciled), SumsTable(reconciled)};
  if (reconciled.totals.has_value()) report.tables.push_back(TotalsTable(*reconciled.totals));
  report.tables.push_back(DifferencesTable(reconciled));
  report.tables.push_back(RefusedTable(reconciled));
  if (reconciled.training) MarkTraining(report);
  return report;
}

}  // namespace yizhan::cli
