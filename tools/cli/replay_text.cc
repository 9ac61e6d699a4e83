#include "tools/cli/replay_text.h"

#include "engine/adjudicate/explain.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/settlement/explained.h"
#include "google/protobuf/text_format.h"
#include "tools/cli/explained_text.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"
#include "tools/cli/training.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

std::string Number(std::uint64_t number) { return std::to_string(number); }

bool SameBytes(const ReplayRun& run) {
  return run.failure.empty() && run.computed.SerializeAsString() == run.stored.SerializeAsString();
}

// A contra and outside aid move accounts, but no rule decides them.
bool IsDecided(const ReplayRun& run) { return run.stored.steps_size() > 0 || !run.failure.empty(); }

std::string HeadText(const Replay& replay) {
  const v1::Entry& entry = replay.entry;
  std::string text = "第 " + Number(entry.number()) + " 条记录 Entry " + Number(entry.number()) +
                     "  " + TimeText(entry.posted_ms()) + "  " + KindText(entry) + "\n";
  if (!entry.sender().empty()) text += "发送方 Sender " + Printable(entry.sender()) + "\n";
  if (!entry.actor().empty()) text += "经办 By " + Printable(entry.actor()) + "\n";
  text += "记录哈希 Leaf hash " + HexText(replay.leaf_hash) + "\n";
  if (replay.pack == nullptr) return text;
  return text + "政策包 Pack " + HexText(replay.pack->hash) + "，启用于第 " +
         Number(replay.activated) + " 条 activated by entry " + Number(replay.activated) + "\n";
}

std::string HeldText(const char* name, const v1::DatedValue& held) {
  return std::string("  ") + name + " " + Printable(held.value()) + "  " + held.from() + " ~ " +
         held.until() + "\n";
}

std::string FactsText(const v1::PersonFacts& facts) {
  if (facts.person_no() == 0) return "";
  std::string text = "人员 Person " + PersonText(facts.person_no());
  if (facts.household_no() != 0) text += "  家庭 Household " + PersonText(facts.household_no());
  if (!facts.town().empty()) text += "  街镇 Town " + Printable(facts.town());
  if (!facts.insurance_type().empty()) text += "  险种 Insurance " + facts.insurance_type();
  if (facts.has_age_years()) text += "  年龄 Age " + std::to_string(facts.age_years());
  text += "\n";
  for (const v1::DatedValue& identity : facts.identities()) {
    text += HeldText("身份 Identity", identity);
  }
  for (const v1::DatedValue& approval : facts.approvals()) {
    text += HeldText("审批 Approval", approval);
  }
  return text;
}

std::string BillText(const v1::Bill& bill) {
  return "票据 Bill " + Printable(bill.institution_id()) + " " + Printable(bill.bill_no()) + "  " +
         bill.service_start() + " ~ " + bill.service_end() + "，计入 accounted " +
         bill.accounting_date() + "\n  总额 Total " + Yuan(bill.total_fen()) +
         "  范围内 In scope " + Yuan(bill.in_scope_fen()) + "  先行自付 Pre self pay " +
         Yuan(bill.pre_self_pay_fen()) + "  超限价 Over limit " + Yuan(bill.over_limit_fen()) +
         "  范围外 Out of scope " + Yuan(bill.out_of_scope_fen()) + "\n";
}

std::string ValuesText(const char* title, const std::vector<ReplayValue>& values) {
  if (values.empty()) return "";
  Table table({{title},
               {"此前 Before", Align::kRight},
               {"变动 Moves", Align::kRight},
               {"此后 After", Align::kRight},
               {"前一记录 Newest", Align::kRight}});
  for (const ReplayValue& value : values) {
    const std::string name = value.title.empty() ? value.id : value.id + " " + value.title;
    table.AddRow({Printable(name), Yuan(value.before_fen), Yuan(value.delta_fen),
                  Yuan(value.before_fen + value.delta_fen),
                  value.newest_before == 0 ? "-" : Number(value.newest_before)});
  }
  return table.Text();
}

std::string FiguresText(const CompiledPack& pack, const v1::Step& step) {
  if (step.status() == v1::NOT_ELIGIBLE) return "";
  const v1::ProgramFigures& figures = step.figures();
  std::string text = "    计算 Figures: x=" + Yuan(figures.base_fen()) +
                     " B0=" + Yuan(figures.accumulated_before_fen()) +
                     " B1=" + Yuan(figures.accumulated_after_fen()) +
                     " E(B0)=" + Yuan(figures.entitlement_before_fen()) +
                     " E(B1)=" + Yuan(figures.entitlement_after_fen());
  for (const v1::CapFigure& cap : figures.caps()) {
    if (cap.account() >= pack.accounts.size()) continue;
    text += " 限额 cap " + pack.accounts[cap.account()].id + ": " + Yuan(cap.room_fen()) + "/" +
            Yuan(cap.limit_fen()) + (cap.cut() ? " 受限 cut" : "");
  }
  if (figures.has_fund_room_fen()) text += " 基金 fund " + Yuan(figures.fund_room_fen());
  return text + " 支付 pays " + Yuan(figures.pay_fen()) + "\n";
}

std::string StepsText(const Replay& replay, const v1::Outcome& outcome) {
  std::string text;
  for (const v1::Step& step : outcome.steps()) {
    if (step.program() >= replay.programs->size()) continue;
    text += StepText(Explained(*replay.pack, *replay.programs, step));
    text += FiguresText(*replay.pack, step);
  }
  for (const v1::Break& broken : outcome.breaks()) {
    text += BreakZh(*replay.pack, broken) + "\n    " + BreakEn(*replay.pack, broken) + "\n";
  }
  return text;
}

