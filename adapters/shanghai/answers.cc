#include "adapters/shanghai/answers.h"

#include "adapters/shanghai/body_text.h"
#include "adapters/shanghai/codes.h"
#include "adapters/shanghai/result_body.h"
#include "adapters/shanghai/trials.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::shanghai {
namespace {

const char* StateOf(const v1::SettleResult& result) {
  switch (result.state()) {
    case v1::REVERSED:
    case v1::TOMBSTONED:
      return kStateReversed;
    case v1::REPLACED:
      return kStateReplaced;
    default:
      return kStateSettled;
  }
}

}  // namespace

Answer SettledAnswer(const std::string& jssqxh, const v1::SettleResult& result) {
  Answer answer;
  if (StateOf(result) != kStateSettled) answer.fhxx = "该笔结算此前已退费或更换，请勿再次入账";
  answer.members = [jssqxh, result](JsonWriter& xxnr) {
    xxnr.Text("jssqxh", jssqxh)
        .Text("jyzt", StateOf(result))
        .Text("translsh", std::to_string(result.number()))
        .Text("jssj", TimeText(result.posted_ms()))
        .Text("cfbz", result.replayed() ? "1" : "0")
        .Amount("totalexpense", result.bill().in_scope_fen());
    WriteResult(result, {}, xxnr);
  };
  return answer;
}

Answer LateAnswer(const std::string& jssqxh) {
  return {.xxfhm = kProceedWithoutAid,
          .fhxx =
              "救助中心未及时答复：本次请按无救助结算，由病人先行自付；救助款事后补发给病人"
              " / No answer in time: proceed WITHOUT aid",
          .members = [jssqxh](JsonWriter& xxnr) {
            xxnr.Text("jssqxh", jssqxh).Text("jyzt", kStateLate);
          }};
}

Answer RefusedAnswer(const absl::Status& why) {
  const v1::ErrorDetail detail = DetailOf(why);
  Answer answer{.xxfhm = CodeOf(detail), .fhxx = TextOf(detail)};
  v1::SettleResult now;
  const bool stale =
      detail.reason() == v1::QUOTE_STALE && now.ParseFromString(detail.related_result());
  answer.members = [stale, now, related = detail.related()](JsonWriter& xxnr) {
    if (related != 0) xxnr.Text("ytranslsh", std::to_string(related));
    if (stale) WriteResult(now, {}, xxnr);
  };
  return answer;
}

v1::SettleRequest RequestOf(const Charge& charge, const std::string& jssqxh,
                            const std::string& quote_digest) {
  v1::SettleRequest request;
  *request.mutable_bill() = charge.bill;
  request.mutable_bill()->set_message_id(MessageIdOf(jssqxh));
  *request.mutable_person() = charge.person;
  request.set_quote_digest(quote_digest);
  request.set_explain(true);
  return request;
}

absl::StatusOr<v1::SettleRequest> RereadConfirmation(const std::string& raw) {
  const Charset charset = IsUtf8(raw) ? Charset::kUtf8 : Charset::kGb18030;
  const absl::StatusOr<std::string> text = ToUtf8(raw, charset);
  if (!text.ok()) return text.status();
  Envelope envelope;
  if (auto status = ReadEnvelope(*text, &envelope); !status.ok()) return status;
  if (envelope.xxlxm != "SI12" && envelope.xxlxm != "SI52") {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = "xxlxm", .expected = "SI12, SI52"});
  }
  const absl::StatusOr<Charge> charge = ReadCharge(envelope);
  if (!charge.ok()) return charge.status();
  if (charge->jssqxh.empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "xxnr.jssqxh"});
  }
  return RequestOf(*charge, charge->jssqxh, "");
}

}  // namespace yizhan::shanghai
