#include "engine/settlement/closing.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/period.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

constexpr std::size_t kInstitutionCharactersMax = 30;
constexpr std::size_t kFileDigestBytes = 32;

absl::Status CheckPeriod(const std::string& period) {
  if (period.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = "period"});
  if (ParseMonth(period).has_value()) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = "period", .expected = "YYYY-MM"});
}

absl::Status CheckFile(const v1::PeriodClosed& asked) {
  const std::size_t bytes = asked.reconciled().sha256().size();
  if (!asked.has_reconciled() || bytes == kFileDigestBytes) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "reconciled.sha256",
                 .expected = std::to_string(kFileDigestBytes) + " bytes",
                 .found = std::to_string(bytes)});
}

// The file field by field: nothing else that a client sent is stored.
v1::PeriodClosed Named(const v1::PeriodClosed& asked) {
  v1::PeriodClosed closed;
  closed.set_institution_id(asked.institution_id());
  closed.set_period(asked.period());
  if (!asked.has_reconciled()) return closed;
  v1::ReconciledFile& file = *closed.mutable_reconciled();
  file.set_sha256(asked.reconciled().sha256());
  file.set_rows(asked.reconciled().rows());
  file.set_agree(asked.reconciled().agree());
  file.set_differ(asked.reconciled().differ());
  return closed;
}

}  // namespace

absl::Status CheckClosingForm(const v1::PeriodClosed& asked) {
  absl::Status status =
      CheckRequiredText("institution_id", asked.institution_id(), kInstitutionCharactersMax);
  if (status.ok()) status = CheckPeriod(asked.period());
  return status.ok() ? CheckFile(asked) : status;
}

absl::StatusOr<v1::PeriodClosed> Closing(const v1::PeriodClosed& asked, std::int64_t posted_ms,
                                         const Reader& state) {
  const auto row = GetRow<v1::InstitutionRow>(state, Table::kInstitution, asked.institution_id());
  if (!row.ok()) return row.status();
  if (!row->has_value()) {
    return Refuse({.reason = v1::INSTITUTION_UNKNOWN,
                   .field = "institution_id",
                   .found = asked.institution_id()});
  }
  const Month month = ParseMonth(asked.period()).value_or(0);
  if (month > PostingMonth(posted_ms)) {
    return Refuse({.reason = v1::PERIOD_IN_FUTURE,
                   .field = "period",
                   .expected = "at most " + MonthText(PostingMonth(posted_ms)),
                   .found = asked.period()});
  }
  if (asked.period() <= (*row)->closed_period()) {
    return Refuse({.reason = v1::PERIOD_ALREADY_CLOSED,
                   .field = "period",
                   .expected = "later than " + (*row)->closed_period(),
                   .found = asked.period(),
                   .related = (*row)->last_close()});
  }
  auto lines = ClosingLines((*row)->owed(), month);
  if (!lines.ok()) return lines.status();
  v1::PeriodClosed closed = Named(asked);
  closed.set_previous_close((*row)->last_close());
  for (v1::ClosedLine& line : *lines) *closed.add_lines() = std::move(line);
  return closed;
}

}  // namespace yizhan
