#include "adapters/fhir/result_parts.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "adapters/fhir/claim_care.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/training_tag.h"
#include "adapters/fhir/writing.h"
#include "engine/base/money.h"

namespace yizhan::fhir {
namespace {

std::string Yuan(std::int64_t amount_fen) { return YuanText(Money::FromFen(amount_fen)); }

std::string LayerCode(v1::Layer layer) { return v1::Layer_Name(layer); }

struct ProgramFacts {
  std::string id;
  std::string title;
  std::string title_en;
  std::string document;
  v1::Layer layer = v1::LAYER_UNSPECIFIED;
  v1::Confidence confidence = v1::CONFIDENCE_UNSPECIFIED;
  std::int64_t pay_fen = 0;
  std::string why;
};

void WriteProgram(JsonWriter& writer, const ProgramFacts& program) {
  writer.BeginObject();
  writer.Key("extension").BeginArray();
  writer.BeginObject().Text("url", kProgramUrl);
  writer.Key("extension").BeginArray();
  WriteTextExtension(writer, "id", program.id);
  WriteTextExtension(writer, "title", Both(program.title, program.title_en));
  WriteTextExtension(writer, "document", program.document);
  WriteTextExtension(writer, "layer", LayerCode(program.layer));
  WriteTextExtension(writer, "confidence", v1::Confidence_Name(program.confidence));
  writer.EndArray().EndObject().EndArray();
  WriteConcept(writer, "category", {{.system = kAdjudicationSystem, .code = "benefit"}});
  if (!program.why.empty()) WriteConcept(writer, "reason", {}, program.why);
  WriteMoney(writer, "amount", program.pay_fen);
  writer.EndObject();
}

ProgramFacts FactsOf(const v1::ExplainedStep& step) {
  const bool chosen = step.step().status() == v1::CHOSEN;
  return {.id = step.program_id(),
          .title = step.title(),
          .title_en = step.title_en(),
          .document = step.source().document(),
          .layer = step.layer(),
          .confidence = step.source().confidence(),
          .pay_fen = chosen ? step.step().figures().pay_fen() : 0,
          .why = Both(step.sentence_zh(), step.sentence_en())};
}

ProgramFacts FactsOf(const v1::AidLine& line) {
  return {.id = line.program_id(),
          .title = line.title(),
          .title_en = line.title_en(),
          .document = line.document(),
          .layer = line.layer(),
          .confidence = line.confidence(),
          .pay_fen = line.pay_fen(),
          .why = ""};
}

void WriteTotal(JsonWriter& writer, const std::vector<Coding>& category, std::int64_t amount_fen) {
  writer.BeginObject();
  WriteConcept(writer, "category", category);
  WriteMoney(writer, "amount", amount_fen);
  writer.EndObject();
}

std::int64_t InsurersFen(const v1::Bill& bill) {
  std::int64_t sum_fen = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) sum_fen += payment.amount_fen();
  return sum_fen;
}

const char* BreakText(v1::BreakKind kind) {
  switch (kind) {
    case v1::RECOMPUTED_DIFFERS:
      return "上游已付救助与本系统计算不同 / aid paid upstream differs from what is computed here";
    case v1::GIVEN_EXCEEDS:
      return "上游已付救助超过可救助金额 / upstream paid more aid than was left to pay";
    case v1::LEVEL_DIFFERS:
      return "单据与登记的医院等级不同 / the bill states another level than the register";
    default:
      return "与上游数据不一致 / differs from upstream";
  }
}

std::string WarningText(const v1::Warning& warning) {
  return absl::StrCat("预警 / warning: ", warning.message(), "; ", warning.next_step());
}

}  // namespace

void WriteMeta(JsonWriter& writer, const v1::SettleResult& result) {
  if (result.training()) WriteTrainingMeta(writer);
}

void WriteKind(JsonWriter& writer, v1::CareKind kind, bool quote) {
  WriteConcept(writer, "type", {{.system = kClaimTypeSystem, .code = ClaimTypeCode(kind)}});
  const std::string code = CareKindCode(kind);
  if (!code.empty()) WriteConcept(writer, "subType", {{.system = kCareKindSystem, .code = code}});
  writer.Text("use", quote ? "predetermination" : "claim");
}

void WriteInsurer(JsonWriter& writer) {
  WriteLogicalReference(writer, "insurer",
                        {.system = kPayerSystem,
                         .code = "medical-aid",
                         .display = "医疗救助一站式结算 / one-stop medical aid"});
}

void WriteItems(JsonWriter& writer, const v1::SettleResult& result, const char* sequence_key) {
  if (result.bill().fee_lines().empty()) return;
  writer.Key("item").BeginArray();
  std::int64_t place = 0;
  for (const v1::FeeLine& line : result.bill().fee_lines()) {
    // A bill that came by another door may number its lines with letters.
    std::int64_t sequence = 0;
    ++place;
    if (!absl::SimpleAtoi(line.line_no(), &sequence) || sequence <= 0) sequence = place;
    writer.BeginObject().Number(sequence_key, sequence);
    if (std::string_view(sequence_key) == "sequence") {
      WriteConcept(writer, "productOrService", {}, "费用明细 / fee line");
      WriteMoney(writer, "net", line.amount_fen());
    }
    writer.Key("adjudication").BeginArray();
    WriteTotal(writer, {{.system = kAdjudicationSystem, .code = "submitted"}}, line.amount_fen());
    writer.EndArray().EndObject();
  }
  writer.EndArray();
}

