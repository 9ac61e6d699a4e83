#include "adapters/fhir/claim_response.h"

#include "absl/strings/escaping.h"
#include "adapters/fhir/date_time.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/result_parts.h"
#include "adapters/fhir/writing.h"
#include "engine/base/money.h"

namespace yizhan::fhir {
namespace {

constexpr char kLate[] =
    "未结算：救助中心未及时应答。请先不享受救助、按普通病人收费，救助事后补发给患者本人 / NOT "
    "settled: proceed without aid, charge the patient in full; the aid will be paid to the patient "
    "afterwards";

void WriteRequest(JsonWriter& writer, const std::string& message_id) {
  WriteLogicalReference(writer, "request", {.system = kMessageIdSystem, .code = message_id});
}

// Aid recorded after the fact is the patient's own.
void WritePayee(JsonWriter& writer, const v1::SettleResult& result) {
  WriteConcept(
      writer, "payeeType",
      {{.system = kPayeeTypeSystem, .code = result.after_the_fact() ? "subscriber" : "provider"}});
}

void WriteQuoteDigest(JsonWriter& writer, const v1::SettleResult& result) {
  if (result.number() != 0 || result.quote_digest().empty()) return;
  writer.Key("extension").BeginArray();
  writer.BeginObject().Text("url", kQuoteDigestUrl);
  writer.Text("valueBase64Binary", absl::Base64Escape(result.quote_digest()));
  writer.EndObject().EndArray();
}

void WriteBack(JsonWriter& writer, const v1::ReverseReply& reply) {
  writer.Key("extension").BeginArray();
  writer.BeginObject().Text("url", kBackUrl);
  writer.Key("extension").BeginArray();
  WriteMoneyExtension(writer, "cash", reply.cash_back_fen());
  WriteMoneyExtension(writer, "account", reply.account_back_fen());
  writer.EndArray().EndObject().EndArray();
}

std::string BackText(const v1::ReverseReply& reply) {
  const std::string number = std::to_string(reply.number());
  if (reply.tombstone()) {
    return Both("该单据没有入账，未退任何款项；此报文号已作废，记录 " + number,
                "nothing was posted for it, nothing was taken back; this message id is void now, "
                "entry " +
                    number);
  }
  const std::string cash = YuanText(Money::FromFen(reply.cash_back_fen()));
  const std::string account = YuanText(Money::FromFen(reply.account_back_fen()));
  return Both(
      "已冲正，记录 " + number + "：退患者现金 " + cash + " 元，退个人账户 " + account + " 元",
      "reversed by entry " + number + ": cash back " + cash + ", account back " + account);
}

}  // namespace

void WriteClaimResponse(JsonWriter& writer, const v1::SettleResult& result, std::int64_t now_ms) {
  const bool quote = result.number() == 0;
  writer.BeginObject().Text("resourceType", "ClaimResponse");
  if (!quote) writer.Text("id", std::to_string(result.number()));
  WriteMeta(writer, result);
  WriteQuoteDigest(writer, result);
  if (!quote) {
    WriteIdentifiers(writer,
                     {{.system = kSettlementSystem, .code = std::to_string(result.number())}});
  }
  writer.Text("status", StatusOf(result));
  WriteKind(writer, result.bill().care_kind(), quote);
  WriteLogicalReference(writer, "patient",
                        {.system = kPersonNoSystem, .code = PersonNoText(result.person_no())});
  writer.Text("created", DateTimeText(quote ? now_ms : result.posted_ms()));
  WriteInsurer(writer);
  WriteLogicalReference(writer, "requestor",
                        {.system = kInstitutionSystem,
                         .code = result.bill().institution_id(),
                         .display = result.institution_name()});
  WriteRequest(writer, result.bill().message_id());
  writer.Text("outcome", "complete").Text("disposition", DispositionOf(result));
  WritePayee(writer, result);
  WriteItems(writer, result, "itemSequence");
  WriteAdjudication(writer, result, Programs::kEligible);
  WriteTotals(writer, result);
  if (!quote) WritePayment(writer, result);
  WriteNotes(writer, NotesOf(result));
  writer.EndObject();
}

std::string ResultText(const v1::SettleResult& result, std::int64_t now_ms) {
  JsonWriter writer;
  WriteClaimResponse(writer, result, now_ms);
  return writer.Take();
}

std::string QueuedText(const ClaimMessage& claim) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "ClaimResponse").Text("status", "active");
  WriteKind(writer, claim.bill.care_kind(), /*quote=*/false);
  WriteDisplayReference(writer, "patient", "Claim 所述患者 / the patient of the Claim");
  writer.Text("created", claim.bill.accounting_date());
  WriteInsurer(writer);
  WriteRequest(writer, claim.bill.message_id());
  writer.Text("outcome", "queued").Text("disposition", kLate);
  writer.EndObject();
  return writer.Take();
}

std::string CancelledText(const ClaimMessage& claim, const v1::ReverseReply& reply,
                          std::int64_t now_ms) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "ClaimResponse");
  if (!reply.tombstone()) WriteMeta(writer, reply.original());
  if (!reply.tombstone()) WriteBack(writer, reply);
  WriteIdentifiers(writer, {{.system = kEntrySystem, .code = std::to_string(reply.number())}});
  writer.Text("status", "cancelled");
  WriteKind(writer, reply.original().bill().care_kind(), /*quote=*/false);
  if (reply.tombstone()) {
    WriteDisplayReference(writer, "patient", "Claim 所述患者 / the patient of the Claim");
  } else {
    WriteLogicalReference(
        writer, "patient",
        {.system = kPersonNoSystem, .code = PersonNoText(reply.original().person_no())});
  }
  const std::string& created = claim.bill.accounting_date();
  writer.Text("created", created.empty() ? DateTimeText(now_ms) : created);
  WriteInsurer(writer);
  WriteRequest(writer, claim.bill.message_id());
  writer.Text("outcome", "complete").Text("disposition", BackText(reply));
  std::vector<std::string> notes;
  if (!reply.tombstone() && reply.original().training()) notes = NotesOf(reply.original());
  WriteNotes(writer, notes);
  writer.EndObject();
  return writer.Take();
}

}  // namespace yizhan::fhir
