#include "adapters/hl7/hl7_bill.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kDiagnosesMax = 50;
constexpr std::size_t kDiagnosisCharactersMax = 64;
constexpr std::size_t kReferralCharactersMax = 64;
constexpr std::size_t kNumberCharactersMax = 30;
constexpr std::size_t kControlIdCharactersMax = 199;
constexpr std::size_t kCertTypeCharactersMax = 6;
constexpr std::size_t kCertNoCharactersMax = 50;

const Place kEventRecorded{.segment = "EVN", .field = 2};
const Place kInvoiceNo{.segment = "IVC", .field = 1};
const Place kPayerInvoiceNo{.segment = "IVC", .field = 2};
const Place kInvoiceTime{.segment = "IVC", .field = 7};
const Place kInvoiceAmount{.segment = "IVC", .field = 8};

class Builder {
 public:
  explicit Builder(const BillSource& source)
      : source_(source),
        mapping_(source.mapping),
        invoice_(source.event.kind == EventKind::kInvoice),
        fields_(source.message),
        charges_(fields_, source.event, source.mapping) {}

  absl::StatusOr<BilledMessage> Build() {
    const auto message_id = MessageIdOf(source_.message);
    if (!message_id.ok()) return message_id.status();
    bill().set_message_id(*message_id);
    bill().set_institution_id(source_.institution_id);
    bill().set_visit_no(fields_.RequiredText(mapping_.visit_no, kNumberCharactersMax));
    ReadBillNo();
    ReadPerson();
    ReadCareKind();
    ReadDays();
    ReadAmounts();
    ReadPayments();
    CheckSums();
    if (!fields_.status().ok()) return fields_.status();
    billed_.lines_hash = LinesHash(charges_.lines(), 1);
    return std::move(billed_);
  }

 private:
  v1::Bill& bill() { return *billed_.request.mutable_bill(); }

  void ReadBillNo() {
    if (mapping_.bill_no.has_value()) {
      bill().set_bill_no(fields_.RequiredText(*mapping_.bill_no, kNumberCharactersMax));
    } else if (invoice_) {
      bill().set_bill_no(fields_.RequiredText(kInvoiceNo, kNumberCharactersMax));
    }
    if (mapping_.referral_no.has_value()) {
      bill().set_referral_no(fields_.Text(*mapping_.referral_no, kReferralCharactersMax));
    }
  }

  void ReadPerson() {
    v1::Card& card = *billed_.request.mutable_person()->mutable_card();
    card.set_cert_no(fields_.Text(mapping_.cert_no, kCertNoCharactersMax));
    card.set_cert_type(mapping_.cert_type.has_value()
                           ? fields_.Text(*mapping_.cert_type, kCertTypeCharactersMax)
                           : mapping_.cert_type_literal);
    if (card.cert_no().empty() && !source_.visit.cert_no().empty()) {
      card.set_cert_no(source_.visit.cert_no());
      card.set_cert_type(source_.visit.cert_type());
    }
    if (card.cert_no().empty()) fields_.Fail(mapping_.cert_no, {.reason = v1::FIELD_MISSING});
    if (card.cert_type().empty()) {
      fields_.Fail(mapping_.cert_type.value_or(mapping_.cert_no), {.reason = v1::FIELD_MISSING});
    }
  }

  void ReadCareKind() {
    const std::string code = fields_.Text(mapping_.care_kind, kNumberCharactersMax);
    const auto kind = mapping_.care_kinds.find(code);
    if (kind != mapping_.care_kinds.end()) {
      bill().set_care_kind(kind->second);
    } else if (code.empty() && source_.visit.care_kind() != v1::CARE_KIND_UNSPECIFIED) {
      bill().set_care_kind(source_.visit.care_kind());
    } else {
      fields_.Fail(mapping_.care_kind,
                   {.reason = code.empty() ? v1::FIELD_MISSING : v1::FIELD_UNKNOWN_VALUE});
    }
    const std::vector<std::string> diagnoses = DiagnosesOf(fields_);
    *bill().mutable_diagnoses() = {diagnoses.begin(), diagnoses.end()};
    if (diagnoses.empty()) *bill().mutable_diagnoses() = source_.visit.diagnoses();
  }

  // The message, else ADT, else the days of the charges; of a stay those do not say when it began.
  std::string ServiceDay(const Place& place, const std::string& told, std::optional<Day> charged) {
    const std::optional<Day> day = fields_.Date(place);
    if (day.has_value()) return DayText(*day);
    if (!told.empty()) return told;
    const bool stays = bill().care_kind() == v1::INPATIENT || bill().care_kind() == v1::HOME_BED;
    if (charged.has_value() && !stays) return DayText(*charged);
    fields_.Fail(place, {.reason = v1::FIELD_MISSING});
    return "";
  }

