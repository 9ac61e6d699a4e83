#include "adapters/shanghai/charge.h"

#include <initializer_list>
#include <utility>

#include "adapters/national/fields.h"
#include "adapters/shanghai/codes.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::shanghai {
namespace {

using national::Fields;

constexpr char kPath[] = "xxnr";
constexpr std::size_t kDiagnosesMax = 50;
constexpr std::size_t kDiagnosisCharactersMax = 64;

constexpr std::initializer_list<const char*> kOtherAccounts = {
    "hisaccountpay", "zfdlnzhzfs", "qfdzhzfs",   "tcdzhzfs",  "fjdzhzfs",
    "zfdgjzhzfs",    "qfdgjzhzfs", "tcdgjzhzfs", "fjdgjzhzfs"};
constexpr std::initializer_list<const char*> kCash = {"zfdxjzfs", "qfdxjzfs", "tcdxjzfs",
                                                      "fjdxjzfs"};

Money AmountOf(Fields& fields, const char* key) { return fields.Amount(key).value_or(Money()); }

Money SumOf(Fields& fields, std::initializer_list<const char*> keys) {
  Money sum;
  for (const char* key : keys) sum += AmountOf(fields, key);
  return sum;
}

Parts ReadParts(Fields& fields) {
  Parts parts;
  parts.totalexpense = fields.RequiredAmount("totalexpense");
  const Money settled = fields.RequiredAmount("ybjsfwfyze");
  parts.out_of_scope = fields.RequiredAmount("fybjsfwfyze");
  parts.current_account = AmountOf(fields, "curaccountpay");
  parts.other_accounts = SumOf(fields, kOtherAccounts);
  parts.cash = SumOf(fields, kCash);
  parts.pool = AmountOf(fields, "tczfs");
  parts.additional = AmountOf(fields, "fjzfs");
  parts.relieved = AmountOf(fields, "jfje");
  parts.graded_self_pay = settled - parts.totalexpense;
  if (parts.graded_self_pay < Money()) {
    fields.Fail("ybjsfwfyze", {.reason = v1::PARTS_NOT_TOTAL,
                               .expected = ">= totalexpense " + YuanText(parts.totalexpense),
                               .found = YuanText(settled)});
  }
  const Money paid = parts.current_account + parts.other_accounts + parts.cash + parts.pool +
                     parts.additional + parts.relieved;
  if (paid != parts.totalexpense) {
    fields.Fail("totalexpense",
                {.reason = v1::PARTS_NOT_TOTAL,
                 .expected = "账户+现金+tczfs+fjzfs+jfje = " + YuanText(parts.totalexpense),
                 .found = YuanText(paid)});
  }
  return parts;
}

void AddPayment(const std::string& fund_code, Money amount, v1::Bill& bill) {
  if (amount == Money()) return;
  v1::InsurerPayment* payment = bill.add_insurer_payments();
  payment->set_fund_code(fund_code);
  payment->set_amount_fen(amount.fen());
}

void FillAmounts(const Parts& parts, const std::string& accountattr, v1::Bill& bill) {
  bill.set_in_scope_fen(parts.totalexpense.fen());
  bill.set_pre_self_pay_fen(parts.graded_self_pay.fen());
  bill.set_out_of_scope_fen(parts.out_of_scope.fen());
  bill.set_total_fen((parts.totalexpense + parts.graded_self_pay + parts.out_of_scope).fen());
  const bool resident = SchemeOf(accountattr) == Scheme::kResident;
  AddPayment(resident ? kResidentPoolFund : kPoolFund, parts.pool, bill);
  AddPayment(kAdditionalFund, parts.additional, bill);
  AddPayment(kRelievedFund, parts.relieved, bill);
  bill.set_account_pay_fen((parts.current_account + parts.other_accounts).fen());
}

absl::Status FillDiagnoses(const Json& xxnr, v1::Bill& bill) {
  const Json* list = xxnr.Find("zdnos");
  if (list == nullptr) return absl::OkStatus();
  const std::string path = JoinPath(kPath, "zdnos");
  if (auto status = CheckKind(*list, Json::Kind::kArray, path); !status.ok()) return status;
  if (list->items.size() > kDiagnosesMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = path,
                   .expected = "<= " + std::to_string(kDiagnosesMax),
                   .found = std::to_string(list->items.size())});
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string item_path = JoinPath(path, i);
    const Json& item = list->items[i];
    if (auto status = CheckKind(item, Json::Kind::kObject, item_path); !status.ok()) return status;
    Fields fields(item, item_path);
    bill.add_diagnoses(fields.RequiredText("zdno", kDiagnosisCharactersMax));
    if (!fields.status().ok()) return fields.status();
  }
  return absl::OkStatus();
}

