#include "tools/cli/simulation_cases.h"

#include <set>
#include <string>

#include "engine/adjudicate/explain.h"

namespace yizhan::cli {
namespace {

// Programs whose figures either side has: the sentences worth reading.
std::set<std::string> ProgramsOf(const Simulation& done, const ChangedCase& changed) {
  std::set<std::string> ids;
  const auto collect = [&ids](const CompiledPack& pack, const Outcome& outcome) {
    for (const Step& step : outcome.steps) {
      if (step.status != v1::NOT_ELIGIBLE) ids.insert(pack.programs[step.program].id);
    }
  };
  collect(done.today(), changed.today);
  collect(done.draft(), changed.draft);
  return ids;
}

// One line a program.
BothWords Explained(const CompiledPack& pack, const Outcome& outcome,
                    const std::set<std::string>& ids) {
  BothWords words;
  const v1::Outcome message = ToMessage(outcome);
  for (const v1::Step& step : message.steps()) {
    if (!ids.contains(pack.programs[step.program()].id)) continue;
    words.zh += (words.zh.empty() ? "" : "\n") + SentenceZh(pack, step);
    words.en += (words.en.empty() ? "" : "\n") + SentenceEn(pack, step);
  }
  if (words.zh.empty()) return {"没有适用的项目。", "No program applies."};
  return words;
}

}  // namespace

ReportTable CasesTable(const Simulation& done, const SimulationContext& context) {
  ReportTable table{
      .name = "cases",
      .title = {"变化最大的单据", "Bills that change most"},
      .note = {"编号：账本记录号或文件行号。说明由模拟时的同一次计算得出。",
               "Number: of the entry, or of the line of the file. The sentences come from the same "
               "computation as the amounts."}};
  table.columns = {{"编号", "Number"},
                   {"单据号", "Bill"},
                   {"机构", "Institution"},
                   {"人员编号", "Person"},
                   {"诊疗结束", "Service end"},
                   {"现行救助(元)", "Aid today"},
                   {"草案救助(元)", "Aid draft"},
                   {"差额(元)", "Difference"},
                   {"现行说明", "Today, Chinese"},
                   {"草案说明", "Draft, Chinese"},
                   {"现行说明(英)", "Today, English"},
                   {"草案说明(英)", "Draft, English"}};
  table.sentences_from = 8;
  for (const ChangedCase* changed : done.cases().List()) {
    const auto& item = std::get<BillItem>(changed->item->body);
    const std::set<std::string> ids = ProgramsOf(done, *changed);
    const BothWords today = Explained(done.today(), changed->today, ids);
    const BothWords draft = Explained(done.draft(), changed->draft, ids);
    const std::string& bill_no =
        item.bill.bill_no.empty() ? item.bill.message_id : item.bill.bill_no;
    table.rows.push_back({static_cast<std::int64_t>(changed->item->number), bill_no,
                          item.bill.institution_id, PersonName(item.person.person_no, context),
                          DayText(item.bill.service_end), changed->today.aid, changed->draft.aid,
                          changed->Difference(), today.zh, draft.zh, today.en, draft.en});
  }
  return table;
}

}  // namespace yizhan::cli
