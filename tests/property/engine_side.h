// EngineSide: a world played through the engine's own decisions: the functions the loop calls, each
// on a draft of its own, one ledger in memory.
//
// Units:    fen; *_ms are Unix milliseconds.
// Errors:   none: what the engine refuses is what was seen.
// Threads:  one; several sides beside each other.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "engine/books/draft.h"
#include "engine/ledger/memory_store.h"
#include "engine/personal/personal_data.h"
#include "engine/relief/refold.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "tests/property/engine_names.h"
#include "tests/property/engine_replies.h"
#include "tests/property/engine_requests.h"
#include "tests/property/seen.h"
#include "tests/property/world.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::property {

class EngineSide {
 public:
  EngineSide();

  Seen Play(const Operation& operation);

  // The clock of that operation, and nothing else of it.
  void AdvanceTo(const Operation& operation);
  // As a quote of it would be answered now, and nothing posted (R41).
  absl::StatusOr<v1::SettleResult> Quote(const Settling& settling);

  // The entry under a number; it must exist.
  v1::Entry EntryAt(std::uint64_t number) const;
  std::uint64_t size() const { return ledger_.size(); }

  // What its chosen steps, or outside aid, put into accounts and took from funds.
  void AddSums(const v1::Settled& settled, Values& accounts, Values& funds);
  // What an adjustment moved for one bill.
  void AddAdjusted(const v1::AdjustedBill& part, Values& accounts, Values& funds) const;

  // Every value that is not 0.
  Values Accounts() const;
  Values Funds() const;

  // The pack in force; null before the first.
  PackCatalog::Pack pack() const { return pack_; }
  // The settlement that the last operation posted or replayed; empty: none.
  const std::optional<v1::SettleResult>& result() const { return result_; }

  // Writes the ledger and verifies it as `yizhan ledger verify` does. Empty = verified. The side
  // plays no more afterwards.
  std::vector<std::string> Verify();

 private:
  Situation Now();
  void Open();
  void OpenDay(const Situation& situation);
  // Decides on a draft of its own and keeps it when it was accepted.
  template <typename Reply, typename Decide>
  absl::StatusOr<Reply> Decided(Decide decide) {
    const Situation situation = Now();
    OpenDay(situation);
    Draft draft(&ledger_);
    absl::StatusOr<Reply> reply = decide(situation, draft);
    if (reply.ok() && !draft.leaves().empty()) draft.MergeInto(ledger_);
    return reply;
  }
  EngineReplies Replies() { return {ledger_, packs_, names_}; }

  Seen Activate(const Activation& activation);
  Seen Import(const v1::ImportPerson& person);
  Seen ChangeFund(const FundChange& change);
  Seen Change(const v1::Institution& institution);
  Seen Settle(const Settling& settling);
  Seen Reverse(const Reversal& reversal);
  Seen Replace(const Replacement& replacement);
  Seen Apply(const Applying& applying);
  Seen Record(const OutsideAid& aid);
  Seen Readjudicate(const Readjudicating& asked);
  Seen Confirm(const Readjudicating& asked, const absl::StatusOr<Refolded>& refolded,
               const std::string& digest);
  absl::StatusOr<Refolded> Refolding(const Readjudicating& asked);
  SeenProposal Shown(const Refolded& refolded);

  std::string FreshQuote(const Settling& settling);
  std::uint64_t NumberOf(const std::string& sender, const std::string& message_id) const;
  Signed NextSigned();
  // Every account the settlement moved, as it stands now.
  void AddMoved(std::uint64_t settlement, Values& values);
  void AddFunds(Values& values) const;

  MemoryStore store_;
  const std::shared_ptr<const View> view_;
  Draft ledger_;
  SeededRandom random_;
  PackCatalog packs_;
  const IndexKey index_key_;
  MemoryVault vault_;
  PersonalData personal_;
  PackCatalog::Pack pack_;
  std::optional<v1::SettleResult> result_;
  std::map<std::pair<std::string, std::uint32_t>, std::string> looked_at_;  // Digests.
  std::int64_t day_ms_ = 0;
  std::int64_t posted_ms_ = 0;
  int requests_ = 0;
  EngineNames names_;
};

}  // namespace yizhan::property
