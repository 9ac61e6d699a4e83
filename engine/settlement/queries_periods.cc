#include <memory>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"
#include "engine/settlement/closing.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr int kClosesMax = 1'000;  // Newest first; the rest stays in the ledger.

}  // namespace

absl::StatusOr<v1::ProposeCloseReply> Queries::ProposeClose(
    const Caller& caller, const v1::ProposeCloseRequest& request) {
  if (!caller.SeesAll()) return Refuse({.reason = v1::NOT_ALLOWED});
  v1::PeriodClosed asked;
  asked.set_institution_id(request.institution_id());
  asked.set_period(request.period());
  if (request.has_reconciled()) *asked.mutable_reconciled() = request.reconciled();
  const absl::Status form = CheckClosingForm(asked);
  if (!form.ok()) return form;
  const std::shared_ptr<const View> view = store_.OpenView();
  absl::StatusOr<v1::PeriodClosed> closed = Closing(asked, clock_.NowMs(), *view);
  if (!closed.ok()) return closed.status();
  v1::ProposeCloseReply reply;
  *reply.mutable_close() = *std::move(closed);
  reply.set_content(Bytes(PeriodDigest(reply.close())));
  reply.set_as_of(view->size());
  return reply;
}

absl::StatusOr<v1::ListClosesReply> Queries::ListCloses(const Caller& caller,
                                                        const v1::ListClosesRequest& request) {
  const std::string& id = request.institution_id();
  if (id.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = "institution_id"});
  if (!caller.SeesInstitution(id)) {
    return Refuse({.reason = v1::NOT_ALLOWED, .field = "institution_id"});
  }
  const std::shared_ptr<const View> view = store_.OpenView();
  const auto row = GetRow<v1::InstitutionRow>(*view, Table::kInstitution, id);
  if (!row.ok()) return row.status();
  if (!row->has_value()) {
    return Refuse({.reason = v1::INSTITUTION_UNKNOWN, .field = "institution_id", .found = id});
  }
  v1::ListClosesReply reply;
  for (std::uint64_t number = (*row)->last_close();
       number != 0 && reply.closes_size() < kClosesMax;) {
    absl::StatusOr<v1::Entry> entry = ReadEntry(*view, number);
    if (!entry.ok()) return entry.status();
    const std::uint64_t previous = entry->period_closed().previous_close();
    if (!entry->has_period_closed() || previous >= number) {
      return absl::DataLossError("an institution's closes do not hang together");
    }
    v1::ListedClose& listed = *reply.add_closes();
    listed.set_number(number);
    listed.set_posted_ms(entry->posted_ms());
    listed.set_actor(entry->actor());
    *listed.mutable_close() = std::move(*entry->mutable_period_closed());
    number = previous;
  }
  return reply;
}

}  // namespace yizhan
