// Desk: an engine on a ledger in memory, with a clock that stands still, and calls that wait for
// their answer. What a test of the settlement loop stands on.
//
// Units:    fen; *_ms are Unix milliseconds.
// Owner:    the desk owns everything but a store and a vault it was given.
// Errors:   set-up that is refused stops the test program (CHECK).
// Threads:  the calls from any thread; set-up from one.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/books/verify.h"
#include "engine/ledger/memory_store.h"
#include "engine/personal/key_vault.h"
#include "engine/personal/personal_data.h"
#include "engine/settlement/engine.h"
#include "engine/settlement/queries.h"
#include "tests/support/officers.h"
#include "tests/support/small_pack.h"

namespace yizhan::test {

inline constexpr std::int64_t kMorningMs = 1'340'933'400'000;  // 2012-06-29 09:30:00, Shanghai.
inline constexpr std::int64_t kDayMs = 86'400'000;

// With the reach that the access table gives each of them.
Caller HospitalCaller(const std::string& institution_id, const std::string& terminal = "desk-1");
Caller ReliefCaller(const std::string& name = "officer-1");  // Of the district.
Caller TownCaller(const std::string& town, const std::string& name = "officer-2");

// A bill of hospital H1 that is in order: inpatient, 20 to 28 June 2012, 100.00 in scope.
v1::Bill MakeBill(const std::string& message_id);
// The four parts, and the total they make.
void SetParts(v1::Bill& bill, std::int64_t in_scope_fen, std::int64_t pre_self_pay_fen,
              std::int64_t over_limit_fen, std::int64_t out_of_scope_fen);

v1::ImportPerson MakePerson(const std::string& card, const std::vector<std::string>& identities);

// A call of the engine that hands its answer to the future.
template <typename Reply>
Engine::Done<Reply> AnswerTo(std::future<absl::StatusOr<Reply>>& future) {
  auto promise = std::make_shared<std::promise<absl::StatusOr<Reply>>>();
  future = promise->get_future();
  return [promise](absl::StatusOr<Reply> reply) { promise->set_value(std::move(reply)); };
}

class Desk {
 public:
  using Settled = absl::StatusOr<v1::SettleResult>;

  // The engine runs; nothing else is there. Null: a store, or vault, of its own.
  explicit Desk(EngineOptions options = {}, LedgerStore* store = nullptr,
                KeyVault* vault = nullptr);
  // The engine runs, the small pack is active, H1 and H2 are live since 2012-01-01.
  static std::unique_ptr<Desk> Ready(EngineOptions options = {}, LedgerStore* store = nullptr,
                                     KeyVault* vault = nullptr);

  // Set-up by the relief office. The three officers of officers.h are enrolled before the first
  // signature that is needed; "li" signs, and "wang" where two must.
  void Activate(const std::vector<v1::PackFile>& files);
  void ActivatePilot();  // Shanghai 2012 and the Jiading pilot, as shipped.
  void AddLive(const std::string& institution_id, const std::string& live_from = "2012-01-01");
  void Suspend(const std::string& institution_id);
  std::uint64_t Import(const v1::ImportPerson& person);
  std::uint64_t Import(const std::string& card, const std::vector<std::string>& identities);
  void OpenFund(const std::string& fund_id);
  void Grant(const std::string& fund_id, std::int64_t amount_fen);
  void Withdraw(const std::string& fund_id, std::int64_t amount_fen);

  void EnrolOfficers();

  // What officers sign for a request, valid for an hour. `content` as in officer_statement.h.
  OfficerStatement Statement(v1::OfficerOperation operation, const std::string& content,
                             const std::string& request_id) const;
  // Signed requests, in order.
  v1::ActivatePackRequest ActivateRequest(const std::vector<v1::PackFile>& files,
                                          const std::string& request_id,
                                          const std::string& effective_from = "2000-01-01") const;
  v1::FundChangeRequest FundRequest(const std::string& fund_id, v1::FundChanged::Kind kind,
                                    std::int64_t amount_fen, const std::string& request_id) const;
  v1::EraseRequest EraseRequest(std::uint64_t person_no, const std::string& request_id) const;
  v1::RevealRequest RevealRequest(std::uint64_t person_no) const;

  // A settle request for a registered person, to be posted within a minute.
  v1::SettleRequest Ask(const v1::Bill& bill, std::uint64_t person_no) const;

