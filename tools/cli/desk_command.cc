// desk: a file of national messages through several terminals at once.
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "tools/cli/commands.h"
#include "tools/cli/desk_books.h"
#include "tools/cli/desk_report.h"
#include "tools/cli/progress.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kTerminalsMax = 64;

struct DeskOptions {
  std::string file, client_dir, books;
  std::size_t terminals = 4;
};

// The clients of each institution's terminals, made before the first message goes out.
class Switchboard {
 public:
  Switchboard(const Session& session, std::string client_dir)
      : session_(session), client_dir_(std::move(client_dir)) {}

  absl::Status Connect(const std::vector<DeskLine>& script) {
    for (const DeskLine& line : script) {
      if (by_institution_.contains(line.institution_id)) continue;
      absl::StatusOr<std::vector<ClientOptions>> terminals = Terminals(line.institution_id);
      if (!terminals.ok()) return terminals.status();
      for (const ClientOptions& terminal : *terminals) {
        training_ = training_ || terminal.tls.empty();
        by_institution_[line.institution_id].push_back(std::make_unique<Client>(terminal));
      }
    }
    return absl::OkStatus();
  }

  Client& At(const std::string& institution_id, std::size_t terminal) const {
    const auto& clients = by_institution_.at(institution_id);
    return *clients[terminal % clients.size()];
  }

  // Whether any of them asks a training engine.
  bool training() const { return training_; }

 private:
  // DIR/<code>.textproto, then DIR/<code>-2.textproto, ...; else whoever calls by --config.
  absl::StatusOr<std::vector<ClientOptions>> Terminals(const std::string& institution_id) const {
    std::vector<ClientOptions> terminals;
    for (const std::string& path : ConfigPaths(institution_id)) {
      absl::StatusOr<ClientOptions> terminal = session_.CallerOptionsOf(path);
      if (!terminal.ok()) return terminal.status();
      terminals.push_back(*std::move(terminal));
    }
    if (!terminals.empty()) return terminals;
    absl::StatusOr<ClientOptions> caller = session_.CallerOptions();
    if (!caller.ok()) return caller.status();
    terminals.push_back(*std::move(caller));
    return terminals;
  }

  std::vector<std::string> ConfigPaths(const std::string& institution_id) const {
    std::vector<std::string> paths;
    // An id from a message becomes part of a path: only plain ids may.
    const bool plain = institution_id.find_first_of("/\\.") == std::string::npos;
    if (client_dir_.empty() || !plain || institution_id.empty()) return paths;
    const std::string stem = client_dir_ + "/" + institution_id;
    for (std::size_t k = 1; k <= kTerminalsMax; ++k) {
      std::string path = stem + (k == 1 ? "" : "-" + std::to_string(k)) + ".textproto";
      if (std::filesystem::exists(path)) paths.push_back(std::move(path));
    }
    return paths;
  }

  const Session& session_;
  const std::string client_dir_;
  bool training_ = false;
  std::map<std::string, std::vector<std::unique_ptr<Client>>> by_institution_;
};

absl::Status WriteBooks(const std::map<std::string, std::string>& books,
                        const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  for (const auto& [institution_id, csv] : books) {
    const absl::Status written = WriteAll(folder + "/" + institution_id + ".csv", csv);
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

ExitCode RunDesk(Session& session, const DeskOptions& options) {
  const absl::StatusOr<std::string> bytes = ReadAll(options.file);
  if (!bytes.ok()) return session.Fail(bytes.status());
  const std::vector<DeskLine> script = ReadDeskScript(*bytes);
  if (script.empty()) {
    return session.Fail(UsageError(options.file + " 没有报文", options.file + " has no messages"));
  }
  Switchboard switchboard(session, options.client_dir);
  const absl::Status connected = switchboard.Connect(script);
  if (!connected.ok()) return session.Fail(connected);

  using SteadyClock = std::chrono::steady_clock;
  const SteadyClock::time_point started = SteadyClock::now();
  std::vector<DeskAnswer> answers;
  {
    Progress progress("窗口 Desk");
    DeskPlayer player(options.terminals,
                      [&](const std::string& institution_id, std::size_t terminal) -> Client& {
                        return switchboard.At(institution_id, terminal);
                      });
    answers = player.Play(
        script, [&](std::size_t done, std::size_t total) { progress.Update(done, total); });
  }
  const std::int64_t elapsed_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - started).count();
  if (!options.books.empty()) {
    const absl::Status written =
        WriteBooks(DeskBooks(script, answers, switchboard.training()), options.books);
    if (!written.ok()) return session.Fail(written);
  }
  DeskReport report = CountAnswers(script, answers);
  report.training = switchboard.training();
  std::cout << (session.options.json ? DeskReportJson(report, elapsed_ms)
                                     : DeskReportText(report, elapsed_ms));
  return DeskExitCode(report);
}

constexpr char kDeskFooter[] =
    "每行一个国家接口报文：2207/2304 结算，2208/2601 冲正。报文旁可加：\n"
    "  \"_at\": N        同一N的各行由不同终端同时发送，其余按机构顺序发送\n"
    "  \"_expect\": \"OK\" 应得结果：OK、REPLAYED、TOMBSTONE 或拒绝原因，可用 | 连接\n"
    "  \"_replace\": ID  本结算替换该报文号的结算\n"
    "One national message a line. _at: lines of one step go out at the same moment, the others in\n"
    "order per institution. _expect: what must come back, names joined by |. _replace: the "
    "message\n"
    "id this bill replaces. A message id stays with the terminal that first sent it; terminal k "
    "of\n"
    "an institution uses the k-th of DIR/<fixmedins_code>.textproto, <fixmedins_code>-2.textproto, "
    "...\n"
    "退出码1：有行与预期不符 / exit 1: a line got what it did not expect.\n"
    "例 Example:\n  yizhan desk day.jsonl --terminals 4 --client-dir clients --json";

}  // namespace

void AddDeskCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<DeskOptions>();
  CLI::App* desk = app.add_subcommand(
      "desk", "多终端播放报文文件 / play a file of national messages through terminals");
  desk->add_option("FILE", options->file, "JSONL文件，- 为标准输入 / JSONL file, - = stdin")
      ->required();
  desk->add_option("--terminals", options->terminals, "同时工作的终端数 / terminals at once")
      ->check(CLI::Range(std::size_t{1}, kTerminalsMax))
      ->capture_default_str();
  desk->add_option("--client-dir", options->client_dir,
                   "各终端的调用方配置 / folder of the terminals' ClientConfig files")
      ->check(CLI::ExistingDirectory);
  desk->add_option("--books", options->books,
                   "各机构按应答记账，写入此目录（3202明细CSV） / folder for the books that each "
                   "institution kept of the answers, for `yizhan reconcile`");
  desk->footer(kDeskFooter);
  desk->callback([&session, options] { session.exit_code = RunDesk(session, *options); });
}

}  // namespace yizhan::cli
