#include "adapters/shanghai/shanghai_door.h"

#include <utility>
#include <vector>

#include "adapters/national/training.h"
#include "adapters/shanghai/body_text.h"
#include "adapters/shanghai/codes.h"
#include "adapters/shanghai/result_body.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"

namespace yizhan::shanghai {
namespace {

constexpr std::size_t kTrialRandomBytes = 6;
constexpr int kHttpNotPost = 405;
constexpr int kHttpNotStored = 503;

std::string ContentType(Charset charset) {
  return charset == Charset::kUtf8 ? "application/json; charset=utf-8"
                                   : "application/json; charset=GB18030";
}

// Identities that hold on the last day of care.
v1::VerifyRequest VerifyOf(const Charge& charge) {
  v1::VerifyRequest request;
  *request.mutable_person() = charge.person;
  request.set_day(charge.bill.service_end());
  request.set_care_kind(charge.bill.care_kind());
  return request;
}

}  // namespace

const ShanghaiDoor::Type ShanghaiDoor::kTypes[] = {
    {"SI11", &ShanghaiDoor::Trial},      {"SI51", &ShanghaiDoor::Trial},
    {"SI12", &ShanghaiDoor::Confirm},    {"SI52", &ShanghaiDoor::Confirm},
    {"SI91", &ShanghaiDoor::Ask},        {"SK01", &ShanghaiDoor::Refund},
    {"SL01", &ShanghaiDoor::Totals},     {"SM01", &ShanghaiDoor::Accounts},
    {"SJ51", &ShanghaiDoor::Identities},
};

ShanghaiDoor::ShanghaiDoor(edge::Intake& intake, const Clock& clock, Random& random,
                           ShanghaiOptions options)
    : intake_(intake),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      trials_(intake.notes()) {}

edge::HttpResponse ShanghaiDoor::Handle(const edge::HttpRequest& request) {
  const absl::StatusOr<Charset> charset = CharsetOf(request.Header("content-type"));
  Envelope envelope;
  Reply reply = Answered(request, &envelope);
  if (intake_.training()) reply.answer.fhxx = national::MarkedTraining(reply.answer.fhxx);
  const Charset of_answer = charset.value_or(Charset::kUtf8);
  edge::HttpResponse response;
  response.status = reply.http_status;
  response.content_type = ContentType(of_answer);
  response.body = FromUtf8(AnswerText(envelope, reply.answer, clock_.NowMs()), of_answer);
  if (reply.ticket.has_value()) {
    response.delivered = [&intake = intake_, ticket = *reply.ticket] { intake.Delivered(ticket); };
  }
  return response;
}

ShanghaiDoor::Reply ShanghaiDoor::Answered(const edge::HttpRequest& request, Envelope* envelope) {
  if (request.method != "POST") {
    return {.answer = {.xxfhm = kUnreadable, .fhxx = "请用 POST 方法提交报文"},
            .http_status = kHttpNotPost};
  }
  const edge::Arrival arrival{
      .protocol = edge::Protocol::kShanghai, .peer = request.peer, .raw = request.body};
  const absl::StatusOr<Charset> charset = CharsetOf(request.Header("content-type"));
  if (!charset.ok()) return Unreadable(arrival, charset.status());
  const absl::StatusOr<std::string> text = ToUtf8(request.body, *charset);
  if (!text.ok()) return Unreadable(arrival, text.status());
  const absl::Status read = ReadEnvelope(*text, envelope);
  if (!read.ok()) return Unreadable(arrival, read);
  return Dispatch(*envelope, arrival);
}

ShanghaiDoor::Reply ShanghaiDoor::Dispatch(const Envelope& envelope, const edge::Arrival& arrival) {
  if (envelope.jgdm != options_.institution_id) {
    return {.answer = {.xxfhm = kOtherInstitution, .fhxx = "jgdm 不是本前置机所服务的机构"}};
  }
  for (const Type& type : kTypes) {
    if (envelope.xxlxm == type.xxlxm) return (this->*type.step)(envelope, arrival);
  }
  return {
      .answer = {.xxfhm = kUnknownType,
                 .fhxx = "不支持的消息类型；支持 SI11 SI12 SI51 SI52 SI91 SK01 SL01 SM01 SJ51"}};
}

ShanghaiDoor::Reply ShanghaiDoor::Unreadable(const edge::Arrival& arrival,
                                             const absl::Status& why) {
  const absl::StatusOr<edge::Ticket> ticket = intake_.Receive(arrival);
  if (!ticket.ok()) return NotStored();
  intake_.Unreadable(*ticket, why);
  return {.answer = RefusedAnswer(why), .ticket = *ticket};
}

ShanghaiDoor::Reply ShanghaiDoor::NotStored() {
  return {.answer = {.xxfhm = kAgain, .fhxx = "前置机无法保存报文，未受理，请稍后重发"},
          .http_status = kHttpNotStored};
}

// In the order of time, and not to be guessed.
std::string ShanghaiDoor::NewTrial(bool inpatient) {
  std::string jssqxh;
  for (const char c : TimeText(clock_.NowMs())) {
    if (c >= '0' && c <= '9') jssqxh += c;
  }
  jssqxh += HexText(RandomBytes(kTrialRandomBytes, random_));
  return jssqxh + (inpatient ? 'Z' : 'M');
}

// The insurer's sign is a hint and no identity: it never gives aid, and never withholds it.
std::optional<std::string> ShanghaiDoor::HintRemark(const Charge& charge, bool person_known) {
  const Scheme scheme = SchemeOf(charge.accountattr);
  if (scheme == Scheme::kUnknown) return std::nullopt;
  bool identity = false;
  if (person_known) {
    const absl::StatusOr<v1::VerifyReply> verified = intake_.Verify(VerifyOf(charge));
    if (!verified.ok()) return std::nullopt;
    identity = verified->identities_size() > 0;
  }
  const bool hint = scheme == Scheme::kAided;
  if (hint == identity) return std::nullopt;
  if (hint) {
    hints_without_identity_.fetch_add(1);
    return "医保账户标志第12位为帮困人员，但救助名册中此人当日无救助身份：请病人联系街镇救助部门核"
           "对";
  }
  identities_without_hint_.fetch_add(1);
  return "救助名册中此人有救助身份，但医保账户标志第12位不是帮困人员：请提醒病人到医保部门核对";
}

ShanghaiDoor::Reply ShanghaiDoor::Trial(const Envelope& envelope,
                                        const edge::Arrival& /*arrival*/) {
  absl::StatusOr<Charge> charge = ReadCharge(envelope);
  if (!charge.ok()) return {.answer = RefusedAnswer(charge.status())};
  const std::int64_t now_ms = clock_.NowMs();
  trials_.Purge(now_ms);
  const std::string jssqxh = NewTrial(IsInpatient(envelope.xxlxm));
  v1::QuoteRequest question;
  const v1::SettleRequest asked = RequestOf(*charge, jssqxh, "");
  *question.mutable_bill() = asked.bill();
  *question.mutable_person() = asked.person();
  question.set_explain(true);
  const absl::StatusOr<v1::SettleResult> quote = intake_.Quote(question);
  std::vector<std::string> remarks;
  if (quote.ok() || ReasonOf(quote.status()) == v1::PERSON_UNKNOWN) {
    if (auto remark = HintRemark(*charge, quote.ok())) remarks.push_back(*std::move(remark));
  }
  if (!quote.ok()) {
    Answer answer = RefusedAnswer(quote.status());
    if (!remarks.empty())
      answer.members = [remarks](JsonWriter& xxnr) { WriteRemarks(remarks, xxnr); };
    return {.answer = answer};
  }
  const Note note{.until_ms = now_ms + std::int64_t{1000} * ValidSeconds(),
                  .quote_digest = quote->quote_digest(),
                  .message = envelope.text};
  if (!trials_.Put(kTrialNotes, jssqxh, note).ok()) return NotStored();
  return {.answer = {.members = [quote = *quote, jssqxh, remarks, note](JsonWriter& xxnr) {
            xxnr.Text("jssqxh", jssqxh).Text("yxqz", TimeText(note.until_ms));
            WriteResult(quote, remarks, xxnr);
          }}};
}

std::uint32_t ShanghaiDoor::ValidSeconds() const {
  return options_.trial_valid_s == 0 ? kTrialValidDefault_s : options_.trial_valid_s;
}

ShanghaiDoor::Reply ShanghaiDoor::Confirm(const Envelope& envelope, const edge::Arrival& arrival) {
  const absl::StatusOr<edge::Ticket> ticket = intake_.Receive(arrival);
  if (!ticket.ok()) return NotStored();
  const absl::StatusOr<Charge> charge = ReadCharge(envelope);
  if (!charge.ok()) {
    intake_.Unreadable(*ticket, charge.status());
    return {.answer = RefusedAnswer(charge.status()), .ticket = *ticket};
  }
  Note note{.message = envelope.text};
  bool first = false;
  std::optional<Answer> refused = CheckConfirmation(envelope, *charge, &note, &first);
  if (refused.has_value()) {
    intake_.Done(*ticket);
    return {.answer = *std::move(refused), .ticket = *ticket};
  }
  return Settled(*ticket, *charge, note, first);
}

// A confirmation that was taken before may come again after its trial has ended.
std::optional<Answer> ShanghaiDoor::CheckConfirmation(const Envelope& envelope,
                                                      const Charge& charge, Note* note,
                                                      bool* first) {
  const Answer unknown{.xxfhm = kNoSuchTrial, .fhxx = "没有这个计算申请序号的试算，请重新试算"};
  const Answer differs{.xxfhm = kTrialDiffers, .fhxx = "确认的内容与试算不一致，请重新试算"};
  const char kind = IsInpatient(envelope.xxlxm) ? 'Z' : 'M';
  if (charge.jssqxh.empty() || charge.jssqxh.back() != kind) return unknown;
  const std::lock_guard lock(confirming_);
  const auto taken = trials_.Find(kBillNotes, charge.jssqxh);
  if (!taken.ok()) return RefusedAnswer(taken.status());
  const auto trial = taken->has_value() ? taken : trials_.Find(kTrialNotes, charge.jssqxh);
  if (!trial.ok()) return RefusedAnswer(trial.status());
  if (!trial->has_value()) return unknown;
  const absl::StatusOr<Charge> before = ChargeOf(**trial);
  if (!before.ok()) return RefusedAnswer(before.status());
  if (!SameContent(*before, charge)) return differs;
  *first = !taken->has_value();
  if (!*first) {
    *note = **taken;
    return std::nullopt;
  }
  if (clock_.NowMs() > (*trial)->until_ms) {
    return Answer{.xxfhm = kTrialExpired, .fhxx = "试算已过有效期，请重新试算"};
  }
  note->state = NoteState::kSent;
  note->quote_digest = (*trial)->quote_digest;
  const absl::Status put = trials_.Put(kBillNotes, charge.jssqxh, *note);
  if (!put.ok()) return RefusedAnswer(put);
  return std::nullopt;
}

ShanghaiDoor::Reply ShanghaiDoor::Settled(edge::Ticket ticket, const Charge& charge,
                                          const Note& note, bool first) {
  const absl::StatusOr<edge::Settled> settled =
      intake_.Settle(ticket, RequestOf(charge, charge.jssqxh, note.quote_digest));
  if (!settled.ok()) {
    // Nothing is posted: the trial stands as it stood, and ends when it ends.
    const v1::ErrorClass error_class = DetailOf(settled.status()).error_class();
    const bool for_good = error_class == v1::REJECTED || error_class == v1::CONFLICT;
    if (first && for_good) static_cast<void>(trials_.Erase(kBillNotes, charge.jssqxh));
    return {.answer = RefusedAnswer(settled.status()), .ticket = ticket};
  }
  if (!settled->late()) {
    return {.answer = SettledAnswer(charge.jssqxh, *settled->result), .ticket = ticket};
  }
  return {.answer = ToldLate(charge.jssqxh, note), .ticket = ticket};
}

// When the note cannot be written, the day's totals show a difference that a person resolves.
Answer ShanghaiDoor::ToldLate(const std::string& jssqxh, Note note) {
  if (note.state == NoteState::kSent) {
    note.state = NoteState::kLate;
    static_cast<void>(trials_.Put(kBillNotes, jssqxh, note));
  }
  return LateAnswer(jssqxh);
}

}  // namespace yizhan::shanghai
