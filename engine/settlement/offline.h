// OfflineDesk: the engine's decisions without the engine: one request after the other on a ledger
// in memory; no thread, no service, no disk. What a list of bills comes to, folded in its order.
//
// Its time is that of the bills: noon of the newest accounting date among those it posted. Its two
// officers are made up when it opens and sign what it activates and grants, so that every entry
// is folded with the checks of a real ledger.
//
// Units:    fen.
// Owner:    `random` outlives the desk; a seeded one makes runs repeat themselves.
// Errors:   Refusals, as the engine's.
// Threads:  one.
// Law:      adjudication.md section 8; R10, R31, R40-R48.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/ed25519.h"
#include "engine/base/money.h"
#include "engine/base/random.h"
#include "engine/books/authorization.h"
#include "engine/books/draft.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/memory_store.h"
#include "engine/personal/key_vault.h"
#include "engine/personal/personal_data.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/situation.h"

namespace yizhan {

enum class UnknownInstitutions : std::uint8_t {
  kRefused,
  kLive,  // Added with their first request, at no level, live since ever.
};

class OfflineDesk {
 public:
  // The pack of these files is active, and nothing else is there. PACK_INVALID names its first
  // error.
  static absl::StatusOr<std::unique_ptr<OfflineDesk>> Open(
      const std::vector<v1::PackFile>& files, Random& random,
      UnknownInstitutions unknown = UnknownInstitutions::kRefused);
  OfflineDesk(const OfflineDesk&) = delete;
  OfflineDesk& operator=(const OfflineDesk&) = delete;

  // `state` and an empty `live_from` are read as: live since ever.
  absl::Status AddInstitution(v1::Institution institution);
  absl::Status OpenFund(const std::string& fund_id, Money granted);
  // Returns the person's number.
  absl::StatusOr<std::uint64_t> Import(const v1::ImportPerson& person);

  // `not_after_ms` is set here. The sender is the bill's institution (R40).
  absl::StatusOr<v1::SettleResult> Settle(v1::SettleRequest request);
  // `institution_id` is the sender whose message ids are meant; for numbers it may be empty.
  absl::StatusOr<v1::ReverseReply> Reverse(const std::string& institution_id,
                                           const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReplaceReply> Replace(v1::ReplaceRequest request);
  absl::StatusOr<v1::ExplainReply> Explain(std::uint64_t number);

  // Good until the next request.
  std::shared_ptr<const View> view() const { return store_.OpenView(); }
  const LedgerStore& store() const { return store_; }
  const PackCatalog::Pack& pack() const { return pack_; }

 private:
  struct Officer {
    std::string id;
    Ed25519Key key;
  };

  OfflineDesk(Random& random, UnknownInstitutions unknown);

  Situation SituationAt(std::int64_t now_ms);
  // Noon of a bill's accounting date, when that is later than now.
  std::int64_t TimeOf(const v1::Bill& bill) const;
  absl::Status OpenLedger();
  absl::Status Enrol(const std::string& id);
  absl::Status Activate(const std::vector<v1::PackFile>& files);
  absl::Status MeetInstitution(const std::string& institution_id);
  v1::Authorization Signed(const Authorized& what) const;
  absl::Status Write(const Draft& batch, std::int64_t now_ms);

  // One decision in a batch of its own, as the loop makes it.
  template <typename Decider, typename Request>
  auto Decide(Decider decider, const Caller& caller, const Request& request, std::int64_t now_ms);

  Random& random_;
  const UnknownInstitutions unknown_;
  ManualClock clock_;
  MemoryStore store_;
  MemoryVault vault_;
  PersonalData personal_;
  PackCatalog packs_;
  const IndexKey index_key_;
  Queries queries_;
  std::vector<Officer> officers_;
  std::string ledger_id_;
  PackCatalog::Pack pack_;
  std::uint64_t epoch_ = 0;
  int requests_ = 0;
};

}  // namespace yizhan
