#include "adapters/files/booked_columns.h"

#include <algorithm>
#include <utility>

#include "adapters/files/csv.h"
#include "adapters/files/number_text.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"

namespace yizhan::files {
namespace {

using Cell = BookedColumns::Cell;
using Places = BookedColumns::Places;
constexpr std::size_t kCells = BookedColumns::kCells;
constexpr std::size_t kIdCharactersMax = 64;

struct Name {
  const char* zh;
  const char* en;
  bool required;  // The file must have this column.
};

constexpr Name kNames[kCells] = {
    {"结算编号", "setl_id", true},       {"就诊号", "mdtrt_id", false},
    {"总费用", "medfee_sumamt", true},   {"基金支付", "fund_pay_sumamt", true},
    {"个人账户支付", "acct_pay", false}, {"退费标志", "refd_setl_flag", false},
};

constexpr const char* kSumWords[] = {"合计", "总计", "小计", "合 计", "总 计", "小 计"};

std::string NameOf(Cell cell) { return kNames[static_cast<std::size_t>(cell)].en; }

std::string BothNames(std::size_t cell) {
  return std::string(kNames[cell].zh) + " " + kNames[cell].en;
}

bool IsName(const std::string& text, std::size_t cell) {
  return text == kNames[cell].zh || text == kNames[cell].en;
}

bool IsSumWord(const std::string& text) {
  return std::find(std::begin(kSumWords), std::end(kSumWords), text) != std::end(kSumWords);
}

std::size_t CountOf(const Places& places) {
  return static_cast<std::size_t>(
      std::count_if(places.begin(), places.end(), [](const auto& place) { return place; }));
}

bool HasRequired(const Places& places) {
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    if (kNames[cell].required && !places[cell].has_value()) return false;
  }
  return true;
}

}  // namespace

bool IsBlank(const TableRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const TableCell& cell) {
    return cell.kind == TableCell::Kind::kText && Trimmed(cell.text).empty();
  });
}

BookedColumns::HeadRow BookedColumns::NamesOf(const TableRow& row) {
  HeadRow head;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const std::string text = Trimmed(row.cells[i].text);
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      if (!IsName(text, cell)) continue;
      if (head.places[cell].has_value()) {
        head.twice = true;
        head.twice_name = text;
      }
      head.places[cell] = i;
    }
  }
  return head;
}

// The row by itself first; then with the one above it, then with two.
absl::Status BookedColumns::Look(const TableRow& row) {
  ++looked_;
  looked_at_.push_back(NamesOf(row));
  if (looked_at_.size() > kHeadRowsMerged) looked_at_.erase(looked_at_.begin());
  const HeadRow& lowest = looked_at_.back();
  if (CountOf(lowest.places) > best_) {
    best_ = CountOf(lowest.places);
    best_places_ = lowest.places;
  }
  if (CountOf(lowest.places) == 0) return absl::OkStatus();
  Places places = lowest.places;
  for (std::size_t above = 1; !HasRequired(places) && above < looked_at_.size(); ++above) {
    const Places& higher = looked_at_[looked_at_.size() - 1 - above].places;
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      if (!places[cell].has_value()) places[cell] = higher[cell];
    }
  }
  if (!HasRequired(places)) return absl::OkStatus();
  if (lowest.twice) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "header",
                   .expected = "each column once",
                   .found = lowest.twice_name});
  }
  places_ = places;
  width_ = row.cells.size();
  found_ = true;
  return absl::OkStatus();
}

absl::Status BookedColumns::Missing() const {
  std::string all;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    if (!kNames[cell].required) continue;
    if (best_ > 0 && !best_places_[cell].has_value()) {
      return Refuse({.reason = v1::FIELD_MISSING, .field = BothNames(cell)});
    }
    all += (all.empty() ? "" : ", ") + BothNames(cell);
  }
  return Refuse({.reason = v1::FIELD_MISSING, .field = "header", .expected = all});
}

bool BookedColumns::IsHead(const TableRow& row) const {
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    if (IsName(Of(row, static_cast<Cell>(cell)).text, cell)) return true;
  }
  return false;
}

bool BookedColumns::IsSum(const TableRow& row) const {
  const std::string bill_no = Of(row, Cell::kBillNo).text;
  if (!bill_no.empty()) return IsSumWord(bill_no);
  for (const TableCell& cell : row.cells) {
    const std::string text = Trimmed(cell.text);
    if (!text.empty()) return IsSumWord(text);
  }
  return false;
}