  void ReadDays() {
    bill().set_service_start(ServiceDay(mapping_.service_start, source_.visit.service_start(),
                                        charges_.first_service()));
    bill().set_service_end(
        ServiceDay(mapping_.service_end, source_.visit.service_end(), charges_.last_service()));
    std::optional<Day> day;
    const Place otherwise = invoice_ ? kInvoiceTime : kEventRecorded;
    if (mapping_.accounting_date.has_value()) {
      day = fields_.Date(*mapping_.accounting_date);
    } else {
      day = charges_.last_posting();
      if (!day.has_value()) day = fields_.Date(otherwise);
    }
    if (!day.has_value()) {
      fields_.Fail(mapping_.accounting_date.value_or(otherwise), {.reason = v1::FIELD_MISSING});
      return;
    }
    bill().set_accounting_date(DayText(*day));
  }

  // Of a mapped place; 0 when it is empty but its segment is there, unless it is required.
  Money Amount(const Place& place, bool required) {
    const std::optional<Money> amount = charges_.Amount(place);
    const bool has_segment = source_.message.Find(place.segment, place.occurrence) != nullptr;
    if (!amount.has_value() && (required || !has_segment)) {
      fields_.Fail(place, {.reason = v1::FIELD_MISSING});
    }
    if (amount.has_value() && *amount < Money()) {
      fields_.Fail(place, {.reason = v1::AMOUNT_NEGATIVE, .expected = ">= 0"});
    }
    if (amount.has_value() && *amount > kAmountMax) {
      fields_.Fail(place, {.reason = v1::AMOUNT_TOO_LARGE});
      return {};
    }
    return amount.value_or(Money());
  }
  Money Amount(const std::optional<Place>& place) {
    return place.has_value() ? Amount(*place, /*required=*/false) : Money();
  }

  // Where the total stands; FT1 and PSL when it is their sum.
  std::optional<Place> TotalPlace() const {
    if (mapping_.total.has_value()) return mapping_.total;
    if (invoice_ && !source_.message.Text(kInvoiceAmount).empty()) return kInvoiceAmount;
    return std::nullopt;
  }

  void ReadAmounts() {
    const std::optional<Place> total = TotalPlace();
    const std::string lines = invoice_ ? "PSL" : "FT1";
    if (total.has_value()) {
      bill().set_total_fen(Amount(*total, /*required=*/true).fen());
    } else if (charges_.lines().empty()) {
      fields_.Fail({}, {.reason = v1::FIELD_MISSING, .field = lines});
    } else if (charges_.Sum() < Money()) {
      fields_.Fail({}, {.reason = v1::AMOUNT_NEGATIVE, .field = lines, .expected = ">= 0"});
    } else if (charges_.Sum() > kAmountMax) {
      fields_.Fail({}, {.reason = v1::AMOUNT_TOO_LARGE, .field = lines});
    } else {
      bill().set_total_fen(charges_.Sum().fen());
    }
    bill().set_in_scope_fen(Amount(mapping_.in_scope, /*required=*/true).fen());
    bill().set_pre_self_pay_fen(Amount(mapping_.pre_self_pay).fen());
    bill().set_over_limit_fen(Amount(mapping_.over_limit).fen());
    bill().set_out_of_scope_fen(Amount(mapping_.out_of_scope).fen());
    for (const Line& line : charges_.lines()) {
      v1::FeeLine& fee = *bill().add_fee_lines();
      fee.set_line_no(line.number);
      fee.set_amount_fen(line.amount.fen());
    }
  }

  void ReadPayments() {
    for (const MappedPayment& payment : mapping_.payments) {
      const Money amount = Amount(payment.place, /*required=*/false);
      if (amount == Money()) continue;
      v1::InsurerPayment& paid = *bill().add_insurer_payments();
      paid.set_fund_code(payment.fund_code);
      paid.set_amount_fen(amount.fen());
    }
    for (const MappedPayment& payment : mapping_.upstream_aid) {
      const Money amount = Amount(payment.place, /*required=*/false);
      if (amount == Money()) continue;
      v1::UpstreamAid& aid = *bill().add_upstream_aid();
      aid.set_fund_code(payment.fund_code);
      aid.set_amount_fen(amount.fen());
    }
    bill().set_account_pay_fen(Amount(mapping_.account_pay).fen());
    bill().set_hospital_borne_fen(Amount(mapping_.hospital_borne).fen());
  }

  static std::string Yuan(std::int64_t fen) { return YuanText(Money::FromFen(fen)); }

  void CheckSums() {
    if (!fields_.status().ok()) return;
    const std::int64_t total = bill().total_fen();
    const std::int64_t parts = bill().in_scope_fen() + bill().pre_self_pay_fen() +
                               bill().over_limit_fen() + bill().out_of_scope_fen();
    if (parts != total) {
      fields_.Fail(TotalPlace().value_or(mapping_.in_scope),
                   {.reason = v1::PARTS_NOT_TOTAL, .expected = Yuan(total), .found = Yuan(parts)});
    }
    const std::int64_t lines = charges_.Sum().fen();
    if (!charges_.lines().empty() && lines != total) {
      fields_.Fail(
          TotalPlace().value_or(mapping_.in_scope),
          {.reason = v1::FEE_LINES_NOT_TOTAL, .expected = Yuan(total), .found = Yuan(lines)});
    }
    std::int64_t paid = bill().hospital_borne_fen();
    for (const v1::InsurerPayment& payment : bill().insurer_payments()) {
      paid += payment.amount_fen();
    }
    if (paid > total) {
      const Place place =
          mapping_.payments.empty() ? mapping_.in_scope : mapping_.payments[0].place;
      fields_.Fail(place, {.reason = v1::PAYMENTS_EXCEED_TOTAL,
                           .expected = "<= " + Yuan(total),
                           .found = Yuan(paid)});
    }
  }

