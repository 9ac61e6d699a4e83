// adjudicate: a list of bills, reversals and replacements in order, without an engine.
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "engine/base/money.h"
#include "engine/base/refusal.h"
#include "engine/policy/load_pack.h"
#include "tools/cli/adjudicator.h"
#include "tools/cli/commands.h"
#include "tools/cli/line_reader.h"
#include "tools/cli/progress.h"

namespace yizhan::cli {
namespace {

constexpr std::uint64_t kSeed = 1;  // The same list gives the same lines, person numbers and all.
constexpr std::uint64_t kProgressEvery = 256;

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

// Where a list comes from: a file, or stdin by "-".
class Source {
 public:
  static absl::StatusOr<std::unique_ptr<Source>> Open(const std::string& path) {
    std::unique_ptr<Source> source(new Source());
    if (path == "-") return source;
    source->file_.open(path, std::ios::binary);
    std::error_code failed;
    const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
    if (!source->file_.is_open()) {
      return UsageError("无法读取文件 " + path, "cannot read file " + path);
    }
    source->bytes_ = failed ? 0 : bytes;
    source->from_ = &source->file_;
    return source;
  }
  std::istream& stream() { return *from_; }
  std::uint64_t bytes() const { return bytes_; }  // 0: not known.

 private:
  Source() : from_(&std::cin) {}
  std::ifstream file_;
  std::istream* from_;
  std::uint64_t bytes_ = 0;
};

// Where the answers go: a file, or stdout.
class Sink {
 public:
  explicit Sink(const std::string& path) : path_(path) {
    if (!path.empty()) file_.open(path, std::ios::binary | std::ios::trunc);
  }
  void Write(const std::string& line) { stream() << line; }
  absl::Status Close() {
    stream().flush();
    if (stream().good()) return absl::OkStatus();
    const std::string what = path_.empty() ? "stdout" : path_;
    return UsageError("无法写入 " + what, "cannot write " + what);
  }

