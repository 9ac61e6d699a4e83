#include "tools/sample/message.h"

#include <algorithm>

#include "engine/base/money.h"

namespace yizhan::sample {
namespace {

// Our own text holds nothing that needs escaping but these.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string ArrayOf(const std::vector<Fields>& items) {
  std::string json = "[";
  for (const Fields& item : items) json += (json.size() == 1 ? "" : ",") + item.Json();
  return json + "]";
}

// msgid is institution, time and serial: 12 + 14 + 4 characters.
std::string TimeOf(const std::string& message_id) {
  const std::string t = message_id.substr(12, 14);
  return t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) + " " + t.substr(8, 2) + ":" +
         t.substr(10, 2) + ":" + t.substr(12, 2);
}

Fields Envelope(const char* infno, const std::string& message_id, const Hospital& hospital) {
  Fields fields;
  fields.Text("infno", infno).Text("msgid", message_id);
  fields.Text("mdtrtarea_admvs", "310114").Text("insuplc_admdvs", "310114");
  fields.Text("recer_sys_code", "YIZHAN")
      .Text("dev_no", "")
      .Text("cainfo", "")
      .Text("signtype", "");
  fields.Text("infver", "V1.0").Text("opter_type", "1").Text("opter", "0001");
  fields.Text("opter_name", "一号窗口").Text("inf_time", TimeOf(message_id));
  fields.Text("fixmedins_code", hospital.id).Text("fixmedins_name", hospital.name);
  return fields.Text("sign_no", "");
}

Fields Setlinfo(const InventedBill& bill) {
  const bool is_employee = bill.person->insurance_type == "310";
  Fields fields;
  fields.Text("mdtrt_id", bill.visit_no).Text("setl_id", bill.bill_no);
  fields.Text("psn_no", "").Text("psn_name", bill.person->name).Text("psn_cert_type", "01");
  fields.Text("certno", bill.person->cert_no).Text("brdy", bill.person->birth_date);
  fields.Text("insutype", bill.person->insurance_type).Text("hosp_lv", bill.hospital->level);
  fields.Text("setl_time", bill.accounting_date + TimeOf(bill.message_id).substr(10));
  fields.Text("med_type", bill.med_type).Yuan("medfee_sumamt", bill.total_fen);
  fields.Yuan("fulamt_ownpay_amt", bill.out_of_scope_fen);
  fields.Yuan("overlmt_selfpay", bill.over_limit_fen);
  fields.Yuan("preselfpay_amt", bill.pre_self_pay_fen).Yuan("inscp_scp_amt", bill.in_scope_fen);
  fields.Yuan("hifp_pay", bill.pool_fen).Yuan("cvlserv_pay", 0).Yuan("hifes_pay", 0);
  fields.Yuan("hifmi_pay", is_employee ? 0 : bill.large_fen);
  fields.Yuan("hifob_pay", is_employee ? bill.large_fen : 0).Yuan("maf_pay", 0).Yuan("oth_pay", 0);
  fields.Yuan("fund_pay_sumamt", bill.FundsFen()).Yuan("psn_part_amt", bill.PersonFen());
  fields.Yuan("acct_pay", bill.account_pay_fen);
  fields.Yuan("psn_cash_pay", bill.PersonFen() - bill.account_pay_fen);
  fields.Yuan("hosp_part_amt", bill.hospital_borne_fen).Yuan("acct_mulaid_pay", 0);
  return fields.Text("medins_setl_id", bill.message_id);
}

void AddFund(const char* fund_pay_type, const char* name, std::int64_t paid_fen,
             const InventedBill& bill, std::vector<Fields>& funds) {
  if (paid_fen == 0) return;
  Fields fund;
  fund.Text("fund_pay_type", fund_pay_type).Yuan("inscp_scp_amt", bill.in_scope_fen);
  fund.Yuan("fund_payamt", paid_fen).Text("fund_pay_type_name", name);
  funds.push_back(fund);
}

std::vector<Fields> Setldetail(const InventedBill& bill) {
  const bool is_employee = bill.person->insurance_type == "310";
  std::vector<Fields> funds;
  AddFund(is_employee ? "310100" : "390100", "统筹基金", bill.pool_fen, bill, funds);
  AddFund(is_employee ? "330100" : "390200", "大额或大病基金", bill.large_fen, bill, funds);
  return funds;
}

}  // namespace

Fields& Fields::Raw(const std::string& key, const std::string& json) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&key](const auto& member) { return member.first == key; });
  if (found != members_.end()) {
    found->second = json;
  } else {
    members_.emplace_back(key, json);
  }
  return *this;
}

Fields& Fields::Text(const std::string& key, const std::string& text) {
  return Raw(key, Quoted(text));
}

Fields& Fields::Yuan(const std::string& key, std::int64_t fen) {
  return Raw(key, YuanText(Money::FromFen(fen)));
}

void Fields::Erase(const std::string& key) {
  std::erase_if(members_, [&key](const auto& member) { return member.first == key; });
}

std::string Fields::Json() const {
  std::string json = "{";
  for (const auto& [key, value] : members_) {
    json += (json.size() == 1 ? "" : ",") + Quoted(key) + ":" + value;
  }
  return json + "}";
}

std::string Message::Line() const {
  Fields input;
  if (is_reversal) {
    input.Raw("data", reversal.Json());
  } else {
    input.Raw("setlinfo", setlinfo.Json()).Raw("setldetail", ArrayOf(setldetail));
    input.Raw("mdtrtinfo", mdtrtinfo.Json()).Raw("diseinfo", ArrayOf(diseinfo));
  }
  Fields line = envelope;
  line.Raw("input", input.Json()).Text("_expect", expect);
  if (!replace.empty()) line.Text("_replace", replace);
  if (at != 0) line.Raw("_at", std::to_string(at));
  return line.Json();
}

Message SettleMessage(const InventedBill& bill) {
  Message message;
  message.expect = "OK";
  message.envelope = Envelope("2207", bill.message_id, *bill.hospital);
  message.setlinfo = Setlinfo(bill);
  message.setldetail = Setldetail(bill);
  message.mdtrtinfo.Text("begntime", bill.service_start).Text("endtime", bill.service_end);
  for (std::size_t i = 0; i < bill.diagnoses.size(); ++i) {
    Fields diagnosis;
    diagnosis.Raw("diag_srt_no", std::to_string(i + 1)).Text("diag_code", bill.diagnoses[i]);
    message.diseinfo.push_back(diagnosis);
  }
  return message;
}

Message ReverseMessage(const Hospital& hospital, const std::string& message_id,
                       const std::string& original_id) {
  Message message;
  message.expect = "OK";
  message.is_reversal = true;
  message.envelope = Envelope("2601", message_id, hospital);
  message.reversal.Text("psn_no", "").Text("omsgid", original_id).Text("oinfno", "2207");
  return message;
}

}  // namespace yizhan::sample
