#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/expiring.h"
#include "engine/settlement/asked_days.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

constexpr std::size_t kExpiringMax = 200'000;  // About twenty times the district's people.

// A town that the caller may not see is refused, not empty: an empty list says nobody is due.
absl::Status CheckTown(const Caller& caller, const std::string& town) {
  const absl::Status allowed = CheckSeesPeople(caller);
  if (!allowed.ok()) return allowed;
  if (town.empty() || caller.SeesTown(town)) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "town"});
}

bool Wanted(const v1::ExpiringItem& item, const Caller& caller, const std::string& town) {
  return caller.SeesTown(item.town()) && (town.empty() || item.town() == town);
}

}  // namespace

absl::StatusOr<v1::ListExpiringReply> Queries::ListExpiring(
    const Caller& caller, const v1::ListExpiringRequest& request) {
  const absl::Status allowed = CheckTown(caller, request.town());
  if (!allowed.ok()) return allowed;
  const absl::StatusOr<Span> last_days =
      AskedDays({"from", request.from()}, {"until", request.until()});
  if (!last_days.ok()) return last_days.status();
  std::vector<v1::ExpiringItem> items;
  bool broken = false;
  const auto visit = [&](std::string_view key, std::string_view value) {
    v1::PersonRow row;
    const std::optional<std::uint64_t> person_no = NumberOfKey(key);
    broken = !person_no.has_value() || !row.ParseFromString(std::string(value));
    if (broken) return false;
    for (v1::ExpiringItem& item : ExpiringOf(*person_no, row.record(), *last_days)) {
      if (Wanted(item, caller, request.town())) items.push_back(std::move(item));
    }
    return items.size() <= kExpiringMax;
  };
  const absl::Status scanned = store_.OpenView()->Scan(Table::kPerson, "", visit);
  if (!scanned.ok()) return scanned;
  if (broken) return absl::DataLossError("a person's row does not parse");
  if (items.size() > kExpiringMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "until",
                   .expected = "<= " + std::to_string(kExpiringMax)});
  }
  SortExpiring(items);
  v1::ListExpiringReply reply;
  for (v1::ExpiringItem& item : items) *reply.add_items() = std::move(item);
  return reply;
}

}  // namespace yizhan
