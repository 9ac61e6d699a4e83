#include "tools/cli/reconcile_totals.h"

#include <array>
#include <optional>
#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::cli {
namespace {

using national::TotalsOf;

// One figure on its three sides: an amount, or a count.
struct Figure {
  BothWords name = {};
  std::optional<Cell> stated = {};
  Cell booked = {};
  Cell posted = {};
  Cell off_booked = {};  // Stated less the rows'.
  Cell off_posted = {};  // Stated less the ledger's.
  bool agrees = true;
};

template <typename Value>
Figure FigureOf(const BothWords& name, const std::optional<Value>& stated, Value booked,
                Value posted) {
  Figure figure{.name = name, .booked = booked, .posted = posted};
  if (!stated.has_value()) return figure;
  figure.stated = *stated;
  figure.off_booked = *stated - booked;
  figure.off_posted = *stated - posted;
  figure.agrees = *stated == booked && *stated == posted;
  return figure;
}

CountedSums SumsOf(const PeriodSums& sums, TotalsOf which) {
  if (which == TotalsOf::kSettled) return sums.settled;
  return which == TotalsOf::kRefunds ? sums.taken_back : sums.Net();
}

std::array<Figure, 4> FiguresOf(const ThreeSides& sides) {
  const CountedSums booked = SumsOf(sides.booked, sides.stated.of);
  const CountedSums posted = SumsOf(sides.posted, sides.stated.of);
  const national::StatementTotals& stated = sides.stated;
  const std::optional<Money> total = stated.total;
  const std::optional<Money> funds = stated.funds;
  return {FigureOf({"总费用(元)", "Total"}, total, booked.total, posted.total),
          FigureOf({"基金支付(元)", "Funds"}, funds, booked.funds, posted.funds),
          FigureOf({"个账支付(元)", "Account"}, stated.account, booked.account, posted.account),
          FigureOf({"结算笔数", "Settlements"}, stated.count, booked.count, posted.count)};
}

BothWords NoteOf(const national::StatementTotals& stated) {
  BothWords note;
  if (stated.of == TotalsOf::kNet) {
    note = {
        "3201 总账为扣除退费后的净额，退费一笔计 "
        "-1；账本为本期有效结算，减本期内冲正的以前各期结算。",
        "3201 is less refunds, each counting -1; the ledger's side is what stands of the period, "
        "less what was taken back in it of earlier ones."};
  } else if (stated.of == TotalsOf::kSettled) {
    note = {"3201 总账不扣退费（refd_setl_flag 0）。",
            "3201 is without refunds taken off (refd_setl_flag 0)."};
  } else {
    note = {"3201 总账只含退费（refd_setl_flag 1），按正数列示。",
            "3201 is of refunds alone (refd_setl_flag 1), as positive amounts."};
  }
  if (stated.result.empty()) return note;
  note.zh += " 对方结论 stmt_rslt " + stated.result + " " + stated.result_text;
  return note;
}

}  // namespace

absl::Status CheckDays(const national::StatementTotals& stated, const ReconcilePeriod& period) {
  const bool from = !stated.from.has_value() || *stated.from == period.days.from;
  const bool until = !stated.until.has_value() || *stated.until == period.days.until;
  if (from && until) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = from ? "stmt_enddate" : "stmt_begndate",
                 .expected = DayText(from ? period.days.until : period.days.from),
                 .found = DayText(from ? *stated.until : *stated.from)});
}

bool TotalsAgree(const ThreeSides& sides) {
  for (const Figure& figure : FiguresOf(sides)) {
    if (!figure.agrees) return false;
  }
  return true;
}

ReportTable TotalsTable(const ThreeSides& sides) {
  ReportTable table{.name = "totals",
                    .title = {"总账核对（3201）", "Totals (3201)"},
                    .note = NoteOf(sides.stated),
                    .columns = {{"项目", "Item"},
                                {"总账", "Stated"},
                                {"医院明细合计", "Their rows"},
                                {"总账减明细", "Stated less rows"},
                                {"账本", "Ledger"},
                                {"总账减账本", "Stated less ledger"},
                                {"结论", "Result"}}};
  for (Figure& figure : FiguresOf(sides)) {
    const bool stated = figure.stated.has_value();
    const char* const verdict = figure.agrees ? "一致 agree" : "不符 differs";
    table.rows.push_back({Joined(figure.name), stated ? *figure.stated : Cell("未报 not stated"),
                          figure.booked, stated ? figure.off_booked : Cell(""), figure.posted,
                          stated ? figure.off_posted : Cell(""), stated ? verdict : ""});
  }
  return table;
}

}  // namespace yizhan::cli
