#include <algorithm>
#include <utility>

#include "adapters/national/json_edit.h"
#include "adapters/pass_through/settle_request.h"
#include "adapters/pass_through/settlements.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

// msgid: institution (12), time (14), number (4). The HIS counts from 0001.
constexpr std::size_t kInstitutionBytes = 12;
constexpr std::size_t kTimeBytes = 14;
constexpr std::uint32_t kOwnNumbersFrom = 9'000;
constexpr std::uint32_t kOwnNumbers = 1'000;

// By the message that is taken back, so that two of them in one second differ.
std::string OwnMsgid(const std::string& institution, const std::string& msgid,
                     std::int64_t now_ms) {
  const Hash32 hash = Sha256(msgid);
  const std::uint32_t number =
      kOwnNumbersFrom + (static_cast<std::uint32_t>(hash[0]) * 256 + hash[1]) % kOwnNumbers;
  return institution.substr(0, kInstitutionBytes) + CompactTime(now_ms).substr(0, kTimeBytes) +
         std::to_string(number);
}

}  // namespace

// The envelope of the message that was cut off, with another inside.
absl::StatusOr<v1::PassCall> Settlements::OwnTakeBack(const v1::PassIntent& intent) const {
  const absl::StatusOr<std::string> plain = replies_.Open(intent.asked().body());
  if (!plain.ok()) return plain.status();
  std::optional<Asked> asked = ReadAsked(*plain);
  if (!asked.has_value()) return absl::DataLossError("a message of ours that is none any more");
  const std::int64_t now_ms = clock_.NowMs();
  asked->infno = "2601";
  asked->msgid = OwnMsgid(MemberText(asked->root, "fixmedins_code"), intent.msgid(), now_ms);
  Json data{.kind = Json::Kind::kObject};
  PutMember(data, "psn_no", JsonString(intent.psn_no()));
  PutMember(data, "omsgid", JsonString(intent.msgid()));
  PutMember(data, "oinfno", JsonString(intent.infno()));
  Json input{.kind = Json::Kind::kObject};
  PutMember(input, "data", std::move(data));
  PutMember(asked->root, "infno", JsonString(asked->infno));
  PutMember(asked->root, "msgid", JsonString(asked->msgid));
  PutMember(asked->root, "inf_time", JsonString(TimeText(now_ms)));
  PutMember(asked->root, "input", std::move(input));
  const absl::StatusOr<std::string> body = insurer_.Seal(JsonText(asked->root));
  if (!body.ok()) return body.status();
  HttpRequest request = RequestOf(intent.asked());
  request.body = *body;
  return CallOf(request, *asked);
}

bool Settlements::ResumeTakingBack(v1::PassIntent& intent) {
  const absl::StatusOr<Answer> answer = insurer_.Ask(RequestOf(intent.taking_back()));
  if (!answer.ok() || !answer->definite) return false;
  if (!answer->done) {
    intent.set_state(v1::PASS_UNCLEAR);
    intent.set_why("infcode " + MemberText(answer->root, "infcode"));
    return intents_.Put(intent).ok();
  }
  if (!Cancelled(intent, *answer).ok()) return false;
  return ResumeAid(intent);
}

// The HIS was told nothing: it sends its message again and is told what stands here.
bool Settlements::ResumeAid(v1::PassIntent& intent) {
  const bool settles = intent.state() == v1::PASS_SETTLED;
  const v1::PassCall& call = settles ? intent.asked() : intent.taking_back();
  const absl::StatusOr<Ticket> ticket = intake_.Receive(
      {.protocol = Protocol::kPassThrough, .peer = call.peer(), .raw = call.body()});
  if (!ticket.ok()) return false;
  if (!settles) return ReverseAid(*ticket, intent).ok();
  const absl::StatusOr<Answer> answer = insurer_.Read(intent.settled());
  return answer.ok() && AskAid(*ticket, intent, *answer).ok();
}

bool Settlements::Resume(const std::string& msgid) {
  const Exclusions::Hold turn(turns_, msgid);
  absl::StatusOr<Found> found = intents_.Find(msgid);
  if (!found.ok()) return false;
  if (!found->has_value()) return intents_.Erase(msgid).ok();
  v1::PassIntent& intent = **found;
  if (!IsOpen(intent)) return intents_.Put(intent).ok();  // Only its mark was left.
  if (intent.state() == v1::PASS_UNCLEAR) return true;    // For a person.
  if (intent.state() == v1::PASS_ASKED) {
    absl::StatusOr<v1::PassCall> call = OwnTakeBack(intent);
    if (!call.ok()) return false;
    intent.set_before(v1::PASS_ASKED);
    intent.set_state(v1::PASS_TAKING_BACK);
    *intent.mutable_taking_back() = *std::move(call);
    if (!intents_.Put(intent).ok()) return false;
  }
  return intent.state() == v1::PASS_TAKING_BACK ? ResumeTakingBack(intent) : ResumeAid(intent);
}

}  // namespace yizhan::edge