 private:
  std::ostream& stream() { return path_.empty() ? std::cout : file_; }
  const std::string path_;
  std::ofstream file_;
};

absl::Status AddInstitutions(const std::string& path, OfflineDesk& desk) {
  absl::StatusOr<std::unique_ptr<Source>> source = Source::Open(path);
  if (!source.ok()) return source.status();
  LineReader lines((*source)->stream(), kJsonBytesMax);
  std::string line;
  for (auto next = lines.Read(&line); next != LineReader::Next::kEnd; next = lines.Read(&line)) {
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    const absl::StatusOr<Json> root = ParseJson(line);
    absl::StatusOr<v1::Institution> read = root.ok() ? ParseInstitutionJson(*root) : root.status();
    const absl::Status added = read.ok() ? desk.AddInstitution(*std::move(read)) : read.status();
    if (added.ok()) continue;
    const v1::ErrorDetail why = DetailOf(added);
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
  const bool listed = !options.institutions.empty();
  absl::StatusOr<std::unique_ptr<OfflineDesk>> desk = OfflineDesk::Open(
      *files, random, listed ? UnknownInstitutions::kRefused : UnknownInstitutions::kLive);
  if (!desk.ok()) return desk.status();
  for (const std::string& text : options.funds) {
    const absl::StatusOr<Fund> fund = FundOf(text);
    if (!fund.ok()) return fund.status();
    if (absl::Status status = (*desk)->OpenFund(fund->id, fund->granted); !status.ok()) {
      return status;
    }
  }
  if (!listed) return desk;
  if (absl::Status status = AddInstitutions(options.institutions, **desk); !status.ok()) {
    return status;
  }
  return desk;
}

absl::Status ReadRegister(const std::string& path, Adjudicator& adjudicator, bool& whole) {
  const absl::StatusOr<std::string> csv = ReadAll(path);
  if (!csv.ok()) return csv.status();
  std::vector<v1::ImportRefusal> refused;
  if (absl::Status status = adjudicator.Register(*csv, refused); !status.ok()) return status;
  for (const v1::ImportRefusal& row : refused) {
    std::cerr << "名册第" << row.line() << "行 " << row.column() << "：" << row.message_zh()
              << "\n    register line " << row.line() << ": " << row.message_en() << "\n";
  }
  whole = refused.empty();
  return absl::OkStatus();
}

absl::Status PlayAll(const AdjudicateOptions& options, Adjudicator& adjudicator, Sink& sink) {
  absl::StatusOr<std::unique_ptr<Source>> source = Source::Open(options.bills);
  if (!source.ok()) return source.status();
  Progress progress("核算 Adjudicate");
  LineReader lines((*source)->stream(), kJsonBytesMax);
  std::string line;
  for (auto next = lines.Read(&line); next != LineReader::Next::kEnd; next = lines.Read(&line)) {
    if (lines.number() % kProgressEvery == 0) progress.Update(lines.bytes(), (*source)->bytes());
    const bool is_long = next == LineReader::Next::kTooLong;
    if (!is_long && line.find_first_not_of(" \t") == std::string::npos) continue;
    const absl::StatusOr<std::string> answer =
        is_long ? adjudicator.Unreadable(
                      lines.number(),
                      Refuse({.reason = v1::FIELD_TOO_LONG,
                              .expected = "at most " + std::to_string(kJsonBytesMax) + " bytes"}))
                : adjudicator.Play(lines.number(), line);
    if (!answer.ok()) return answer.status();
    sink.Write(*answer);
    if (options.stop_on_error && adjudicator.counts().errors != 0) break;
  }
  return lines.status();
}

// How many a second, and what one costs in memory: the ledger of the run is kept.
void TellSpeed(const AdjudicatorCounts& counts, std::chrono::milliseconds took) {
  const std::uint64_t lines =
      counts.settled + counts.reversed + counts.replaced + counts.refused + counts.errors;
  const auto milliseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 1));
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cerr << "结算 settled " << counts.settled << "，冲正 reversed " << counts.reversed
            << "，更换 replaced " << counts.replaced << "，拒绝 refused " << counts.refused
            << "，错误 errors " << counts.errors << "；" << lines * 1000 / milliseconds
            << " 行/秒 lines/s，内存 memory " << usage.ru_maxrss / 1024 << " MiB\n";
}

ExitCode RunAdjudicate(const Session& session, const AdjudicateOptions& options) {
  SeededRandom random(kSeed);
  absl::StatusOr<std::unique_ptr<OfflineDesk>> desk = OpenDesk(options, random);
  if (!desk.ok()) return session.Fail(desk.status());
  Adjudicator adjudicator(*std::move(desk), options.explain ? Trace::kExplained : Trace::kFigures);
  bool whole_register = true;
  absl::Status status = ReadRegister(options.people, adjudicator, whole_register);
  if (!status.ok()) return session.Fail(status);
  Sink sink(options.out);
  const auto started = std::chrono::steady_clock::now();
  status = PlayAll(options, adjudicator, sink);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - started);
  if (status.ok() && options.state) {
    status = adjudicator.State([&sink](const std::string& line) { sink.Write(line); });
  }
  const absl::Status closed = sink.Close();
  if (status.ok()) status = closed;
  if (!status.ok()) return session.Fail(status);
  TellSpeed(adjudicator.counts(), took);
  return whole_register && adjudicator.counts().errors == 0 ? kExitOk : kExitRefused;
}

constexpr char kFooter[] =
    "单据文件每行一个JSON，逐行识别 One JSON object a line, told apart by content:\n"
    "  {\"bill\": {...}, \"person\": {\"card\": {\"cert_type\": \"01\", \"cert_no\": \"...\"}}}\n"
    "  {\"reverse\": {\"institution_id\": \"...\", \"message_id\": \"...\"}}  或 or \"number\": N\n"
    "  {\"replace\": {\"message_id\": \"...\", \"bill\": {...}, \"person\": {...}}}\n"
    "  国家接口 2207/2304 结算、2208/2601 撤销报文 national messages, as they are\n"
    "人员只按证件识别：人员编号每次另取。2208 和 number 的结算编号是本次输出的编号。\n"
    "People are named by card: person numbers are drawn anew. Settlement numbers are this run's.\n"
    "时间随单据的结算日期走。每行输出 settled、reversed、replaced、refused（规则不允许）或\n"
    "error（行有误：字段、应为、实为）。有 error 或名册有误行时退出码为1。\n"
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
