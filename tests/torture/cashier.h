// Cashier: one client of the engine on a thread of its own, that settles, repeats, reverses,
// replaces, reverses before arrival and streams by dice, and resolves every unknown outcome by
// asking.
//
// Owner:    Scene and Book outlive it.
// Errors:   whatever the promises forbid goes to Tally::Fail.
// Threads:  Run from one; the Book is shared under its mutex.
// Law:      adjudication.md R42, R43, R45, R47; promises P1, P2, P3, P7.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "adapters/client/client.h"
#include "tests/property/dice.h"
#include "tests/torture/belief.h"
#include "tests/torture/tally.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::torture {

// What all cashiers share.
struct Scene {
  Tally& tally;
  std::atomic<std::uint64_t> engines{1};  // Processes started so far; rises after each kill.
  std::atomic<bool> stop = false;
};

struct CashierOptions {
  std::string name;
  ClientOptions client;                   // Asks for nothing by itself: unknown_tries is 0.
  std::vector<std::string> cards;         // Persons of its own,
  std::vector<std::string> shared_cards;  // and those whose caps all cashiers fight for.
  std::uint64_t seed = 1;
};

class Cashier {
 public:
  Cashier(Scene& scene, CashierOptions options, Book& book);

  // One thing after another until the scene stops; leaves nothing unknown behind.
  void Run();

 private:
  struct Message {
    v1::SettleRequest request;
    const std::string& id() const { return request.bill().message_id(); }
  };

  // What a cashier does.
  void SettleOne();
  void SettleNearCap();
  void RepeatOne();
  void ReverseOne();
  void ReplaceOne();
  void ReverseBeforeArrival();
  void SettleStream();
  void SendWhatIsRefused();

  v1::SettleRequest NewBill(const std::string& card, std::int64_t total_fen);
  std::string Expect(const v1::SettleRequest& request, const std::string& replaces = "");
  Belief Believed(const std::string& id);
  void Believe(const std::string& id, Is settled);
  void BelieveEnded(const std::string& id, Is ended, std::uint64_t ended_by);
  void Posted(const v1::SettleRequest& request, const v1::SettleResult& result);

  // Until the outcome is known.
  void Settle(const v1::SettleRequest& request);
  // Asked after a lost call to engine number `engine`. True: send it again.
  bool ResolveSettle(const v1::SettleRequest& request, std::uint64_t engine);
  bool Reverse(const std::string& id);
  void Replace(const std::string& old_id, const v1::SettleRequest& request);
  bool ResolveReplace(const std::string& old_id, const v1::SettleRequest& request,
                      std::uint64_t engine);
  void Answered(const v1::SettleRequest& request, const v1::SettleStreamReply& reply,
                std::uint64_t engine);
  v1::GetReply Ask(const std::string& id);
  void ExpectRefused(const v1::SettleRequest& request, v1::Reason reason);
  void Wrong(const std::string& id, const std::string& what);

  Scene& scene_;
  const CashierOptions options_;
  Book& book_;
  Client client_;
  property::Dice dice_;
  std::uint64_t made_ = 0;               // Messages.
  std::uint64_t newest_ = 0;             // Entry number seen.
  std::deque<v1::SettleRequest> live_;   // Settled and not taken back, the newest last.
  std::deque<v1::SettleRequest> ended_;  // Settled and taken back.
};

}  // namespace yizhan::torture
