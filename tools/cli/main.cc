// yizhan: the command line for operators, the relief office and auditors.
#include <memory>

#include "tools/cli/commands.h"

namespace yizhan::cli {
namespace {

constexpr char kFooter[] =
    "单据文件：本系统JSON，或国家接口 2207/2304 报文。\n"
    "退出码 Exit codes:\n"
    "  0  成功 done\n"
    "  1  被拒绝，未入账 refused, nothing was posted\n"
    "  2  参数或文件有误，或部分被拒 wrong arguments or file, or a part was refused\n"
    "  3  结果未知，或账本核对不符 unknown outcome, or the ledger does not verify\n"
    "  4  未做任何处理，请重试 nothing was done, try again\n"
    "例 Example:\n"
    "  yizhan --config desk.textproto settle bill.json\n"
    "  export YIZHAN_CONFIG=desk.textproto\n"
    "  yizhan explain 42\n"
    "  yizhan reverse --number 42 --request-id r-42 --reason 患者退费";

void AddGlobalOptions(CLI::App& app, GlobalOptions& options) {
  app.add_option("--config", options.config_path,
                 "调用方配置：引擎地址、证书、私钥、CA / who calls, and whom: ClientConfig")
      ->envname("YIZHAN_CONFIG");
  app.add_option("--engine", options.engine, "引擎地址，先于配置 / host:port, before the config's")
      ->envname("YIZHAN_ENGINE");
  app.add_option("--token", options.token_path,
                 "仅培训引擎：令牌文件 / training only: bearer token")
      ->envname("YIZHAN_TOKEN");
  app.add_flag("--training", options.training, "仅培训引擎：明文 / training only: plain text");
  app.add_flag("--json", options.json, "输出JSON / machine-readable output");
  app.add_option("--deadline-ms", options.deadline_ms, "每次调用的时限（毫秒） / per call")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{600'000}));
}

int Main(int argc, char** argv) {
  Session session;
  CLI::App app("一站：医疗救助实时结算\nYizhan: real-time settlement of medical aid", "yizhan");
  app.fallthrough();  // Global options may stand after the command; subcommands inherit this.
  app.require_subcommand(1);
  app.footer(kFooter);
  AddGlobalOptions(app, session.options);
  AddSettleCommands(app, session);
  AddReverseCommand(app, session);
  AddAskCommands(app, session);
  AddPostedCommands(app, session);
  AddAdjudicateCommand(app, session);
  AddInstitutionCommands(app, session);
  AddFundCommands(app, session);
  AddAlertCommands(app, session);
  AddReconcileCommand(app, session);
  AddStatementCommand(app, session);
  AddReportCommands(app, session);
  AddPeriodCommands(app, session);
  AddPayoutCommands(app, session);
  AddReliefCommands(app, session);
  AddRegisterCommands(app, session);
  AddPolicyCommands(app, session);
  AddLedgerCommands(app, session);
  AddReplayCommand(app, session);
  AddDeskCommand(app, session);
  AddOfficerCommands(app, session);
  AddCertCommands(app, session);
  AddKeysCommands(app, session);
  AddWitnessCommand(app, session);
  AddDoctorCommand(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return session.exit_code;
}

}  // namespace
}  // namespace yizhan::cli

int main(int argc, char** argv) { return yizhan::cli::Main(argc, argv); }
