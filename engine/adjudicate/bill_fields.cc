#include "engine/adjudicate/bill_fields.h"

#include <algorithm>
#include <optional>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/base/utf8.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"

namespace yizhan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::size_t kIdCharacters_max = 30;
constexpr std::size_t kMessageIdCharacters_max = 64;
constexpr std::size_t kReferralCharacters_max = 64;
constexpr std::size_t kDiagnosisCharacters_max = 64;
constexpr std::size_t kFundCodeCharacters_max = 20;
constexpr int kDiagnoses_max = 50;
constexpr int kPayments_max = 50;
constexpr int kUpstreamAid_max = 20;
constexpr int kFeeLines_max = 2'000;

bool HasUnknownFields(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HasUnknownFields(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
  }
  return false;
}

// A field's path, written out only when it is refused.
struct FieldName {
  const char* name;
  const char* of_item = nullptr;  // Empty: the item itself.
  std::size_t item = 0;

  std::string Text() const {
    std::string text = std::string("bill.") + name;
    if (of_item == nullptr) return text;
    text += "[" + std::to_string(item) + "]";
    return *of_item == '\0' ? text : text + "." + of_item;
  }
};

bool IsBlank(const std::string& text) { return text.find_first_not_of(' ') == std::string::npos; }

// Reads one field after the other; after the first refusal it reads on but says nothing more.
class FieldReader {
 public:
  const absl::Status& status() const { return status_; }

  std::string Text(FieldName field, const std::string& text, std::size_t characters_max) {
    if (std::optional<Refusal> fault = TextFault(text, characters_max); fault.has_value()) {
      fault->field = field.Text();
      Fail(*std::move(fault));
    }
    return text;
  }

  std::string Required(FieldName field, const std::string& text, std::size_t characters_max) {
    if (IsBlank(text)) Fail({.reason = v1::FIELD_MISSING, .field = field.Text()});
    return Text(field, text, characters_max);
  }

  Day Date(FieldName field, const std::string& text) {
    if (text.empty()) Fail({.reason = v1::FIELD_MISSING, .field = field.Text()});
    if (!IsUtf8(text)) Fail({.reason = v1::FIELD_NOT_UTF8, .field = field.Text()});
    const std::optional<Day> day = ParseDay(text);
    if (day.has_value()) return *day;
    Fail({.reason = v1::FIELD_MALFORMED, .field = field.Text(), .expected = "YYYY-MM-DD"});
    return Day{};
  }

  Money Amount(FieldName field, std::int64_t fen) {
    if (fen < 0) {
      Fail({.reason = v1::AMOUNT_NEGATIVE,
            .field = field.Text(),
            .expected = ">= 0.00",
            .found = YuanText(Money::FromFen(fen))});
    }
    return SignedAmount(field, fen);
  }

  // Fee lines only (R2).
  Money SignedAmount(FieldName field, std::int64_t fen) {
    const Money amount = Money::FromFen(fen);
    if (amount > kAmountMax || amount < -kAmountMax) {
      Fail({.reason = v1::AMOUNT_TOO_LARGE,
            .field = field.Text(),
            .expected = "<= " + YuanText(kAmountMax),
            .found = YuanText(amount)});
    }
    return amount;
  }

  // True when the list may be read.
  bool Count(FieldName field, int items, int items_max) {
    if (items <= items_max) return true;
    Fail({.reason = v1::TOO_MANY_ITEMS,
          .field = field.Text(),
          .expected = "<= " + std::to_string(items_max),
          .found = std::to_string(items)});
    return false;
  }

  void Known(FieldName field, bool known, int value) {
    if (known) return;
    Fail(
        {.reason = v1::FIELD_UNKNOWN_VALUE, .field = field.Text(), .found = std::to_string(value)});
  }

  void Fail(Refusal refusal) {
    if (status_.ok()) status_ = Refuse(std::move(refusal));
  }

 private:
  absl::Status status_;
};

template <typename Item>
std::vector<CodedAmount> ReadFunds(FieldReader& reader, const char* list,
                                   const google::protobuf::RepeatedPtrField<Item>& items,
                                   int items_max) {
  std::vector<CodedAmount> read;
  if (!reader.Count({list}, items.size(), items_max)) return read;
  for (const Item& item : items) {
    const std::size_t at = read.size();
    read.push_back(
        {reader.Required({list, "fund_code", at}, item.fund_code(), kFundCodeCharacters_max),
         reader.Amount({list, "amount_fen", at}, item.amount_fen())});
  }
  return read;
}

