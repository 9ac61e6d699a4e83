#include "tests/simulation/model.h"

#include "tests/property/engine_requests.h"

namespace yizhan::simulation {

Message MessageOf(const Operation& operation) {
  switch (operation.what_case()) {
    case Operation::kSettle:
      return {property::SenderOf(operation.settle()), operation.settle().bill().message_id()};
    case Operation::kReplace:
      return {property::SenderOf(operation.replace().with()),
              operation.replace().with().bill().message_id()};
    case Operation::kReverse:
      return {operation.reverse().sender(), operation.reverse().request_id()};
    case Operation::kApply:
      return {"relief", operation.apply().request_id()};
    case Operation::kOutside:
      return {"relief", operation.outside().request_id()};
    case Operation::kReadjudicate:
      return {"relief", operation.readjudicate().request_id()};
    default:
      return {};
  }
}

Seen Model::Play(const Operation& operation) {
  const Seen seen = second_.Play(operation);
  if (seen.refused.empty() && !seen.replayed) Note(operation, seen);
  return seen;
}

void Model::Note(const Operation& operation, const Seen& seen) {
  if (operation.has_settle()) {
    states_[MessageOf(operation)] = v1::SETTLED;
    ++settlements_;
  }
  if (operation.has_replace()) {
    const Message message = MessageOf(operation);
    const Message original = {message.first, operation.replace().original_message()};
    states_[original] = seen.tombstone ? v1::TOMBSTONED : v1::REPLACED;
    states_[message] = v1::SETTLED;
    ++settlements_;
  }
  if (!operation.has_reverse()) return;
  const property::Reversal& reversal = operation.reverse();
  // A desk that names a message means its own.
  const bool own = !reversal.by_number() && reversal.sender() != "relief";
  const Message original = {own ? reversal.sender() : reversal.original_sender(),
                            reversal.original_message()};
  if (seen.tombstone) states_[original] = v1::TOMBSTONED;
  // Of aid without a bill there is no state to ask for.
  const auto known = states_.find(original);
  if (!seen.tombstone && known != states_.end()) known->second = v1::REVERSED;
}

v1::PresentState Model::StateOf(const Message& message) const {
  const auto found = states_.find(message);
  return found == states_.end() ? v1::NOT_POSTED : found->second;
}

}  // namespace yizhan::simulation
