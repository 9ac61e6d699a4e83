// What the judge makes of a batch whose outcome nobody was told.

#include "engine/settlement/result.h"
#include "tests/simulation/judge.h"

namespace yizhan::simulation {
namespace {

bool IsEntryOf(const v1::Entry& entry, const Sent& sent, const Message& message) {
  if (sent.operation.has_activate()) {
    return entry.pack_activated().request_id() == sent.request_id;
  }
  if (sent.operation.has_fund()) return entry.fund_changed().request_id() == sent.request_id;
  return entry.has_settled() && entry.sender() == message.first &&
         entry.settled().bill().message_id() == message.second;
}

}  // namespace

bool Judge::IsLogged(const Sent& sent, const Message& message) const {
  const std::shared_ptr<const View> view = store_.OpenView();
  for (std::uint64_t number = unknown_base_; number < view->size(); ++number) {
    if (IsEntryOf(ReadEntry(*view, number).value(), sent, message)) return true;
  }
  return false;
}

void Judge::Happened(const Sent& sent, Operation operation) {
  if (operation.has_activate() && !IsLogged(sent, {})) return;
  if (operation.has_fund()) {
    if (signed_.contains(sent.request_id) || !IsLogged(sent, {})) return;
    signed_.insert(sent.request_id);
  }
  if (operation.has_institution()) {
    const std::string& id = operation.institution().id();
    if (sent.adds) added_.insert(id);
    if (sent.adds || !added_.contains(id)) return;
  }
  // Only the engine knows whether another outcome made the quote stale.
  if (operation.settle().quote() == property::FRESH_QUOTE &&
      !IsLogged(sent, MessageOf(operation))) {
    operation.mutable_settle()->set_quote(property::FOREIGN_QUOTE);
  }
  model_.Play(operation);
}

void Judge::Resolve() {
  if (!unknown_.empty()) {
    const bool written = store_.Durable().size > unknown_base_;
    sometimes_.Met(written ? "outcome unknown, written" : "outcome unknown, not written");
    if (written) {
      for (const auto& [sent, operation] : unknown_) Happened(sent, operation);
    }
    unknown_.clear();
  }
  CompareSums();
}

}  // namespace yizhan::simulation
