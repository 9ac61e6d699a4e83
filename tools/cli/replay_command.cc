// replay: one entry of an export run again, step by step.
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>

#include "engine/audit/leaf_file.h"
#include "engine/audit/replay.h"
#include "tools/cli/commands.h"
#include "tools/cli/export_file.h"
#include "tools/cli/progress.h"
#include "tools/cli/replay_text.h"

namespace yizhan::cli {
namespace {

struct ReplayOptions {
  std::uint64_t number = 0;
  std::string path;
};

// The folder of an export, or its leaves alone.
std::string LeavesOf(const std::string& path) {
  std::error_code failed;
  return std::filesystem::is_directory(path, failed) ? path + "/leaves" : path;
}

ExitCode RunReplay(Session& session, const ReplayOptions& options) {
  const auto leaves = LeafFile::Open(LeavesOf(options.path));
  if (!leaves.ok()) return session.Fail(leaves.status());
  if (options.number >= (*leaves)->size()) {
    const std::string size = std::to_string((*leaves)->size());
    return session.Fail(UsageError("导出中没有这条记录，共 " + size + " 条",
                                   "the export has no such entry; it has " + size));
  }
  absl::StatusOr<Replay> replay = absl::UnknownError("");
  {
    Progress progress("重演 Replay");
    replay = ReplayEntry(**leaves, options.number, [&](std::uint64_t done, std::uint64_t total) {
      progress.Update(done, total);
    });
  }
  if (!replay.ok()) return session.Fail(replay.status());
  const bool training = IsTrainingExport(options.path);
  std::cout << (session.options.json ? ReplayJson(*replay, training)
                                     : ReplayText(*replay, training));
  return replay->ok() ? kExitOk : kExitUnknown;
}

}  // namespace

void AddReplayCommand(CLI::App& app, Session& session) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* replay = app.add_subcommand(
      "replay", "据导出逐步重算一条记录 / one entry of an export run again, step by step");
  replay->add_option("N", options->number, "编号 / entry")->required();
  replay->add_option("--export", options->path, "导出目录 / the exported folder")
      ->required()
      ->check(CLI::ExistingPath);
  replay->footer(
      "退出码3：与此前账目或自身数据不符 / exit 3: it does not follow.\n"
      "例 Example:\n  yizhan replay 42 --export export-2012-07");
  replay->callback([&session, options] { session.exit_code = RunReplay(session, *options); });
}

}  // namespace yizhan::cli
