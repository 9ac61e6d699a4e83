#include "adapters/fhir/claim_bill.h"

#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "adapters/fhir/claim_care.h"
#include "adapters/fhir/document.h"
#include "adapters/fhir/element.h"
#include "adapters/fhir/insurer_split.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/patient_card.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kItemsMax = 2'000;
constexpr std::size_t kIdentifiersMax = 20;
constexpr std::size_t kBillNoCharactersMax = 30;
constexpr std::size_t kCodeCharactersMax = 40;
constexpr std::size_t kUrlCharactersMax = 200;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kDigestCharactersMax = 64;
constexpr char kCancelSuffix[] = "~c";

std::optional<ClaimUse> ReadUse(const Element& claim) {
  const std::string use = claim.RequiredText("use", kCodeCharactersMax);
  const std::string status = claim.RequiredText("status", kCodeCharactersMax);
  if (use != "claim" && use != "predetermination") {
    claim.Fail("use", {.reason = v1::FIELD_UNKNOWN_VALUE,
                       .expected = "predetermination, claim (不预留额度/nothing is reserved)",
                       .found = use == "preauthorization" ? use : ""});
    return std::nullopt;
  }
  if (status == "active") return use == "claim" ? ClaimUse::kSettle : ClaimUse::kQuote;
  if (status == "cancelled" && use == "claim") return ClaimUse::kCancel;
  claim.Fail("status", {.reason = v1::FIELD_UNKNOWN_VALUE,
                        .expected = use == "claim" ? "active, cancelled" : "active"});
  return std::nullopt;
}

// The natural key and the message's own. One identifier without our systems is both.
void ReadIdentifiers(const Element& claim, v1::Bill* bill) {
  const std::vector<Element> identifiers = claim.List("identifier", kIdentifiersMax);
  const Element* bill_no = nullptr;
  const Element* message_id = nullptr;
  for (const Element& identifier : identifiers) {
    const std::string system = identifier.Text("system", kUrlCharactersMax);
    const Element** named = system == kMessageIdSystem ? &message_id : &bill_no;
    if (system != kMessageIdSystem && system != kBillNoSystem) continue;
    if (*named != nullptr) {
      identifier.Fail("system", {.reason = v1::TOO_MANY_ITEMS, .expected = "1 " + system});
    }
    *named = &identifier;
  }
  if (bill_no == nullptr && message_id == nullptr) {
    if (identifiers.size() != 1) {
      claim.Fail("identifier", {.reason = v1::FIELD_MISSING,
                                .expected = std::string(kBillNoSystem) + ", " + kMessageIdSystem});
      return;
    }
    bill_no = &identifiers.front();
  }
  if (bill_no != nullptr) bill->set_bill_no(bill_no->RequiredText("value", kBillNoCharactersMax));
  bill->set_message_id(message_id != nullptr
                           ? message_id->RequiredText("value", kMessageIdCharactersMax)
                           : bill->bill_no());
  const Element revision = claim.Extension(kRevisionUrl);
  if (!revision.present()) return;
  const std::optional<std::uint32_t> number = revision.Whole("valueUnsignedInt", 0);
  if (!number.has_value()) {
    revision.Fail("value", {.reason = v1::FIELD_MISSING, .expected = "valueUnsignedInt"});
  }
  bill->set_revision(number.value_or(0));
}

// The facility's, or else the provider's.
void ReadInstitution(const Element& claim, const std::string& institution_id, v1::Bill* bill) {
  const Element facility = claim.Object("facility");
  const Element provider = claim.RequiredObject("provider");
  std::string stated = ReferencedValue(claim, facility, "Location", kInstitutionSystem);
  std::string key = "facility";
  if (stated.empty()) {
    stated = ReferencedValue(claim, provider, "Organization", kInstitutionSystem);
    key = "provider";
  }
  if (stated.empty()) {
    provider.Fail("identifier", {.reason = v1::FIELD_MISSING, .expected = kInstitutionSystem});
  } else if (stated != institution_id) {
    claim.Object(key).Fail("identifier", {.reason = v1::NOT_ALLOWED, .expected = institution_id});
  }
  bill->set_institution_id(institution_id);
}

// Net is the line's amount. What it says of price, quantity and factor must be that amount.
void CheckPrice(const Element& item, Money net) {
  const Element unit_price = item.Object("unitPrice");
  if (!unit_price.present()) return;
  std::optional<Decimal> product = unit_price.Number("value");
  if (unit_price.Text("currency", kCodeCharactersMax) != kCurrency) {
    unit_price.Fail("currency", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = kCurrency});
  }
  const Decimal one{.digits = 1, .places = 0};
  const Decimal quantity = item.Object("quantity").Number("value").value_or(one);
  const Decimal factor = item.Number("factor").value_or(one);
  if (!item.reading().ok() || !product.has_value()) return;
  product = Times(*product, quantity);
  if (product.has_value()) product = Times(*product, factor);
  if (product.has_value() && WithinOneFen(*product, net)) return;
  item.Fail("net", {.reason = v1::FEE_LINES_NOT_TOTAL,
                    .expected = "unitPrice * quantity * factor",
                    .found = YuanText(net)});
}

