#include <utility>

#include "adapters/national/json_edit.h"
#include "adapters/pass_through/settle_request.h"
#include "adapters/pass_through/settlements.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr char kUnknown[] =
    "医保撤销结果未知，请用原报文重发 (the insurer's outcome is unknown: send the same message "
    "again)";
constexpr char kNotSent[] =
    "未能连接医保，未作任何处理，请重试 (the insurer was not reached; nothing was done, try again)";
constexpr char kOnlyForward[] =
    "撤销不能冲正：请重发原撤销报文，然后重新结算 (a cancellation is not taken back: send it "
    "again, then settle anew)";

bool IsCancel(const std::string& infno) { return infno == "2208" || infno == "2305"; }
bool IsSettle(const std::string& infno) { return infno == "2207" || infno == "2304"; }

}  // namespace

// Which settlement of ours it is about; "" for none.
absl::StatusOr<std::string> Settlements::MsgidToTakeBack(const Asked& asked) const {
  const Json& data = DataOf(asked.root);
  if (IsCancel(asked.infno)) return intents_.MsgidOf(MemberText(data, "setl_id"));
  const std::string omsgid = MemberText(data, "omsgid");
  if (omsgid.size() > kMsgidBytesMax) return "";
  if (IsSettle(MemberText(data, "oinfno"))) return omsgid;
  return "";
}

HttpResponse Settlements::TakeBack(const HttpRequest& request, const Asked& asked) {
  if (asked.infno == "2601" && IsCancel(MemberText(DataOf(asked.root), "oinfno"))) {
    const auto of = intents_.MsgidOfCancel(MemberText(DataOf(asked.root), "omsgid"));
    if (!of.ok()) return replies_.Refusal(SentenceOf(of.status()));
    if (!of->empty()) return replies_.Refusal(kOnlyForward);
  }
  const absl::StatusOr<std::string> msgid = MsgidToTakeBack(asked);
  if (!msgid.ok()) return replies_.Refusal(SentenceOf(msgid.status()));
  if (msgid->empty() || asked.msgid.empty()) return Forward(request);
  const Exclusions::Hold turn(turns_, *msgid);
  const absl::StatusOr<Ticket> ticket = intake_.Receive(
      {.protocol = Protocol::kPassThrough, .peer = request.peer, .raw = request.body});
  if (!ticket.ok()) return replies_.Refusal(SentenceOf(ticket.status()));
  absl::StatusOr<Found> earlier = intents_.Find(*msgid);
  if (!earlier.ok()) return Refuse(*ticket, SentenceOf(earlier.status()));

  v1::PassIntent intent = earlier->value_or(v1::PassIntent());
  const bool same_kind = intent.taking_back().infno() == asked.infno;
  const bool over = intent.state() == v1::PASS_TAKEN_BACK || intent.state() == v1::PASS_CANCELLED;
  if (over && !intent.has_taken_back()) return AskAfterClosing(*ticket, request, intent);
  if (over && same_kind) return FinishTakingBack(*ticket, intent);
  if (over) {
    intake_.Done(*ticket);
    return Told(*ticket, Forward(request));
  }
  intent.set_msgid(*msgid);
  // The insurer knows the message that was cut off by its number: that one is sent again.
  const bool resend = intent.state() == v1::PASS_TAKING_BACK && same_kind;
  const v1::PassCall call = resend ? intent.taking_back() : CallOf(request, asked);
  return AskToTakeBack(*ticket, call, std::move(intent), *earlier);
}

// What a person closed has no answer of the insurer's: it is asked. The HIS settled with aid, so
// that is what it is told was cancelled; books and aid are as the person said already.
HttpResponse Settlements::AskAfterClosing(Ticket ticket, const HttpRequest& request,
                                          v1::PassIntent& intent) {
  intake_.Done(ticket);
  const absl::StatusOr<Answer> answer = insurer_.Ask(request);
  if (!answer.ok()) return Refuse(ticket, NeverSent(answer.status()) ? kNotSent : kUnknown);
  if (!answer->definite) return Refuse(ticket, kUnknown);
  if (!answer->done) return Told(ticket, replies_.Untouched(*answer));
  *intent.mutable_taken_back() = StoredOf(*answer);
  const auto stored = intents_.Put(intent, SetlIdNote(SetlIdOf(*answer), intent.msgid()));
  return stored.ok() ? FinishTakingBack(ticket, intent) : Refuse(ticket, kUnknown);
}

