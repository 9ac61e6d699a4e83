// Queries::ProposeAll: everybody of a town, or the district, one refold per scope.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/relief/refold.h"
#include "engine/relief/scope_groups.h"
#include "engine/settlement/confirm_one.h"
#include "engine/settlement/decide_bulk.h"
#include "engine/settlement/proposal.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

constexpr std::size_t kTownCharactersMax = 64;
constexpr std::uint64_t kPersonsPerProgress = 100;
constexpr std::size_t kProposalBytesMax = std::size_t{3} << 20;  // A client takes 4 MiB.

using Send = std::function<bool(const v1::ProposeAllItem&)>;
using Persons = std::vector<std::uint64_t>;

bool Meets(const Persons& scope, const std::set<std::uint64_t>& persons) {
  return std::any_of(scope.begin(), scope.end(),
                     [&](std::uint64_t person_no) { return persons.contains(person_no); });
}

// What is looked through, and who is told.
struct Looking {
  std::uint32_t year = 0;
  const View& view;
  PackCatalog& packs;
  const Send& send;
};

class Proposer {
 public:
  Proposer(const Looking& looking, std::uint64_t persons) : of_(looking), persons_(persons) {}

  // One group: `asked` of it, of whom `with_money` have money entries.
  absl::Status Take(std::uint64_t asked, const Persons& with_money) {
    std::set<std::uint64_t> looked;
    std::set<std::uint64_t> proposed;
    const auto scopes = LargestFirst(with_money);
    if (!scopes.ok()) return scopes.status();
    for (const auto& [person_no, scope] : *scopes) {
      if (stopped_) return absl::OkStatus();
      if (looked.contains(person_no)) continue;
      const absl::Status taken = Look(person_no, Meets(scope, proposed), proposed);
      if (!taken.ok()) return taken;
      looked.insert(scope.begin(), scope.end());
    }
    looked_through_ += asked;
    if (looked_through_ - told_ >= kPersonsPerProgress) Tell({});
    return absl::OkStatus();
  }

  void Tell(v1::ProposeAllItem item) {
    item.set_looked_through(looked_through_);
    item.set_persons(persons_);
    told_ = looked_through_;
    if (!stopped_) stopped_ = !of_.send(item);
  }
  bool stopped() const { return stopped_; }

 private:
  struct Scope {
    std::uint64_t person_no = 0;
    Persons persons = {};
  };

  // A scope holds that of each of its persons: so the large ones come first, and none is folded
  // twice.
  absl::StatusOr<std::vector<Scope>> LargestFirst(const Persons& with_money) {
    std::vector<Scope> scopes;
    for (const std::uint64_t person_no : with_money) {
      Scope scope{.person_no = person_no, .persons = {person_no}};
      if (with_money.size() > 1) {
        absl::StatusOr<RefoldScope> found = FindScope(person_no, of_.year, of_.view, of_.packs);
        if (found.ok()) scope.persons = std::move(found->persons);
        // Too large a one is refused when it is folded.
        if (!found.ok() && ReasonOf(found.status()) == v1::REASON_UNSPECIFIED) {
          return found.status();
        }
      }
      scopes.push_back(std::move(scope));
    }
    std::stable_sort(scopes.begin(), scopes.end(), [](const Scope& a, const Scope& b) {
      return a.persons.size() > b.persons.size();
    });
    return scopes;
  }

  absl::Status Look(std::uint64_t person_no, bool overlaps, std::set<std::uint64_t>& proposed) {
    const auto refolded = Refold(person_no, of_.year, of_.view, of_.packs);
    if (!refolded.ok()) return TellRefused(person_no, refolded.status());
    if (!refolded->Owes() && refolded->leads.empty()) return absl::OkStatus();
    if (overlaps) {
      TellOverlap(person_no);
      return absl::OkStatus();
    }
    absl::StatusOr<v1::Proposal> proposal = ToMessage(*refolded, of_.view, of_.packs);
    if (!proposal.ok()) return proposal.status();
    if (proposal->ByteSizeLong() > kProposalBytesMax) {
      return TellRefused(person_no, Refuse({.reason = v1::REFOLD_TOO_LARGE, .field = "person"}));
    }
    proposed.insert(refolded->persons.begin(), refolded->persons.end());
    v1::ProposeAllItem item;
    *item.mutable_proposal() = *std::move(proposal);
    Tell(std::move(item));
    return absl::OkStatus();
  }

