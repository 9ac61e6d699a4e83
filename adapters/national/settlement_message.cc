#include "adapters/national/settlement_message.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/national/fields.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/setlinfo.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kMessageIdCharactersMax = 64;  // The norm's C30, and room for local ones.
constexpr std::size_t kInstitutionCharactersMax = 30;

using Body = std::variant<SettleMessage, ReverseMessage>;

absl::StatusOr<Body> ReadSettle(const Json& input, const Message& envelope) {
  absl::StatusOr<SettleMessage> settle =
      ReadBill(input, {.message_id = envelope.msgid, .institution_id = envelope.fixmedins_code});
  if (!settle.ok()) return settle.status();
  return *std::move(settle);
}

// 2208, 2305: by setl_id, which here is our own settlement number; or by the settlement's msgid.
absl::StatusOr<Body> ReadReverseByNumber(const Json& data, const Message& envelope) {
  Fields fields(data, "input.data");
  const std::optional<std::uint64_t> number = fields.Number("setl_id");
  const std::string msgid = fields.Text("msgid", kMessageIdCharactersMax);
  if (!number.has_value() && msgid.empty()) fields.Fail("setl_id", {.reason = v1::FIELD_MISSING});
  if (!fields.status().ok()) return fields.status();
  ReverseMessage reverse;
  if (number.has_value()) {
    reverse.request.set_number(*number);
  } else {
    reverse.request.set_message_id(msgid);
  }
  reverse.request.set_request_id(envelope.msgid);
  return reverse;
}

// 2601: by the message id of the settlement whose outcome is in doubt.
absl::StatusOr<Body> ReadReverseByMessage(const Json& data, const Message& envelope) {
  Fields fields(data, "input.data");
  const std::string omsgid = fields.RequiredText("omsgid", kMessageIdCharactersMax);
  const std::string oinfno = fields.RequiredText("oinfno", 4);
  if (oinfno != "2207" && oinfno != "2304") {
    fields.Fail("oinfno", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "2207, 2304"});
  }
  if (!fields.status().ok()) return fields.status();
  ReverseMessage reverse;
  reverse.request.set_message_id(omsgid);
  reverse.request.set_request_id(envelope.msgid);
  return reverse;
}

absl::StatusOr<Body> ReadReverse(const Json& input, const Message& envelope) {
  const auto data = Require(input, "data", Json::Kind::kObject, "input");
  if (!data.ok()) return data.status();
  return envelope.infno == "2601" ? ReadReverseByMessage(**data, envelope)
                                  : ReadReverseByNumber(**data, envelope);
}

absl::StatusOr<Body> ReadBody(const Json& input, const Message& envelope) {
  const std::string& infno = envelope.infno;
  if (infno == "2207" || infno == "2304") return ReadSettle(input, envelope);
  if (MovesMoney(infno)) return ReadReverse(input, envelope);
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "infno",
                 .expected = "2207, 2304, 2208, 2305, 2601"});
}

}  // namespace

bool MovesMoney(const std::string& infno) {
  constexpr const char* kMoney[] = {"2207", "2304", "2208", "2305", "2601"};
  return std::find(std::begin(kMoney), std::end(kMoney), infno) != std::end(kMoney);
}

absl::StatusOr<SettleMessage> ReadBill(const Json& input, const Sender& sender) {
  SettleMessage settle;
  if (auto status = FillSettle(input, &settle); !status.ok()) return status;
  settle.bill.set_message_id(sender.message_id);
  settle.bill.set_institution_id(sender.institution_id);
  return settle;
}

absl::StatusOr<Message> ParseMessage(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  if (!root.ok()) return root.status();
  return ReadMessage(*root);
}

absl::StatusOr<Message> ReadMessage(const Json& root) {
  if (auto status = CheckKind(root, Json::Kind::kObject, ""); !status.ok()) return status;
  Fields fields(root, "");
  Message message;
  message.infno = fields.RequiredText("infno", 4);
  message.msgid = fields.RequiredText("msgid", kMessageIdCharactersMax);
  message.fixmedins_code = fields.RequiredText("fixmedins_code", kInstitutionCharactersMax);
  if (!fields.status().ok()) return fields.status();
  const auto input = Require(root, "input", Json::Kind::kObject, "");
  if (!input.ok()) return input.status();
  absl::StatusOr<Body> body = ReadBody(**input, message);
  if (!body.ok()) return body.status();
  message.body = *std::move(body);
  return message;
}

}  // namespace yizhan::national
