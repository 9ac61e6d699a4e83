#include "engine/books/period.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/bind.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

constexpr std::size_t kFileDigestBytes = 32;

bool AddTo(std::int64_t& sum_fen, std::int64_t fen) {
  const std::optional<Money> sum = Money::FromFen(sum_fen).TryAdd(Money::FromFen(fen));
  if (sum.has_value()) sum_fen = sum->fen();
  return sum.has_value();
}

bool Same(const v1::PeriodClosed& closed, const std::vector<v1::ClosedLine>& lines) {
  return std::equal(closed.lines().begin(), closed.lines().end(), lines.begin(), lines.end(),
                    [](const v1::ClosedLine& a, const v1::ClosedLine& b) {
                      return a.SerializeAsString() == b.SerializeAsString();
                    });
}

// Its month has begun, follows the last one closed, and so does the entry.
absl::Status CheckOrder(const v1::Entry& entry, const v1::InstitutionRow& row) {
  const v1::PeriodClosed& closed = entry.period_closed();
  const auto month = ParseMonth(closed.period());
  if (!month.has_value()) return Broken(entry, "its period is none");
  if (*month > PostingMonth(entry.posted_ms())) return Broken(entry, "its period has not begun");
  if (closed.period() <= row.closed_period()) {
    return Broken(entry, "that period is closed",
                  {.field = "period", .expected = row.closed_period(), .found = closed.period()});
  }
  if (closed.previous_close() == row.last_close()) return absl::OkStatus();
  return Broken(entry, "the institution was closed last by " + std::to_string(row.last_close()),
                {.field = "previous_close",
                 .expected = std::to_string(row.last_close()),
                 .found = std::to_string(closed.previous_close())});
}

// Everything up to its month becomes the closed balance.
absl::Status Close(Month month, const std::vector<v1::ClosedLine>& lines, v1::InstitutionRow& row) {
  OwedLines& owed = *row.mutable_owed();
  owed.erase(std::remove_if(owed.begin(), owed.end(),
                            [month](const v1::OwedLine& line) { return line.month() <= month; }),
             owed.end());
  for (const v1::ClosedLine& line : lines) {
    const absl::Status added =
        AddOwed({v1::HOSPITAL_RECEIVABLE, line.program_id()}, line.closing_fen(), owed);
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::ClosedLine>> ClosingLines(const OwedLines& owed, Month month) {
  std::map<std::string, v1::ClosedLine> by_program;
  for (const v1::OwedLine& line : owed) {
    if (line.month() > month) continue;
    v1::ClosedLine& closed = by_program[line.program_id()];
    closed.set_program_id(line.program_id());
    std::int64_t opening_fen = closed.opening_fen();
    std::int64_t posted_fen = closed.posted_fen();
    std::int64_t closing_fen = closed.closing_fen();
    const bool fits = AddTo(line.month() == 0 ? opening_fen : posted_fen, line.amount_fen()) &&
                      AddTo(closing_fen, line.amount_fen());
    if (!fits) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = line.program_id()});
    closed.set_opening_fen(opening_fen);
    closed.set_posted_fen(posted_fen);
    closed.set_closing_fen(closing_fen);
  }
  std::vector<v1::ClosedLine> lines;
  for (auto& [program_id, line] : by_program) {
    if (line.opening_fen() == 0 && line.posted_fen() == 0) continue;
    lines.push_back(std::move(line));
  }
  return lines;
}

absl::StatusOr<std::vector<Effect>> FoldPeriodClosed(const v1::Entry& entry, const Reader& before) {
  const v1::PeriodClosed& closed = entry.period_closed();
  const std::string& id = closed.institution_id();
  auto row = GetRow<v1::InstitutionRow>(before, Table::kInstitution, id);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Broken(entry, "unknown institution " + id);
  absl::Status status = CheckOrder(entry, **row);
  if (!status.ok()) return status;
  const Month month = ParseMonth(closed.period()).value_or(0);
  const auto lines = ClosingLines((*row)->owed(), month);
  if (!lines.ok()) return lines.status();
  if (!Same(closed, *lines)) return Broken(entry, "its lines are not what the books say");
  if (closed.has_reconciled() && closed.reconciled().sha256().size() != kFileDigestBytes) {
    return Broken(entry, "its file has no digest");
  }
  status = Close(month, *lines, **row);
  if (!status.ok()) return status;
  (*row)->set_last_close(entry.number());
  (*row)->set_closed_period(closed.period());
  std::vector<Effect> effects{PutRow(Table::kInstitution, id, **row)};
  const std::string content = Bytes(PeriodDigest(closed));
  status = BindRequest(entry, {v1::MessageKeyRow::PERIOD_CLOSE, closed.request_id(), content},
                       before, effects);
  if (status.ok()) {
    status = BindStatement(entry, closed.authorization(),
                           {v1::CLOSE_PERIOD, content, closed.request_id()}, before, effects);
  }
  if (!status.ok()) return status;
  return effects;
}

}  // namespace yizhan