TableCell BookedColumns::Of(const TableRow& row, Cell cell) const {
  const std::optional<std::size_t> place = places_[static_cast<std::size_t>(cell)];
  if (!place.has_value() || *place >= row.cells.size()) return {};
  return {.text = Trimmed(row.cells[*place].text), .kind = row.cells[*place].kind};
}

absl::StatusOr<std::string> BookedColumns::Id(const TableRow& row, Cell cell) const {
  TableCell found = Of(row, cell);
  const bool lost = found.kind == TableCell::Kind::kUnknown ||
                    (found.kind == TableCell::Kind::kNumber && !IsExactId(found.text));
  if (lost) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = NameOf(cell),
                   .expected = "文本格式的编号，数字格式超过15位即失真/a number kept as text: a "
                               "numeric cell loses what follows the 15th digit"});
  }
  const bool required = cell == Cell::kBillNo;
  const absl::Status form = required ? CheckRequiredText(NameOf(cell), found.text, kIdCharactersMax)
                                     : CheckText(NameOf(cell), found.text, kIdCharactersMax);
  if (!form.ok()) return form;
  return std::move(found.text);
}

absl::StatusOr<Money> BookedColumns::Amount(const TableRow& row, Cell cell, bool refund) const {
  TableCell found = Of(row, cell);
  const bool empty = found.text.empty() && found.kind == TableCell::Kind::kText;
  if (empty && cell == Cell::kAccount) return Money();
  if (refund && found.text.starts_with('-')) found.text.erase(0, 1);
  std::optional<Money> amount;
  if (found.kind == TableCell::Kind::kText) amount = ParseYuan(found.text);
  if (found.kind == TableCell::Kind::kNumber) amount = YuanOfNumber(found.text);
  if (amount.has_value() && *amount >= Money() && *amount <= kAmountMax) return *amount;
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = NameOf(cell), .expected = "1234.50"});
}

absl::StatusOr<bool> BookedColumns::IsRefund(const TableRow& row) const {
  const TableCell flag = Of(row, Cell::kRefund);
  if (flag.text == "0" || (flag.text.empty() && flag.kind == TableCell::Kind::kText)) return false;
  if (flag.text == "1") return true;
  return Refuse(
      {.reason = v1::FIELD_UNKNOWN_VALUE, .field = NameOf(Cell::kRefund), .expected = "0, 1"});
}

absl::StatusOr<std::optional<v1::StatedSums>> BookedColumns::Sums(const TableRow& row,
                                                                  bool refund) const {
  const auto empty = [&](Cell cell) {
    const TableCell found = Of(row, cell);
    return found.text.empty() && found.kind == TableCell::Kind::kText;
  };
  if (empty(Cell::kTotal) && empty(Cell::kFunds) && !refund) return std::nullopt;
  const absl::StatusOr<Money> total = Amount(row, Cell::kTotal, refund);
  if (!total.ok()) return total.status();
  const absl::StatusOr<Money> funds = Amount(row, Cell::kFunds, refund);
  if (!funds.ok()) return funds.status();
  const absl::StatusOr<Money> account = Amount(row, Cell::kAccount, refund);
  if (!account.ok()) return account.status();
  v1::StatedSums sums;
  sums.set_total_fen(total->fen());
  sums.set_funds_fen(funds->fen());
  sums.set_account_fen(account->fen());
  return sums;
}

absl::StatusOr<v1::BookedRow> BookedColumns::Read(const TableRow& row) const {
  v1::BookedRow booked;
  booked.set_line(row.line);
  absl::StatusOr<std::string> bill_no = Id(row, Cell::kBillNo);
  if (!bill_no.ok()) return bill_no.status();
  booked.set_bill_no(*std::move(bill_no));
  absl::StatusOr<std::string> visit_no = Id(row, Cell::kVisitNo);
  if (!visit_no.ok()) return visit_no.status();
  booked.set_visit_no(*std::move(visit_no));
  const absl::StatusOr<bool> refund = IsRefund(row);
  if (!refund.ok()) return refund.status();
  booked.set_refund(*refund);
  const auto sums = Sums(row, booked.refund());
  if (!sums.ok()) return sums.status();
  if (sums->has_value()) *booked.mutable_sums() = **sums;
  return booked;
}

}  // namespace yizhan::files