std::string ComparedText(const ReplayRun& run) {
  if (!run.failure.empty()) return "重算失败 Cannot be computed: " + Printable(run.failure) + "\n";
  std::string text =
      SameBytes(run) ? "重算一致 Computed again, the same" : "重算不符 COMPUTED AGAIN, IT DIFFERS";
  // Of one step alone there are no sums.
  if (run.stored.due().ByteSizeLong() == 0 && run.stored.aid_fen() == 0) return text + "\n";
  return text + ": 救助 aid " + Yuan(run.stored.aid_fen()) + " / " + Yuan(run.computed.aid_fen()) +
         ", 个人负担 due " + Yuan(run.stored.patient_due_fen()) + " / " +
         Yuan(run.computed.patient_due_fen()) + ", 现金 cash " + Yuan(run.stored.cash_due_fen()) +
         " / " + Yuan(run.computed.cash_due_fen()) + "（所存 stored / 重算 computed）\n";
}

std::string RunText(const Replay& replay, const ReplayRun& run) {
  std::string text = "\n== 依据 What it saw";
  if (run.settlement != replay.entry.number()) {
    text += "（结算 of settlement " + Number(run.settlement) + "）";
  }
  text += "\n" + FactsText(run.facts);
  if (replay.entry.has_settled()) text += BillText(replay.entry.settled().bill());
  text += ValuesText("账户 Account", run.accounts) + ValuesText("基金 Fund", run.funds);
  if (!IsDecided(run)) return text;
  text += "\n== 逐项重算 Step by step, computed now\n" + StepsText(replay, run.computed);
  return text + "\n== 比较 Held side by side\n" + ComparedText(run);
}

std::string FindingText(const Finding& finding) {
  std::string text = Printable(finding.zh) + "\n    " + Printable(finding.en) + "\n";
  if (!finding.expected.empty()) text += "    应为 expected " + Printable(finding.expected) + "\n";
  if (!finding.found.empty()) text += "    实为 found " + Printable(finding.found) + "\n";
  return text;
}

std::string OtherText(const v1::Entry& entry) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.SetInitialIndentLevel(1);
  std::string text;
  return printer.PrintToString(entry, &text) ? text : "";
}

JsonObject FindingJson(const Finding& finding) {
  JsonObject json;
  return json.Text("message_zh", finding.zh)
      .Text("message_en", finding.en)
      .Text("expected", finding.expected)
      .Text("found", finding.found);
}

std::vector<JsonObject> ValuesJson(const std::vector<ReplayValue>& values) {
  std::vector<JsonObject> list;
  for (const ReplayValue& value : values) {
    list.push_back(JsonObject()
                       .Text("id", value.id)
                       .Text("title", value.title)
                       .Raw("before_fen", std::to_string(value.before_fen))
                       .Raw("delta_fen", std::to_string(value.delta_fen))
                       .Number("newest_before", value.newest_before));
  }
  return list;
}

JsonObject RunJson(const Replay& replay, const ReplayRun& run) {
  std::string steps;
  for (const v1::Step& step : run.computed.steps()) {
    if (step.program() >= replay.programs->size()) continue;
    if (!steps.empty()) steps += ", ";
    steps += JsonText(Explained(*replay.pack, *replay.programs, step));
  }
  JsonObject json;
  json.Number("settlement", run.settlement)
      .Raw("facts", JsonText(run.facts))
      .Objects("accounts", ValuesJson(run.accounts))
      .Objects("funds", ValuesJson(run.funds));
  if (!IsDecided(run)) return json;
  return json.Raw("steps", "[" + steps + "]")
      .Raw("stored", JsonText(run.stored))
      .Raw("computed", JsonText(run.computed))
      .Bool("same", SameBytes(run))
      .Text("failure", run.failure);
}

}  // namespace

std::string ReplayText(const Replay& replay, bool training) {
  std::string text = TrainingLine(training) + HeadText(replay);
  for (const ReplayRun& run : replay.runs) text += RunText(replay, run);
  if (replay.runs.empty()) text += OtherText(replay.entry);
  text += "\n";
  if (replay.earlier.has_value()) {
    const std::string number = Number(*replay.earlier->entry);
    text += "此前第 " + number + " 条已不符 Entry " + number +
            " before it is wrong: " + FindingText(*replay.earlier);
  }
  for (const Finding& finding : replay.findings) {
    text += "不符 Differs: " + FindingText(finding);
  }
  if (replay.ok()) {
    text += "与此前账目及自身数据相符 It follows from the books before it and from itself.\n";
  }
  return text;
}

std::string ReplayJson(const Replay& replay, bool training) {
  std::vector<JsonObject> runs;
  for (const ReplayRun& run : replay.runs) runs.push_back(RunJson(replay, run));
  std::vector<JsonObject> findings;
  for (const Finding& finding : replay.findings) findings.push_back(FindingJson(finding));
  JsonObject json;
  json.Number("number", replay.entry.number())
      .Bool("verified", replay.ok())
      .Training(training)
      .Text("leaf_hash", HexText(replay.leaf_hash))
      .Raw("entry", JsonText(replay.entry))
      .Text("pack_hash", replay.pack == nullptr ? "" : HexText(replay.pack->hash))
      .Objects("runs", runs)
      .Objects("findings", findings);
  if (replay.earlier.has_value()) {
    json.Number("earlier_entry", *replay.earlier->entry)
        .Object("earlier", FindingJson(*replay.earlier));
  }
  return json.Text() + "\n";
}

}  // namespace yizhan::cli
