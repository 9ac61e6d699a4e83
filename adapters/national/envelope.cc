#include "adapters/national/envelope.h"

#include <algorithm>
#include <utility>

#include "adapters/national/fields.h"
#include "adapters/national/training.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kMessageIdCharactersMax = 58;
constexpr std::size_t kInstitutionCharactersMax = 30;
constexpr std::size_t kSerialDigits = 10;

struct Length {
  const char* key;
  std::size_t characters_max;
};

// What is not needed here, and must fit all the same.
constexpr Length kOthers[] = {
    {"insuplc_admdvs", 6}, {"recer_sys_code", 10},  {"dev_no", 100},
    {"cainfo", 1024},      {"dev_safe_info", 2000}, {"signtype", 10},
    {"infver", 6},         {"opter_type", 3},       {"opter_name", 50},
    {"enc_type", 10},      {"fixmedins_name", 200}, {"fixmedins_soft_fcty", 200},
};

struct Renamed {
  const char* ours;
  const char* national;
};

constexpr Renamed kBillFields[] = {
    {"bill.institution_id", "fixmedins_code"},
    {"bill.message_id", "msgid"},
    {"bill.visit_no", "input.setlinfo.mdtrt_id"},
    {"bill.bill_no", "input.setlinfo.setl_id"},
    {"bill.care_kind", "input.setlinfo.med_type"},
    {"bill.service_start", "input.mdtrtinfo.begntime"},
    {"bill.service_end", "input.mdtrtinfo.endtime"},
    {"bill.accounting_date", "input.setlinfo.setl_time"},
    {"bill.diagnoses", "input.diseinfo"},
    {"bill.referral_no", "input.mdtrtinfo.refl_no"},
    {"bill.total_fen", "input.setlinfo.medfee_sumamt"},
    {"bill.in_scope_fen", "input.setlinfo.inscp_scp_amt"},
    {"bill.pre_self_pay_fen", "input.setlinfo.preselfpay_amt"},
    {"bill.over_limit_fen", "input.setlinfo.overlmt_selfpay"},
    {"bill.out_of_scope_fen", "input.setlinfo.fulamt_ownpay_amt"},
    {"bill.hospital_borne_fen", "input.setlinfo.hosp_part_amt"},
    {"bill.account_pay_fen", "input.setlinfo.acct_pay"},
    {"bill.insurer_payments", "input.setldetail"},
    {"bill.upstream_aid", "input.setldetail"},
    {"person.card", "input.setlinfo.certno"},
};

std::string MillisecondTime(std::int64_t unix_ms) {
  const std::string ms = std::to_string(unix_ms % 1000);
  return CompactTime(unix_ms) + std::string(3 - ms.size(), '0') + ms;
}

// 6 digits of the region, 14 of the time, 10 of a serial number.
std::string ReferenceOf(const Envelope& envelope, const AnswerHead& head) {
  const std::string& region = envelope.mdtrtarea_admvs;
  std::string serial = std::to_string(head.serial);
  serial.insert(0, kSerialDigits - std::min(kSerialDigits, serial.size()), '0');
  return (region.size() == 6 ? region : "000000") + CompactTime(head.received_ms) +
         serial.substr(serial.size() - kSerialDigits);
}

std::string Write(const Envelope& envelope, const AnswerHead& head, const Output* output,
                  const std::string& error) {
  const std::string warning = output != nullptr ? output->warning : "";
  JsonWriter out;
  out.BeginObject();
  out.Text("infcode", output != nullptr ? "0" : "-1");
  out.Text("inf_refmsgid", ReferenceOf(envelope, head));
  out.Text("refmsg_time", MillisecondTime(head.received_ms));
  out.Text("respond_time", MillisecondTime(head.answered_ms));
  out.Text("enctype", "").Text("signtype", "");
  out.Text("err_msg", error);
  out.Text("warn_msg", head.training ? MarkedTraining(warning) : warning);
  out.Text("cainfo", "");
  out.Key("output");
  if (output != nullptr && output->write) {
    output->write(out);
  } else {
    out.BeginObject().EndObject();
  }
  return out.EndObject().Take();
}

}  // namespace

std::string CompactTime(std::int64_t unix_ms) {
  std::string text = TimeText(unix_ms);
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  return text;
}

Envelope PeekEnvelope(const Json& root) {
  Fields fields(root, "");
  Envelope envelope;
  if (root.kind != Json::Kind::kObject) return envelope;
  envelope.infno = fields.Text("infno", 4);
  envelope.mdtrtarea_admvs = fields.Text("mdtrtarea_admvs", 6);
  return envelope;
}

absl::StatusOr<Envelope> ReadEnvelope(const Json& root) {
  if (auto status = CheckKind(root, Json::Kind::kObject, ""); !status.ok()) return status;
  Fields fields(root, "");
  Envelope envelope;
  envelope.infno = fields.RequiredText("infno", 4);
  envelope.msgid = fields.RequiredText("msgid", kMessageIdCharactersMax);
  envelope.fixmedins_code = fields.RequiredText("fixmedins_code", kInstitutionCharactersMax);
  envelope.mdtrtarea_admvs = fields.RequiredText("mdtrtarea_admvs", 6);
  fields.RequiredText("opter", 30);
  fields.RequiredDate("inf_time");
  envelope.sign_no = fields.Text("sign_no", 30);
  for (const Length& other : kOthers) fields.Text(other.key, other.characters_max);
  if (!fields.status().ok()) return fields.status();
  return envelope;
}

std::string AnswerText(const Envelope& envelope, const AnswerHead& head, const Output& output) {
  return Write(envelope, head, &output, "");
}

std::string RefusalText(const Envelope& envelope, const AnswerHead& head,
                        const std::string& error) {
  return Write(envelope, head, nullptr, error);
}

std::string ErrorText(const absl::Status& status) {
  const v1::ErrorDetail detail = DetailOf(status);
  if (detail.reason() == v1::REASON_UNSPECIFIED) {
    return "[OUTCOME_NOT_KNOWN] 本机故障，未受理，请重发；仍不行时请通知管理员";
  }
  std::string text = detail.message_zh();
  for (const Renamed& field : kBillFields) {
    const bool is_it =
        detail.field() == field.ours || detail.field().starts_with(std::string(field.ours) + "[");
    const std::size_t at = is_it ? text.find(detail.field()) : std::string::npos;
    if (at != std::string::npos) text.replace(at, detail.field().size(), field.national);
  }
  return "[" + v1::Reason_Name(detail.reason()) + "] " + text;
}

}  // namespace yizhan::national
