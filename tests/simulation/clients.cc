#include "tests/simulation/clients.h"

#include <algorithm>
#include <vector>

#include "engine/base/date.h"
#include "tests/property/engine_requests.h"

namespace yizhan::simulation {
namespace {

constexpr std::int64_t kSoonMs = 5;
constexpr std::int64_t kSecondMs = 1'000;
constexpr std::int64_t kTimeOutMs = 3 * kSecondMs;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kDayMs = 86'400 * kSecondMs;
constexpr int kTriesMax = 8;
constexpr int kOfficeTriesMax = 40;

bool IsBill(const Operation& operation) {
  return operation.has_settle() || operation.has_replace();
}

}  // namespace

Clients::Clients(Parts parts)
    : parts_(parts), trouble_percent_(parts_.dice.Pick(std::vector<int>{0, 2, 5, 10, 20})) {}

bool Clients::Happens(int percent) { return parts_.dice.Chance(percent); }

void Clients::Begin(const Operation& operation) {
  const auto call = std::make_shared<Call>();
  call->sent.operation = operation;
  call->sent.request_id = "S" + std::to_string(++requests_);
  call->begun_ms = parts_.timeline.now_ms();
  if (operation.has_institution()) call->sent.adds = true;
  if (operation.has_readjudicate() && !PrepareProposal(*call)) return;
  Prepare(*call);
  ++open_;
  Send(call);
}

void Clients::Send(const CallPtr& call) {
  const int tries = ++call->tries;
  Transmit(call, MakeDelivery(call));
  parts_.timeline.In(kTimeOutMs, [this, call, tries] { TimeOut(call, tries); });
}

std::int64_t Clients::Delay() {
  if (!Happens(trouble_percent_)) return parts_.dice.Number(1, 20);
  const int kind = parts_.dice.Number(0, 9);
  if (kind < 7) return parts_.dice.Between(20, 5 * kSecondMs);
  if (kind < 9) return parts_.dice.Between(kMinuteMs, 10 * kMinuteMs);
  parts_.sometimes.Met("message held up for days");
  return parts_.dice.Between(kDayMs, 100 * kDayMs);
}

// A confirmation is neither doubled nor held up: the office waits before it looks again.
void Clients::Transmit(const CallPtr& call, const Delivery& delivery) {
  const bool simple = call->sent.operation.has_readjudicate();
  int copies = 1;
  if (Happens(trouble_percent_)) {
    copies = 0;
    parts_.sometimes.Met("message lost");
  } else if (!simple && Happens(trouble_percent_)) {
    copies = 2;
    parts_.sometimes.Met("message duplicated");
  }
  for (; copies > 0; --copies) {
    const std::int64_t sent_ms = parts_.timeline.now_ms();
    const std::int64_t delay_ms = simple ? kSoonMs : Delay();
    parts_.timeline.In(delay_ms, [this, sent_ms, place = ++sent_, delivery] {
      if (place < newest_arrived_) parts_.sometimes.Met("message overtaken");
      newest_arrived_ = std::max(newest_arrived_, place);
      if (!parts_.server.Deliver(delivery)) return parts_.sometimes.Met("nobody listens");
      const bool other_day = BusinessDay(sent_ms) < BusinessDay(parts_.timeline.now_ms());
      if (other_day) parts_.sometimes.Met("day change in flight");
    });
  }
}

void Clients::SendBack(const CallPtr& call, const Answer& answer) {
  if (parts_.server.dying()) return parts_.sometimes.Met("reply never sent");
  if (Happens(trouble_percent_)) return parts_.sometimes.Met("reply lost");
  parts_.timeline.In(parts_.dice.Number(1, 20), [this, call, answer] { Receive(call, answer); });
}

void Clients::Receive(const CallPtr& call, const Answer& answer) {
  const bool accepted = answer.reason == v1::REASON_UNSPECIFIED;
  if (accepted)
    Acknowledge(call, {answer.number, answer.outcome, call->sent.operation.has_reverse()});
  if (!call->open) return;
  const bool again = IsNotDone(answer.reason) || answer.reason == v1::NO_ACTIVE_PACK;
  if (again) {
    parts_.timeline.In(parts_.dice.Number(500, 5'000), [this, call] { Again(call); });
  } else if (answer.reason == v1::OUTCOME_NOT_KNOWN) {
    parts_.timeline.In(kSecondMs, [this, call] { Ask(call); });
  } else {
    Close(call);
  }
}

// Nobody answered.
void Clients::TimeOut(const CallPtr& call, int tries) {
  if (!call->open || call->tries != tries) return;
  if (!IsBill(call->sent.operation) || Happens(60)) return Again(call);
  if (Happens(60)) return Ask(call);
  GiveUp(call);
}

void Clients::Again(const CallPtr& call) {
  if (!call->open) return;
  const bool desk = IsBill(call->sent.operation) || call->sent.operation.has_reverse();
  if (call->tries < (desk ? kTriesMax : kOfficeTriesMax)) return Send(call);
  parts_.sometimes.Met("client gave up");
  Close(call);
}

// P7: what became of it? Asked by message id, over a link that holds.
void Clients::Ask(const CallPtr& call) {
  if (!call->open) return;
  if (!IsBill(call->sent.operation)) return Again(call);
  if (!parts_.server.up()) {
    return parts_.timeline.In(kSecondMs, [this, call] { Ask(call); });
  }
  const Message message = MessageOf(call->sent.operation);
  v1::GetRequest request;
  request.set_message_id(message.second);
  const auto reply = parts_.server.queries().Get(property::CallerOf(message.first), request);
  if (!reply.ok()) return Close(call);  // No message id at all.
  const v1::PresentState expected = parts_.judge.model().StateOf(message);
  if (reply->state() != expected) {
    parts_.judge.Fail(call->sent.operation, "asked: " + v1::PresentState_Name(reply->state()) +
                                                ", expected " + v1::PresentState_Name(expected));
  }
  if (reply->state() == v1::NOT_POSTED) {
    parts_.sometimes.Met("asked: not posted");
    return Again(call);
  }
  parts_.sometimes.Met(reply->has_result() ? "asked: settled" : "asked: tombstoned");
  if (reply->has_result()) {
    Acknowledge(call, {reply->result().number(), reply->result().outcome().SerializeAsString()});
  }
  Close(call);
}

// The patient pays without aid; whatever becomes of the message, it must have settled nothing.
void Clients::GiveUp(const CallPtr& call) {
  parts_.sometimes.Met("gave up and reversed");
  Close(call);
  const Message message = MessageOf(call->sent.operation);
  Operation operation;
  property::Reversal& reversal = *operation.mutable_reverse();
  reversal.set_sender(message.first);
  reversal.set_original_sender(message.first);
  reversal.set_original_message(message.second);
  reversal.set_request_id("G" + std::to_string(++requests_));
  Begin(operation);
}

// Whoever is told twice is told the same.
void Clients::Acknowledge(const CallPtr& call, const Told& told) {
  const Operation& operation = call->sent.operation;
  const Message message = MessageOf(operation);
  if (message.second.empty()) return;
  const auto [known, is_new] = told_.try_emplace(message, told);
  if (is_new) return;
  if (known->second.number != told.number || known->second.outcome != told.outcome) {
    parts_.judge.Fail(operation, "told two different results: entries " +
                                     std::to_string(known->second.number) + " and " +
                                     std::to_string(told.number));
  }
}

void Clients::Close(const CallPtr& call) {
  if (!std::exchange(call->open, false)) return;
  --open_;
  const Operation& operation = call->sent.operation;
  if (operation.has_readjudicate()) {
    looked_at_.erase({operation.readjudicate().person(), operation.readjudicate().year()});
  }
  if (!call->sent.adds) return;
  // Known now: what it is to be is the next thing said.
  const auto next = std::make_shared<Call>(Call{.sent = call->sent, .begun_ms = call->begun_ms});
  next->sent.adds = false;
  ++open_;
  Send(next);
}

void Clients::CompareAcknowledged() {
  for (const auto& [message, told] : told_) {
    if (told.outcome.empty()) continue;
    v1::GetRequest request;
    request.set_number(told.number);
    const auto reply = parts_.server.queries().Get(property::CallerOf("relief"), request);
    const bool same = reply.ok() && reply->result().outcome().SerializeAsString() == told.outcome &&
                      reply->state() != v1::NOT_POSTED;
    if (!same) {
      parts_.judge.Fail({}, "what was acknowledged is not there: " + message.first + " " +
                                message.second + ", entry " + std::to_string(told.number));
    }
  }
}

}  // namespace yizhan::simulation
