#include "engine/audit/replay.h"

#include "engine/books/application.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/fold_application.h"
#include "engine/books/log_fold.h"
#include "engine/books/recompute.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

constexpr std::uint64_t kProgressEvery = 1024;

template <typename Moves>
std::vector<ReplayValue> AccountsOf(const Moves& moves, const CompiledPack& pack) {
  std::vector<ReplayValue> values;
  for (const v1::AccountMove& move : moves) {
    if (move.account() >= pack.accounts.size()) continue;
    const CompiledAccount& account = pack.accounts[move.account()];
    values.push_back({.id = account.id,
                      .title = account.title,
                      .before_fen = move.before_fen(),
                      .delta_fen = move.delta_fen(),
                      .newest_before = move.newest_before()});
  }
  return values;
}

template <typename Moves>
std::vector<ReplayValue> FundsOf(const Moves& moves, const CompiledPack& pack) {
  std::vector<ReplayValue> values;
  for (const v1::FundMove& move : moves) {
    if (move.fund() >= pack.funds.size()) continue;
    values.push_back({.id = pack.funds[move.fund()].id,
                      .title = pack.funds[move.fund()].title,
                      .before_fen = move.before_fen(),
                      .delta_fen = move.delta_fen()});
  }
  return values;
}

void Keep(const absl::StatusOr<Outcome>& computed, ReplayRun& run) {
  if (computed.ok()) {
    run.computed = ToMessage(*computed);
  } else {
    run.failure = std::string(computed.status().message());
  }
}

// The pack an entry was decided under; empty when it rests on none.
std::string PackHashOf(const v1::Entry& entry) {
  if (entry.has_contra()) return entry.contra().pack_hash();
  if (entry.has_adjusted()) return entry.adjusted().pack_hash();
  if (entry.has_pack_activated()) return entry.pack_activated().pack_hash();
  const v1::Entry settlement = AsSettlement(entry);
  return settlement.has_settled() ? settlement.settled().pack_hash() : "";
}

class Replayer {
 public:
  explicit Replayer(const LeafFile& leaves)
      : fold_(leaves.size(), [&leaves](std::uint64_t number) { return leaves.Leaf(number); }) {
    replay_.size = leaves.size();
  }

  // Entries before the one that is asked for.
  void Pass(const std::string& stored) {
    const std::uint64_t number = fold_.taken();
    const std::vector<absl::Status> wrong = fold_.Take(DecodeLeaf(stored));
    if (wrong.empty() || replay_.earlier.has_value()) return;
    replay_.earlier = FindingOf(number, wrong.front());
  }

  absl::StatusOr<Replay> Run(const std::string& stored) {
    const std::uint64_t number = fold_.taken();
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    replay_.leaf_hash = LeafHash(stored);
    for (const absl::Status& wrong : fold_.Take(entry)) {
      replay_.findings.push_back(FindingOf(number, wrong));
    }
    if (!entry.ok()) return std::move(replay_);
    replay_.entry = *entry;
    const std::string pack_hash = PackHashOf(*entry);
    if (pack_hash.empty()) return std::move(replay_);
    const absl::Status found = TakePack(pack_hash);
    if (!found.ok()) return found;
    AddRuns();
    return std::move(replay_);
  }

 private:
  absl::Status TakePack(const std::string& pack_hash) {
    const auto pack = fold_.packs().Find(fold_.rows(), pack_hash);
    if (!pack.ok()) return pack.status();
    const auto programs = fold_.packs().ProgramsOf(fold_.rows(), pack_hash);
    if (!programs.ok()) return programs.status();
    const auto row = GetRow<v1::PackRow>(fold_.rows(), Table::kPack, pack_hash);
    if (!row.ok()) return row.status();
    if (row->has_value()) replay_.activated = (*row)->number();
    replay_.pack = *pack;
    replay_.programs = *programs;
    return absl::OkStatus();
  }

  void AddRuns() {
    const v1::Entry& entry = replay_.entry;
    if (entry.has_settled()) {
      ReplayRun& run = AddRun(entry);
      run.stored = entry.settled().outcome();
      Keep(ComputeAgain(entry, *replay_.pack), run);
    } else if (entry.has_application_settled()) {
      ReplayRun& run = AddRun(AsSettlement(entry));
      *run.stored.add_steps() = entry.application_settled().step();
      Keep(ComputeApplication(entry, *replay_.pack, fold_.rows()), run);
      // The entry keeps its step; the sums of the others are those of a bill, which it has not got.
      const v1::Step step = run.computed.steps_size() > 0 ? run.computed.steps(0) : v1::Step();
      run.computed.Clear();
      *run.computed.add_steps() = step;
    } else if (entry.has_adjusted()) {
      for (const v1::AdjustedBill& part : entry.adjusted().bills()) AddAdjusted(part);
    } else if (entry.has_contra()) {
      ReplayRun& run = replay_.runs.emplace_back();
      run.settlement = entry.contra().original();
      run.accounts = AccountsOf(entry.contra().accounts(), *replay_.pack);
      run.funds = FundsOf(entry.contra().funds(), *replay_.pack);
    } else if (entry.has_outside_aid()) {
      AddRun(AsSettlement(entry));
    }
  }

  ReplayRun& AddRun(const v1::Entry& settlement) {
    ReplayRun& run = replay_.runs.emplace_back();
    run.settlement = settlement.number();
    run.facts = settlement.settled().facts();
    run.accounts = AccountsOf(settlement.settled().accounts(), *replay_.pack);
    run.funds = FundsOf(settlement.settled().funds(), *replay_.pack);
    return run;
  }

  // Its values are those of the refold; its moves are on accounts that it names in full.
  void AddAdjusted(const v1::AdjustedBill& part) {
    ReplayRun& run = replay_.runs.emplace_back();
    run.settlement = part.settlement();
    run.facts = part.facts();
    for (const v1::PlacedMove& move : part.accounts()) {
      run.accounts.push_back({.id = move.account_id(),
                              .title = TitleOf(move.account_id()),
                              .before_fen = move.before_fen(),
                              .delta_fen = move.delta_fen(),
                              .newest_before = move.newest_before()});
    }
    for (const v1::NamedFundMove& move : part.funds()) {
      run.funds.push_back({.id = move.fund_id(),
                           .title = "",
                           .before_fen = move.before_fen(),
                           .delta_fen = move.delta_fen()});
    }
    run.stored = part.outcome();
    Keep(ComputeAdjusted(replay_.entry, part, *replay_.pack, fold_.rows()), run);
  }

  std::string TitleOf(const std::string& account_id) const {
    for (const CompiledAccount& account : replay_.pack->accounts) {
      if (account.id == account_id) return account.title;
    }
    return "";
  }

  LogFold fold_;
  Replay replay_;
};

}  // namespace

absl::StatusOr<Replay> ReplayEntry(
    const LeafFile& leaves, std::uint64_t number,
    const std::function<void(std::uint64_t done, std::uint64_t total)>& progress) {
  if (number >= leaves.size()) {
    return absl::OutOfRangeError("no entry " + std::to_string(number) + " in " +
                                 std::to_string(leaves.size()));
  }
  Replayer replayer(leaves);
  for (std::uint64_t i = 0; i < number; ++i) {
    const absl::StatusOr<std::string> before = leaves.Leaf(i);
    if (!before.ok()) return before.status();
    replayer.Pass(*before);
    if (i % kProgressEvery == 0) progress(i, number);
  }
  const absl::StatusOr<std::string> stored = leaves.Leaf(number);
  if (!stored.ok()) return stored.status();
  return replayer.Run(*stored);
}

}  // namespace yizhan
