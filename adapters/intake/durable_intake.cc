#include "adapters/intake/durable_intake.h"

#include <algorithm>
#include <utility>

#include "adapters/intake/verdict.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

absl::Status CheckMessageId(const std::string& message_id) {
  Refusal refusal{.field = "bill.message_id"};
  if (message_id.empty()) {
    refusal.reason = v1::FIELD_MISSING;
  } else if (message_id.size() > kMessageIdBytesMax) {
    refusal.reason = v1::FIELD_TOO_LONG;
    refusal.expected = "at most " + std::to_string(kMessageIdBytesMax) + " bytes";
  } else if (message_id.find('~') != std::string::npos) {
    refusal.reason = v1::FIELD_MALFORMED;
    refusal.expected = "no ~, which marks ids that the edge derives";
  } else {
    return absl::OkStatus();
  }
  return Refuse(refusal);
}

absl::Status Tombstoned(std::uint64_t related) {
  return Refuse({.reason = v1::MESSAGE_TOMBSTONED, .field = "bill.message_id", .related = related});
}

// The first result again, as the edge knows it; `contra` ended it when it is not 0.
Settled Replayed(const v1::InboxRecord& owner) {
  v1::SettleResult result = owner.result();
  result.set_replayed(true);
  if (owner.state() == v1::TAKEN_BACK) {
    result.set_state(v1::REVERSED);
    result.set_ended_by(owner.contra());
  }
  return {.result = std::move(result)};
}

}  // namespace

DurableIntake::DurableIntake(Inbox& inbox, Centre& centre, const Clock& clock, Random& random,
                             IntakeOptions options)
    : inbox_(inbox),
      centre_(centre),
      clock_(clock),
      options_(std::move(options)),
      take_back_(inbox, centre, exclusions_),
      late_bills_(inbox, centre, exclusions_, take_back_, clock),
      backoff_(random),
      background_([this] { return Work(); }) {
  late_bills_.Configure(options_.rereads, options_.unanswered_after_ms);
}

DurableIntake::~DurableIntake() { Stop(); }

DurableIntake::Tally& DurableIntake::TallyOf(std::uint64_t number) {
  const absl::StatusOr<v1::InboxRecord> record = inbox_.Get(number);
  const std::size_t protocol = record.ok() ? record->protocol() : 0;
  return tallies_[protocol < kProtocols ? protocol : 0];
}

absl::StatusOr<Ticket> DurableIntake::Receive(const Arrival& arrival) {
  if (arrival.raw.size() > kRawBytesMax) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = "message",
                   .expected = "at most " + std::to_string(kRawBytesMax) + " bytes",
                   .found = std::to_string(arrival.raw.size()) + " bytes"});
  }
  v1::InboxRecord record;
  record.set_protocol(static_cast<std::uint32_t>(arrival.protocol));
  record.set_peer(arrival.peer);
  record.set_raw(arrival.raw);
  record.set_raw_hash(Bytes(Sha256(arrival.raw)));
  record.set_state(v1::ARRIVED);
  Tally& tally = tallies_[static_cast<std::size_t>(arrival.protocol) % kProtocols];
  tally.last_message_ms = clock_.NowMs();
  ++tally.received;
  return inbox_.Add(std::move(record));
}

absl::StatusOr<Settled> DurableIntake::Settle(Ticket ticket, const v1::SettleRequest& asked) {
  v1::SettleRequest request = asked;
  request.clear_not_after_ms();
  const std::string& message_id = request.bill().message_id();
  if (absl::Status form = CheckMessageId(message_id); !form.ok()) {
    return KeepRefusal(ticket, form);
  }
  const Exclusions::Hold hold(exclusions_, message_id);
  const absl::StatusOr<BillStory> story = StoryOf(inbox_, message_id);
  if (!story.ok()) return NothingDone();
  if (story->reversal_owed) return KeepRefusal(ticket, Tombstoned(0));
  if (!story->owner.has_value()) return SettleNew(ticket, request);
  return SettleAgain(ticket, *story->owner, request, hold.waited());
}

absl::StatusOr<Settled> DurableIntake::SettleNew(Ticket ticket, const v1::SettleRequest& request) {
  const auto kept = inbox_.Update(ticket, [&](v1::InboxRecord& record) {
    record.set_state(v1::ARRIVED);
    record.set_message_id(request.bill().message_id());
    *record.mutable_settle() = request;
  });
  if (!kept.ok()) return NothingDone();
  return Ask(ticket, request);
}