std::vector<CodedAmount> ReadFeeLines(FieldReader& reader, const v1::Bill& message) {
  std::vector<CodedAmount> read;
  if (!reader.Count({"fee_lines"}, message.fee_lines_size(), kFeeLines_max)) return read;
  for (const v1::FeeLine& line : message.fee_lines()) {
    const std::size_t at = read.size();
    read.push_back(
        {reader.Required({"fee_lines", "line_no", at}, line.line_no(), kIdCharacters_max),
         reader.SignedAmount({"fee_lines", "amount_fen", at}, line.amount_fen())});
  }
  return read;
}

std::vector<std::string> ReadDiagnoses(FieldReader& reader, const v1::Bill& message) {
  std::vector<std::string> read;
  if (!reader.Count({"diagnoses"}, message.diagnoses_size(), kDiagnoses_max)) return read;
  for (const std::string& diagnosis : message.diagnoses()) {
    read.push_back(
        reader.Required({"diagnoses", "", read.size()}, diagnosis, kDiagnosisCharacters_max));
  }
  return read;
}

void ReadIds(FieldReader& reader, const v1::Bill& message, Bill& bill) {
  bill.institution_id =
      reader.Required({"institution_id"}, message.institution_id(), kIdCharacters_max);
  reader.Known({"level"}, v1::HospitalLevel_IsValid(message.level()), message.level());
  bill.visit_no = reader.Required({"visit_no"}, message.visit_no(), kIdCharacters_max);
  bill.bill_no = reader.Text({"bill_no"}, message.bill_no(), kIdCharacters_max);
  bill.revision = message.revision();
  bill.message_id = reader.Required({"message_id"}, message.message_id(), kMessageIdCharacters_max);
  if (message.care_kind() == v1::CARE_KIND_UNSPECIFIED) {
    reader.Fail({.reason = v1::FIELD_MISSING, .field = "bill.care_kind"});
  }
  reader.Known({"care_kind"}, v1::CareKind_IsValid(message.care_kind()), message.care_kind());
}

void ReadAmounts(FieldReader& reader, const v1::Bill& message, Bill& bill) {
  bill.total = reader.Amount({"total_fen"}, message.total_fen());
  bill.parts[Bucket::kInScopeSelfPay] = reader.Amount({"in_scope_fen"}, message.in_scope_fen());
  bill.parts[Bucket::kPreSelfPay] = reader.Amount({"pre_self_pay_fen"}, message.pre_self_pay_fen());
  bill.parts[Bucket::kOverLimit] = reader.Amount({"over_limit_fen"}, message.over_limit_fen());
  bill.parts[Bucket::kOutOfScope] = reader.Amount({"out_of_scope_fen"}, message.out_of_scope_fen());
  bill.insurer_payments =
      ReadFunds(reader, "insurer_payments", message.insurer_payments(), kPayments_max);
  bill.hospital_borne = reader.Amount({"hospital_borne_fen"}, message.hospital_borne_fen());
  bill.account_pay = reader.Amount({"account_pay_fen"}, message.account_pay_fen());
  bill.upstream_aid = ReadFunds(reader, "upstream_aid", message.upstream_aid(), kUpstreamAid_max);
  bill.fee_lines = ReadFeeLines(reader, message);
}

}  // namespace

absl::StatusOr<Bill> ReadFields(const v1::Bill& message) {
  if (HasUnknownFields(message)) return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = "bill"});
  FieldReader reader;
  Bill bill;
  ReadIds(reader, message, bill);
  bill.service_start = reader.Date({"service_start"}, message.service_start());
  bill.service_end = reader.Date({"service_end"}, message.service_end());
  bill.accounting_date = reader.Date({"accounting_date"}, message.accounting_date());
  bill.diagnoses = ReadDiagnoses(reader, message);
  bill.referral_no = reader.Text({"referral_no"}, message.referral_no(), kReferralCharacters_max);
  ReadAmounts(reader, message, bill);
  if (!reader.status().ok()) return reader.status();
  bill.level = static_cast<HospitalLevel>(message.level());
  bill.care_kind = static_cast<CareKind>(message.care_kind());
  return bill;
}

}  // namespace yizhan
