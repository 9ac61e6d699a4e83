#include "adapters/pass_through/envelope.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "adapters/national/json_edit.h"
#include "adapters/national/training.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr char kWarning[] = "warn_msg";

}  // namespace

std::optional<Asked> ReadAsked(const std::string& json) {
  absl::StatusOr<Json> root = ParseJson(json);
  if (!root.ok() || root->kind != Json::Kind::kObject) return std::nullopt;
  Asked asked{.infno = MemberText(*root, "infno"), .msgid = MemberText(*root, "msgid"), .root = {}};
  if (asked.infno.empty()) return std::nullopt;
  asked.root = *std::move(root);
  return asked;
}

const Json& DataOf(const Json& root) {
  static const Json kEmpty{.kind = Json::Kind::kObject};
  const Json* input = root.Find("input");
  if (input == nullptr || input->kind != Json::Kind::kObject) return kEmpty;
  const Json* data = input->Find("data");
  return data != nullptr && data->kind == Json::Kind::kObject ? *data : *input;
}

Answer ReadAnswer(HttpResponse http, const std::string& plain) {
  Answer answer{.http = std::move(http), .text = {}, .root = {}};
  absl::StatusOr<Json> root = ParseJson(plain);
  if (!root.ok() || root->kind != Json::Kind::kObject) return answer;
  answer.text = plain;
  const std::string infcode = MemberText(*root, "infcode");
  answer.definite = !infcode.empty();
  answer.done = infcode == "0";
  answer.root = *std::move(root);
  return answer;
}

std::string CompactTime(std::int64_t unix_ms) {
  std::string text;
  for (const char c : TimeText(unix_ms)) {
    if (c >= '0' && c <= '9') text += c;
  }
  const std::string millis = std::to_string(unix_ms % 1000);
  return text + std::string(3 - millis.size(), '0') + millis;
}

std::string RefusalJson(const std::string& why, const std::string& warning, std::int64_t now_ms) {
  const std::string now = CompactTime(now_ms);
  JsonWriter writer;
  writer.BeginObject().Number("infcode", -1).Text("inf_refmsgid", "");
  writer.Text("refmsg_time", now).Text("respond_time", now);
  writer.Text("err_msg", why).Text(kWarning, warning);
  writer.Key("output").Null().EndObject();
  return writer.Take();
}

void AddWarning(Json& root, const std::string& warning) {
  const std::string before = MemberText(root, kWarning);
  PutMember(root, kWarning, JsonString(before.empty() ? warning : before + " | " + warning));
}

void MarkTraining(Json& root) {
  PutMember(root, kWarning, JsonString(national::MarkedTraining(MemberText(root, kWarning))));
}

std::string SentenceOf(const absl::Status& status) {
  const v1::ErrorDetail detail = DetailOf(status);
  if (detail.message_zh().empty()) return "本机故障 (the edge itself failed)";
  std::string text = detail.message_zh() + " (" + detail.message_en() + ")";
  if (!detail.field().empty()) text += " [" + detail.field() + "]";
  if (detail.related() != 0) text += " 结算号/settlement " + std::to_string(detail.related());
  return text;
}

}  // namespace yizhan::edge