// Of an outpatient's charge the days of care may be left out: the day insurance settled it.
absl::Status FillDates(const Json& xxnr, bool inpatient, v1::Bill& bill) {
  const auto settled = ReadDate(xxnr, "jsrq", /*required=*/true);
  if (!settled.ok()) return settled.status();
  const auto start = ReadDate(xxnr, "startdate", inpatient);
  if (!start.ok()) return start.status();
  const auto end = ReadDate(xxnr, "enddate", inpatient);
  if (!end.ok()) return end.status();
  bill.set_accounting_date(*settled);
  bill.set_service_end(end->empty() ? *settled : *end);
  bill.set_service_start(start->empty() ? bill.service_end() : *start);
  return absl::OkStatus();
}

}  // namespace

bool IsInpatient(const std::string& xxlxm) { return xxlxm.starts_with("SI5"); }

absl::StatusOr<std::string> ReadDate(const Json& xxnr, const std::string& key, bool required) {
  Fields fields(xxnr, kPath);
  std::string text = required ? fields.RequiredText(key, 10) : fields.Text(key, 10);
  if (!fields.status().ok()) return fields.status();
  if (text.empty()) return text;
  if (text.size() == 8) text.insert(6, "-").insert(4, "-");
  if (!ParseDay(text).has_value()) {
    fields.Fail(key, {.reason = v1::FIELD_MALFORMED, .expected = "yyyyMMdd, yyyy-MM-dd"});
    return fields.status();
  }
  return text;
}

absl::StatusOr<v1::PersonRef> ReadPerson(const Json& xxnr) {
  Fields fields(xxnr, kPath);
  v1::PersonRef person;
  std::string type = fields.Text("zjlx", 6);
  if (type.empty()) type = "01";
  person.mutable_card()->set_cert_type(type);
  person.mutable_card()->set_cert_no(fields.RequiredText("zjhm", 50));
  if (!fields.status().ok()) return fields.status();
  return person;
}

absl::StatusOr<Charge> ReadCharge(const Envelope& envelope) {
  const Json& xxnr = envelope.xxnr;
  Charge charge;
  const auto person = ReadPerson(xxnr);
  if (!person.ok()) return person.status();
  charge.person = *person;
  Fields fields(xxnr, kPath);
  v1::Bill& bill = charge.bill;
  bill.set_institution_id(envelope.jgdm);
  bill.set_visit_no(fields.RequiredText("jzdyh", 30));
  bill.set_bill_no(fields.RequiredText("ybtranslsh", 30));
  bill.set_referral_no(fields.Text("zzdh", 64));
  const auto care_kind = CareKindOf(fields.RequiredText("yllb", 3));
  if (!care_kind.has_value()) {
    fields.Fail("yllb", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = kCareKindsText});
  }
  bill.set_care_kind(care_kind.value_or(v1::CARE_KIND_UNSPECIFIED));
  charge.accountattr = fields.Text("accountattr", 64);
  charge.jssqxh = fields.Text("jssqxh", kTrialCharactersMax);
  charge.parts = ReadParts(fields);
  if (!fields.status().ok()) return fields.status();
  FillAmounts(charge.parts, charge.accountattr, bill);
  if (auto status = FillDates(xxnr, IsInpatient(envelope.xxlxm), bill); !status.ok()) return status;
  if (auto status = FillDiagnoses(xxnr, bill); !status.ok()) return status;
  return charge;
}

bool SameContent(const Charge& one, const Charge& other) {
  return one.bill.SerializeAsString() == other.bill.SerializeAsString() &&
         one.person.SerializeAsString() == other.person.SerializeAsString() &&
         one.parts == other.parts;
}

}  // namespace yizhan::shanghai
