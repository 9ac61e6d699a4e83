// Clients: desks and the relief office, each beyond a network that loses, doubles, delays and
// reorders what they send and what they are told. They send again under the same id, ask what
// became of a message, or take it back and go on without aid.
//
// Units:    *_ms are Unix milliseconds.
// Owner:    the simulation; everything given outlives it.
// Errors:   what must not be goes to the judge.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "tests/property/dice.h"
#include "tests/property/engine_requests.h"
#include "tests/simulation/judge.h"
#include "tests/simulation/server.h"
#include "tests/simulation/sometimes.h"
#include "tests/simulation/timeline.h"

namespace yizhan::simulation {

class Clients {
 public:
  struct Parts {
    Timeline& timeline;
    property::Dice& dice;
    Server& server;
    Judge& judge;
    Sometimes& sometimes;
  };
  explicit Clients(Parts parts);

  // Somebody wants this done, now.
  void Begin(const Operation& operation);
  // Some calls have no answer yet, and are still being seen to.
  bool busy() const { return open_ > 0; }
  // Loses and delays nothing from now on.
  void CalmDown() { trouble_percent_ = 0; }

  // What each client was told is still so.
  void CompareAcknowledged();

 private:
  struct Call {
    Sent sent;
    std::int64_t begun_ms = 0;
    std::uint64_t number = 0;  // Of the entry it is about; 0: by message.
    std::string quote_digest = {};
    std::string proposal_digest = {};
    int tries = 0;
    bool open = true;
  };
  using CallPtr = std::shared_ptr<Call>;
  using Delivery = std::function<void(Engine&)>;
  struct Told {
    std::uint64_t number = 0;
    std::string outcome = {};
    bool is_reversal = false;
  };

  bool Happens(int percent);
  void Prepare(Call& call);
  void PrepareByNumber(Call& call);
  void PrepareQuote(Call& call);
  // False: the office cannot look now, or is still busy with this person's year.
  bool PrepareProposal(Call& call);

  void Send(const CallPtr& call);
  Delivery MakeDelivery(const CallPtr& call);
  Delivery MakeOfficeDelivery(const CallPtr& call);
  Delivery MakeInstitutionDelivery(const CallPtr& call);
  property::Signed SignedNow(const Call& call) const;
  void Transmit(const CallPtr& call, const Delivery& delivery);
  std::int64_t Delay();
  // The answer as it leaves the engine.
  template <typename Reply>
  auto Hears(const CallPtr& call, const Sent& sent) {
    return [this, call, sent](absl::StatusOr<Reply> reply) {
      const Answer answer = parts_.judge.Hear(sent, reply, parts_.server.moment());
      parts_.server.NoteDecided(answer.reason);
      SendBack(call, answer);
    };
  }
  void SendBack(const CallPtr& call, const Answer& answer);
  void Receive(const CallPtr& call, const Answer& answer);
  void TimeOut(const CallPtr& call, int tries);
  void Again(const CallPtr& call);
  void Ask(const CallPtr& call);
  void GiveUp(const CallPtr& call);
  void Acknowledge(const CallPtr& call, const Told& told);
  void Close(const CallPtr& call);

  Parts parts_;
  int trouble_percent_ = 0;
  int open_ = 0;
  int requests_ = 0;
  std::uint64_t sent_ = 0;  // Messages; the newest of those that arrived is remembered.
  std::uint64_t newest_arrived_ = 0;
  std::map<Message, Told> told_;
  std::set<std::pair<std::string, std::uint32_t>> looked_at_;  // Years still being seen to.
};

}  // namespace yizhan::simulation
