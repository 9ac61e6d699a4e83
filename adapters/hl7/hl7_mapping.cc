#include "adapters/hl7/hl7_mapping.h"

#include <utility>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/base/text_proto.h"
#include "engine/base/whole_file.h"

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kCodeCharactersMax = 20;
constexpr std::size_t kNameCharactersMax = 100;
constexpr std::size_t kCertTypeCharactersMax = 6;

std::string Named(const std::string& field) { return "hl7_mapping." + field; }

// Keeps the first refusal, so that a list of fields reads as a list.
class Checker {
 public:
  std::optional<Place> Optional(const std::string& field, const std::string& text) {
    if (text.empty()) return std::nullopt;
    std::optional<Place> place = ParsePlace(text);
    if (!place.has_value()) {
      Fail({.reason = v1::FIELD_MALFORMED,
            .field = Named(field),
            .expected = "SEG-field[.component[.subcomponent]]",
            .found = text});
    }
    return place;
  }
  Place Required(const std::string& field, const std::string& text) {
    if (text.empty()) Fail({.reason = v1::FIELD_MISSING, .field = Named(field)});
    return Optional(field, text).value_or(Place());
  }
  Place Defaulted(const std::string& field, const std::string& text, const std::string& otherwise) {
    return Required(field, text.empty() ? otherwise : text);
  }
  // "\"01\"" is itself, anything else a place.
  std::optional<Place> PlaceOrLiteral(const std::string& field, const std::string& text,
                                      std::string& literal) {
    const bool quoted = text.size() > 1 && text.front() == '"' && text.back() == '"';
    if (!quoted) return Optional(field, text);
    literal = text.substr(1, text.size() - 2);
    Check(CheckRequiredText(Named(field), literal, kCertTypeCharactersMax));
    return std::nullopt;
  }
  void Check(const absl::Status& status) {
    if (status_.ok()) status_ = status;
  }
  void Fail(Refusal refusal) { Check(Refuse(std::move(refusal))); }
  void AtMost(const std::string& field, int count, std::size_t max) {
    if (static_cast<std::size_t>(count) <= max) return;
    Fail({.reason = v1::TOO_MANY_ITEMS,
          .field = Named(field),
          .expected = "<= " + std::to_string(max),
          .found = std::to_string(count)});
  }
  const absl::Status& status() const { return status_; }

 private:
  absl::Status status_;
};

void ReadPlaces(const v1::Hl7Mapping& from, Checker& checker, Mapping& to) {
  to.visit_no = checker.Defaulted("visit_no", from.visit_no(), "PV1-19.1");
  to.bill_no = checker.Optional("bill_no", from.bill_no());
  to.cert_type_literal = "01";
  to.cert_type = checker.PlaceOrLiteral("cert_type", from.cert_type(), to.cert_type_literal);
  to.cert_no = checker.Defaulted("cert_no", from.cert_no(), "PID-3.1");
  to.patient_name = checker.Defaulted("patient_name", from.patient_name(), "PID-5.1");
  to.insurance_type = checker.Defaulted("insurance_type", from.insurance_type(), "IN1-2.1");
  to.care_kind = checker.Defaulted("care_kind", from.care_kind(), "PV1-2");
  to.service_start = checker.Defaulted("service_start", from.service_start(), "PV1-44");
  to.service_end = checker.Defaulted("service_end", from.service_end(), "PV1-45");
  to.accounting_date = checker.Optional("accounting_date", from.accounting_date());
  to.total = checker.Optional("total", from.total());
  to.in_scope = checker.Required("in_scope", from.in_scope());
  to.pre_self_pay = checker.Optional("pre_self_pay", from.pre_self_pay());
  to.over_limit = checker.Optional("over_limit", from.over_limit());
  to.out_of_scope = checker.Optional("out_of_scope", from.out_of_scope());
  to.account_pay = checker.Optional("account_pay", from.account_pay());
  to.hospital_borne = checker.Optional("hospital_borne", from.hospital_borne());
  to.referral_no = checker.Optional("referral_no", from.referral_no());
  to.cancels = checker.Optional("cancels", from.cancels());
}

using Payments = google::protobuf::RepeatedPtrField<v1::Hl7Payment>;

std::vector<MappedPayment> ReadPayments(const std::string& name, const Payments& from,
                                        std::size_t max, Checker& checker) {
  std::vector<MappedPayment> payments;
  checker.AtMost(name, from.size(), max);
  for (int i = 0; i < from.size(); ++i) {
    const std::string field = name + "[" + std::to_string(i) + "]";
    checker.Check(
        CheckRequiredText(Named(field + ".fund_code"), from[i].fund_code(), kCodeCharactersMax));
    payments.push_back({.fund_code = from[i].fund_code(),
                        .place = checker.Required(field + ".place", from[i].place())});
  }
  return payments;
}

