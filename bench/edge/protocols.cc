#include "bench/edge/protocols.h"

#include <optional>

#include "absl/strings/str_replace.h"
#include "engine/base/money.h"

namespace yizhan::bench {

// Every bill: an inpatient of June 2012, 300.00 in all, 200.00 in scope, 100.00 of it insured.
const char kMappingText[] = R"(name: "bench"
bill_no: "ZPR-8"
total: "ZPR-1"
in_scope: "ZPR-2"
pre_self_pay: "ZPR-3"
over_limit: "ZPR-4"
out_of_scope: "ZPR-5"
payments { fund_code: "310100" place: "ZPR-6" }
account_pay: "ZPR-7"
)";

namespace {

constexpr char kJson[] = "application/json";
constexpr char kFhirJson[] = "application/fhir+json";

constexpr char kNational[] = R"({
  "infno": "2207", "msgid": "M$BILL", "mdtrtarea_admvs": "310114", "insuplc_admdvs": "310114",
  "recer_sys_code": "MBS", "infver": "V1.0", "opter_type": "1", "opter": "001",
  "opter_name": "收费员", "inf_time": "2012-06-10 09:30:00", "fixmedins_code": "anting",
  "fixmedins_name": "安亭", "sign_no": "1",
  "input": {
    "setlinfo": {
      "mdtrt_id": "V$BILL", "setl_id": "B$BILL", "psn_cert_type": "01", "certno": "$CARD",
      "psn_name": "压测", "insutype": "310", "med_type": "21",
      "setl_time": "2012-06-10 09:30:00",
      "medfee_sumamt": 300.00, "inscp_scp_amt": 200.00, "preselfpay_amt": 50.00,
      "overlmt_selfpay": 30.00, "fulamt_ownpay_amt": 20.00,
      "hifp_pay": 100.00, "cvlserv_pay": 0, "hifes_pay": 0, "hifmi_pay": 0, "hifob_pay": 0,
      "maf_pay": 0, "oth_pay": 0, "fund_pay_sumamt": 100.00, "psn_part_amt": 200.00,
      "acct_pay": 0, "acct_mulaid_pay": 0, "psn_cash_pay": 200.00, "hosp_part_amt": 0
    },
    "setldetail": null,
    "mdtrtinfo": {"begntime": "2012-06-01 08:00:00", "endtime": "2012-06-10"},
    "diseinfo": [{"diag_code": "I10", "diag_srt_no": 1}]
  }
})";

constexpr char kShanghai[] =
    R"({"xxlxm": "$TYPE", "xxfhm": "", "fhxx": "", "bbh": "0001", "msgid": "M$BILL",)"
    R"( "xzqhdm": "310114", "jgdm": "anting", "czybm": "8001", "czyxm": "收费员",)"
    R"( "jysj": "2012-06-10 09:30:00", "jyqd": "10", "jyyzm": "", "zdjbhs": "T1", "xxnr": {$TRIAL)"
    R"("zjlx": "01", "zjhm": "$CARD", "jzdyh": "V$BILL", "ybtranslsh": "B$BILL", "yllb": "S21",)"
    R"( "startdate": "20120601", "enddate": "20120610",)"
    R"( "jsrq": "20120610", "zdnos": [{"zdno": "I10"}],)"
    R"( "accountattr": "10000000000A0000",)"
    R"( "totalexpense": "200.00", "ybjsfwfyze": "280.00", "fybjsfwfyze": "20.00",)"
    R"( "curaccountpay": "0.00", "hisaccountpay": "0.00", "zfdxjzfs": "0.00",)"
    R"( "zfdlnzhzfs": "0.00", "tcdxjzfs": "100.00", "tcdzhzfs": "0.00", "tczfs": "100.00",)"
    R"( "fjdxjzfs": "0.00", "fjdzhzfs": "0.00", "fjzfs": "0.00", "jfje": "0.00"}})";

