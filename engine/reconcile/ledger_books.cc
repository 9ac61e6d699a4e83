#include "engine/reconcile/ledger_books.h"

namespace yizhan {
namespace {

// What the hospital booked. Of a bill recorded after the fact the patient had paid his share there:
// its aid went to him, and his account paid what the bill says.
v1::StatedSums SumsOf(const v1::Settled& settled) {
  const v1::Bill& bill = settled.bill();
  const v1::Outcome& outcome = settled.outcome();
  const bool afterwards = settled.path() == v1::AFTER_THE_FACT;
  const std::int64_t paid_later_fen = afterwards ? outcome.aid_fen() : 0;
  v1::StatedSums sums;
  sums.set_total_fen(bill.total_fen());
  sums.set_funds_fen(bill.total_fen() - bill.hospital_borne_fen() - outcome.patient_due_fen() -
                     paid_later_fen);
  sums.set_account_fen(afterwards ? bill.account_pay_fen() : outcome.account_applied_fen());
  return sums;
}

absl::Status PostSettled(const v1::Entry& entry, const ReconcilePeriod& period,
                         Reconciler& reconciler) {
  const v1::Bill& bill = entry.settled().bill();
  if (bill.institution_id() != period.institution_id) return absl::OkStatus();
  const std::optional<Day> day = ParseDay(bill.accounting_date());
  if (!day.has_value()) {
    return absl::DataLossError("entry " + std::to_string(entry.number()) +
                               " has no accounting date");
  }
  if (*day > period.days.until) return absl::OkStatus();
  v1::PostedRow row;
  row.set_number(entry.number());
  // R7: without a bill number the message id stands in.
  row.set_bill_no(bill.bill_no().empty() ? bill.message_id() : bill.bill_no());
  row.set_visit_no(bill.visit_no());
  row.set_accounting_date(bill.accounting_date());
  row.set_before(*day < period.days.from);
  *row.mutable_sums() = SumsOf(entry.settled());
  return reconciler.Post(row);
}

}  // namespace

absl::Status PostEntry(const v1::Entry& entry, const ReconcilePeriod& period,
                       Reconciler& reconciler) {
  if (entry.has_settled()) return PostSettled(entry, period, reconciler);
  if (!entry.has_contra() || entry.contra().institution_id() != period.institution_id) {
    return absl::OkStatus();
  }
  const bool replaced = entry.contra().replaced_by() != 0;
  return reconciler.End({.number = entry.contra().original(),
                         .standing = replaced ? v1::STANDING_REPLACED : v1::STANDING_REVERSED,
                         .ended_by = entry.number(),
                         .in_period = period.days.Contains(BusinessDay(entry.posted_ms()))});
}

}  // namespace yizhan
