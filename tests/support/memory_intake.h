// MemoryIntake: the edge's intake on a Desk: a real engine in memory behind it, no disk, no
// network, and a centre that can be switched off. For tests of doors.
//
// Units:    as Desk: its clock stands at kMorningMs.
// Owner:    the desk is the caller's and outlives it.
// Threads:  any.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/intake/intake.h"
#include "tests/support/desk.h"

namespace yizhan::test {

class MemoryNotes : public edge::Notes {
 public:
  absl::Status Write(const std::vector<edge::NoteChange>& changes) override;
  absl::StatusOr<std::optional<std::string>> Find(std::string_view kind,
                                                  std::string_view key) const override;
  absl::Status ForEach(
      std::string_view kind, std::string_view key_prefix,
      const std::function<bool(std::string_view, std::string_view)>& item) const override;

  bool disk_full = false;  // Write refuses.

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> notes_;
};

class MemoryIntake : public edge::Intake {
 public:
  // The edge of H1 unless said otherwise.
  explicit MemoryIntake(Desk& desk, std::string institution_id = "H1")
      : desk_(desk), institution_id_(std::move(institution_id)) {}

  absl::StatusOr<edge::Ticket> Receive(const edge::Arrival& arrival) override;
  absl::StatusOr<edge::Settled> Settle(edge::Ticket ticket,
                                       const v1::SettleRequest& request) override;
  absl::StatusOr<v1::ReverseReply> Reverse(edge::Ticket ticket,
                                           const v1::ReverseRequest& request) override;
  absl::StatusOr<std::optional<v1::ReverseReply>> ReverseForSure(
      edge::Ticket ticket, const v1::ReverseRequest& request) override;
  absl::StatusOr<v1::ReplaceReply> Replace(edge::Ticket ticket,
                                           const v1::ReplaceRequest& request) override;
  void Unreadable(edge::Ticket ticket, const absl::Status& why) override;
  void Done(edge::Ticket ticket) override;
  void Delivered(edge::Ticket ticket) override;
  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) override;
  absl::StatusOr<v1::GetReply> Find(const v1::GetRequest& request) override;
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) override;
  absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request) override;
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(
      const v1::ListAccountsRequest& request) override;
  absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request) override;
  bool training() const override { return training_centre; }
  MemoryNotes& notes() override { return notes_; }

  // What a test may turn and look at.
  bool training_centre = false;
  bool centre_away = false;             // Settle is late; questions and reversals are TRY_AGAIN.
  bool disk_full = false;               // Receive refuses.
  std::vector<edge::Arrival> arrivals;  // Ticket = place + 1.
  std::set<edge::Ticket> delivered;
  std::map<edge::Ticket, absl::Status> unreadable;
  std::set<edge::Ticket> done;
  std::vector<v1::ReverseRequest> owed;  // Promised reversals not carried out.

 private:
  Caller caller() const;
  absl::Status Away() const;

  std::mutex mutex_;
  Desk& desk_;
  const std::string institution_id_;
  std::map<std::string, v1::SettleRequest> late_;  // By message id.
  MemoryNotes notes_;
};

}  // namespace yizhan::test
