#include "engine/report/aid_events.h"

#include <algorithm>
#include <utility>

#include "engine/books/application.h"

namespace yizhan {
namespace {

using AdjustedPostings = google::protobuf::RepeatedPtrField<v1::NamedPosting>;

absl::Status Unusable(std::uint64_t number, const std::string& what) {
  return absl::DataLossError("entry " + std::to_string(number) + " " + what);
}

AidPath PathOf(const v1::Entry& posted) {
  if (posted.has_outside_aid()) return AidPath::kOutside;
  if (posted.has_application_settled()) return AidPath::kApplication;
  return posted.settled().path() == v1::REAL_TIME ? AidPath::kRealTime : AidPath::kAfterTheFact;
}

// A program's fund is credited for what it pays.
absl::Status AddParts(const PackShelf& packs, std::uint64_t number, const std::string& pack_hash,
                      const Postings& postings, AidEvent& event) {
  auto parts = packs.PartsOn(v1::PROGRAM_FUND, number, pack_hash, postings);
  if (!parts.ok()) return parts.status();
  event.parts = *std::move(parts);
  for (AidPart& part : event.parts) {
    part.amount = -part.amount;
    event.aid += part.amount;
  }
  return absl::OkStatus();
}

// Both accounts are debited when the patient is to get more, credited when he is to give back.
absl::Status AddAdjusted(std::uint64_t number, const AdjustedPostings& postings, AidEvent& event) {
  for (const v1::NamedPosting& posting : postings) {
    const absl::StatusOr<Money> amount = BoundedAmount(number, posting.amount_fen());
    if (!amount.ok()) return amount.status();
    if (posting.account() == v1::PATIENT_PAYABLE) event.owed_more += *amount;
    if (posting.account() == v1::PATIENT_RECEIVABLE) event.owed_back -= *amount;
  }
  return absl::OkStatus();
}

std::string JoinedIdentities(const v1::PersonFacts& facts) {
  std::set<std::string> identities;
  for (const v1::DatedValue& identity : facts.identities()) identities.insert(identity.value());
  std::string joined;
  for (const std::string& identity : identities) joined += identity + '\0';
  return joined;
}

std::set<std::string> SplitIdentities(const std::string& joined) {
  std::set<std::string> identities;
  std::size_t start = 0;
  for (std::size_t end = joined.find('\0'); end != std::string::npos;
       end = joined.find('\0', start)) {
    identities.insert(joined.substr(start, end - start));
    start = end + 1;
  }
  return identities;
}

}  // namespace

std::uint32_t AidEvents::Words::Of(const std::string& word) {
  const auto [found, added] = numbers_.try_emplace(word, static_cast<std::uint32_t>(words_.size()));
  if (added) words_.push_back(word);
  return found->second;
}

absl::StatusOr<std::vector<AidEvent>> AidEvents::Read(const v1::Entry& entry) {
  if (absl::Status status = packs_.Read(entry); !status.ok()) return status;
  if (entry.has_adjusted()) return AdjustedEvents(entry);
  const bool settles =
      entry.has_settled() || entry.has_application_settled() || entry.has_outside_aid();
  if (!settles && !entry.has_contra()) return std::vector<AidEvent>();
  absl::StatusOr<AidEvent> event = settles ? SettledEvent(entry) : ContraEvent(entry);
  if (!event.ok()) return event.status();
  event->day = BusinessDay(entry.posted_ms());
  return std::vector<AidEvent>{*std::move(event)};
}

void AidEvents::Remember(const v1::Entry& settlement, AidPath path) {
  const v1::Settled& settled = settlement.settled();
  origins_.push_back({.number = settlement.number(),
                      .person_no = settled.facts().person_no(),
                      .town = words_.Of(settled.facts().town()),
                      .institution = words_.Of(settled.bill().institution_id()),
                      .identities = words_.Of(JoinedIdentities(settled.facts())),
                      .path = path});
}

const AidEvents::Origin* AidEvents::FindOrigin(std::uint64_t number) const {
  const auto found = std::lower_bound(
      origins_.begin(), origins_.end(), number,
      [](const Origin& origin, std::uint64_t wanted) { return origin.number < wanted; });
  return found == origins_.end() || found->number != number ? nullptr : &*found;
}

absl::StatusOr<AidEvent> AidEvents::EventOf(std::uint64_t number, std::uint64_t original) const {
  const Origin* const origin = FindOrigin(original);
  if (origin == nullptr) {
    return Unusable(number,
                    "speaks of settlement " + std::to_string(original) + ", which is not there");
  }
  AidEvent event;
  event.path = origin->path;
  event.person_no = origin->person_no;
  event.town = words_.At(origin->town);
  event.institution_id = words_.At(origin->institution);
  event.identities = SplitIdentities(words_.At(origin->identities));
  return event;
}

absl::StatusOr<AidEvent> AidEvents::SettledEvent(const v1::Entry& posted) {
  const AidPath path = PathOf(posted);
  const v1::Entry entry = AsSettlement(posted);
  const v1::Settled& settled = entry.settled();
  if (!origins_.empty() && origins_.back().number >= entry.number()) {
    return Unusable(entry.number(), "does not come in order");
  }
  Remember(entry, path);
  absl::StatusOr<AidEvent> event = EventOf(entry.number(), entry.number());
  if (!event.ok()) return event.status();
  if (path == AidPath::kOutside) {
    const auto outside = BoundedAmount(entry.number(), posted.outside_aid().paid_fen());
    if (!outside.ok()) return outside.status();
    event->outside = *outside;
    outside_.emplace(entry.number(), event->outside);
  }
  const absl::Status added =
      AddParts(packs_, entry.number(), settled.pack_hash(), settled.postings(), *event);
  if (!added.ok()) return added;
  return event;
}

absl::StatusOr<AidEvent> AidEvents::ContraEvent(const v1::Entry& entry) {
  const v1::Contra& contra = entry.contra();
  absl::StatusOr<AidEvent> event = EventOf(entry.number(), contra.original());
  if (!event.ok()) return event.status();
  event->kind = AidEvent::Kind::kContra;
  const auto outside = outside_.find(contra.original());
  if (outside != outside_.end()) event->outside = -outside->second;
  absl::Status added =
      AddParts(packs_, entry.number(), contra.pack_hash(), contra.postings(), *event);
  if (added.ok()) added = AddAdjusted(entry.number(), contra.adjusted_postings(), *event);
  if (!added.ok()) return added;
  return event;
}

absl::StatusOr<std::vector<AidEvent>> AidEvents::AdjustedEvents(const v1::Entry& entry) const {
  std::vector<AidEvent> events;
  for (const v1::AdjustedBill& bill : entry.adjusted().bills()) {
    absl::StatusOr<AidEvent> event = EventOf(entry.number(), bill.settlement());
    if (!event.ok()) return event.status();
    event->kind = AidEvent::Kind::kAdjusted;
    event->day = BusinessDay(entry.posted_ms());
    const absl::Status added = AddAdjusted(entry.number(), bill.postings(), *event);
    if (!added.ok()) return added;
    events.push_back(*std::move(event));
  }
  return events;
}

std::string AidEvents::TownOf(const v1::Entry& entry) const {
  std::uint64_t settlement = entry.has_contra() ? entry.contra().original() : entry.number();
  if (entry.has_adjusted() && entry.adjusted().bills_size() > 0) {
    settlement = entry.adjusted().bills(0).settlement();
    for (const v1::AdjustedBill& bill : entry.adjusted().bills()) {
      const Origin* const origin = FindOrigin(bill.settlement());
      const bool asked = origin != nullptr && origin->person_no == entry.adjusted().person_no();
      if (asked) settlement = bill.settlement();
    }
  }
  const Origin* const origin = FindOrigin(settlement);
  return origin == nullptr ? "" : words_.At(origin->town);
}

}  // namespace yizhan