void WriteAdjudication(JsonWriter& writer, const v1::SettleResult& result, Programs programs) {
  std::vector<ProgramFacts> eligible;
  std::vector<ProgramFacts> all;
  for (const v1::ExplainedStep& step : result.steps()) {
    all.push_back(FactsOf(step));
    if (step.step().status() != v1::NOT_ELIGIBLE) eligible.push_back(all.back());
  }
  if (all.empty()) {
    for (const v1::AidLine& line : result.lines()) all.push_back(FactsOf(line));
  }
  const bool few = programs == Programs::kEligible && !eligible.empty();
  const std::vector<ProgramFacts>& shown = few ? eligible : all;
  if (shown.empty()) return;
  writer.Key("adjudication").BeginArray();
  for (const ProgramFacts& program : shown) WriteProgram(writer, program);
  writer.EndArray();
}

void WriteTotals(JsonWriter& writer, const v1::SettleResult& result) {
  const v1::Outcome& outcome = result.outcome();
  const auto standard = [](const char* code) {
    return Coding{.system = kAdjudicationSystem, .code = code};
  };
  const auto own = [](const char* code, const char* display) {
    return Coding{.system = kPartSystem, .code = code, .display = display};
  };
  writer.Key("total").BeginArray();
  WriteTotal(writer, {standard("submitted")}, result.bill().total_fen());
  WriteTotal(writer, {standard("eligible"), own("in-scope", "符合政策范围 / in scope")},
             result.bill().in_scope_fen());
  WriteTotal(writer, {own("insurers", "基金与医院负担 / insurers and hospital")},
             InsurersFen(result.bill()));
  WriteTotal(writer, {standard("benefit"), own("aid", "救助支付 / aid")}, outcome.aid_fen());
  WriteTotal(writer, {standard("copay"), own("patient-due", "个人应付 / patient due")},
             outcome.patient_due_fen());
  WriteTotal(writer, {own("account", "个人账户支付 / from the personal account")},
             outcome.account_applied_fen());
  WriteTotal(writer, {own("cash", "现金支付 / cash")}, outcome.cash_due_fen());
  if (outcome.account_refund_fen() != 0) {
    WriteTotal(writer, {own("account-refund", "退回个人账户 / back to the account")},
               outcome.account_refund_fen());
  }
  writer.EndArray();
}

void WritePayment(JsonWriter& writer, const v1::SettleResult& result) {
  writer.Key("payment").BeginObject();
  WriteConcept(writer, "type", {{.system = kPaymentTypeSystem, .code = "complete"}});
  WriteMoney(writer, "amount", result.outcome().aid_fen());
  writer.EndObject();
}

std::vector<std::string> NotesOf(const v1::SettleResult& result) {
  std::vector<std::string> notes;
  if (result.training()) {
    notes.emplace_back("培训：不发生真实支付 / training: no money moves");
  }
  if (result.illustrative()) {
    notes.emplace_back(
        "示例数字：所用规则含示例参数，不得用于真实支付 / illustrative: rests on "
        "invented numbers");
  }
  if (result.after_the_fact()) {
    notes.emplace_back(
        "事后救助：患者已付全款，救助款付给患者本人 / after the fact: the aid is "
        "payable to the patient");
  }
  for (const v1::Break& broken : result.outcome().breaks()) {
    notes.emplace_back(BreakText(broken.kind()));
  }
  for (const v1::Warning& warning : result.warnings()) {
    if (warning.route() == v1::CASHIER) notes.push_back(WarningText(warning));
  }
  return notes;
}

void WriteNotes(JsonWriter& writer, const std::vector<std::string>& notes) {
  if (notes.empty()) return;
  writer.Key("processNote").BeginArray();
  std::int64_t number = 0;
  for (const std::string& note : notes) {
    writer.BeginObject().Number("number", ++number).Text("type", "print").Text("text", note);
    writer.EndObject();
  }
  writer.EndArray();
}

std::string DispositionOf(const v1::SettleResult& result) {
  const std::string aid = Yuan(result.outcome().aid_fen());
  const std::string due = Yuan(result.outcome().patient_due_fen());
  const std::string number = std::to_string(result.ended_by());
  if (result.state() == v1::REVERSED) {
    return Both("该结算已冲正，见记录 " + number, "reversed by entry " + number);
  }
  if (result.state() == v1::REPLACED) {
    return Both("该结算已被替换，见记录 " + number, "replaced by entry " + number);
  }
  if (result.number() == 0) {
    return Both("试算，未入账：救助 " + aid + " 元，个人应付 " + due + " 元",
                "quote, nothing posted: aid " + aid + ", patient due " + due);
  }
  return Both("已结算：救助支付 " + aid + " 元，个人应付 " + due + " 元",
              "settled: aid " + aid + ", patient due " + due);
}

std::string StatusOf(const v1::SettleResult& result) {
  const bool ended = result.state() == v1::REVERSED || result.state() == v1::REPLACED;
  return ended ? "cancelled" : "active";
}

}  // namespace yizhan::fhir