void ReadCareKinds(const v1::Hl7Mapping& from, Checker& checker, Mapping& to) {
  to.care_kinds = {{"O", v1::OUTPATIENT}, {"E", v1::EMERGENCY}, {"I", v1::INPATIENT}};
  checker.AtMost("care_kinds", from.care_kinds_size(), kCodesMax);
  for (int i = 0; i < from.care_kinds_size(); ++i) {
    const v1::Hl7Code& code = from.care_kinds(i);
    const std::string field = "care_kinds[" + std::to_string(i) + "]";
    checker.Check(CheckRequiredText(Named(field + ".from"), code.from(), kCodeCharactersMax));
    v1::CareKind kind = v1::CARE_KIND_UNSPECIFIED;
    if (!v1::CareKind_Parse(code.to(), &kind) || kind == v1::CARE_KIND_UNSPECIFIED) {
      checker.Fail({.reason = v1::FIELD_UNKNOWN_VALUE,
                    .field = Named(field + ".to"),
                    .expected = "OUTPATIENT, EMERGENCY, OBSERVATION, SPECIAL_OUTPATIENT, "
                                "INPATIENT, HOME_BED, PHARMACY",
                    .found = code.to()});
    }
    to.care_kinds[code.from()] = kind;
  }
}

void ReadTransactions(const v1::Hl7Mapping& from, Checker& checker, Mapping& to) {
  checker.AtMost("transaction_types", from.transaction_types_size(), kCodesMax);
  for (int i = 0; i < from.transaction_types_size(); ++i) {
    const v1::Hl7Code& code = from.transaction_types(i);
    const std::string field = "transaction_types[" + std::to_string(i) + "]";
    checker.Check(CheckRequiredText(Named(field + ".from"), code.from(), kCodeCharactersMax));
    const std::optional<Transaction> transaction = TransactionOf(code.to());
    if (!transaction.has_value()) {
      checker.Fail({.reason = v1::FIELD_UNKNOWN_VALUE,
                    .field = Named(field + ".to"),
                    .expected = "CG, CD, PY, AJ, CO",
                    .found = code.to()});
    }
    to.transaction_types[code.from()] = transaction.value_or(Transaction::kCharge);
  }
}

void ReadEnvelope(const v1::Hl7Mapping& from, Checker& checker, Mapping& to) {
  checker.Check(CheckText(Named("name"), from.name(), kNameCharactersMax));
  to.name = from.name();
  const std::string charset = from.charset_default().empty() ? "UTF-8" : from.charset_default();
  const std::optional<Charset> known = CharsetOf(charset);
  if (!known.has_value()) {
    checker.Fail({.reason = v1::FIELD_UNKNOWN_VALUE,
                  .field = Named("charset_default"),
                  .expected = "UTF-8, GB18030, 8859/1, ASCII",
                  .found = charset});
  }
  to.charset_default = known.value_or(Charset::kUtf8);
  checker.AtMost("applications", from.applications_size(), kCodesMax);
  to.applications.assign(from.applications().begin(), from.applications().end());
  to.processing_ids.assign(from.processing_ids().begin(), from.processing_ids().end());
  if (to.processing_ids.empty()) to.processing_ids = {"P"};
  for (const std::string& id : to.processing_ids) {
    if (id == "P" || id == "T" || id == "D") continue;
    checker.Fail({.reason = v1::FIELD_UNKNOWN_VALUE,
                  .field = Named("processing_ids"),
                  .expected = "P, T, D",
                  .found = id});
  }
}

}  // namespace

std::optional<Transaction> TransactionOf(const std::string& code) {
  if (code == "CG") return Transaction::kCharge;
  if (code == "CD") return Transaction::kCredit;
  if (code == "PY") return Transaction::kPayment;
  if (code == "AJ") return Transaction::kAdjustment;
  if (code == "CO") return Transaction::kCoPayment;
  return std::nullopt;
}

absl::StatusOr<Mapping> CheckMapping(const v1::Hl7Mapping& from) {
  Checker checker;
  Mapping mapping;
  ReadEnvelope(from, checker, mapping);
  ReadPlaces(from, checker, mapping);
  mapping.payments = ReadPayments("payments", from.payments(), kPaymentsMax, checker);
  mapping.upstream_aid =
      ReadPayments("upstream_aid", from.upstream_aid(), kUpstreamAidMax, checker);
  ReadCareKinds(from, checker, mapping);
  ReadTransactions(from, checker, mapping);
  mapping.amounts_negative_in_credits = from.amounts_negative_in_credits();
  if (!checker.status().ok()) return checker.status();
  return mapping;
}

absl::StatusOr<Mapping> ReadMapping(const std::string& path) {
  const auto text = ReadWhole(path, kMappingBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  v1::Hl7Mapping mapping;
  if (auto status = ParseTextProto(path, *text, mapping); !status.ok()) return status;
  return CheckMapping(mapping);
}

std::optional<Place> PlaceOfBillField(const Mapping& mapping, const std::string& field) {
  if (field == "bill.visit_no") return mapping.visit_no;
  if (field == "bill.bill_no") return mapping.bill_no;
  if (field == "bill.care_kind") return mapping.care_kind;
  if (field == "bill.service_start") return mapping.service_start;
  if (field == "bill.service_end") return mapping.service_end;
  if (field == "bill.accounting_date") return mapping.accounting_date;
  if (field == "bill.referral_no") return mapping.referral_no;
  if (field == "bill.total_fen") return mapping.total;
  if (field == "bill.in_scope_fen") return mapping.in_scope;
  if (field == "bill.pre_self_pay_fen") return mapping.pre_self_pay;
  if (field == "bill.over_limit_fen") return mapping.over_limit;
  if (field == "bill.out_of_scope_fen") return mapping.out_of_scope;
  if (field == "bill.account_pay_fen") return mapping.account_pay;
  if (field == "bill.hospital_borne_fen") return mapping.hospital_borne;
  if (field.starts_with("person")) return mapping.cert_no;
  return std::nullopt;
}

}  // namespace yizhan::hl7
