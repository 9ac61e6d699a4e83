#include "tests/intake/stage.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::test {
namespace {

constexpr std::int64_t kUnansweredMs = 60'000;
constexpr int kPassesMax = 100;

template <typename Reply>
Told ToldBy(const absl::StatusOr<Reply>& reply) {
  const v1::ErrorClass error_class = DetailOf(reply.status()).error_class();
  EXPECT_NE(ReasonOf(reply.status()), v1::REASON_UNSPECIFIED) << reply.status();
  const bool again = error_class == v1::TRY_AGAIN || error_class == v1::OUTCOME_UNKNOWN;
  return again ? Told::kNoAnswer : Told::kRefused;
}

Told ToldOf(const absl::StatusOr<v1::ReverseReply>& reply) {
  if (!reply.ok()) return ToldBy(reply);
  return reply->tombstone() ? Told::kTombstone : Told::kReversed;
}

}  // namespace

const char* NameOf(Told told) {
  constexpr const char* kNames[] = {"result",    "late",      "refused", "reversed",
                                    "tombstone", "no answer", "promised"};
  return kNames[static_cast<std::size_t>(told)];
}

const char* NameOf(Ends ends) {
  constexpr const char* kNames[] = {"nothing", "real time", "afterwards", "TWICE"};
  return kNames[static_cast<std::size_t>(ends)];
}

Stage::Stage(Desk* desk, std::uint64_t seed)
    : own_desk_(desk == nullptr ? Desk::Ready() : nullptr),
      desk_(desk == nullptr ? *own_desk_ : *desk),
      centre_(desk_),
      line_(centre_),
      disk_(seed),
      random_(seed) {
  line_.cut_power = [this] {
    cut_ = true;
    disk_.faults().Crash();
  };
  NextPerson();
  Open();
}

void Stage::NextPerson() {
  person_no_ = desk_.Import("CARD" + std::to_string(++persons_), {"dibao"});
}

void Stage::Open() {
  auto inbox = edge::Inbox::Open({.data_dir = folder_ / "inbox",
                                  .key_path = folder_ / "inbox.key",
                                  .institution_id = "H1",
                                  .env = &disk_.env()},
                                 desk_.clock(), random_);
  if (!inbox.ok()) CheckFailed(inbox.status().ToString().c_str(), "stage", 0);
  inbox_ = *std::move(inbox);
  intake_ = std::make_unique<edge::DurableIntake>(*inbox_, line_, desk_.clock(), random_, options);
}

void Stage::Crash(Loss loss) {
  disk_.faults().Crash();
  intake_.reset();
  inbox_.reset();
  disk_.faults().Restart(loss);
  disk_.faults().Heal();
  cut_ = false;
  Open();
}

v1::SettleRequest Stage::Request(const std::string& message_id) const {
  v1::SettleRequest request;
  *request.mutable_bill() = MakeBill(message_id);
  request.mutable_person()->set_person_no(person_no_);
  return request;
}

edge::Ticket Stage::Receive(const std::string& raw) {
  const auto ticket =
      intake_->Receive({.protocol = edge::Protocol::kNational, .peer = "desk", .raw = raw});
  return ticket.ok() ? *ticket : 0;
}

Told Stage::Settle(const std::string& message_id) { return Settle(Request(message_id)); }

Told Stage::Settle(const v1::SettleRequest& request) {
  const edge::Ticket ticket = Receive();
  if (ticket == 0) return Told::kNoAnswer;
  const absl::StatusOr<edge::Settled> settled = intake_->Settle(ticket, request);
  if (!settled.ok()) return ToldBy(settled);
  return settled->late() ? Told::kLate : Told::kResult;
}

Told Stage::Reverse(const std::string& message_id, const std::string& request_id) {
  v1::ReverseRequest request;
  request.set_message_id(message_id);
  request.set_request_id(request_id);
  const edge::Ticket ticket = Receive();
  return ticket == 0 ? Told::kNoAnswer : ToldOf(intake_->Reverse(ticket, request));
}

Told Stage::ReverseNumber(std::uint64_t number, const std::string& request_id) {
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id(request_id);
  const edge::Ticket ticket = Receive();
  return ticket == 0 ? Told::kNoAnswer : ToldOf(intake_->Reverse(ticket, request));
}

Told Stage::Promise(const std::string& message_id, const std::string& request_id) {
  v1::ReverseRequest request;
  request.set_message_id(message_id);
  request.set_request_id(request_id);
  const edge::Ticket ticket = Receive();
  if (ticket == 0) return Told::kNoAnswer;
  const auto reply = intake_->ReverseForSure(ticket, request);
  if (!reply.ok()) return ToldBy(reply);
  if (!reply->has_value()) return Told::kPromised;
  return ToldOf(**reply);
}

void Stage::WorkAllOff() {
  line_.choose = [](Phase) { return Fault::kNone; };
  if (cut_) Crash();
  line_.Deliver();
  Advance(kUnansweredMs + 1);
  for (int pass = 0; pass < kPassesMax && !inbox_->Unfinished().empty(); ++pass) intake_->Work();
  EXPECT_TRUE(inbox_->Unfinished().empty()) << "the inbox does not empty";
}

// Real time: what the hospital advanced. Afterwards: payable to the patient.
void Stage::CheckPayee(const std::string& message_id, const v1::GetReply& found) const {
  const bool late = message_id.ends_with("~late");
  const v1::Entry entry = desk_.EntryAt(found.result().number());
  EXPECT_EQ(entry.settled().path(), late ? v1::AFTER_THE_FACT : v1::REAL_TIME);
  const v1::PostingAccount owed = late ? v1::PATIENT_PAYABLE : v1::HOSPITAL_RECEIVABLE;
  EXPECT_GT(entry.settled().postings_size(), 0);
  for (const v1::Posting& posting : entry.settled().postings()) {
    if (posting.account() == v1::PROGRAM_FUND) continue;
    EXPECT_EQ(posting.account(), owed) << message_id;
  }
}

Ends Stage::EndsOf(const std::string& message_id) const {
  const std::string late_id = message_id + "~late";
  const v1::GetReply key = desk_.Get(message_id);
  const v1::GetReply late = desk_.Get(late_id);
  if (key.state() == v1::SETTLED) CheckPayee(message_id, key);
  if (late.state() == v1::SETTLED) CheckPayee(late_id, late);
  if (key.state() == v1::SETTLED && late.state() == v1::SETTLED) return Ends::kTwice;
  if (key.state() == v1::SETTLED) return Ends::kRealTime;
  return late.state() == v1::SETTLED ? Ends::kAfterwards : Ends::kNothing;
}

v1::InboxRecord Stage::OwnerOf(const std::string& message_id) const {
  const auto story = edge::StoryOf(*inbox_, message_id);
  if (!story.ok() || !story->owner.has_value()) return {};
  return *story->owner;
}

}  // namespace yizhan::test