constexpr char kFhir[] = R"({
  "resourceType": "Claim",
  "identifier": [
    {"system": "urn:yizhan:fhir:bill-no", "value": "B$BILL"},
    {"system": "urn:yizhan:fhir:message-id", "value": "M$BILL"}],
  "status": "active",
  "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type",
                       "code": "institutional"}]},
  "subType": {"coding": [{"system": "urn:yizhan:fhir:care-kind", "code": "inpatient"}]},
  "use": "claim",
  "patient": {"identifier": {
    "type": {"coding": [{"system": "urn:yizhan:fhir:cert-type", "code": "01"}]},
    "value": "$CARD"}},
  "billablePeriod": {"start": "2012-06-01", "end": "2012-06-10"},
  "created": "2012-06-10T09:30:00+08:00",
  "provider": {"identifier": {"system": "urn:yizhan:fhir:institution", "value": "anting"}},
  "priority": {"coding": [{"code": "normal"}]},
  "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": {"coding": [
    {"system": "http://hl7.org/fhir/sid/icd-10", "code": "I10"}]}}],
  "insurance": [{"sequence": 1, "focal": true, "coverage": {"display": "职工医保"}}],
  "extension": [{"url": "urn:yizhan:fhir:insurance", "extension": [
    {"url": "in-scope", "valueMoney": {"value": 200.00, "currency": "CNY"}},
    {"url": "pre-self-pay", "valueMoney": {"value": 50.00, "currency": "CNY"}},
    {"url": "over-limit", "valueMoney": {"value": 30.00, "currency": "CNY"}},
    {"url": "out-of-scope", "valueMoney": {"value": 20.00, "currency": "CNY"}},
    {"url": "fund", "extension": [
      {"url": "code", "valueCode": "310100"},
      {"url": "amount", "valueMoney": {"value": 100.00, "currency": "CNY"}}]}]}],
  "item": [{"sequence": 1, "productOrService": {"text": "床位"},
            "encounter": [{"identifier": {"value": "V$BILL"}}],
            "net": {"value": 300.00, "currency": "CNY"}}],
  "total": {"value": 300.00, "currency": "CNY"}
})";

constexpr char kHl7[] =
    "MSH|^~\\&|HIS|anting|YIZHAN|EDGE|20120610093000||DFT^P03^DFT_P03|M$BILL|P|2.5\r"
    "EVN|P03|20120610090000\r"
    "PID|1||$CARD||Bench^A\r"
    "PV1|1|I|||||||||||||||||V$BILL|||||||||||||||||||||||||20120601|20120610\r"
    "FT1|1|F1||20120610|20120610|CG|BED|||1|300.00\r"
    "DG1|1||I10\r"
    "ZPR|300.00|200.00|50.00|30.00|20.00|100.00|0.00|B$BILL\r";

constexpr char kToInsurer[] =
    R"({"infno": "2207", "msgid": "M$BILL", "mdtrtarea_admvs": "310114",)"
    R"( "insuplc_admdvs": "310114", "recer_sys_code": "MBS", "infver": "V1.0",)"
    R"( "opter_type": "1", "opter": "001", "opter_name": "收费员",)"
    R"( "inf_time": "2012-06-10 09:30:00", "fixmedins_code": "anting",)"
    R"( "fixmedins_name": "安亭", "sign_no": "1", "input": {"data": {"psn_no": "P$CARD",)"
    R"( "mdtrt_cert_type": "02", "mdtrt_cert_no": "$CARD", "mdtrt_id": "V$BILL",)"
    R"( "med_type": "21", "insutype": "310", "medfee_sumamt": "300.00",)"
    R"( "chrg_bchno": "B$BILL", "psn_setlway": "01", "acct_used_flag": "0"}}})";