HttpResponse Settlements::AskToTakeBack(Ticket ticket, const v1::PassCall& call,
                                        v1::PassIntent intent, const Found& earlier) {
  const bool was_asked =
      intent.state() == v1::PASS_TAKING_BACK || intent.state() == v1::PASS_UNCLEAR;
  if (!was_asked) intent.set_before(intent.state());
  intent.set_state(v1::PASS_TAKING_BACK);
  *intent.mutable_taking_back() = call;
  std::vector<NoteChange> with;
  if (IsCancel(call.infno())) with.push_back(CancelNote(call.msgid(), intent.msgid()));
  const absl::Status stored = intents_.Put(intent, std::move(with));
  if (!stored.ok()) return Refuse(ticket, SentenceOf(stored));
  intake_.Done(ticket);  // From here on the intent answers for it.

  const absl::StatusOr<Answer> answer = insurer_.Ask(RequestOf(call));
  const bool nothing_done =
      answer.ok() ? answer->definite && !answer->done : NeverSent(answer.status());
  if (nothing_done && earlier.has_value()) {
    v1::PassIntent as_before = *earlier;
    (void)intents_.Put(as_before);
  } else if (nothing_done) {
    (void)intents_.Erase(intent.msgid());
  }
  if (!answer.ok()) return Refuse(ticket, nothing_done ? kNotSent : kUnknown);
  if (!answer->definite) return Refuse(ticket, kUnknown);
  if (!answer->done) return Told(ticket, replies_.Untouched(*answer));
  if (!Cancelled(intent, *answer).ok()) return Refuse(ticket, kUnknown);
  return FinishTakingBack(ticket, intent);
}

// What was cancelled stands in the HIS's books twice, with both signs; what 2601 took back stands
// there never.
std::vector<NoteChange> Settlements::OutOfBooks(const v1::PassIntent& intent,
                                                const std::string& day) {
  const bool in_books = intent.aid() == v1::PASS_AID_GIVEN && ExtraAidFen(intent.result()) > 0;
  if (!in_books) return {};
  if (IsCancel(intent.taking_back().infno())) {
    return {LineNote(day, LineKind::kRefunded, intent)};
  }
  return {NoLine(intent.day(), LineKind::kSettled, intent.msgid())};
}

// Durable before aid is touched.
absl::Status Settlements::Cancelled(v1::PassIntent& intent, const Answer& answer) {
  intent.set_state(v1::PASS_CANCELLED);
  *intent.mutable_taken_back() = StoredOf(answer);
  std::vector<NoteChange> with = OutOfBooks(intent, DayOf(answer, clock_.NowMs()));
  for (NoteChange& note : SetlIdNote(SetlIdOf(answer), intent.msgid())) {
    with.push_back(std::move(note));
  }
  return intents_.Put(intent, std::move(with));
}

absl::Status Settlements::ReverseAid(Ticket ticket, v1::PassIntent& intent) {
  if (intent.state() == v1::PASS_CANCELLED && intent.aid() != v1::PASS_AID_NONE) {
    v1::ReverseRequest request;
    request.set_message_id(intent.msgid());
    request.set_request_id(intent.taking_back().msgid());
    request.set_reason("医保" + intent.taking_back().infno());
    const auto reply = intake_.ReverseForSure(ticket, request);
    const v1::ErrorClass error_class = DetailOf(reply.status()).error_class();
    // Refused for good: it is reversed already.
    const bool final = error_class == v1::REJECTED || error_class == v1::CONFLICT;
    if (!reply.ok() && !final) return reply.status();
  } else {
    intake_.Done(ticket);
  }
  if (intent.state() == v1::PASS_TAKEN_BACK) return absl::OkStatus();
  intent.set_state(v1::PASS_TAKEN_BACK);
  return intents_.Put(intent);
}

HttpResponse Settlements::FinishTakingBack(Ticket ticket, v1::PassIntent& intent) {
  const absl::StatusOr<Answer> answer = insurer_.Read(intent.taken_back());
  if (!answer.ok()) return Refuse(ticket, SentenceOf(answer.status()));
  if (!ReverseAid(ticket, intent).ok()) return Told(ticket, replies_.Refusal(kUnknown));
  const bool was_told = intent.aid() == v1::PASS_AID_GIVEN;
  return Told(ticket, replies_.WithAid(*answer, {.result = was_told ? &intent.result() : nullptr,
                                                 .with_note = false}));
}

}  // namespace yizhan::edge
