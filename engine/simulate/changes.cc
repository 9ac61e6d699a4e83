#include "engine/simulate/changes.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace yizhan {
namespace {

// Beside the cases that are shown: room for those that are reversed later.
constexpr std::size_t kSpareCases = 500;

Money Size(Money difference) { return difference < Money() ? -difference : difference; }

}  // namespace

int BandOf(Money difference) {
  if (difference == Money()) return 0;
  const auto edge = std::upper_bound(kBandEdges.begin(), kBandEdges.end(), Size(difference));
  const int band = static_cast<int>(edge - kBandEdges.begin()) + 1;
  return difference < Money() ? -band : band;
}

CaseHeap::CaseHeap(std::size_t cases_max)
    : cases_max_(cases_max),
      kept_max_(cases_max + kSpareCases),
      best_dropped_(std::numeric_limits<std::int64_t>::max(),
                    std::numeric_limits<std::uint64_t>::max()) {}

CaseHeap::Rank CaseHeap::RankOf(Money difference, std::uint64_t number) {
  return {-Size(difference).fen(), number};
}

void CaseHeap::Offer(const std::shared_ptr<const Item>& item, const Outcome& today,
                     const Outcome& draft) {
  if (today.aid == draft.aid) return;
  const Rank rank = RankOf(draft.aid - today.aid, item->number);
  if (rank > best_dropped_) return;
  if (kept_.size() >= kept_max_) {
    const auto last = std::prev(kept_.end());
    best_dropped_ = std::min(best_dropped_, std::max(rank, last->first));
    if (rank > last->first) return;
    kept_.erase(last);
  }
  kept_.emplace(rank, ChangedCase{item, today, draft});
}

void CaseHeap::Remove(std::uint64_t number, Money difference) {
  kept_.erase(RankOf(difference, number));
}

std::vector<const ChangedCase*> CaseHeap::List() const {
  std::vector<const ChangedCase*> cases;
  for (const auto& [rank, changed] : kept_) {
    if (cases.size() >= cases_max_ || rank > best_dropped_) break;
    cases.push_back(&changed);
  }
  return cases;
}

void Changes::Count(std::uint64_t person_no, Money today, Money draft, std::int64_t sign) {
  PersonChange& person = people_[person_no];
  person.person_no = person_no;
  person.bills += sign;
  person.today += sign > 0 ? today : -today;
  person.draft += sign > 0 ? draft : -draft;
  const Money difference = draft - today;
  BandCount& band = bills_[BandOf(difference)];
  band.bills += sign;
  band.bills_difference += sign > 0 ? difference : -difference;
}

std::map<int, BandCount> Changes::Distribution() const {
  std::map<int, BandCount> bands = bills_;
  for (int band = -kBands; band <= kBands; ++band) bands[band];
  for (const auto& [person_no, person] : people_) {
    if (person.bills == 0) continue;
    BandCount& band = bands[BandOf(person.Difference())];
    ++band.people;
    band.people_difference += person.Difference();
  }
  return bands;
}

std::vector<PersonChange> Changes::Furthest(std::size_t people_max, std::int64_t sign) const {
  const auto how_far = [sign](const PersonChange& person) {
    return sign * person.Difference().fen();
  };
  std::vector<PersonChange> people;
  for (const auto& [person_no, person] : people_) {
    if (how_far(person) > 0) people.push_back(person);
  }
  const std::size_t shown = std::min(people_max, people.size());
  std::partial_sort(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(shown),
                    people.end(), [&](const PersonChange& a, const PersonChange& b) {
                      return std::make_tuple(-how_far(a), a.person_no) <
                             std::make_tuple(-how_far(b), b.person_no);
                    });
  people.resize(shown);
  return people;
}

std::vector<PersonChange> Changes::Gainers(std::size_t people_max) const {
  return Furthest(people_max, 1);
}

std::vector<PersonChange> Changes::Losers(std::size_t people_max) const {
  return Furthest(people_max, -1);
}

}  // namespace yizhan
