#include "adapters/pass_through/settlements.h"

#include <utility>

#include "adapters/pass_through/settle_request.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr char kUnknown[] =
    "医保结算结果未知：请用原报文号重发，或用 2601 冲正后换新报文号重新结算 (the insurer's outcome "
    "is unknown: send the same message again, or take it back by 2601 and send a new one)";
constexpr char kNotSent[] =
    "未能连接医保，未作任何处理，请重试 (the insurer was not reached; nothing was done, try again)";
constexpr char kTakenBack[] =
    "该报文号已冲正或撤销，请换新报文号重新结算 (this message was taken back: send a new one)";
constexpr char kTakingBack[] =
    "该报文号正在冲正，请核对后换新报文号 (this message is being taken back: look, then send a new "
    "one)";
constexpr char kOtherContent[] =
    "同一报文号的内容与前次不同 (the same message id with another content)";
constexpr char kLongAgo[] =
    "该报文号早已结算，请查询结算单 (this message was settled long ago: look it up)";
constexpr char kLate[] =
    "医疗救助系统未及时答复：本次不含救助，请按医保结果收费；救助事后补记，由本人领取 (medical aid "
    "gave no answer in time: charge without it; it is recorded after the fact, payable to the "
    "patient)";
constexpr char kNoAid[] = "本次不含医疗救助 (without medical aid): ";
constexpr char kReversedSince[] = "该笔救助已被冲正 (this aid was reversed since)";

bool IsFinal(const absl::Status& status) {
  const v1::ErrorClass error_class = DetailOf(status).error_class();
  return error_class == v1::REJECTED || error_class == v1::CONFLICT;
}

AidTold WhatToTell(const v1::PassIntent& intent) {
  switch (intent.aid()) {
    case v1::PASS_AID_LATE:
      return {.result = nullptr, .warning = kLate};
    case v1::PASS_AID_GIVEN:
      break;
    default:
      return {.result = nullptr, .warning = intent.why()};
  }
  if (intent.result().state() != v1::SETTLED) return {.result = nullptr, .warning = kReversedSince};
  return {.result = &intent.result()};
}

}  // namespace

HttpResponse Settlements::Forward(const HttpRequest& request) const {
  const absl::StatusOr<Answer> answer = insurer_.Ask(request);
  if (answer.ok()) return replies_.Untouched(*answer);
  return replies_.Refusal(NeverSent(answer.status()) ? kNotSent : kUnknown);
}

HttpResponse Settlements::Told(Ticket ticket, HttpResponse response) {
  response.delivered = [this, ticket] { intake_.Delivered(ticket); };
  return response;
}

HttpResponse Settlements::Refuse(Ticket ticket, const std::string& why) {
  intake_.Done(ticket);
  return Told(ticket, replies_.Refusal(why));
}

HttpResponse Settlements::Settle(const HttpRequest& request, const Asked& asked) {
  if (asked.msgid.empty() || asked.msgid.size() > kMsgidBytesMax) return Forward(request);
  const Exclusions::Hold turn(turns_, asked.msgid);
  const absl::StatusOr<Ticket> ticket = intake_.Receive(
      {.protocol = Protocol::kPassThrough, .peer = request.peer, .raw = request.body});
  if (!ticket.ok()) return replies_.Refusal(SentenceOf(ticket.status()));
  absl::StatusOr<Found> earlier = intents_.Find(asked.msgid);
  if (!earlier.ok()) return Refuse(*ticket, SentenceOf(earlier.status()));
  if (!earlier->has_value()) return AskInsurer(*ticket, request, asked, *earlier);
  v1::PassIntent& intent = **earlier;
  if (intent.state() == v1::PASS_TAKEN_BACK) return Refuse(*ticket, kTakenBack);
  const bool stands = intent.state() == v1::PASS_ASKED || intent.state() == v1::PASS_SETTLED;
  if (!stands) return Refuse(*ticket, kTakingBack);
  if (intent.content_hash() != Bytes(ContentOf(asked))) return Refuse(*ticket, kOtherContent);
  if (intent.state() == v1::PASS_ASKED) return AskInsurer(*ticket, request, asked, *earlier);
  return Again(*ticket, intent);
}

// The insurer is not asked again.
HttpResponse Settlements::Again(Ticket ticket, v1::PassIntent& intent) {
  if (!intent.has_settled()) return Refuse(ticket, kLongAgo);
  const absl::StatusOr<Answer> answer = insurer_.Read(intent.settled());
  if (!answer.ok()) return Refuse(ticket, SentenceOf(answer.status()));
  return SettleAid(ticket, intent, *answer);
}