void ReadItem(const Element& item, std::set<std::uint32_t>* sequences, v1::Bill* bill) {
  const std::optional<std::uint32_t> sequence = item.Whole("sequence", 1);
  const std::optional<Money> net = item.Amount("net");
  if (!sequence.has_value()) item.Fail("sequence", {.reason = v1::FIELD_MISSING});
  if (!net.has_value()) item.Fail("net", {.reason = v1::FIELD_MISSING});
  if (!item.reading().ok()) return;
  if (!sequences->insert(*sequence).second) {
    item.Fail("sequence", {.reason = v1::FIELD_MALFORMED, .expected = "每个一次/each once"});
  }
  CheckPrice(item, *net);
  v1::FeeLine& line = *bill->add_fee_lines();
  line.set_line_no(std::to_string(*sequence));
  line.set_amount_fen(net->fen());
}

// Claim.total is "the total value of all the items": without it, that is what it is.
void ReadMoney(const Element& claim, v1::Bill* bill) {
  std::set<std::uint32_t> sequences;
  Money sum;
  const std::vector<Element> items = claim.List("item", kItemsMax);
  for (const Element& item : items) {
    ReadItem(item, &sequences, bill);
    if (!claim.reading().ok()) return;
  }
  for (const v1::FeeLine& line : bill->fee_lines()) sum += Money::FromFen(line.amount_fen());
  std::optional<Money> total = claim.Payment("total");
  if (!total.has_value() && !items.empty()) total = sum;
  if (!total.has_value()) {
    claim.Fail("total", {.reason = v1::FIELD_MISSING});
    return;
  }
  if (!items.empty() && sum != *total) {
    claim.Object("total").Fail(
        "value",
        {.reason = v1::FEE_LINES_NOT_TOTAL, .expected = YuanText(sum), .found = YuanText(*total)});
  }
  bill->set_total_fen(total->fen());
}

std::string ReadDigest(const Element& claim) {
  const Element extension = claim.Extension(kQuoteDigestUrl);
  if (!extension.present()) return "";
  const std::string text = extension.ValueText("Base64Binary", kDigestCharactersMax);
  std::string digest;
  if (!absl::Base64Unescape(text, &digest) || digest.size() != kDigestBytes) {
    extension.Fail("value", {.reason = v1::FIELD_MALFORMED, .expected = "32 bytes, base64"});
    return "";
  }
  return digest;
}

}  // namespace

absl::StatusOr<ClaimMessage> ReadClaim(const Json& root, const std::string& institution_id) {
  const absl::StatusOr<Document> document = FindResource(root, "Claim");
  if (!document.ok()) return document.status();
  if (auto status = CheckModifiers(root, root.Find("resourceType")->text); !status.ok()) {
    return status;
  }
  Reading reading;
  const Element claim(document->resource, document->path, &reading);
  ClaimMessage message;
  message.path = document->path;
  const std::optional<ClaimUse> use = ReadUse(claim);
  if (!use.has_value()) return reading.status();
  message.use = *use;
  ReadIdentifiers(claim, &message.bill);
  ReadInstitution(claim, institution_id, &message.bill);
  if (message.use != ClaimUse::kCancel && reading.ok()) {
    *message.person.mutable_card() = ReadCard(claim);
    ReadCare(claim, &message.bill);
    if (reading.ok()) ReadMoney(claim, &message.bill);
    if (reading.ok()) ReadInsurerSplit(claim, &message.bill);
    message.quote_digest = ReadDigest(claim);
  }
  const std::optional<Day> created = claim.Date("created");
  if (created.has_value()) message.bill.set_accounting_date(DayText(*created));
  if (!reading.ok()) return reading.status();
  return message;
}

bool AsksOnly(const Json& root) {
  const absl::StatusOr<Document> document = FindResource(root, "Claim");
  if (!document.ok()) return false;
  const Json* use = document->resource->Find("use");
  if (use == nullptr || use->kind != Json::Kind::kString) return false;
  return use->text == "predetermination" || use->text == "preauthorization";
}

v1::SettleRequest SettleRequestOf(const ClaimMessage& claim) {
  v1::SettleRequest request;
  *request.mutable_bill() = claim.bill;
  *request.mutable_person() = claim.person;
  request.set_quote_digest(claim.quote_digest);
  request.set_explain(true);
  return request;
}

v1::ReverseRequest ReverseRequestOf(const ClaimMessage& claim) {
  v1::ReverseRequest request;
  request.set_message_id(claim.bill.message_id());
  request.set_request_id(claim.bill.message_id() + kCancelSuffix);
  request.set_reason("Claim.status = cancelled");
  return request;
}

absl::StatusOr<v1::SettleRequest> RereadClaim(const std::string& raw,
                                              const std::string& institution_id) {
  const absl::StatusOr<Json> root = ParseJson(raw);
  if (!root.ok()) return root.status();
  const absl::StatusOr<ClaimMessage> claim = ReadClaim(*root, institution_id);
  if (!claim.ok()) return claim.status();
  if (claim->use != ClaimUse::kSettle) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = JoinPath(claim->path, "use"),
                   .expected = "claim"});
  }
  return SettleRequestOf(*claim);
}

}  // namespace yizhan::fhir
