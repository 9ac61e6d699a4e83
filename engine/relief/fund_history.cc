#include "engine/relief/fund_history.h"

#include <optional>

#include "engine/books/application.h"
#include "engine/books/chain.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

// Of a NamedFundMove, or a FundMove whose fund was named.
template <typename Move>
Money After(const Move& move) {
  return Money::FromFen(move.before_fen()) + Money::FromFen(move.delta_fen());
}

absl::StatusOr<std::optional<v1::FundMove>> MoveIn(
    const google::protobuf::RepeatedPtrField<v1::FundMove>& moves, const std::string& pack_hash,
    const std::string& fund_id, const Reader& state, PackCatalog& packs) {
  if (moves.empty()) return std::optional<v1::FundMove>();
  const auto pack = packs.Find(state, pack_hash);
  if (!pack.ok()) return pack.status();
  for (const v1::FundMove& move : moves) {
    if ((*pack)->funds[move.fund()].id == fund_id) return std::optional<v1::FundMove>(move);
  }
  return std::optional<v1::FundMove>();
}

std::optional<Money> NamedIn(const v1::Entry& entry, const std::string& fund_id) {
  std::optional<Money> after;
  for (const v1::NamedFundMove& move : entry.contra().adjusted_funds()) {
    if (move.fund_id() == fund_id) after = After(move);
  }
  for (const v1::AdjustedBill& part : entry.adjusted().bills()) {
    for (const v1::NamedFundMove& move : part.funds()) {
      if (move.fund_id() == fund_id) after = After(move);
    }
  }
  return after;
}

// The balance after this entry, when it tells.
absl::StatusOr<std::optional<Money>> Told(const v1::Entry& entry, const std::string& fund_id,
                                          const Reader& state, PackCatalog& packs) {
  if (entry.has_fund_changed()) {
    if (entry.fund_changed().fund_id() != fund_id) return std::optional<Money>();
    return std::optional<Money>(Money::FromFen(entry.fund_changed().balance_after_fen()));
  }
  const std::optional<Money> named = NamedIn(entry, fund_id);
  if (named.has_value()) return named;
  const auto move =
      entry.has_contra()
          ? MoveIn(entry.contra().funds(), entry.contra().pack_hash(), fund_id, state, packs)
          : MoveIn(entry.settled().funds(), entry.settled().pack_hash(), fund_id, state, packs);
  if (!move.ok()) return move.status();
  if (!move->has_value()) return std::optional<Money>();
  return std::optional<Money>(After(**move));
}

}  // namespace

absl::StatusOr<Money> FundHistory::Today(const std::string& fund_id) {
  const auto row = GetRow<v1::FundRow>(state_, Table::kFund, fund_id);
  if (!row.ok()) return row.status();
  return Money::FromFen(row->value_or(v1::FundRow()).balance_fen());
}

absl::StatusOr<Money> FundHistory::Before(const v1::Entry& settlement, const std::string& fund_id) {
  const auto move = MoveIn(settlement.settled().funds(), settlement.settled().pack_hash(), fund_id,
                           state_, packs_);
  if (!move.ok()) return move.status();
  if (move->has_value()) return Money::FromFen((*move)->before_fen());
  const auto key = std::pair(settlement.number(), fund_id);
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  const absl::StatusOr<Money> found = Search(settlement.number(), fund_id);
  if (found.ok()) known_[key] = *found;
  return found;
}

absl::StatusOr<Money> FundHistory::Search(std::uint64_t number, const std::string& fund_id) {
  const auto row = GetRow<v1::FundRow>(state_, Table::kFund, fund_id);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Money();
  while (number != 0) {
    --number;
    absl::StatusOr<v1::Entry> entry = EntryAt(number, state_);
    if (!entry.ok()) return entry.status();
    const auto told = Told(AsSettlement(*std::move(entry)), fund_id, state_, packs_);
    if (!told.ok()) return told.status();
    if (told->has_value()) return **told;
  }
  return Money();
}

}  // namespace yizhan