  // One person's year cannot be folded, and the others go on; without a pack none can.
  absl::Status TellRefused(std::uint64_t person_no, const absl::Status& why) {
    const v1::ErrorDetail detail = DetailOf(why);
    if (detail.reason() == v1::REASON_UNSPECIFIED || detail.reason() == v1::NO_ACTIVE_PACK) {
      return why;
    }
    v1::ProposeAllItem item;
    item.set_refused_person_no(person_no);
    item.set_refused_zh(detail.message_zh());
    item.set_refused_en(detail.message_en());
    Tell(std::move(item));
    return absl::OkStatus();
  }

  // Two scopes share somebody, and neither holds the other.
  void TellOverlap(std::uint64_t person_no) {
    v1::ProposeAllItem item;
    item.set_refused_person_no(person_no);
    item.set_refused_zh("与上一方案涉及同一家庭成员，请先确认上一方案，再重新核算");
    item.set_refused_en("it shares somebody with a proposal above: confirm that, then ask again");
    Tell(std::move(item));
  }

  const Looking& of_;
  const std::uint64_t persons_;
  std::uint64_t looked_through_ = 0;
  std::uint64_t told_ = 0;
  bool stopped_ = false;
};

// Who is asked for: in the town on any day, or everybody. A town's officer sees who lives there
// today, as everywhere.
class Asked {
 public:
  Asked(const Caller& caller, const std::string& town, Day today)
      : caller_(caller), town_(town), today_(today) {}

  bool operator()(const v1::PersonRow& row) const {
    if (!caller_.SeesAll() && !caller_.SeesTown(TownOn(row.record(), today_))) return false;
    if (town_.empty()) return true;
    const auto& towns = row.record().towns();
    return std::any_of(towns.begin(), towns.end(),
                       [this](const v1::DatedValue& town) { return town.value() == town_; });
  }

 private:
  const Caller& caller_;
  const std::string& town_;
  const Day today_;
};

absl::StatusOr<Persons> FindAsked(const Asked& asked, const View& view) {
  Persons persons;
  bool broken = false;
  const absl::Status scanned =
      view.Scan(Table::kPerson, "", [&](std::string_view key, std::string_view value) {
        v1::PersonRow row;
        const std::optional<std::uint64_t> person_no = NumberOfKey(key);
        broken = !person_no.has_value() || !row.ParseFromString(std::string(value));
        if (!broken && asked(row)) persons.push_back(*person_no);
        return !broken;
      });
  if (!scanned.ok()) return scanned;
  if (broken) return absl::DataLossError("a person's row does not parse");
  return persons;
}

absl::StatusOr<bool> HasMoney(std::uint64_t person_no, const Reader& state) {
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(person_no));
  if (!row.ok()) return row.status();
  return row->value_or(v1::HolderRow()).last_entry() != 0;
}

struct Group {
  std::uint64_t asked = 0;
  Persons with_money = {};
};

absl::StatusOr<std::map<std::uint64_t, Group>> GroupsOf(const Persons& persons, const View& view) {
  const absl::StatusOr<ScopeGroups> scopes = ScopeGroups::Of(view);
  if (!scopes.ok()) return scopes.status();
  std::map<std::uint64_t, Group> groups;
  for (const std::uint64_t person_no : persons) {
    Group& group = groups[scopes->GroupOf(person_no)];
    group.asked += 1;
    const absl::StatusOr<bool> money = HasMoney(person_no, view);
    if (!money.ok()) return money.status();
    if (*money) group.with_money.push_back(person_no);
  }
  return groups;
}

}  // namespace

absl::Status Queries::ProposeAll(const Caller& caller, const v1::ProposeAllRequest& request,
                                 const Send& item) {
  absl::Status status = CheckRefoldYear(request.year());
  if (status.ok()) status = CheckText("town", request.town(), kTownCharactersMax);
  if (status.ok()) status = CheckMayLookThrough(caller, request.town());
  if (!status.ok()) return status;
  const std::shared_ptr<const View> view = store_.OpenView();
  const Asked asked(caller, request.town(), BusinessDay(clock_.NowMs()));
  const absl::StatusOr<Persons> persons = FindAsked(asked, *view);
  if (!persons.ok()) return persons.status();
  const auto groups = GroupsOf(*persons, *view);
  if (!groups.ok()) return groups.status();
  const Looking looking{.year = request.year(), .view = *view, .packs = packs_, .send = item};
  Proposer proposer(looking, persons->size());
  proposer.Tell({});
  for (const auto& [number, group] : *groups) {
    if (proposer.stopped()) return absl::OkStatus();
    status = proposer.Take(group.asked, group.with_money);
    if (!status.ok()) return status;
  }
  proposer.Tell({});
  return absl::OkStatus();
}

}  // namespace yizhan