HttpResponse Settlements::AskInsurer(Ticket ticket, const HttpRequest& request, const Asked& asked,
                                     const Found& earlier) {
  v1::PassIntent intent;
  intent.set_state(v1::PASS_ASKED);
  intent.set_asked_ms(earlier.has_value() ? earlier->asked_ms() : clock_.NowMs());
  Describe(asked, intent);
  *intent.mutable_asked() = CallOf(request, asked);
  if (auto status = intents_.Put(intent); !status.ok()) return Refuse(ticket, SentenceOf(status));
  intake_.Done(ticket);  // From here on the intent answers for it.

  const absl::StatusOr<Answer> answer = insurer_.Ask(request);
  const bool nothing_done =
      answer.ok() ? answer->definite && !answer->done : NeverSent(answer.status());
  // An earlier call that was cut off may have settled, whatever is said of this one.
  if (nothing_done && !earlier.has_value()) (void)intents_.Erase(intent.msgid());
  if (!answer.ok()) return Refuse(ticket, nothing_done ? kNotSent : kUnknown);
  if (!answer->definite) return Refuse(ticket, kUnknown);
  if (!answer->done) return Told(ticket, replies_.Untouched(*answer));

  intent.set_state(v1::PASS_SETTLED);
  *intent.mutable_settled() = StoredOf(*answer);
  Describe(*answer, clock_.NowMs(), intent);
  const auto stored = intents_.Put(intent, SetlIdNote(intent.setl_id(), intent.msgid()));
  if (!stored.ok()) return Refuse(ticket, kUnknown);
  return SettleAid(ticket, intent, *answer);
}

HttpResponse Settlements::SettleAid(Ticket ticket, v1::PassIntent& intent, const Answer& answer) {
  if (auto status = AskAid(ticket, intent, answer); !status.ok()) {
    return Told(ticket, replies_.Refusal(kUnknown));
  }
  return Told(ticket, replies_.WithAid(answer, WhatToTell(intent)));
}

// What was refused once stays so: the patient has paid.
absl::Status Settlements::AskAid(Ticket ticket, v1::PassIntent& intent, const Answer& answer) {
  if (intent.aid() == v1::PASS_AID_NONE) {
    intake_.Done(ticket);
    return absl::OkStatus();
  }
  const absl::StatusOr<std::string> plain = replies_.Open(intent.asked().body());
  const std::optional<Asked> asked = plain.ok() ? ReadAsked(*plain) : std::nullopt;
  if (!asked.has_value()) return absl::DataLossError("a message of ours that is none any more");
  const absl::StatusOr<v1::SettleRequest> request = BillOf(*asked, answer, intake_.notes());
  if (request.ok()) return KeepAid(intent, intake_.Settle(ticket, *request));
  // The message itself was read; as a letter for a person it arrives anew.
  const absl::StatusOr<Ticket> letter = intake_.Receive({.protocol = Protocol::kPassThrough,
                                                         .peer = intent.asked().peer(),
                                                         .raw = intent.asked().body()});
  if (!letter.ok()) return letter.status();
  intake_.Unreadable(*letter, request.status());
  return KeepAid(intent, request.status());
}

absl::Status Settlements::KeepAid(v1::PassIntent& intent, absl::StatusOr<Settled> settled) {
  if (!settled.ok() && !IsFinal(settled.status())) return settled.status();
  if (!settled.ok()) {
    intent.set_aid(v1::PASS_AID_NONE);
    // Most patients get no aid; that is nothing to be told of.
    const bool nobody = ReasonOf(settled.status()) == v1::PERSON_UNKNOWN;
    intent.set_why(nobody ? "" : kNoAid + SentenceOf(settled.status()));
  } else if (settled->late()) {
    intent.set_aid(v1::PASS_AID_LATE);
  } else {
    intent.set_aid(v1::PASS_AID_GIVEN);
    *intent.mutable_result() = *std::move(settled->result);
  }
  std::vector<NoteChange> with;
  if (intent.aid() == v1::PASS_AID_GIVEN && ExtraAidFen(intent.result()) > 0) {
    with.push_back(LineNote(intent.day(), LineKind::kSettled, intent));
  }
  return intents_.Put(intent, std::move(with));
}

}  // namespace yizhan::edge
