#include "adapters/national/national_door.h"

#include <algorithm>
#include <utility>

#include "adapters/files/charset.h"
#include "adapters/national/detail_check.h"
#include "adapters/national/kept_files.h"
#include "adapters/national/money_answers.h"
#include "adapters/national/settlement_message.h"
#include "adapters/national/sign_in.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::national {
namespace {

constexpr char kLate[] =
    "[LATE] 救助未能实时结算，请按无救助收费；本单据由系统事后补记，救助款直接付给患者本人，"
    "无需再次上传";
constexpr char kTransactions[] =
    "9001, 9002, 1101, 2206, 2207, 2208, 2303, 2304, 2305, 2601, 3201, 3202, 5206, 9101, 9102";

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// "gbk" of "application/json; charset=GBK"; "" when it names none.
std::string CharsetOf(const edge::HttpRequest& request) {
  const std::string type = LowerCase(request.Header("content-type"));
  constexpr std::string_view kKey = "charset=";
  const std::size_t at = type.find(kKey);
  if (at == std::string::npos) return "";
  std::string charset = type.substr(at + kKey.size());
  charset.resize(std::min(charset.find_first_of("; "), charset.size()));
  std::erase(charset, '"');
  return charset;
}

bool IsGb(const std::string& charset) {
  return charset == "gbk" || charset == "gb2312" || charset == "gb18030";
}

absl::Status CheckCharset(const std::string& charset) {
  if (charset.empty() || charset == "utf-8" || charset == "utf8" || IsGb(charset)) {
    return absl::OkStatus();
  }
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "Content-Type",
                 .expected = "UTF-8, GB18030, GBK"});
}

v1::SettleRequest RequestOf(const SettleMessage& message) {
  v1::SettleRequest request;
  *request.mutable_bill() = message.bill;
  *request.mutable_person() = message.person;
  request.set_explain(true);
  return request;
}

}  // namespace

NationalDoor::NationalDoor(NationalOptions options, edge::Intake& intake, const Clock& clock)
    : options_(std::move(options)),
      intake_(intake),
      clock_(clock),
      gateway_(options_.paasid, options_.paas_token) {}

edge::HttpResponse NationalDoor::Handle(const edge::HttpRequest& request) {
  const std::int64_t now_ms = clock_.NowMs();
  Call call{
      .request = request,
      .head = {.serial = serial_.Next(), .received_ms = now_ms, .training = intake_.training()}};
  const std::string charset = CharsetOf(request);
  call.gb18030 = IsGb(charset) || (charset.empty() && !IsUtf8(request.body));
  if (request.method != "POST") {
    return Respond(call, Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "POST"}), 405);
  }
  if (auto status = gateway_.Check(request, now_ms); !status.ok()) {
    return Respond(call, status, 401);
  }
  if (auto status = CheckCharset(charset); !status.ok()) return Respond(call, status, 200);
  return Respond(call, Answer(call), 200);
}

absl::StatusOr<NationalDoor::Opened> NationalDoor::Open(const std::string& raw) const {
  absl::StatusOr<std::string> plain = files::ToUtf8(raw);
  if (plain.ok() && options_.open) plain = options_.open(*plain);
  if (!plain.ok()) return plain.status();
  absl::StatusOr<Json> root = ParseJson(*plain);
  if (!root.ok()) return root.status();
  if (auto status = CheckKind(*root, Json::Kind::kObject, ""); !status.ok()) return status;
  return Opened{.plain = *std::move(plain), .root = *std::move(root)};
}

// What cannot be opened may have been about money: it is kept for a person to look at.
absl::StatusOr<Output> NationalDoor::Answer(Call& call) {
  const absl::StatusOr<Opened> opened = Open(call.request.body);
  if (opened.ok()) return AnswerOpened(call, *opened);
  if (auto status = Receive(call); !status.ok()) return status;
  intake_.Unreadable(*call.ticket, opened.status());
  return opened.status();
}

absl::StatusOr<Output> NationalDoor::AnswerOpened(Call& call, const Opened& opened) {
  call.envelope = PeekEnvelope(opened.root);
  const bool money = MovesMoney(call.envelope.infno);
  if (money) {
    if (auto status = Receive(call); !status.ok()) return status;
  }
  absl::StatusOr<Envelope> envelope = ReadEnvelope(opened.root);
  absl::Status status = envelope.ok() ? CheckCaller(*envelope) : envelope.status();
  if (!status.ok()) {
    if (money) intake_.Unreadable(*call.ticket, status);
    return status;
  }
  call.envelope = *std::move(envelope);
  return money ? AnswerMoney(call, opened) : AnswerQuestion(call, opened);
}

absl::Status NationalDoor::CheckCaller(const Envelope& envelope) const {
  if (envelope.fixmedins_code != options_.institution_id) {
    return Refuse({.reason = v1::NOT_ALLOWED,
                   .field = "fixmedins_code",
                   .expected = options_.institution_id});
  }
  return CheckSigned(envelope.sign_no, clock_.NowMs(), intake_.notes());
}

