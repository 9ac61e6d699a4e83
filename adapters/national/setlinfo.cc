#include "adapters/national/setlinfo.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/national/codes.h"
#include "adapters/national/fields.h"
#include "adapters/national/funds.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kDiagnosesMax = 50;
constexpr char kDiseasePath[] = "input.diseinfo";

// A code that is no code may be a name in the wrong field: then it is not shown.
std::string ShownCode(const std::string& code) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  return code.size() <= 6 && std::all_of(code.begin(), code.end(), plain) ? code : "";
}

void ReadCodes(Fields* fields, v1::Bill* bill) {
  const std::string med_type = fields->RequiredText("med_type", 6);
  const std::optional<v1::CareKind> care_kind = CareKindOf(med_type);
  if (!care_kind.has_value()) {
    fields->Fail("med_type", {.reason = v1::FIELD_UNKNOWN_VALUE, .found = ShownCode(med_type)});
  }
  bill->set_care_kind(care_kind.value_or(v1::CARE_KIND_UNSPECIFIED));
  // hosp_lv is not read: its codes differ by region and no table of them is verified. The bill
  // states no level, and the engine takes the one in its register of institutions.
}

void ReadAmounts(Fields* fields, v1::Bill* bill) {
  bill->set_total_fen(fields->RequiredAmount("medfee_sumamt").fen());
  bill->set_in_scope_fen(fields->RequiredAmount("inscp_scp_amt").fen());
  bill->set_pre_self_pay_fen(fields->RequiredAmount("preselfpay_amt").fen());
  bill->set_over_limit_fen(fields->RequiredAmount("overlmt_selfpay").fen());
  bill->set_out_of_scope_fen(fields->RequiredAmount("fulamt_ownpay_amt").fen());
}

void ReadPerson(Fields* fields, SettleMessage* message) {
  v1::Card* card = message->person.mutable_card();
  card->set_cert_type(fields->RequiredText("psn_cert_type", 6));
  card->set_cert_no(fields->RequiredText("certno", 50));
  message->psn_name = fields->Text("psn_name", 50);
}

// Begin and end of the stay; without them the day insurance settled. One alone is refused: to
// guess the other could change what identities count.
absl::Status FillService(const Json& input, v1::Bill* bill) {
  bill->set_service_start(bill->accounting_date());
  bill->set_service_end(bill->accounting_date());
  const Json* mdtrtinfo = input.Find("mdtrtinfo");
  if (mdtrtinfo == nullptr) return absl::OkStatus();
  const std::string path = "input.mdtrtinfo";
  if (auto status = CheckKind(*mdtrtinfo, Json::Kind::kObject, path); !status.ok()) return status;
  Fields fields(*mdtrtinfo, path);
  const std::optional<Day> begin = fields.Date("begntime");
  const std::optional<Day> end = fields.Date("endtime");
  bill->set_referral_no(fields.Text("refl_no", 64));
  if (begin.has_value() != end.has_value()) {
    fields.Fail(begin.has_value() ? "endtime" : "begntime", {.reason = v1::FIELD_MISSING});
  }
  if (begin.has_value() && end.has_value()) {
    bill->set_service_start(DayText(*begin));
    bill->set_service_end(DayText(*end));
  }
  return fields.status();
}

struct Diagnosis {
  std::uint64_t place = 0;  // diag_srt_no
  std::string code;
};

absl::StatusOr<Diagnosis> ReadDiagnosis(const Json& item, const std::string& path,
                                        bool place_required) {
  if (auto status = CheckKind(item, Json::Kind::kObject, path); !status.ok()) return status;
  Fields fields(item, path);
  Diagnosis diagnosis;
  diagnosis.code = fields.RequiredText("diag_code", 20);
  const std::optional<std::uint64_t> place = fields.Number("diag_srt_no");
  if (!place.has_value() && place_required) {
    fields.Fail("diag_srt_no", {.reason = v1::FIELD_MISSING});
  }
  diagnosis.place = place.value_or(1);
  if (!fields.status().ok()) return fields.status();
  return diagnosis;
}

// Puts them in the order of diag_srt_no. Two with one number leave the principal open: refused.
absl::Status SortDiagnoses(std::vector<Diagnosis>* diagnoses) {
  std::stable_sort(diagnoses->begin(), diagnoses->end(),
                   [](const Diagnosis& a, const Diagnosis& b) { return a.place < b.place; });
  const auto twice =
      std::adjacent_find(diagnoses->begin(), diagnoses->end(),
                         [](const Diagnosis& a, const Diagnosis& b) { return a.place == b.place; });
  if (twice == diagnoses->end()) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = std::string(kDiseasePath) + ".diag_srt_no",
                 .expected = "各不相同/each number once",
                 .found = std::to_string(twice->place)});
}

absl::Status FillDiagnoses(const Json& input, v1::Bill* bill) {
  const Json* diseinfo = input.Find("diseinfo");
  if (diseinfo == nullptr) return absl::OkStatus();
  if (auto status = CheckKind(*diseinfo, Json::Kind::kArray, kDiseasePath); !status.ok()) {
    return status;
  }
  const std::size_t count = diseinfo->items.size();
  if (count > kDiagnosesMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = kDiseasePath,
                   .expected = "<= " + std::to_string(kDiagnosesMax),
                   .found = std::to_string(count)});
  }
  std::vector<Diagnosis> diagnoses;
  for (std::size_t i = 0; i < count; ++i) {
    absl::StatusOr<Diagnosis> diagnosis =
        ReadDiagnosis(diseinfo->items[i], JoinPath(kDiseasePath, i), count > 1);
    if (!diagnosis.ok()) return diagnosis.status();
    diagnoses.push_back(*std::move(diagnosis));
  }
  if (auto status = SortDiagnoses(&diagnoses); !status.ok()) return status;
  for (Diagnosis& diagnosis : diagnoses) bill->add_diagnoses(std::move(diagnosis.code));
  return absl::OkStatus();
}

}  // namespace

absl::Status FillSettle(const Json& input, SettleMessage* message) {
  const auto setlinfo = Require(input, "setlinfo", Json::Kind::kObject, "input");
  if (!setlinfo.ok()) return setlinfo.status();
  v1::Bill* bill = &message->bill;
  Fields fields(**setlinfo, "input.setlinfo");
  bill->set_visit_no(fields.RequiredText("mdtrt_id", 30));
  bill->set_bill_no(fields.Text("setl_id", 30));  // Without one, the message id stands in (R7).
  ReadPerson(&fields, message);
  ReadCodes(&fields, bill);
  bill->set_accounting_date(DayText(fields.RequiredDate("setl_time")));
  ReadAmounts(&fields, bill);
  if (!fields.status().ok()) return fields.status();

  if (auto status = FillPayments(&fields, input.Find("setldetail"), bill); !status.ok()) {
    return status;
  }
  if (auto status = FillService(input, bill); !status.ok()) return status;
  return FillDiagnoses(input, bill);
}

}  // namespace yizhan::national