absl::StatusOr<Settled> DurableIntake::SettleAgain(Ticket ticket, const v1::InboxRecord& owner,
                                                   const v1::SettleRequest& request, bool waited) {
  const bool same = SameContent(owner.settle(), request);
  const bool copy = owner.number() != ticket;
  // A refusal binds nothing: corrected, or in other circumstances, the bill is new.
  const bool refused = owner.state() == v1::TURNED_DOWN && !WasToldLate(owner);
  if (refused && !(same && waited)) return SettleNew(ticket, request);
  if (!same) {
    const absl::Status other = Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT,
                                       .field = "bill.message_id",
                                       .related = owner.settlement()});
    return copy ? KeepRefusal(ticket, other) : other;
  }
  if (copy) {
    const auto noted = inbox_.Update(ticket, [&](v1::InboxRecord& record) {
      record.set_state(v1::MESSAGE_DONE);
      record.set_message_id(owner.message_id());
      record.set_settlement(owner.settlement());
    });
    if (!noted.ok()) return NotKnown();
  }
  if (refused) return ErrorOf(owner);
  if (WasToldLate(owner)) {
    if (owner.state() == v1::TAKEN_BACK) return Tombstoned(owner.contra());
    ++TallyOf(owner.number()).told_late;
    return Settled{};
  }
  if (waited && owner.state() == v1::ANSWERED) return Replayed(owner);
  if (owner.state() == v1::ANSWERED || owner.state() == v1::TAKEN_BACK) {
    return AskAgain(owner, request);
  }
  return Ask(owner.number(), request);
}

// It has had its answer: the centre adds what became of it since, and when it is away the first
// answer stands.
absl::StatusOr<Settled> DurableIntake::AskAgain(const v1::InboxRecord& owner,
                                                const v1::SettleRequest& request) {
  absl::StatusOr<v1::SettleResult> result = Heard(centre_.Settle(request));
  if (result.ok()) return Settled{.result = *std::move(result)};
  if (!MeansLate(result.status())) return result.status();
  if (owner.has_result()) return Replayed(owner);
  return owner.state() == v1::TAKEN_BACK ? Tombstoned(owner.contra()) : NotKnown();
}

absl::StatusOr<Settled> DurableIntake::Ask(std::uint64_t number, const v1::SettleRequest& request) {
  const std::string& message_id = request.bill().message_id();
  const absl::StatusOr<v1::SettleResult> result = Heard(centre_.Settle(request));
  const bool ended = result.ok() ? result->replayed() && result->state() == v1::REVERSED
                                 : ReasonOf(result.status()) == v1::MESSAGE_TOMBSTONED;
  if (ended) {
    const absl::StatusOr<std::optional<Settled>> late = LateBefore(number, message_id);
    if (!late.ok()) return late.status();
    if (late->has_value()) return **late;
  }
  if (result.ok()) return KeepResult(number, *result);
  if (MeansLate(result.status())) return TellLate(number, result.status());
  return KeepRefusal(number, result.status());
}

absl::StatusOr<Settled> DurableIntake::KeepResult(std::uint64_t number,
                                                  const v1::SettleResult& result) {
  const auto kept = inbox_.Update(number, [&](v1::InboxRecord& record) {
    record.set_state(v1::ANSWERED);
    record.set_settlement(result.number());
    *record.mutable_result() = result;
    record.clear_error();
  });
  if (!kept.ok()) return NotKnown();
  ++TallyOf(number).answered;
  return Settled{.result = result};
}

absl::StatusOr<Settled> DurableIntake::TellLate(std::uint64_t number, const absl::Status& why) {
  const auto kept = inbox_.Update(number, [&](v1::InboxRecord& record) {
    record.set_state(v1::TOLD_LATE);
    record.set_late_message_id(LateId(record.message_id()));
    SetError(why, record);
  });
  if (!kept.ok()) return NotKnown();
  ++TallyOf(number).told_late;
  if (!backing_off_) background_.Wake();
  return Settled{};
}

absl::Status DurableIntake::KeepRefusal(std::uint64_t number, const absl::Status& why) {
  const auto kept = inbox_.Update(number, [&](v1::InboxRecord& record) {
    record.set_state(v1::TURNED_DOWN);
    SetError(why, record);
  });
  ++TallyOf(number).refused;
  return kept.ok() ? why : NotKnown();
}

absl::StatusOr<std::optional<Settled>> DurableIntake::LateBefore(std::uint64_t number,
                                                                 const std::string& message_id) {
  v1::GetRequest question;
  question.set_message_id(LateId(message_id));
  const absl::StatusOr<v1::GetReply> found = centre_.Get(question);
  if (!found.ok()) return NotKnown();
  if (found->state() != v1::SETTLED) return std::optional<Settled>();
  const auto kept = inbox_.Update(number, [&](v1::InboxRecord& record) {
    record.set_state(v1::RECORDED_LATE);
    record.set_late_message_id(LateId(message_id));
    record.set_settlement(found->result().number());
  });
  if (!kept.ok()) return NotKnown();
  return std::optional<Settled>(Settled{});
}

}  // namespace yizhan::edge
