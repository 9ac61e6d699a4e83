#include "engine/simulate/entry_items.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/books/application.h"
#include "engine/books/recompute.h"
#include "engine/policy/load_pack.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

// Packs come from the entries that were read: there is no state to look into.
class NoState : public Reader {
 public:
  std::uint64_t size() const override { return 0; }
  absl::StatusOr<std::optional<std::string>> Get(Table, std::string_view) const override {
    return std::optional<std::string>();
  }
  absl::StatusOr<std::string> Leaf(std::uint64_t) const override {
    return absl::NotFoundError("a simulation keeps no leaves");
  }
};

absl::Status Unusable(std::uint64_t number, const std::string& what) {
  return absl::DataLossError("entry " + std::to_string(number) + ": " + what);
}

Money FundDelta(const v1::FundChanged& changed) {
  const Money amount = Money::FromFen(changed.amount_fen());
  return changed.kind() == v1::FundChanged::WITHDRAW ? -amount : amount;
}

// Empty when a move names no account or fund of the pack.
std::optional<PastItem> PastOf(const v1::Settled& settled, PackCatalog::Pack pack, Bill bill) {
  PastItem past{
      .pack = std::move(pack), .bill = std::move(bill), .person = FromMessage(settled.facts())};
  past.account_delta.resize(past.pack->accounts.size());
  for (const v1::AccountMove& move : settled.accounts()) {
    if (move.account() >= past.account_delta.size()) return std::nullopt;
    past.account_delta[move.account()] = Money::FromFen(move.delta_fen());
  }
  past.fund_delta.resize(past.pack->funds.size());
  for (const v1::FundMove& move : settled.funds()) {
    if (move.fund() >= past.fund_delta.size()) return std::nullopt;
    past.fund_delta[move.fund()] = Money::FromFen(move.delta_fen());
  }
  return past;
}

}  // namespace

bool EntryItems::IsAfter(const v1::Entry& entry) const {
  return BusinessDay(entry.posted_ms()) > period_.until;
}

absl::Status EntryItems::ReadPack(const v1::Entry& entry) {
  const auto& files = entry.pack_activated().files();
  const LoadedPack loaded = LoadPack(std::vector<v1::PackFile>(files.begin(), files.end()));
  if (!loaded.ok()) return Unusable(entry.number(), "its pack no longer loads");
  packs_.Keep(loaded.compiled);
  newest_pack_ = loaded.compiled;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Item>> EntryItems::ReadSettled(const v1::Entry& entry) {
  const v1::Settled& settled = entry.settled();
  ++counts_.settlements;
  if (Recompute(entry, NoState(), packs_).ok()) {
    ++counts_.recomputed;
  } else if (counts_.first_differing == 0) {
    counts_.first_differing = entry.number();
  }
  if (BusinessDay(entry.posted_ms()) < period_.from) {
    ++counts_.past;
    return ReadFact(entry.number(), settled);
  }
  absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return Unusable(entry.number(), "its bill is refused");
  return std::optional<Item>(
      {.number = entry.number(),
       .body = BillItem{.bill = WithLevel(*std::move(bill),
                                          static_cast<HospitalLevel>(settled.institution_level())),
                        .person = FromMessage(settled.facts()),
                        .stored_outcome = settled.outcome().SerializeAsString()}});
}

absl::StatusOr<std::optional<Item>> EntryItems::ReadFact(std::uint64_t number,
                                                         const v1::Settled& settled) {
  absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return Unusable(number, "its bill is refused");
  auto pack = packs_.Find(NoState(), settled.pack_hash());
  if (!pack.ok()) return Unusable(number, "its pack was never activated");
  std::optional<PastItem> past = PastOf(settled, *std::move(pack), *std::move(bill));
  if (!past.has_value()) return Unusable(number, "it moves what its pack does not have");
  return std::optional<Item>({.number = number, .body = *std::move(past)});
}

absl::StatusOr<std::optional<Item>> EntryItems::Read(const v1::Entry& entry) {
  ++counts_.entries;
  switch (entry.body_case()) {
    case v1::Entry::kPackActivated:
      if (absl::Status status = ReadPack(entry); !status.ok()) return status;
      return std::optional<Item>();
    case v1::Entry::kSettled:
      return ReadSettled(entry);
    case v1::Entry::kApplicationSettled:
      ++counts_.applications;
      return ReadFact(entry.number(), AsSettlement(entry).settled());
    case v1::Entry::kContra:
      return std::optional<Item>(
          {.number = entry.number(), .body = ReversalItem{.original = entry.contra().original()}});
    case v1::Entry::kFundChanged:
      return std::optional<Item>({.number = entry.number(),
                                  .body = FundItem{.fund_id = entry.fund_changed().fund_id(),
                                                   .delta = FundDelta(entry.fund_changed())}});
    case v1::Entry::kLedgerOpened:
    case v1::Entry::kDayOpened:
    case v1::Entry::kInstitutionChanged:
    case v1::Entry::kPersonChanged:
    case v1::Entry::kTombstone:
    case v1::Entry::kOfficerChanged:
    case v1::Entry::kPersonErased:
    case v1::Entry::kPrivateRead:
    case v1::Entry::kAlertHandled:
    case v1::Entry::kPeriodClosed:
    case v1::Entry::kPaidOut:
      return std::optional<Item>();
    default:
      ++counts_.skipped;
      return std::optional<Item>();
  }
}

}  // namespace yizhan
