// adjudicate: a list of bills, reversals and replacements in order, without an engine.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>

#include "adapters/bill_json/bill_json.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"
#include "engine/policy/load_pack.h"
#include "tools/cli/adjudicator.h"
#include "tools/cli/commands.h"
#include "tools/cli/line_error.h"
#include "tools/cli/line_reader.h"
#include "tools/cli/list_files.h"
#include "tools/cli/progress.h"

namespace yizhan::cli {
namespace {

constexpr std::uint64_t kSeed = 1;  // The same list gives the same lines, person numbers and all.
constexpr std::uint64_t kProgressEvery = 256;
constexpr std::uint64_t kErrorsTold = 20;

struct AdjudicateOptions {
  std::vector<std::string> packs, funds;
  std::string people, bills, institutions, out;
  bool state = false;
  bool explain = false;
  bool stop_on_error = false;
};

struct Fund {
  std::string id;
  Money granted;
};

// "charity-fund=50000.00"
absl::StatusOr<Fund> FundOf(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::optional<Money> amount =
      equals == std::string::npos ? std::nullopt : ParseYuan(text.substr(equals + 1));
  if (!amount.has_value() || equals == 0 || *amount < Money() || *amount > kAmountMax) {
    return UsageError("--fund 应为 编号=金额(元)，如 charity-fund=50000.00",
                      "--fund takes ID=YUAN, e.g. charity-fund=50000.00");
  }
  return Fund{.id = text.substr(0, equals), .granted = *amount};
}

bool HasFund(const CompiledPack& pack, const std::string& id) {
  return std::any_of(pack.funds.begin(), pack.funds.end(),
                     [&id](const CompiledFund& fund) { return fund.id == id; });
}

absl::Status OpenFunds(const std::vector<std::string>& funds, OfflineDesk& desk) {
  for (const std::string& text : funds) {
    const absl::StatusOr<Fund> fund = FundOf(text);
    if (!fund.ok()) return fund.status();
    if (!HasFund(*desk.pack(), fund->id)) {
      return UsageError("政策包没有基金 " + fund->id, "the pack has no fund " + fund->id);
    }
    if (absl::Status status = desk.OpenFund(fund->id, fund->granted); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// A line too long is no JSON either.
absl::StatusOr<v1::Institution> ReadInstitution(const std::string& line) {
  const absl::StatusOr<Json> root = ParseJson(line);
  return root.ok() ? ParseInstitutionJson(*root) : root.status();
}

absl::Status AddInstitutions(const std::string& path, OfflineDesk& desk) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<ListSource>> source = ListSource::Open(path);
  if (!source.ok()) return source.status();
  LineReader lines((*source)->stream(), kJsonBytesMax);
  std::string line;
  for (auto next = lines.Read(&line); next != LineReader::Next::kEnd; next = lines.Read(&line)) {
    if (IsBlankLine(line)) continue;
    absl::StatusOr<v1::Institution> read = ReadInstitution(line);
    const absl::Status added = read.ok() ? desk.AddInstitution(*std::move(read)) : read.status();
    if (added.ok()) continue;
    const v1::ErrorDetail why = WithFound(DetailOf(added), line);
    const std::string number = std::to_string(lines.number());
    return UsageError(path + " 第" + number + "行：" + why.message_zh(),
                      path + " line " + number + ": " + why.message_en());
  }
  return lines.status();
}

absl::StatusOr<std::unique_ptr<OfflineDesk>> OpenDesk(const AdjudicateOptions& options,
                                                      Random& random) {
  const absl::StatusOr<std::vector<v1::PackFile>> files = ReadPackFiles(options.packs);
  if (!files.ok()) return files.status();
  absl::StatusOr<std::unique_ptr<OfflineDesk>> desk = OfflineDesk::Open(
      *files, random,
      options.institutions.empty() ? UnknownInstitutions::kLive : UnknownInstitutions::kRefused);
  if (!desk.ok()) return desk.status();
  absl::Status status = OpenFunds(options.funds, **desk);
  if (status.ok()) status = AddInstitutions(options.institutions, **desk);
  if (!status.ok()) return status;
  return desk;
}

// Writes answers, and tells people of the first ones that are errors.
class Teller {
 public:
  explicit Teller(ListSink& sink) : sink_(sink) {}
  void Write(const Answer& answer) {
    sink_.Write(answer.json);
    if (answer.told.empty()) return;
    if (++errors_ <= kErrorsTold) std::cerr << answer.told;
  }
  void Finish() const {
    if (errors_ <= kErrorsTold) return;
    std::cerr << "另有错误 " << errors_ - kErrorsTold
              << " 处，见输出 / more errors in the output\n";
  }

 private:
  ListSink& sink_;
  std::uint64_t errors_ = 0;
};

absl::Status PlayRegister(const std::string& path, Adjudicator& adjudicator, Teller& teller) {
  const absl::StatusOr<std::string> csv = ReadAll(path);
  if (!csv.ok()) return csv.status();
  const absl::StatusOr<std::vector<Answer>> left_out = adjudicator.Register(*csv);
  if (!left_out.ok()) {
    const v1::ErrorDetail why = DetailOf(left_out.status());
    return UsageError("名册 " + path + "：" + why.message_zh(),
                      "register " + path + ": " + why.message_en());
  }
  for (const Answer& answer : *left_out) teller.Write(answer);
  return absl::OkStatus();
}

absl::StatusOr<Answer> PlayLine(const LineReader& lines, LineReader::Next next,
                                const std::string& line, Adjudicator& adjudicator) {
  if (next == LineReader::Next::kLine) return adjudicator.Play(lines.number(), line);
  const absl::Status too_long =
      Refuse({.reason = v1::FIELD_TOO_LONG,
              .expected = "<= " + std::to_string(kJsonBytesMax) + " 字节/bytes",
              .found = std::to_string(lines.line_bytes()) + " 字节/bytes"});
  return adjudicator.Unreadable(lines.number(), too_long);
}

absl::Status EmptyList() {
  return Refuse({.reason = v1::FIELD_MISSING,
                 .expected = "至少一行/at least one line",
                 .found = "空文件/an empty file"});
}

bool MustStop(const AdjudicateOptions& options, const AdjudicatorCounts& counts) {
  return options.stop_on_error && counts.errors + counts.register_errors != 0;
}

absl::Status PlayBills(const AdjudicateOptions& options, ListSource& source,
                       Adjudicator& adjudicator, ListSink& sink, Teller& teller) {
  Progress progress("核算 Adjudicate");
  LineReader lines(source.stream(), kJsonBytesMax);
  std::string line;
  bool is_empty = true;
  while (!MustStop(options, adjudicator.counts())) {
    const LineReader::Next next = lines.Read(&line);
    if (next == LineReader::Next::kEnd) break;
    if (lines.number() % kProgressEvery == 0) {
      const bool is_sized = source.bytes() != 0;
      progress.Update(is_sized ? lines.bytes() : lines.number(), source.bytes());
      if (absl::Status status = sink.status(); !status.ok()) return status;
    }
    if (next == LineReader::Next::kLine && IsBlankLine(line)) continue;
    is_empty = false;
    const absl::StatusOr<Answer> answer = PlayLine(lines, next, line, adjudicator);
    if (!answer.ok()) return answer.status();
    teller.Write(*answer);
  }
  if (is_empty && lines.status().ok() && !MustStop(options, adjudicator.counts())) {
    teller.Write(adjudicator.Unreadable(1, EmptyList()));
  }
  return lines.status();
}

// How many a second, and what one costs in memory: the ledger of the run is kept.
void TellCounts(const AdjudicatorCounts& counts, std::chrono::milliseconds took) {
  const std::uint64_t lines =
      counts.settled + counts.reversed + counts.replaced + counts.refused + counts.errors;
  const auto milliseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 1));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cerr << "结算 settled " << counts.settled << "，冲正 reversed " << counts.reversed
            << "，更换 replaced " << counts.replaced << "，拒绝 refused " << counts.refused
            << "，错误 errors " << counts.errors << "，名册错误 register errors "
            << counts.register_errors << "\n"
            << lines * 1000 / milliseconds << " 行/秒 lines/s，内存 memory "
            << usage.ru_maxrss / 1024 << " MiB\n";
}

absl::Status PlayAll(const AdjudicateOptions& options, ListSource& source,
                     Adjudicator& adjudicator) {
  std::vector<std::string> inputs = options.packs;
  inputs.insert(inputs.end(), {options.people, options.bills, options.institutions});
  absl::StatusOr<std::unique_ptr<ListSink>> sink = ListSink::Open(options.out, inputs);
  if (!sink.ok()) return sink.status();
  Teller teller(**sink);
  absl::Status status = PlayRegister(options.people, adjudicator, teller);
  if (!status.ok()) return status;
  const auto started = std::chrono::steady_clock::now();
  status = PlayBills(options, source, adjudicator, **sink, teller);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started);
  teller.Finish();
  if (status.ok() && options.state) {
    status = adjudicator.State([&sink](const std::string& line) { (*sink)->Write(line); });
  }
  const absl::Status closed = (*sink)->Close();
  if (status.ok()) status = closed;
  if (status.ok()) TellCounts(adjudicator.counts(), took);
  return status;
}

ExitCode RunAdjudicate(const Session& session, const AdjudicateOptions& options) {
  SeededRandom random(kSeed);
  absl::StatusOr<std::unique_ptr<OfflineDesk>> desk = OpenDesk(options, random);
  if (!desk.ok()) return session.Fail(desk.status());
  absl::StatusOr<std::unique_ptr<ListSource>> source = ListSource::Open(options.bills);
  if (!source.ok()) return session.Fail(source.status());
  Adjudicator adjudicator(*std::move(desk),
                          {.trace = options.explain ? Trace::kExplained : Trace::kFigures,
                           .register_file = options.people,
                           .bills_file = options.bills});
  const absl::Status status = PlayAll(options, **source, adjudicator);
  if (!status.ok()) return session.Fail(status);
  const AdjudicatorCounts& counts = adjudicator.counts();
  return counts.errors + counts.register_errors == 0 ? kExitOk : kExitRefused;
}

constexpr char kFooter[] =
    "单据文件每行一个JSON，逐行识别 One JSON object a line, told apart by content:\n"
    "  {\"bill\": {...}, \"person\": {\"card\": {\"cert_type\": \"01\", \"cert_no\": \"...\"}}}\n"
    "  {\"reverse\": {\"institution_id\": \"...\", \"message_id\": \"...\"}}  或 or \"number\": N\n"
    "  {\"replace\": {\"message_id\": \"...\", \"bill\": {...}, \"person\": {...}}}\n"
    "  国家接口 2207/2304 结算、2208/2305/2601 撤销报文 national messages, as they are\n"
    "人员只按证件识别。number 和2208的setl_id指结算该单据的行号。\n"
    "People are named by card. \"number\", and setl_id of 2208, mean the line that settled the "
    "bill.\n"
    "时间随单据的结算日期走。每行输出 settled、reversed、replaced、refused（规则不允许）或\n"
    "error（行有误：文件、行、字段、应为、实为）。有 error 或名册有误行时退出码为1。\n"
    "Time follows the accounting dates. Exit code 1 when a line or a register row is in error.\n"
    "机构文件每行 Institutions, a line each:\n"
    "  {\"id\": \"...\", \"name\": \"...\", \"level\": \"LEVEL_2\", \"town\": \"...\","
    " \"live_from\": \"2012-06-29\"}\n"
    "例 Example:\n"
    "  yizhan adjudicate --pack 2012.textproto --pack pilot.textproto --register people.csv \\\n"
    "      --bills bills.jsonl --fund charity-fund=50000.00 --state --out outcomes.jsonl";

}  // namespace

void AddAdjudicateCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<AdjudicateOptions>();
  CLI::App* command = app.add_subcommand(
      "adjudicate", "不连引擎，按顺序核算一批单据 / a list of bills in order, without an engine");
  command
      ->add_option("--pack", options->packs,
                   "政策包文件，可多个，按合成顺序 / the pack's files, in order")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--register", options->people, "名册CSV / register of people")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--bills", options->bills, "单据文件，- 为标准输入 / bills.jsonl, or -")
      ->required();
  command->add_option("--fund", options->funds, "基金余额 编号=元 / a fund's balance, ID=YUAN");
  command
      ->add_option("--institutions", options->institutions,
                   "机构文件；不给则见到即开通，等级不详 / absent: each is live when first met")
      ->check(CLI::ExistingFile);
  command->add_flag("--explain", options->explain, "附逐项说明和依据 / with sentences and sources");
  command->add_flag("--state", options->state,
                    "最后列出账户和基金 / accounts and funds at the end");
  command->add_flag("--stop-on-error", options->stop_on_error,
                    "遇错即停 / stop at the first error");
  command->add_option("--out", options->out, "输出文件 / file; absent: stdout");
  command->footer(kFooter);
  command->callback([&session, options] { session.exit_code = RunAdjudicate(session, *options); });
}

}  // namespace yizhan::cli
