#include "adapters/fhir/eligibility.h"

#include <algorithm>

#include "adapters/fhir/date_time.h"
#include "adapters/fhir/document.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/patient_card.h"
#include "adapters/fhir/result_parts.h"
#include "adapters/fhir/writing.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kPurposesMax = 4;
constexpr std::size_t kIdentifiersMax = 20;
constexpr std::size_t kIdCharactersMax = 64;
constexpr std::size_t kCodeCharactersMax = 40;
constexpr const char* kPurposes[] = {"auth-requirements", "benefits", "discovery", "validation"};

bool IsPurpose(const Json& json) {
  if (json.kind != Json::Kind::kString) return false;
  return std::find(std::begin(kPurposes), std::end(kPurposes), json.text) != std::end(kPurposes);
}

void ReadPurposes(const Element& request, EligibilityQuestion* question) {
  const Json* list = request.json()->Find("purpose");
  if (list == nullptr) {
    request.Fail("purpose", {.reason = v1::FIELD_MISSING});
    return;
  }
  const bool fits = list->kind == Json::Kind::kArray && !list->items.empty() &&
                    list->items.size() <= kPurposesMax &&
                    std::all_of(list->items.begin(), list->items.end(), IsPurpose);
  if (!fits) {
    request.Fail("purpose", {.reason = v1::FIELD_UNKNOWN_VALUE,
                             .expected = "auth-requirements, benefits, discovery, validation"});
    return;
  }
  for (const Json& purpose : list->items) question->purposes.push_back(purpose.text);
}

// servicedDate, or the first day of servicedPeriod.
void ReadDay(const Element& request, EligibilityQuestion* question) {
  std::optional<Day> day = request.Date("servicedDate");
  const Element period = request.Object("servicedPeriod");
  if (!day.has_value() && period.present()) day = period.RequiredDate("start");
  if (day.has_value()) question->day = DayText(*day);
}

void WriteAccount(JsonWriter& writer, const v1::YearAccount& account) {
  writer.BeginObject();
  WriteConcept(writer, "category", {{.system = kAccountSystem, .code = account.account_id()}},
               account.title());
  writer.Text("name", account.title().empty() ? account.account_id() : account.title());
  writer.Key("benefit").BeginArray().BeginObject();
  WriteConcept(writer, "type", {{.system = kBenefitTypeSystem, .code = "benefit"}});
  if (account.has_limit_fen()) WriteMoney(writer, "allowedMoney", account.limit_fen());
  WriteMoney(writer, "usedMoney", account.value_fen());
  writer.EndObject().EndArray().EndObject();
}

void WriteDeposit(JsonWriter& writer, const v1::DepositRule& deposit) {
  writer.BeginObject().Text("url", kDepositUrl);
  writer.Key("extension").BeginArray();
  WriteTextExtension(writer, "identity", deposit.identity());
  writer.BeginObject().Text("url", "basis-points").Number("valueInteger", deposit.deposit_bp());
  writer.EndObject();
  WriteTextExtension(writer, "document", deposit.source().document());
  writer.EndArray().EndObject();
}

void WriteInsurance(JsonWriter& writer, const EligibilityAnswer& answer) {
  const bool has_identity = answer.verified.has_value() && !answer.verified->identities().empty();
  writer.Key("insurance").BeginArray().BeginObject();
  if (has_identity) {
    writer.Key("extension").BeginArray();
    for (const std::string& identity : answer.verified->identities()) {
      WriteTextExtension(writer, kIdentityUrl, identity);
    }
    if (answer.verified->has_deposit()) WriteDeposit(writer, answer.verified->deposit());
    writer.EndArray();
  }
  WriteDisplayReference(writer, "coverage", "医疗救助 / medical aid");
  writer.Key("inforce").Bool(has_identity);
  if (answer.accounts.year() != 0) {
    const std::string year = std::to_string(answer.accounts.year());
    writer.Key("benefitPeriod").BeginObject();
    writer.Text("start", year + "-01-01").Text("end", year + "-12-31").EndObject();
  }
  if (!answer.accounts.accounts().empty()) {
    writer.Key("item").BeginArray();
    for (const v1::YearAccount& account : answer.accounts.accounts()) {
      WriteAccount(writer, account);
    }
    writer.EndArray();
  }
  writer.EndObject().EndArray();
}

std::string Disposition(const EligibilityAnswer& answer) {
  if (!answer.verified.has_value()) {
    return Both("非救助登记人员，请按普通病人结算", "not in the register; proceed without aid");
  }
  if (answer.verified->identities().empty()) {
    return Both("已登记，但该日没有救助身份", "in the register, but with no identity on that day");
  }
  return Both("救助对象", "entitled to medical aid");
}

}  // namespace

absl::StatusOr<EligibilityQuestion> ReadEligibility(const Json& root) {
  const absl::StatusOr<Document> document = FindResource(root, "CoverageEligibilityRequest");
  if (!document.ok()) return document.status();
  if (auto status = CheckModifiers(root, root.Find("resourceType")->text); !status.ok()) {
    return status;
  }
  Reading reading;
  const Element request(document->resource, document->path, &reading);
  EligibilityQuestion question;
  if (request.RequiredText("status", kCodeCharactersMax) != "active") {
    request.Fail("status", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "active"});
  }
  ReadPurposes(request, &question);
  ReadDay(request, &question);
  for (const Element& identifier : request.List("identifier", kIdentifiersMax)) {
    if (question.message_id.empty())
      question.message_id = identifier.Text("value", kIdCharactersMax);
  }
  *question.person.mutable_card() = ReadCard(request);
  if (!reading.ok()) return reading.status();
  return question;
}

std::string EligibilityText(const EligibilityQuestion& question, const EligibilityAnswer& answer,
                            std::int64_t now_ms) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "CoverageEligibilityResponse");
  writer.Text("status", "active");
  writer.Key("purpose").BeginArray();
  for (const std::string& purpose : question.purposes) writer.Text(purpose);
  writer.EndArray();
  if (answer.verified.has_value()) {
    WriteLogicalReference(
        writer, "patient",
        {.system = kPersonNoSystem, .code = PersonNoText(answer.verified->person_no())});
  } else {
    WriteDisplayReference(writer, "patient", "请求所述患者 / the patient of the request");
  }
  writer.Text("servicedDate", answer.day);
  writer.Text("created", DateTimeText(now_ms));
  if (question.message_id.empty()) {
    WriteDisplayReference(writer, "request", "CoverageEligibilityRequest");
  } else {
    WriteLogicalReference(writer, "request",
                          {.system = kMessageIdSystem, .code = question.message_id});
  }
  writer.Text("outcome", "complete").Text("disposition", Disposition(answer));
  WriteInsurer(writer);
  WriteInsurance(writer, answer);
  writer.EndObject();
  return writer.Take();
}

}  // namespace yizhan::fhir
