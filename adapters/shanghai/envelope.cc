#include "adapters/shanghai/envelope.h"

#include <utility>

#include "adapters/national/fields.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::shanghai {
namespace {

constexpr std::size_t kMsgidCharactersMax = 58;
constexpr std::size_t kCodeCharactersMax = 30;
constexpr std::size_t kNameCharactersMax = 50;
constexpr std::size_t kTokenCharactersMax = 200;

}  // namespace

absl::Status ReadEnvelope(const std::string& text, Envelope* envelope) {
  if (text.size() > kMessageBytesMax) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = "body",
                   .expected = "<= " + std::to_string(kMessageBytesMax),
                   .found = std::to_string(text.size())});
  }
  absl::StatusOr<Json> root = ParseJson(text);
  if (!root.ok()) return root.status();
  if (auto status = CheckKind(*root, Json::Kind::kObject, ""); !status.ok()) return status;
  national::Fields fields(*root, "");
  envelope->xxlxm = fields.RequiredText("xxlxm", 4);
  envelope->msgid = fields.RequiredText("msgid", kMsgidCharactersMax);
  envelope->jgdm = fields.RequiredText("jgdm", kCodeCharactersMax);
  envelope->bbh = fields.Text("bbh", kCodeCharactersMax);
  envelope->xzqhdm = fields.Text("xzqhdm", kCodeCharactersMax);
  envelope->czybm = fields.Text("czybm", kCodeCharactersMax);
  envelope->czyxm = fields.Text("czyxm", kNameCharactersMax);
  envelope->jyqd = fields.Text("jyqd", kCodeCharactersMax);
  envelope->jyyzm = fields.Text("jyyzm", kTokenCharactersMax);
  envelope->zdjbhs = fields.Text("zdjbhs", kTokenCharactersMax);
  if (!fields.status().ok()) return fields.status();
  const auto xxnr = Require(*root, "xxnr", Json::Kind::kObject, "");
  if (!xxnr.ok()) return xxnr.status();
  envelope->xxnr = **xxnr;
  envelope->text = text;
  return absl::OkStatus();
}

std::string AnswerText(const Envelope& envelope, const Answer& answer, std::int64_t now_ms) {
  JsonWriter json;
  json.BeginObject()
      .Text("xxlxm", envelope.xxlxm)
      .Text("xxfhm", answer.xxfhm)
      .Text("fhxx", answer.fhxx)
      .Text("bbh", envelope.bbh)
      .Text("msgid", envelope.msgid)
      .Text("xzqhdm", envelope.xzqhdm)
      .Text("jgdm", envelope.jgdm)
      .Text("czybm", envelope.czybm)
      .Text("czyxm", envelope.czyxm)
      .Text("jysj", TimeText(now_ms));
  json.Key("xxnr").BeginObject();
  if (answer.members) answer.members(json);
  json.EndObject();
  json.Text("jyqd", envelope.jyqd)
      .Text("jyyzm", envelope.jyyzm)
      .Text("zdjbhs", envelope.zdjbhs)
      .EndObject();
  return json.Take();
}

}  // namespace yizhan::shanghai