  // Calls that wait. Without a caller: desk 1 of the bill's own hospital, or of H1.
  Settled Settle(const v1::SettleRequest& request);
  Settled Settle(const Caller& caller, const v1::SettleRequest& request,
                 std::int64_t deadline_ms = kNoDeadline);
  // Settles a bill that must be in order.
  v1::SettleResult Post(const v1::Bill& bill, std::uint64_t person_no);
  absl::StatusOr<v1::ReverseReply> Reverse(const Caller& caller, const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReverseReply> Reverse(std::uint64_t number, const std::string& request_id);
  absl::StatusOr<v1::ReverseReply> ReverseMessage(const std::string& message_id,
                                                  const std::string& request_id);
  absl::StatusOr<v1::ReplaceReply> Replace(const Caller& caller, const v1::ReplaceRequest& request);
  absl::StatusOr<v1::ReplaceReply> Replace(std::uint64_t number, const v1::SettleRequest& with);
  absl::StatusOr<v1::ReplaceReply> ReplaceMessage(const std::string& message_id,
                                                  const v1::SettleRequest& with);
  absl::StatusOr<v1::ActivatePackReply> ActivatePack(const Caller& caller,
                                                     const v1::ActivatePackRequest& request);
  absl::StatusOr<v1::FundChangeReply> ChangeFund(const Caller& caller,
                                                 const v1::FundChangeRequest& request);
  absl::StatusOr<v1::SettleApplicationReply> Apply(const Caller& caller,
                                                   const v1::SettleApplicationRequest& request);
  // After the fact, by whoever calls.
  Settled Record(const Caller& caller, const v1::SettleRequest& request);
  absl::StatusOr<v1::OutsideAidReply> RecordOutsideAid(const Caller& caller,
                                                       const v1::OutsideAidRequest& request);
  absl::StatusOr<v1::Proposal> Readjudicate(std::uint64_t person_no, std::uint32_t year = 2012);
  absl::StatusOr<v1::ConfirmAdjustmentReply> Confirm(const Caller& caller,
                                                     const v1::ConfirmAdjustmentRequest& request);
  absl::StatusOr<v1::HandleAlertReply> HandleAlert(const Caller& caller,
                                                   const v1::HandleAlertRequest& request);
  absl::StatusOr<v1::CloseReply> ClosePeriod(const Caller& caller, const v1::CloseRequest& request);
  absl::StatusOr<v1::PayOutReply> PayOut(const Caller& caller, const v1::PayOutRequest& request);
  absl::StatusOr<v1::EraseReply> Erase(const Caller& caller, const v1::EraseRequest& request);
  absl::StatusOr<v1::RevealReply> Reveal(const Caller& caller, const v1::RevealRequest& request);
  absl::StatusOr<v1::ImportReply> ImportAs(const Caller& caller, const v1::ImportPerson& person);
  absl::StatusOr<v1::OfficerReply> Enrol(const v1::Officer& officer);
  absl::StatusOr<v1::OfficerReply> Retire(const std::string& id);
  absl::StatusOr<v1::SettleResult> Quote(const v1::Bill& bill, std::uint64_t person_no,
                                         std::uint64_t replaces = 0);
  v1::GetReply Get(const std::string& message_id);
  v1::GetReply Get(std::uint64_t number);

  TreeHead Head() const { return store_.Durable(); }
  // The entry under a number; it must exist.
  v1::Entry EntryAt(std::uint64_t number) const;
  // Every row of a table: "key=value" in hex.
  std::vector<std::string> Rows(Table table) const;
  // An account's value; 0 when it was never touched.
  std::int64_t PersonValue(std::uint64_t person_no, const std::string& account,
                           std::uint32_t year) const;
  std::int64_t ValueAt(const std::string& holder_key, const std::string& account,
                       std::uint32_t year) const;
  std::uint64_t NewestAt(const std::string& holder_key, const std::string& account,
                         std::uint32_t year) const;
  std::int64_t Balance(const std::string& fund_id) const;
  // What `yizhan ledger verify` would say; empty = verified.
  std::vector<std::string> Differences() const;

  // Stops the engine and starts another on the same store and vault, as after a restart.
  absl::Status Restart();

  Engine& engine() { return *engine_; }
  Queries& queries() { return queries_; }
  MemoryStore& memory() { return memory_; }
  LedgerStore& store() { return store_; }
  ManualClock& clock() { return clock_; }
  PackCatalog& packs() { return packs_; }
  Random& random() { return random_; }
  const IndexKey& index_key() const { return index_key_; }
  KeyVault& vault() { return vault_; }
  PersonalData& personal() { return personal_; }

 private:
  const EngineOptions options_;
  MemoryStore memory_;
  LedgerStore& store_;
  ManualClock clock_;
  SeededRandom random_;
  PackCatalog packs_;
  const IndexKey index_key_;
  MemoryVault own_vault_;
  KeyVault& vault_;
  PersonalData personal_;
  Queries queries_;
  std::unique_ptr<Engine> engine_;
  bool enrolled_ = false;
  int requests_ = 0;
};

}  // namespace yizhan::test
