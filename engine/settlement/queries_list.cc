#include <optional>

#include "engine/base/refusal.h"
#include "engine/books/chain.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::uint32_t kListDefault = 100;
constexpr std::uint32_t kListMax = 10'000;

struct ListFilter {
  std::string institution_id;
  std::uint64_t person_no = 0;
  Day from{0};
  Day until = kOpenEnd;
  std::uint32_t limit = kListDefault;
};

absl::StatusOr<ListFilter> FilterOf(const Caller& caller, const v1::ListRequest& request) {
  ListFilter filter{.institution_id = request.institution_id(), .person_no = request.person_no()};
  const bool asks_one = !filter.institution_id.empty();
  if (caller.scope == Scope::kNone || (caller.scope == Scope::kOwnInstitution && asks_one &&
                                       !caller.SeesInstitution(filter.institution_id))) {
    return Refuse({.reason = v1::NOT_ALLOWED,
                   .field = "institution_id",
                   .expected = caller.institution_id,
                   .found = filter.institution_id});
  }
  const auto read_day = [](const std::string& field, const std::string& text,
                           Day& day) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    const std::optional<Day> parsed = ParseDay(text);
    if (!parsed.has_value()) {
      return Refuse(
          {.reason = v1::FIELD_MALFORMED, .field = field, .expected = "YYYY-MM-DD", .found = text});
    }
    day = *parsed;
    return absl::OkStatus();
  };
  absl::Status status = read_day("from_day", request.from_day(), filter.from);
  if (status.ok()) status = read_day("until_day", request.until_day(), filter.until);
  if (!status.ok()) return status;
  if (request.limit() > kListMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "limit",
                   .expected = "at most " + std::to_string(kListMax),
                   .found = std::to_string(request.limit())});
  }
  if (request.limit() != 0) filter.limit = request.limit();
  return filter;
}

bool Matches(const v1::Entry& entry, const Caller& caller, const ListFilter& filter) {
  if (!entry.has_settled()) return false;
  const v1::Settled& settled = entry.settled();
  if (!caller.SeesBill(settled.bill().institution_id(), settled.facts().town())) return false;
  if (!filter.institution_id.empty() && settled.bill().institution_id() != filter.institution_id) {
    return false;
  }
  return filter.person_no == 0 || settled.facts().person_no() == filter.person_no;
}

// One person's entries hang together by back-links; everything else is read back along the log.
std::uint64_t PreviousOf(const v1::Entry& entry, const ListFilter& filter) {
  return filter.person_no == 0 ? entry.number() - 1 : PreviousOfPerson(entry, filter.person_no);
}

absl::StatusOr<std::uint64_t> NewestOf(const ListFilter& filter, const Reader& state) {
  if (filter.person_no == 0) return state.size() == 0 ? 0 : state.size() - 1;
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(filter.person_no));
  if (!row.ok()) return row.status();
  return row->value_or(v1::HolderRow()).last_entry();
}

}  // namespace

absl::StatusOr<v1::ListReply> Queries::List(const Caller& caller, const v1::ListRequest& request) {
  const absl::StatusOr<ListFilter> filter = FilterOf(caller, request);
  if (!filter.ok()) return filter.status();
  const std::shared_ptr<const View> view = store_.OpenView();
  v1::ListReply reply;
  reply.set_as_of(view->size());
  const absl::StatusOr<std::uint64_t> newest = NewestOf(*filter, *view);
  if (!newest.ok()) return newest.status();
  for (std::uint64_t number = *newest; number != 0;) {
    const absl::StatusOr<v1::Entry> entry = ReadEntry(*view, number);
    if (!entry.ok()) return entry.status();
    const Day posted = BusinessDay(entry->posted_ms());
    if (posted < filter->from) break;  // Posting time never runs backwards.
    if (posted <= filter->until && Matches(*entry, caller, *filter)) {
      absl::StatusOr<v1::SettleResult> result = ResultOf(number, *view, packs_);
      if (!result.ok()) return result.status();
      *reply.add_results() = *std::move(result);
      if (static_cast<std::uint32_t>(reply.results_size()) >= filter->limit) break;
    }
    number = PreviousOf(*entry, *filter);
  }
  return reply;
}

}  // namespace yizhan