  const BillSource& source_;
  const Mapping& mapping_;
  const bool invoice_;
  Fields fields_;
  Charges charges_;
  BilledMessage billed_;
};

// DG1-15; a diagnosis without one comes behind those that have it.
int PriorityOf(const Message& message, const Segment& segment) {
  const std::string text = message.Text(segment, {.segment = "DG1", .field = 15});
  int priority = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), priority);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && priority > 0 ? priority : std::numeric_limits<int>::max();
}

absl::StatusOr<Cancellation> InvoiceCancellation(Fields& fields) {
  Cancellation cancellation;
  const std::string number = fields.Text(kPayerInvoiceNo, kNumberCharactersMax);
  if (!number.empty()) {
    cancellation.by = Cancellation::By::kSettlement;
    const char* const end = number.data() + number.size();
    const auto [last, error] = std::from_chars(number.data(), end, cancellation.number);
    if (error != std::errc() || last != end || cancellation.number == 0) {
      fields.Fail(kPayerInvoiceNo, {.reason = v1::FIELD_MALFORMED, .expected = "1, 2, 3 ..."});
    }
  } else {
    cancellation.by = Cancellation::By::kInvoice;
    cancellation.invoice_no = fields.RequiredText(kInvoiceNo, kNumberCharactersMax);
  }
  if (!fields.status().ok()) return fields.status();
  return cancellation;
}

}  // namespace

std::vector<std::string> DiagnosesOf(Fields& fields) {
  const Message& message = fields.message();
  std::vector<std::pair<int, std::string>> found;
  const std::vector<const Segment*> segments = message.All("DG1");
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Place place{.segment = "DG1", .occurrence = i + 1, .field = 3};
    found.emplace_back(PriorityOf(message, *segments[i]),
                       fields.Text(*segments[i], place, kDiagnosisCharactersMax));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::vector<const Segment*> charges =
      segments.empty() ? message.All("FT1") : std::vector<const Segment*>();
  for (std::size_t i = 0; i < charges.size() && found.size() <= kLinesMax; ++i) {
    Place place{.segment = "FT1", .occurrence = i + 1, .field = 19};
    const std::size_t count = std::min(message.Repetitions(*charges[i], 19), kDiagnosesMax);
    for (; place.repetition <= count; ++place.repetition) {
      found.emplace_back(0, fields.Text(*charges[i], place, kDiagnosisCharactersMax));
    }
  }
  std::vector<std::string> diagnoses;
  for (auto& [priority, code] : found) {
    const bool again = std::find(diagnoses.begin(), diagnoses.end(), code) != diagnoses.end();
    if (code.empty() || again) continue;
    if (diagnoses.size() == kDiagnosesMax) {
      fields.Fail({}, {.reason = v1::TOO_MANY_ITEMS,
                       .field = segments.empty() ? "FT1-19" : "DG1",
                       .expected = "<= " + std::to_string(kDiagnosesMax)});
      break;
    }
    diagnoses.push_back(std::move(code));
  }
  return diagnoses;
}

absl::StatusOr<std::string> VisitNoOf(const Message& message, const Mapping& mapping) {
  Fields fields(message);
  std::string visit_no = fields.RequiredText(mapping.visit_no, kNumberCharactersMax);
  if (!fields.status().ok()) return fields.status();
  return visit_no;
}

absl::StatusOr<BilledMessage> BillOf(const BillSource& source) { return Builder(source).Build(); }

absl::StatusOr<Cancellation> CancellationOf(const Message& message, const Event& event,
                                            const Mapping& mapping) {
  Fields fields(message);
  Cancellation cancellation;
  if (mapping.cancels.has_value()) {
    cancellation.control_id = fields.Text(*mapping.cancels, kControlIdCharactersMax);
    if (!fields.status().ok()) return fields.status();
    if (!cancellation.control_id.empty()) cancellation.by = Cancellation::By::kControlId;
  }
  if (cancellation.by != Cancellation::By::kNothing) return cancellation;
  if (event.kind == EventKind::kCancelInvoice) return InvoiceCancellation(fields);
  const Charges charges(fields, event, mapping);
  if (!fields.status().ok()) return fields.status();
  if (!charges.OnlyCredits()) return cancellation;
  cancellation.by = Cancellation::By::kLines;
  cancellation.visit_no = fields.RequiredText(mapping.visit_no, kNumberCharactersMax);
  if (mapping.bill_no.has_value()) {
    cancellation.bill_no = fields.Text(*mapping.bill_no, kNumberCharactersMax);
  }
  cancellation.lines_hash = LinesHash(charges.lines(), -1);
  if (!fields.status().ok()) return fields.status();
  return cancellation;
}

}  // namespace yizhan::hl7
