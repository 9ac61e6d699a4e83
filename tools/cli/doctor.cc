// doctor: the command; what it looks at stands in doctor_*.cc.
#include "tools/cli/doctor.h"

#include <sys/stat.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "engine/base/text_proto.h"
#include "engine/service/config.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_out.h"

namespace yizhan::cli {
namespace {

struct DoctorOptions {
  std::string config_path, client_path;
};

// A configuration that the engine refuses is still read as far as it goes, so that one mistake does
// not hide the others.
std::optional<v1::EngineConfig> ConfigAt(const std::string& path, DoctorReport& report) {
  const absl::StatusOr<Config> loaded = LoadConfig(path);
  if (loaded.ok()) {
    report.Ok("config", "配置可用：" + path, "the configuration is good: " + path);
    return loaded->engine;
  }
  const std::string why(loaded.status().message());
  report.Wrong("config", "引擎不会接受此配置，请改正：" + why,
               "the engine refuses this configuration; correct it: " + why);
  const absl::StatusOr<std::string> text = ReadAll(path);
  if (!text.ok()) return std::nullopt;
  v1::EngineConfig config;
  if (!ParseTextProto(path, *text, config).ok()) return std::nullopt;
  if (config.disk_reserve_bytes() == 0) config.set_disk_reserve_bytes(kDiskReserveDefaultBytes);
  return config;
}

// Who asks the engine: --client, else whoever calls by the global options, else in training nobody.
std::optional<ClientOptions> ClientOf(const Session& session, const DoctorOptions& options,
                                      const v1::EngineConfig& config, DoctorReport& report) {
  const bool by_session = !session.options.config_path.empty() || session.options.training ||
                          !session.options.token_path.empty();
  if (options.client_path.empty() && !by_session) {
    if (!config.training() || config.listen().ends_with(":0")) return std::nullopt;
    ClientOptions nobody;
    nobody.address = config.listen();
    return nobody;
  }
  absl::StatusOr<ClientOptions> client = options.client_path.empty()
                                             ? session.CallerOptions()
                                             : session.CallerOptionsOf(options.client_path);
  if (client.ok()) return *std::move(client);
  const std::string said(client.status().message());
  const std::size_t line = said.find('\n');
  report.Wrong("client", said.substr(0, line),
               line == std::string::npos ? said : said.substr(line + 1));
  return std::nullopt;
}

std::string VerdictText(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return "正常 OK      ";
    case Verdict::kWarning:
      return "注意 warning ";
    case Verdict::kWrong:
      break;
  }
  return "有误 WRONG   ";
}

std::string VerdictName(Verdict verdict) {
  if (verdict == Verdict::kOk) return "ok";
  return verdict == Verdict::kWarning ? "warning" : "wrong";
}

std::string ReportText(const DoctorReport& report) {
  std::string text;
  for (const CheckLine& line : report.lines()) {
    text += VerdictText(line.verdict) + line.check + "\n    " + line.zh + "\n    " + line.en + "\n";
  }
  return text + std::to_string(report.Count(Verdict::kWrong)) + " 项有误 wrong, " +
         std::to_string(report.Count(Verdict::kWarning)) + " 项注意 warnings, " +
         std::to_string(report.Count(Verdict::kOk)) + " 项正常 OK\n";
}

std::string ReportJson(const DoctorReport& report) {
  std::vector<JsonObject> checks;
  for (const CheckLine& line : report.lines()) {
    JsonObject check;
    check.Text("check", line.check)
        .Text("verdict", VerdictName(line.verdict))
        .Text("message_zh", line.zh)
        .Text("message_en", line.en);
    checks.push_back(check);
  }
  JsonObject json;
  json.Number("wrong", report.Count(Verdict::kWrong))
      .Number("warnings", report.Count(Verdict::kWarning))
      .Objects("checks", checks);
  return json.Text() + "\n";
}

ExitCode RunDoctor(const Session& session, const DoctorOptions& options) {
  DoctorReport report;
  const std::optional<v1::EngineConfig> config = ConfigAt(options.config_path, report);
  if (config.has_value()) {
    Installation at{.config = *config, .client = std::nullopt, .now_ms = SystemClock().NowMs()};
    at.client = ClientOf(session, options, *config, report);
    CheckSwitches(at, report);
    CheckCertificate(at, report);
    CheckRevocations(at, report);
    CheckKeys(at, report);
    CheckData(at, report);
    CheckEngine(at, report);
  }
  std::cout << (session.options.json ? ReportJson(report) : ReportText(report));
  return report.Count(Verdict::kWrong) == 0 ? kExitOk : kExitRefused;
}

}  // namespace

std::size_t DoctorReport::Count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(lines_.begin(), lines_.end(),
                    [&](const CheckLine& line) { return line.verdict == verdict; }));
}

std::string DateOf(std::int64_t unix_s) { return DayText(BusinessDay(unix_s * 1000)); }

bool OthersMay(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & S_IRWXO) != 0;
}

void AddDoctorCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* doctor = app.add_subcommand(
      "doctor", "检查一处安装：哪里不对，怎么办 / what is wrong with an installation");
  doctor->add_option("--config", options->config_path, "引擎配置 / of yizhand: EngineConfig")
      ->required();
  doctor->add_option(
      "--client", options->client_path,
      "以谁的身份询问运行中的引擎 / ClientConfig of whoever asks the running engine");
  doctor->footer(
      "只看不改。请以引擎的用户身份、在其环境中运行。退出码1：有误 / it changes nothing; run it as "
      "the engine's user, in its environment; exit 1: something is wrong.\n"
      "例 Example:\n  yizhan doctor --config yizhand.textproto --client admin.textproto");
  doctor->callback([&session, options] { session.exit_code = RunDoctor(session, *options); });
}

}  // namespace yizhan::cli