absl::Status NationalDoor::Receive(Call& call) {
  const absl::StatusOr<edge::Ticket> ticket = intake_.Receive(
      {.protocol = edge::Protocol::kNational, .peer = call.request.peer, .raw = call.request.body});
  if (!ticket.ok()) return ticket.status();
  call.ticket = *ticket;
  return absl::OkStatus();
}

absl::StatusOr<Output> NationalDoor::AnswerMoney(const Call& call, const Opened& opened) {
  const edge::Ticket ticket = *call.ticket;
  const absl::StatusOr<Message> message = ReadMessage(opened.root);
  if (!message.ok()) {
    intake_.Unreadable(ticket, message.status());
    return message.status();
  }
  if (const auto* const settle = std::get_if<SettleMessage>(&message->body)) {
    const auto settled = intake_.Settle(ticket, RequestOf(*settle));
    if (!settled.ok()) return settled.status();
    return SettledOutput(*opened.root.Find("input"), *settled, options_.funds);
  }
  const v1::ReverseRequest& reverse = std::get<ReverseMessage>(message->body).request;
  if (message->infno == "2601") return UndoneOutput(intake_.ReverseForSure(ticket, reverse));
  const absl::StatusOr<v1::ReverseReply> reply = intake_.Reverse(ticket, reverse);
  if (!reply.ok()) return reply.status();
  return ReversedOutput(*reply, message->msgid, clock_.NowMs());
}

absl::StatusOr<Output> NationalDoor::AnswerQuote(const Call& call, const Json& input) {
  const absl::StatusOr<SettleMessage> message = ReadBill(
      input, {.message_id = call.envelope.msgid, .institution_id = call.envelope.fixmedins_code});
  if (!message.ok()) return message.status();
  v1::QuoteRequest request;
  *request.mutable_bill() = message->bill;
  *request.mutable_person() = message->person;
  request.set_explain(true);
  absl::StatusOr<v1::SettleResult> result = intake_.Quote(request);
  if (!result.ok()) return result.status();
  return SettledOutput(input, {.result = *std::move(result)}, options_.funds);
}

absl::StatusOr<Output> NationalDoor::AnswerQuestion(const Call& call, const Opened& opened) {
  const std::string& infno = call.envelope.infno;
  const auto found = Require(opened.root, "input", Json::Kind::kObject, "");
  if (!found.ok()) return found.status();
  const Json& input = **found;
  const Now now{.ms = call.head.received_ms, .serial = call.head.serial};
  const std::string& own = options_.institution_id;
  if (infno == "2206" || infno == "2303") return AnswerQuote(call, input);
  if (infno == "1101") return AnswerPerson(input, options_.identities, intake_);
  if (infno == "5206") return AnswerAccumulators(input, now.ms, intake_);
  if (infno == "3201") return AnswerTotals(opened.plain, input, own, intake_);
  if (infno == "3202") return AnswerDetails(input, own, now, intake_);
  if (infno == "9001") return SignIn(input, now, intake_.notes());
  if (infno == "9002") return SignOut(input, now, intake_.notes());
  if (infno == "9101") return TakeFile(input, now, intake_.notes());
  if (infno == "9102") return GiveFile(input, intake_.notes());
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = "infno", .expected = kTransactions});
}

edge::HttpResponse NationalDoor::Respond(Call& call, const absl::StatusOr<Output>& output,
                                         int status) {
  call.head.answered_ms = clock_.NowMs();
  edge::HttpResponse response;
  response.status = status;
  if (output.ok()) {
    response.body = AnswerText(call.envelope, call.head, *output);
  } else {
    const bool late = ReasonOf(output.status()) == v1::LATE;
    response.body =
        RefusalText(call.envelope, call.head, late ? kLate : ErrorText(output.status()));
  }
  if (options_.seal) {
    absl::StatusOr<std::string> sealed = options_.seal(response.body);
    if (!sealed.ok()) {
      response.status = 500;
      response.body = RefusalText(call.envelope, call.head, ErrorText(sealed.status()));
      return response;  // Not what was to be delivered.
    }
    response.body = *std::move(sealed);
  }
  if (call.gb18030) {
    if (absl::StatusOr<std::string> bytes = files::ToGb18030(response.body); bytes.ok()) {
      response.body = *std::move(bytes);
      response.content_type = "application/json; charset=gb18030";
    }
  }
  if (call.ticket.has_value()) {
    response.delivered = [intake = &intake_, ticket = *call.ticket] { intake->Delivered(ticket); };
  }
  return response;
}

absl::StatusOr<v1::SettleRequest> NationalDoor::Reread(const std::string& raw) const {
  const absl::StatusOr<Opened> opened = Open(raw);
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<Message> message = ReadMessage(opened->root);
  if (!message.ok()) return message.status();
  const auto* const settle = std::get_if<SettleMessage>(&message->body);
  if (settle != nullptr) return RequestOf(*settle);
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = "infno", .expected = "2207, 2304"});
}

}  // namespace yizhan::national