constexpr Money kTotal = Money::FromFen(300'00);
constexpr Money kInsured = Money::FromFen(100'00);

constexpr char kListHead[] =
    "结算编号,就诊号,证件号码,医疗类别,开始日期,结束日期,结算日期,诊断,总费用,政策范围内,"
    "先行自付,超限价自付,全自费,基金310100\n";
constexpr char kListLine[] =
    "B$BILL,V$BILL,$CARD,21,2012-06-01,2012-06-10,2012-06-10,I10,300.00,200.00,50.00,30.00,20.00,"
    "100.00\n";
constexpr char kSettledCell[] = ",结算,";

std::string Filled(const char* message, const BillNames& names) {
  return absl::StrReplaceAll(message, {{"$BILL", names.bill}, {"$CARD", names.card}});
}

bool Contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

bool SettleNational(Line& line, const BillNames& names, std::string* said) {
  *said = line.Post("/", kJson, Filled(kNational, names));
  return Contains(*said, R"("infcode":"0")");
}

// The text of `key` in an answer; none of ours has a quote in it.
std::string TextOf(const std::string& answer, const std::string& key) {
  const std::string begins = "\"" + key + "\":\"";
  const std::size_t at = answer.find(begins);
  if (at == std::string::npos) return "";
  const std::size_t from = at + begins.size();
  return answer.substr(from, answer.find('"', from) - from);
}

std::string ShanghaiOf(const BillNames& names, const char* type, const std::string& trial) {
  return absl::StrReplaceAll(Filled(kShanghai, names), {{"$TYPE", type}, {"$TRIAL", trial}});
}

// Trial and confirmation: two messages a bill.
bool SettleShanghai(Line& line, const BillNames& names, std::string* said) {
  *said = line.Post("/shanghai", kJson, ShanghaiOf(names, "SI51", ""));
  const std::string trial = TextOf(*said, "jssqxh");
  if (trial.empty()) return false;
  *said =
      line.Post("/shanghai", kJson, ShanghaiOf(names, "SI52", "\"jssqxh\": \"" + trial + "\", "));
  return TextOf(*said, "xxfhm") == "P001";
}

bool SettleFhir(Line& line, const BillNames& names, std::string* said) {
  *said = line.Post("/fhir/Claim/$submit", kFhirJson, Filled(kFhir, names));
  return Contains(*said, R"("outcome":"complete")");
}

bool SettleHl7(Line& line, const BillNames& names, std::string* said) {
  *said = line.Frame(Filled(kHl7, names));
  return Contains(*said, "MSA|AA|");
}

std::string AskAsInsurer(Line& line, const BillNames& names) {
  return line.Post("/", kJson,
                   Filled(kToInsurer, {.card = PassThroughCard(names.card), .bill = names.bill}));
}

// Infcode 0 and figures that still add up; what the funds pay, or nothing.
std::optional<Money> FundsIn(const std::string& answer) {
  const std::optional<Money> funds = ParseYuan(TextOf(answer, "fund_pay_sumamt"));
  const std::optional<Money> left = ParseYuan(TextOf(answer, "psn_part_amt"));
  if (TextOf(answer, "infcode") != "0" || !funds.has_value() || !left.has_value()) {
    return std::nullopt;
  }
  return *funds + *left == kTotal ? funds : std::nullopt;
}

bool SettlePassThrough(Line& line, const BillNames& names, std::string* said) {
  *said = AskAsInsurer(line, names);
  const std::optional<Money> funds = FundsIn(*said);
  return funds.has_value() && *funds > kInsured;
}

bool SettleAtInsurer(Line& line, const BillNames& names, std::string* said) {
  *said = AskAsInsurer(line, names);
  return FundsIn(*said) == kInsured;
}

}  // namespace

std::vector<Protocol> Protocols() {
  return {{"national JSON", true, SettleNational},
          {"Shanghai, two messages", true, SettleShanghai},
          {"FHIR R4", true, SettleFhir},
          {"HL7 v2 over MLLP", false, SettleHl7}};
}

Protocol PassThrough() { return {"pass-through", true, SettlePassThrough}; }

Protocol InsurerAlone() { return {"insurer alone, HTTP", true, SettleAtInsurer}; }

std::string PassThroughCard(const std::string& card) { return "P" + card; }

std::string ListHead() { return kListHead; }

std::string ListLine(const BillNames& names) { return Filled(kListLine, names); }

std::size_t SettledLines(const std::string& result) {
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = result.find(kSettledCell, at)) != std::string::npos; ++at) ++lines;
  return lines;
}

}  // namespace yizhan::bench
