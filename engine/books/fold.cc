#include "engine/books/fold.h"

#include "engine/base/date.h"
#include "engine/base/refusal.h"
#include "engine/books/alert.h"
#include "engine/books/bind.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/fold_application.h"
#include "engine/books/fold_bulk.h"
#include "engine/books/fold_person.h"
#include "engine/books/fold_settlement.h"
#include "engine/books/keys.h"
#include "engine/books/lead.h"
#include "engine/books/officer_statement.h"
#include "engine/books/outside.h"
#include "engine/books/payout.h"
#include "engine/books/period.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"

namespace yizhan {
namespace {

using Effects = absl::StatusOr<std::vector<Effect>>;

Effects FoldDayOpened(const v1::Entry& entry) {
  v1::DayRow row;
  row.set_day(entry.day_opened().day());
  return std::vector<Effect>{PutRow(Table::kDay, kDayKey, row)};
}

Effects FoldPackActivated(const v1::Entry& entry, const Reader& before) {
  const std::string& hash = entry.pack_activated().pack_hash();
  const auto& files = entry.pack_activated().files();
  const Hash32 of_files = PackHash(std::vector<v1::PackFile>(files.begin(), files.end()));
  if (Bytes(of_files) != hash) {
    return Broken(entry, "the pack's files are not those of its hash",
                  {.field = "pack_hash", .expected = HexText(of_files), .found = HexText(hash)});
  }
  const std::string& effective_from = entry.pack_activated().effective_from();
  if (!effective_from.empty() && !ParseDay(effective_from).has_value()) {
    return Broken(entry, "its effective date is none");
  }
  const auto known = GetRow<v1::PackRow>(before, Table::kPack, hash);
  if (!known.ok()) return known.status();
  v1::PackRow row;
  row.set_number(entry.number());
  row.set_pack_hash(hash);
  std::vector<Effect> effects{PutRow(Table::kPack, kActivePackKey, row)};
  const std::string& request_id = entry.pack_activated().request_id();
  const std::string content = ActivationContent(entry.pack_activated());
  absl::Status bound =
      BindRequest(entry, {v1::MessageKeyRow::ACTIVATION, request_id, content}, before, effects);
  if (bound.ok()) {
    bound = BindStatement(entry, entry.pack_activated().authorization(),
                          {v1::ACTIVATE_PACK, content, request_id}, before, effects);
  }
  if (bound.ok()) {
    const std::uint64_t first = known->has_value() ? (*known)->number() : entry.number();
    bound = FoldPackLead(entry, first, before, effects);
  }
  if (!bound.ok()) return bound;
  if (known->has_value()) return effects;
  // A pack never seen before joins the chain of all packs.
  const auto newest = GetRow<v1::PackRow>(before, Table::kPack, kNewestPackKey);
  if (!newest.ok()) return newest.status();
  if (newest->has_value()) row.set_previous_hash((*newest)->pack_hash());
  effects.push_back(PutRow(Table::kPack, hash, row));
  effects.push_back(PutRow(Table::kPack, kNewestPackKey, row));
  return effects;
}

Effects FoldInstitutionChanged(const v1::Entry& entry, const Reader& before) {
  const v1::Institution& institution = entry.institution_changed().institution();
  auto row = GetRow<v1::InstitutionRow>(before, Table::kInstitution, institution.id());
  if (!row.ok()) return row.status();
  v1::InstitutionRow changed = row->value_or(v1::InstitutionRow());
  *changed.mutable_institution() = institution;
  changed.set_last_change(entry.number());
  return std::vector<Effect>{PutRow(Table::kInstitution, institution.id(), changed)};
}

Effects FoldFundChanged(const v1::Entry& entry, const Reader& before) {
  const v1::FundChanged& change = entry.fund_changed();
  auto row = GetRow<v1::FundRow>(before, Table::kFund, change.fund_id());
  if (!row.ok()) return row.status();
  v1::FundRow fund = row->value_or(v1::FundRow());
  const bool out = change.kind() == v1::FundChanged::WITHDRAW;
  const Money delta = Money::FromFen(out ? -change.amount_fen() : change.amount_fen());
  const std::optional<Money> granted = Money::FromFen(fund.granted_fen()).TryAdd(delta);
  const std::optional<Money> balance = Money::FromFen(fund.balance_fen()).TryAdd(delta);
  if (!granted.has_value() || !balance.has_value()) {
    return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "amount_fen"});
  }
  fund.set_granted_fen(granted->fen());
  fund.set_balance_fen(balance->fen());
  if (fund.balance_fen() < 0 || fund.balance_fen() != change.balance_after_fen()) {
    return Broken(entry, "the fund's balance does not follow",
                  {.field = change.fund_id(),
                   .expected = std::to_string(fund.balance_fen()),
                   .found = std::to_string(change.balance_after_fen())});
  }
  std::vector<Effect> effects{PutRow(Table::kFund, change.fund_id(), fund)};
  const std::string content = Bytes(FundChangeDigest(change));
  const absl::Status bound = BindRequest(
      entry, {v1::MessageKeyRow::FUND_CHANGE, change.request_id(), content}, before, effects);
  if (!bound.ok()) return bound;
  if (change.kind() == v1::FundChanged::OPEN) {
    if (change.has_authorization()) return Broken(entry, "opening a fund needs no authorization");
    return effects;
  }
  const absl::Status authorized =
      BindStatement(entry, change.authorization(), {v1::CHANGE_FUND, content, change.request_id()},
                    before, effects);
  if (!authorized.ok()) return authorized;
  return effects;
}

}  // namespace

absl::StatusOr<std::vector<Effect>> Fold(const v1::Entry& entry, const Reader& before,
                                         PackCatalog& packs) {
  switch (entry.body_case()) {
    case v1::Entry::kLedgerOpened:
      return std::vector<Effect>{};
    case v1::Entry::kDayOpened:
      return FoldDayOpened(entry);
    case v1::Entry::kPackActivated:
      return FoldPackActivated(entry, before);
    case v1::Entry::kInstitutionChanged:
      return FoldInstitutionChanged(entry, before);
    case v1::Entry::kFundChanged:
      return FoldFundChanged(entry, before);
    case v1::Entry::kPersonChanged:
      return FoldPersonChanged(entry, before);
    case v1::Entry::kSettled:
      return FoldSettled(entry, before, packs);
    case v1::Entry::kContra:
      return FoldContra(entry, before, packs);
    case v1::Entry::kTombstone:
      return FoldTombstone(entry, before);
    case v1::Entry::kOfficerChanged:
      return FoldOfficerChanged(entry, before);
    case v1::Entry::kPersonErased:
      return FoldPersonErased(entry, before);
    case v1::Entry::kPrivateRead:
      return FoldPrivateRead(entry, before);
    case v1::Entry::kOutsideAid:
      return FoldOutsideAid(entry, before, packs);
    case v1::Entry::kAdjusted:
      return FoldAdjusted(entry, before, packs);
    case v1::Entry::kApplicationSettled:
      return FoldApplicationSettled(entry, before, packs);
    case v1::Entry::kAlertHandled:
      return FoldAlertHandled(entry, before, packs);
    case v1::Entry::kBulkApproved:
      return FoldBulkApproved(entry, before);
    case v1::Entry::kPeriodClosed:
      return FoldPeriodClosed(entry, before);
    case v1::Entry::kPaidOut:
      return FoldPaidOut(entry, before);
    case v1::Entry::BODY_NOT_SET:
      break;
  }
  return Broken(entry, "it has no body");
}

}  // namespace yizhan
