#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/chain.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/settlement/asked_days.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::uint32_t kPostedDefault = 1'000;
constexpr std::uint32_t kPostedMax = 10'000;

struct PostedFilter {
  std::string institution_id;
  Span days;
  std::uint64_t after = 0;
  std::uint32_t limit = kPostedDefault;
};

absl::StatusOr<PostedFilter> FilterOf(const Caller& caller, const v1::ListPostedRequest& request) {
  const std::string& id = request.institution_id();
  if (id.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = "institution_id"});
  if (!caller.SeesInstitution(id)) {
    return Refuse({.reason = v1::NOT_ALLOWED, .field = "institution_id"});
  }
  const absl::StatusOr<Span> days =
      AskedDays({"from_day", request.from_day()}, {"until_day", request.until_day()});
  if (!days.ok()) return days.status();
  if (request.limit() > kPostedMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "limit",
                   .expected = "at most " + std::to_string(kPostedMax),
                   .found = std::to_string(request.limit())});
  }
  return PostedFilter{.institution_id = id,
                      .days = *days,
                      .after = request.after(),
                      .limit = request.limit() == 0 ? kPostedDefault : request.limit()};
}

absl::Status CheckKnown(const std::string& id, const Reader& state) {
  const auto row = GetRow<v1::InstitutionRow>(state, Table::kInstitution, id);
  if (!row.ok()) return row.status();
  if (row->has_value()) return absl::OkStatus();
  return Refuse({.reason = v1::INSTITUTION_UNKNOWN, .field = "institution_id", .found = id});
}

// The first entry posted on `day` or later; the size when there is none. Posting time never runs
// backwards.
absl::StatusOr<std::uint64_t> FirstOn(Day day, const Reader& state) {
  std::uint64_t low = 0;
  std::uint64_t high = state.size();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const absl::StatusOr<v1::Entry> entry = ReadEntry(state, middle);
    if (!entry.ok()) return entry.status();
    if (BusinessDay(entry->posted_ms()) < day) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The line of a settlement, or with sign -1 of the contra that took it back.
v1::PostedLine LineOf(const v1::Entry& entry, const v1::Settled& settled, std::int64_t sign) {
  const v1::Bill& bill = settled.bill();
  const v1::Outcome& outcome = settled.outcome();
  v1::PostedLine line;
  line.set_number(entry.number());
  line.set_of(entry.contra().original());
  line.set_message_id(bill.message_id());
  line.set_visit_no(bill.visit_no());
  line.set_bill_no(bill.bill_no());
  line.set_person_no(settled.facts().person_no());
  line.set_posted_ms(entry.posted_ms());
  line.set_after_the_fact(settled.path() == v1::AFTER_THE_FACT);
  line.set_accounting_date(bill.accounting_date());
  std::int64_t insurers_fen = 0;
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    insurers_fen += payment.amount_fen();
  }
  line.set_total_fen(sign * bill.total_fen());
  line.set_insurers_fen(sign * insurers_fen);
  // What upstream paid and the rules take as given is in it: its program's step pays it.
  line.set_aid_fen(sign * outcome.aid_fen());
  line.set_account_fen(sign * outcome.account_applied_fen());
  line.set_cash_fen(sign * outcome.cash_due_fen());
  return line;
}

// Empty for an entry that is no line of this institution: another's, or no bill's.
absl::StatusOr<std::optional<v1::PostedLine>> LineAt(std::string_view stored,
                                                     const std::string& institution_id,
                                                     const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
  if (!entry.ok()) return entry.status();
  if (entry->has_settled()) {
    if (entry->settled().bill().institution_id() != institution_id) return std::nullopt;
    return LineOf(*entry, entry->settled(), 1);
  }
  if (!entry->has_contra() || entry->contra().institution_id() != institution_id) {
    return std::nullopt;
  }
  const absl::StatusOr<v1::Entry> original = EntryAt(entry->contra().original(), state);
  if (!original.ok()) return original.status();
  if (!original->has_settled()) return std::nullopt;
  return LineOf(*entry, original->settled(), -1);
}

}  // namespace

absl::StatusOr<v1::ListPostedReply> Queries::ListPosted(const Caller& caller,
                                                        const v1::ListPostedRequest& request) {
  const absl::StatusOr<PostedFilter> filter = FilterOf(caller, request);
  if (!filter.ok()) return filter.status();
  const std::shared_ptr<const View> view = store_.OpenView();
  absl::Status status = CheckKnown(filter->institution_id, *view);
  if (!status.ok()) return status;
  const absl::StatusOr<std::uint64_t> first = FirstOn(filter->days.from, *view);
  if (!first.ok()) return first.status();
  const absl::StatusOr<std::uint64_t> end = FirstOn(Day{filter->days.until.days + 1}, *view);
  if (!end.ok()) return end.status();
  v1::ListPostedReply reply;
  reply.set_as_of(view->size());
  const auto visit = [&](std::uint64_t /*number*/, std::string_view stored) {
    // Most entries are other institutions': only what holds the code at all is decoded.
    if (stored.find(filter->institution_id) == std::string_view::npos) return true;
    auto line = LineAt(stored, filter->institution_id, *view);
    status = line.status();
    if (!status.ok()) return false;
    if (!line->has_value()) return true;
    reply.set_more(static_cast<std::uint32_t>(reply.lines_size()) == filter->limit);
    if (!reply.more()) *reply.add_lines() = **std::move(line);
    return !reply.more();
  };
  if (filter->after >= *end) return reply;
  const std::uint64_t from = filter->after == 0 ? *first : std::max(*first, filter->after + 1);
  const absl::Status read = store_.Read(from, *end, visit);
  if (!status.ok()) return status;
  if (!read.ok()) return read;
  return reply;
}

}  // namespace yizhan
