// Judge: hears every answer at the engine's door, in the order of the decisions, and compares it
// with the model; after each batch it compares every account and fund of the ledger, too.
//
// A batch whose outcome nobody knows is kept until the engine is there again: then the ledger says
// whether it was written, and the model plays all of it or nothing.
//
// Units:    fen; *_ms are Unix milliseconds.
// Owner:    the simulation; world, store and counters outlive it.
// Errors:   difference(): the first thing that was not as it must be.
// Threads:  one.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/refusal.h"
#include "engine/ledger/store.h"
#include "engine/register/import.h"
#include "tests/property/engine_names.h"
#include "tests/property/engine_replies.h"
#include "tests/simulation/model.h"
#include "tests/simulation/sometimes.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::simulation {

// The engine's time at a decision.
struct Moment {
  std::int64_t now_ms = 0;
  std::int64_t posted_ms = 0;  // Never before what it had decided until then.
};

// One message of a call, as it was sent.
struct Sent {
  Operation operation;
  std::int64_t not_after_ms = 0;  // 0: not stated.
  std::uint64_t quoted_at = 0;    // The ledger's size at its quote.
  std::string request_id = {};    // Of what officers signed.
  std::int64_t signed_ms = 0;     // When they did.
  bool adds = false;              // Of an institution: it is added, not yet live or suspended.
};

// What the client will be told, if he is.
struct Answer {
  v1::Reason reason = v1::REASON_UNSPECIFIED;  // Unspecified: accepted.
  bool replayed = false;
  std::uint64_t number = 0;
  std::string outcome = {};  // Bytes, of a settlement.
};

template <typename Reply>
Answer AnswerOf(const Reply& reply) {
  Answer answer;
  if constexpr (requires { reply.replayed(); }) answer.replayed = reply.replayed();
  if constexpr (requires { reply.number(); }) answer.number = reply.number();
  if constexpr (requires { reply.result(); }) {
    answer.number = reply.result().number();
    answer.outcome = reply.result().outcome().SerializeAsString();
  }
  if constexpr (requires { reply.outcome(); }) answer.outcome = reply.outcome().SerializeAsString();
  return answer;
}

// Refused before anything was decided: the same message may come again.
bool IsNotDone(v1::Reason reason);

class Judge {
 public:
  Judge(const property::World& world, const LedgerStore& store, IndexKey index_key,
        Sometimes& sometimes);

  // A batch is about to be decided.
  void BeginBatch() { batch_base_ = store_.Durable().size; }
  // Whose answers come now may post nothing any more.
  void SetFenced(bool fenced) { fenced_ = fenced; }
  template <typename Reply>
  Answer Hear(const Sent& sent, const absl::StatusOr<Reply>& reply, const Moment& moment) {
    const Answer answer =
        reply.ok() ? AnswerOf(*reply) : Answer{.reason = ReasonOf(reply.status())};
    const Operation operation = AsDecided(sent, moment);
    if (!IsAnswered(sent, operation, answer)) return answer;
    if (!reply.ok() && answer.reason == v1::REASON_UNSPECIFIED) {
      Fail(operation, "neither done nor refused: " + reply.status().ToString());
      return answer;
    }
    if (answer.reason == v1::AUTHORIZATION_EXPIRED && IsExpired(sent, moment)) return answer;
    LearnPeople();
    const std::shared_ptr<const View> view = store_.OpenView();
    if (answer.number >= view->size()) {
      Fail(operation, "answered before it can be read");
    } else {
      Compare(sent, operation,
              reply.ok() ? SeenOf(*reply, *view) : property::RefusedBy(reply.status()), answer);
    }
    return answer;
  }
  // Accounts and funds, after a batch.
  void CompareSums();
  // After a start: the tail as it is decides what became of the unknown batch.
  void Resolve();

  // The office looks at a proposal: nothing is posted.
  void HearProposal(const Operation& operation, const absl::StatusOr<v1::Proposal>& proposal);

  void Fail(const Operation& operation, const std::string& what);
  const std::string& difference() const { return difference_; }
  const Model& model() const { return model_; }
  bool has_unknown() const { return !unknown_.empty(); }

 private:
  // What the decision saw: its day, and whether it came in time.
  static Operation AsDecided(const Sent& sent, const Moment& moment);
  // False: nothing was decided, or nobody knows.
  bool IsAnswered(const Sent& sent, const Operation& operation, const Answer& answer);
  bool IsExpired(const Sent& sent, const Moment& moment);
  void Compare(const Sent& sent, Operation operation, const Seen& seen, const Answer& answer);
  void CompareOffice(const Sent& sent, const Operation& operation, const Seen& seen,
                     const Answer& answer);
  void CompareFund(const Sent& sent, const Operation& operation, const Seen& seen);
  void CompareInstitution(const Sent& sent, const Operation& operation, const Seen& seen);
  void CompareWithModel(const Operation& operation, Seen seen);
  void CheckLimits(const Operation& operation, const Seen& seen);
  void Count(const Operation& operation, const Seen& seen);
  // It is in the ledger, though nobody was told.
  void Happened(const Sent& sent, Operation operation);
  bool IsLogged(const Sent& sent, const Message& message) const;
  void LearnPeople();

  template <typename Reply>
  Seen SeenOf(const Reply& reply, const Reader& state) {
    const property::EngineReplies replies(state, packs_, names_);
    if constexpr (requires { replies.Of(reply); }) {
      Seen seen = replies.Of(reply);
      if constexpr (requires { reply.proposal(); }) {
        if (!seen.replayed) seen.proposal = NetsOf(reply.proposal());
      }
      return seen;
    } else if constexpr (requires { reply.replayed(); }) {
      return Seen{.replayed = reply.replayed()};
    } else {
      return Seen{};
    }
  }
  static property::SeenProposal NetsOf(const v1::Proposal& proposal);

  const property::World& world_;
  const LedgerStore& store_;
  const IndexKey index_key_;
  Sometimes& sometimes_;
  PackCatalog packs_;  // Not the engine's.
  property::EngineNames names_;
  Model model_;
  std::set<std::string> unknown_cards_;
  std::set<std::string> added_;   // Institutions.
  std::set<std::string> signed_;  // Requests of officers that were carried out.
  std::vector<std::pair<Sent, Operation>> unknown_;
  std::uint64_t batch_base_ = 0;
  std::uint64_t unknown_base_ = 0;
  bool fenced_ = false;
  std::string difference_;
};

}  // namespace yizhan::simulation
