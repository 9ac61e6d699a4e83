// policy simulate: a draft pack over the bills of the past, against today's rules.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "adapters/national/json_reader.h"
#include "engine/base/refusal.h"
#include "engine/policy/load_pack.h"
#include "engine/simulate/entry_items.h"
#include "engine/simulate/simulation.h"
#include "tools/cli/bill_items.h"
#include "tools/cli/commands.h"
#include "tools/cli/entry_source.h"
#include "tools/cli/json_out.h"
#include "tools/cli/line_reader.h"
#include "tools/cli/list_files.h"
#include "tools/cli/names.h"
#include "tools/cli/progress.h"
#include "tools/cli/report_files.h"
#include "tools/cli/simulation_report.h"
#include "tools/cli/training.h"

namespace yizhan::cli {
namespace {

constexpr std::uint64_t kProgressEvery = 1024;
constexpr Day kFirstDay{.days = -100'000};

struct SimulateOptions {
  std::vector<std::string> draft, today, funds;
  std::string ledger, bills, people, out, from, until;
  std::size_t cases = 50;
  bool one_thread = false;
};

absl::StatusOr<Simulation::Pack> LoadFiles(const std::vector<v1::PackFile>& files) {
  const LoadedPack loaded = LoadPack(files);
  if (loaded.ok()) return loaded.compiled;
  for (const v1::Finding& finding : loaded.findings) {
    if (finding.level() != v1::FINDING_ERROR) continue;
    return UsageError("政策包有错误，请先用 yizhan policy check：" + finding.file() + ":" +
                          std::to_string(finding.line()) + " " + finding.message_zh(),
                      "the pack has errors, see yizhan policy check: " + finding.message_en());
  }
  return UsageError("政策包有错误", "the pack has errors");
}

absl::StatusOr<Simulation::Pack> LoadPaths(const std::vector<std::string>& paths) {
  const absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(paths);
  if (!files.ok()) return files.status();
  return LoadFiles(*files);
}

absl::StatusOr<Span> PeriodOf(const SimulateOptions& options) {
  const std::optional<Day> from = options.from.empty() ? kFirstDay : ParseDay(options.from);
  const std::optional<Day> until = options.until.empty() ? kOpenEnd : ParseDay(options.until);
  if (!from.has_value() || !until.has_value() || *until < *from) {
    return UsageError("--from 与 --until 应为先后两个 YYYY-MM-DD",
                      "--from and --until take YYYY-MM-DD, the earlier day first");
  }
  return Span{.from = *from, .until = *until};
}

// "charity-fund=50000.00": the balance before the first bill.
absl::StatusOr<Item> FundItemOf(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::optional<Money> amount =
      equals == std::string::npos ? std::nullopt : ParseYuan(text.substr(equals + 1));
  if (!amount.has_value() || equals == 0 || *amount < Money() || *amount > kAmountMax) {
    return UsageError("--fund 应为 编号=金额(元)，如 charity-fund=50000.00",
                      "--fund takes ID=YUAN, e.g. charity-fund=50000.00");
  }
  return Item{.body = FundItem{.fund_id = text.substr(0, equals), .delta = *amount}};
}

bool HasFund(const CompiledPack& pack, const std::string& id) {
  return std::any_of(pack.funds.begin(), pack.funds.end(),
                     [&id](const CompiledFund& fund) { return fund.id == id; });
}

absl::Status OpenFunds(const SimulateOptions& options, Simulation& simulation) {
  for (const std::string& text : options.funds) {
    absl::StatusOr<Item> item = FundItemOf(text);
    if (!item.ok()) return item.status();
    const std::string& id = std::get<FundItem>(item->body).fund_id;
    if (!HasFund(simulation.today(), id) && !HasFund(simulation.draft(), id)) {
      return UsageError("两个政策包都没有基金 " + id, "neither pack has a fund " + id);
    }
    simulation.Add(*std::move(item));
  }
  return absl::OkStatus();
}

// What a run found beside the simulation itself.
struct Told {
  SimulationContext context = {};
  bool training = false;      // A training ledger or its pack.
  bool past_differs = false;  // A settlement of the past is not what its own pack gives.
};

Told TellOfEntries(const EntryCounts& entries, const SimulationCounts& counts) {
  Told told{.past_differs = entries.recomputed != entries.settlements};
  const auto n = [](std::int64_t value) { return std::to_string(value); };
  told.context.remarks.push_back(
      {"来源：账本 " + n(entries.entries) + " 条记录，" + n(entries.settlements) +
           " 笔结算；期间之前 " + n(entries.past) + " 笔按已发生计入账户，" + n(counts.bills) +
           " 笔重新计算，其中 " + n(counts.reversals) + " 笔后来冲正。",
       "Source: a ledger of " + n(entries.entries) + " entries, " + n(entries.settlements) +
           " settlements; " + n(entries.past) + " before the period stand as facts, " +
           n(counts.bills) + " were computed anew, " + n(counts.reversals) +
           " of these were reversed later."});
  told.context.remarks.push_back(
      {"核对：" + n(entries.recomputed) + "/" + n(entries.settlements) +
           " 笔历史结算按其当时政策包重算与账本一致；现行一方 " + n(counts.as_stored) + "/" +
           n(counts.stored) + " 笔与账本所存结果相同（政策包未变时应全部相同）。",
       "Check: " + n(entries.recomputed) + " of " + n(entries.settlements) +
           " settlements of the past give their stored outcome again under their own pack; "
           "today's side gives it for " +
           n(counts.as_stored) + " of " + n(counts.stored) +
           " (for all, when the pack did not change)."});
  if (told.past_differs) {
    told.context.remarks.push_back(
        {"注意：记录 " + n(static_cast<std::int64_t>(entries.first_differing)) +
             " 重算不一致，请先核对账本。",
         "NOTE: entry " + n(static_cast<std::int64_t>(entries.first_differing)) +
             " does not recompute; verify the ledger first."});
  }
  if (entries.applications != 0) {
    told.context.remarks.push_back(
        {"按年申请的救助 " + n(entries.applications) +
             " 笔按已发生计入双方账户和基金，不重新计算，不列入各表。",
         n(entries.applications) +
             " settlements on application stand as facts in both sides' accounts and funds; they "
             "are not computed anew and are in no table."});
  }
  if (entries.skipped != 0) {
    told.context.remarks.push_back(
        {"另有 " + n(entries.skipped) + " 条本模拟不认识的记录未计入。",
         n(entries.skipped) + " entries of kinds the simulation does not know do not count."});
  }
  return told;
}

Told TellOfBills(const BillCounts& bills, const SimulationCounts& counts) {
  Told told;
  told.context.people_by_line = true;
  const auto n = [](std::int64_t value) { return std::to_string(value); };
  told.context.remarks.push_back(
      {"来源：单据文件 " + n(bills.lines) + " 行，计算 " + n(counts.bills) + " 笔，其中 " +
           n(counts.reversals) + " 笔后来冲正；名册以外的人 " + n(bills.unknown_people) +
           " 行，重复 " + n(bills.repeated) + " 行，不合格 " + n(bills.refused) +
           " 行，均未计入。人员编号为名册行号；名册不合格 " + n(bills.refused_people) + " 处。",
       "Source: a file of " + n(bills.lines) + " lines; " + n(counts.bills) + " bills computed, " +
           n(counts.reversals) + " of these reversed later. Left out: people not in the register " +
           n(bills.unknown_people) + ", repeated " + n(bills.repeated) + ", refused " +
           n(bills.refused) + ". A person is named by the line of the register; refused there: " +
           n(bills.refused_people) + "."});
  if (bills.refused != 0) {
    const std::string line = n(static_cast<std::int64_t>(bills.first_refused_line));
    told.context.remarks.push_back(
        {"首个不合格行 " + line + "：" + bills.first_refusal.message_zh(),
         "First refused line " + line + ": " + bills.first_refusal.message_en() + "."});
  }
  return told;
}

// Facts of an entry are clipped to the stay: a rule cannot see what the entry does not hold.
void AddLimits(const Simulation& done, SimulationContext& context) {
  context.remarks.push_back(
      {"草案按单据当时的身份、街镇、险种、年龄（仅限就诊期间）判断。",
       "The draft sees each person as at the bill: identities, town, insurance and age during the "
       "stay only."});
  const SimulationCounts& counts = done.counts();
  if (counts.refused_today + counts.refused_draft != 0) {
    const std::string today = std::to_string(counts.refused_today);
    const std::string draft = std::to_string(counts.refused_draft);
    context.remarks.push_back(
        {"按规则会被拒绝的单据：现行 " + today + " 笔，草案 " + draft + " 笔，未计入各表。",
         "Bills that the rules would refuse: today " + today + ", draft " + draft +
             "; they are in no table."});
  }
  for (const auto& [id, fund] : done.Funds()) {
    if (fund.granted != Money()) continue;
    context.remarks.push_back(
        {"基金 " + id + " 没有余额，相关项目支付为零；可用 --fund " + id + "=金额 给出期初余额。",
         "Fund " + id + " has no balance, so its programs pay nothing; --fund " + id +
             "=YUAN gives it one."});
  }
}

absl::StatusOr<Told> FeedEntries(EntrySource& source, Span period, Simulation& simulation) {
  EntryItems items(period);
  {
    Progress progress("模拟 Simulate");
    const absl::Status read = source.Read([&](const v1::Entry& entry) -> absl::StatusOr<bool> {
      if (items.IsAfter(entry)) return false;
      absl::StatusOr<std::optional<Item>> item = items.Read(entry);
      if (!item.ok()) return item.status();
      if (entry.number() % kProgressEvery == 0) progress.Update(entry.number(), source.size());
      if (item->has_value()) simulation.Add(**std::move(item));
      return true;
    });
    if (!read.ok()) return read;
    simulation.Finish();
  }
  return TellOfEntries(items.counts(), simulation.counts());
}

absl::Status PlayBills(const std::string& path, BillItems& items, Simulation& simulation) {
  absl::StatusOr<std::unique_ptr<ListSource>> source = ListSource::Open(path);
  if (!source.ok()) return source.status();
  Progress progress("模拟 Simulate");
  LineReader lines((*source)->stream(), kJsonBytesMax);
  std::string line;
  for (auto next = lines.Read(&line); next != LineReader::Next::kEnd; next = lines.Read(&line)) {
    if (lines.number() % kProgressEvery == 0) progress.Update(lines.bytes(), (*source)->bytes());
    if (next == LineReader::Next::kTooLong) {
      items.Refused(lines.number(), Refuse({.reason = v1::FIELD_TOO_LONG}));
      continue;
    }
    if (IsBlankLine(line)) continue;
    for (Item& item : items.Read(lines.number(), line)) simulation.Add(std::move(item));
  }
  if (absl::Status status = lines.status(); !status.ok()) return status;
  simulation.Finish();
  return absl::OkStatus();
}

absl::StatusOr<Told> FeedBills(const SimulateOptions& options, Simulation& simulation) {
  const absl::StatusOr<std::string> csv = ReadAll(options.people);
  if (!csv.ok()) return csv.status();
  absl::StatusOr<BillItems> items = BillItems::WithRegister(*csv);
  if (!items.ok()) return items.status();
  const absl::Status played = PlayBills(options.bills, *items, simulation);
  if (!played.ok()) return played;
  return TellOfBills(items->counts(), simulation.counts());
}

void ShowSummary(const Session& session, const Simulation& done, const Told& told,
                 const std::string& folder) {
  const Compared& all = done.totals().all();
  if (session.options.json) {
    JsonObject json;
    json.Number("bills", static_cast<std::uint64_t>(all.bills))
        .Text("aid_today_yuan", YuanText(all.today))
        .Text("aid_draft_yuan", YuanText(all.draft))
        .Text("difference_yuan", YuanText(all.Difference()))
        .Bool("past_differs", told.past_differs)
        .Training(told.training)
        .Text("out", folder);
    std::cout << json.Text() << "\n";
    return;
  }
  std::cout << TrainingLine(told.training) << "单据 Bills " << all.bills << "\n现行救助 Aid today "
            << YuanText(all.today) << "\n草案救助 Aid draft " << YuanText(all.draft)
            << "\n差额 Difference " << YuanText(all.Difference()) << "\n";
  for (const BothWords& remark : told.context.remarks) {
    std::cout << remark.zh << "\n    " << remark.en << "\n";
  }
  std::cout << "结果 Report " << (std::filesystem::path(folder) / "report.html").string() << "\n";
}

absl::StatusOr<Told> Simulated(Session& session, const SimulateOptions& options,
                               std::unique_ptr<Simulation>& simulation) {
  const absl::StatusOr<Span> period = PeriodOf(options);
  if (!period.ok()) return period.status();
  const auto draft = LoadPaths(options.draft);
  if (!draft.ok()) return draft.status();
  std::unique_ptr<EntrySource> source;
  if (options.bills.empty() || options.today.empty()) {
    auto opened = options.ledger.empty() ? EngineSource(session) : ExportSource(options.ledger);
    if (!opened.ok()) return opened.status();
    source = *std::move(opened);
  }
  const auto today =
      options.today.empty() ? LoadFiles(source->active_pack()) : LoadPaths(options.today);
  if (!today.ok()) return today.status();
  simulation = std::make_unique<Simulation>(
      *today, *draft,
      SimulationOptions{.thread_a_side = !options.one_thread, .cases_max = options.cases});
  if (absl::Status status = OpenFunds(options, *simulation); !status.ok()) return status;
  absl::StatusOr<Told> told = options.bills.empty() ? FeedEntries(*source, *period, *simulation)
                                                    : FeedBills(options, *simulation);
  if (told.ok() && source != nullptr) told->training = source->training();
  return told;
}

ExitCode RunSimulate(Session& session, const SimulateOptions& options) {
  std::unique_ptr<Simulation> simulation;
  absl::StatusOr<Told> told = Simulated(session, options, simulation);
  if (!told.ok()) return session.Fail(told.status());
  AddLimits(*simulation, told->context);
  Report report = SimulationReport(*simulation, told->context);
  if (told->training) MarkTraining(report);
  if (absl::Status status = WriteReport(report, options.out); !status.ok()) {
    return session.Fail(status);
  }
  ShowSummary(session, *simulation, *told, options.out);
  return told->past_differs ? kExitUnknown : kExitOk;
}

void AddSources(CLI::App& command, SimulateOptions& options) {
  CLI::Option* ledger =
      command
          .add_option("--ledger", options.ledger,
                      "yizhan ledger export 的目录；不给则读取引擎 / an export; else the engine")
          ->check(CLI::ExistingPath);
  CLI::Option* bills =
      command.add_option("--bills", options.bills, "单据文件，每行一张 / bills.jsonl")
          ->check(CLI::ExistingFile)
          ->excludes(ledger);
  command.add_option("--register", options.people, "名册CSV / register, with --bills")
      ->check(CLI::ExistingFile)
      ->needs(bills);
  command.add_option("--from", options.from, "记账日起，之前按已发生 / first day of posting")
      ->excludes(bills);
  command.add_option("--until", options.until, "记账日止 / last day of posting")->excludes(bills);
}

}  // namespace

void AddPolicySimulate(CLI::App& group, Session& session) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = group.add_subcommand(
      "simulate", "草案对历史单据的影响，不写账本 / a draft over the bills of the past");
  command
      ->add_option("DRAFT", options->draft,
                   "草案政策包文件，按合成顺序 / the draft's files, in order")
      ->required();
  command->add_option("--out", options->out, "结果文件夹 / folder for CSV, XLSX and the page")
      ->required();
  command->add_option("--today", options->today,
                      "现行政策包文件；不给则为生效中的 / today's files; absent: the active pack");
  AddSources(*command, *options);
  command->add_option("--fund", options->funds, "期初余额 编号=元 / opening balance ID=YUAN");
  command->add_option("--cases", options->cases, "变化最大的单据数 / how many cases")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1'000}))
      ->capture_default_str();
  command->add_flag("--one-thread", options->one_thread, "只用一个线程 / one thread");
  command->footer(
      "例 Example:\n"
      "  yizhan --config auditor.textproto policy simulate 2012.textproto draft.textproto \\\n"
      "      --from 2012-01-01 --until 2012-12-31 --out april\n"
      "  yizhan policy simulate draft.textproto --today 2012.textproto --bills bills.jsonl \\\n"
      "      --register people.csv --fund charity-fund=50000.00 --out april");
  command->callback([&session, options] {
    if (!options->bills.empty() && options->people.empty()) {
      session.exit_code =
          session.Fail(UsageError("--bills 须与 --register 同用", "--bills needs --register"));
      return;
    }
    session.exit_code = RunSimulate(session, *options);
  });
}

}  // namespace yizhan::cli
