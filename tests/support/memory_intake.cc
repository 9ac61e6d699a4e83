#include "tests/support/memory_intake.h"

#include "engine/base/refusal.h"

namespace yizhan::test {

absl::Status MemoryNotes::Write(const std::vector<edge::NoteChange>& changes) {
  const std::lock_guard lock(mutex_);
  if (disk_full) return absl::InternalError("the disk is full");
  for (const edge::NoteChange& change : changes) {
    std::pair place{change.kind, change.key};
    if (change.value.has_value()) {
      notes_[std::move(place)] = *change.value;
    } else {
      notes_.erase(place);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemoryNotes::Find(std::string_view kind,
                                                             std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = notes_.find({std::string(kind), std::string(key)});
  if (found == notes_.end()) return std::nullopt;
  return found->second;
}

absl::Status MemoryNotes::ForEach(
    std::string_view kind, std::string_view key_prefix,
    const std::function<bool(std::string_view, std::string_view)>& item) const {
  std::map<std::pair<std::string, std::string>, std::string> notes;
  {
    const std::lock_guard lock(mutex_);
    notes = notes_;
  }
  for (const auto& [place, value] : notes) {
    if (place.first != kind || !place.second.starts_with(key_prefix)) continue;
    if (!item(place.second, value)) break;
  }
  return absl::OkStatus();
}

Caller MemoryIntake::caller() const { return HospitalCaller(institution_id_, "edge"); }

absl::Status MemoryIntake::Away() const { return Refuse({.reason = v1::ENGINE_BUSY}); }

absl::StatusOr<edge::Ticket> MemoryIntake::Receive(const edge::Arrival& arrival) {
  const std::lock_guard lock(mutex_);
  if (disk_full) return absl::InternalError("the disk is full");
  arrivals.push_back(arrival);
  return arrivals.size();
}

absl::StatusOr<edge::Settled> MemoryIntake::Settle(edge::Ticket /*ticket*/,
                                                   const v1::SettleRequest& request) {
  const std::lock_guard lock(mutex_);
  const std::string& message_id = request.bill().message_id();
  if (late_.contains(message_id)) return edge::Settled{};
  if (centre_away) {
    late_[message_id] = request;
    return edge::Settled{};
  }
  v1::SettleRequest sent = request;
  sent.set_not_after_ms(desk_.clock().NowMs() + 60'000);
  absl::StatusOr<v1::SettleResult> result = desk_.Settle(caller(), sent);
  if (!result.ok()) return result.status();
  if (request.explain()) {
    v1::ExplainRequest question;
    question.set_number(result->number());
    const auto explained = desk_.queries().Explain(caller(), question);
    if (!explained.ok()) return explained.status();
    *result->mutable_steps() = explained->steps();
  }
  return edge::Settled{.result = *std::move(result)};
}

absl::StatusOr<v1::ReverseReply> MemoryIntake::Reverse(edge::Ticket /*ticket*/,
                                                       const v1::ReverseRequest& request) {
  const std::lock_guard lock(mutex_);
  if (centre_away) return Away();
  late_.erase(request.message_id());
  return desk_.Reverse(caller(), request);
}

absl::StatusOr<std::optional<v1::ReverseReply>> MemoryIntake::ReverseForSure(
    edge::Ticket ticket, const v1::ReverseRequest& request) {
  if (centre_away) {
    const std::lock_guard lock(mutex_);
    owed.push_back(request);
    return std::nullopt;
  }
  absl::StatusOr<v1::ReverseReply> reply = Reverse(ticket, request);
  if (!reply.ok()) return reply.status();
  return *std::move(reply);
}

absl::StatusOr<v1::ReplaceReply> MemoryIntake::Replace(edge::Ticket /*ticket*/,
                                                       const v1::ReplaceRequest& request) {
  const std::lock_guard lock(mutex_);
  if (centre_away) return Away();
  v1::ReplaceRequest sent = request;
  sent.mutable_replacement()->set_not_after_ms(desk_.clock().NowMs() + 60'000);
  return desk_.Replace(caller(), sent);
}

void MemoryIntake::Unreadable(edge::Ticket ticket, const absl::Status& why) {
  const std::lock_guard lock(mutex_);
  unreadable[ticket] = why;
}

void MemoryIntake::Done(edge::Ticket ticket) {
  const std::lock_guard lock(mutex_);
  done.insert(ticket);
}

void MemoryIntake::Delivered(edge::Ticket ticket) {
  const std::lock_guard lock(mutex_);
  delivered.insert(ticket);
}

absl::StatusOr<v1::SettleResult> MemoryIntake::Quote(const v1::QuoteRequest& request) {
  if (centre_away) return Away();
  return desk_.queries().Quote(caller(), request);
}

absl::StatusOr<v1::GetReply> MemoryIntake::Find(const v1::GetRequest& request) {
  if (centre_away) return Away();
  return desk_.queries().Get(caller(), request);
}

absl::StatusOr<v1::VerifyReply> MemoryIntake::Verify(const v1::VerifyRequest& request) {
  if (centre_away) return Away();
  return desk_.queries().Verify(caller(), request);
}

absl::StatusOr<v1::ExplainReply> MemoryIntake::Explain(const v1::ExplainRequest& request) {
  if (centre_away) return Away();
  return desk_.queries().Explain(caller(), request);
}

absl::StatusOr<v1::ListAccountsReply> MemoryIntake::ListAccounts(
    const v1::ListAccountsRequest& request) {
  if (centre_away) return Away();
  Caller asking = caller();
  asking.scope = Scope::kAll;  // As the access table has it.
  return desk_.queries().ListAccounts(asking, request);
}

absl::StatusOr<v1::ListPostedReply> MemoryIntake::ListPosted(const v1::ListPostedRequest& request) {
  if (centre_away) return Away();
  return desk_.queries().ListPosted(caller(), request);
}

}  // namespace yizhan::test
