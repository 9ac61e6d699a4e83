// alerts: warnings that stand, what is done about them, and a stream of both.
#include <cstdio>
#include <memory>

#include "tools/cli/alert_names.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"
#include "yizhan/v1/alerts.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Alerts::Stub;

struct ListOptions {
  std::vector<std::string> states;
  std::string town, threshold, level;
};

struct StepOptions {
  std::string alert, referred_to, program, outcome, reference, request_id;
};

struct WatchOptions {
  std::uint64_t from = 0;
};

absl::Status UnknownName(const std::string& what, const std::string& name) {
  return UsageError(what + " 不认识 " + name, what + " does not know " + name);
}

std::string HolderText(const v1::Alert& alert) {
  if (!alert.visit_no().empty()) {
    return PersonText(alert.person_no()) + " 就诊 visit " + alert.visit_no();
  }
  if (alert.person_no() != 0) return PersonText(alert.person_no());
  if (alert.household_no() != 0) return "家庭 household " + PersonText(alert.household_no());
  return "基金 fund";
}

// "转 慈善基金会", "已获进一步帮扶 help granted".
std::string DoneText(const v1::Alert& alert) {
  if (alert.state() == v1::ALERT_CLOSED) return AlertOutcomeText(alert.outcome());
  return alert.referred_to().empty() ? "" : "转 to " + alert.referred_to();
}

std::string SureText(const v1::Alert& alert) {
  return alert.warning().confidence() == v1::ILLUSTRATIVE ? "【示例】" : "";
}

std::string ListText(const v1::ListAlertsReply& reply) {
  Table table({{"编号 Alert"},
               {"级别 Level"},
               {"状态 State"},
               {"起始 Raised on"},
               {"天数 Days", Align::kRight},
               {"街镇 Town"},
               {"对象 Whose"},
               {"超过前 Before", Align::kRight},
               {"现值 After", Align::kRight},
               {"预警 Warning"},
               {"处理 Done"}});
  for (const v1::Alert& alert : reply.alerts()) {
    table.AddRow({AlertNameText(alert.raised_by(), alert.place()), AlertLevelText(alert.level()),
                  AlertStateText(alert.state()), alert.raised_on(),
                  std::to_string(alert.days_open()), alert.town(), HolderText(alert),
                  alert.warning().before(), alert.warning().after(),
                  alert.warning().message() + SureText(alert), DoneText(alert)});
  }
  const std::string count = std::to_string(reply.alerts_size());
  return table.Text() + "共 " + count + " 条，截至账本 " + std::to_string(reply.as_of()) +
         " 条记录 / " + count + " warnings as of ledger size " + std::to_string(reply.as_of()) +
         "\n";
}

absl::StatusOr<v1::ListAlertsRequest> RequestOf(const ListOptions& options) {
  v1::ListAlertsRequest request;
  for (const std::string& name : options.states) {
    const auto state = AlertStateNamed(name);
    if (!state.has_value()) return UnknownName("--state", name);
    request.add_states(*state);
  }
  if (!options.level.empty()) {
    const auto level = AlertLevelNamed(options.level);
    if (!level.has_value()) return UnknownName("--level", options.level);
    request.set_level_min(*level);
  }
  request.set_town(options.town);
  request.set_threshold_id(options.threshold);
  return request;
}

ExitCode RunList(Session& session, const ListOptions& options) {
  const absl::StatusOr<v1::ListAlertsRequest> request = RequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListAlertsReply> reply = Call(**client, stub, &Stub::List, *request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

absl::StatusOr<v1::HandleAlertRequest> RequestOf(const StepOptions& options, v1::AlertState step) {
  v1::HandleAlertRequest request;
  std::uint64_t raised_by = 0;
  std::uint32_t place = 0;
  if (!ParseAlertName(options.alert, raised_by, place)) return UnknownName("ALERT", options.alert);
  request.set_raised_by(raised_by);
  request.set_place(place);
  request.set_state(step);
  request.set_referred_to(options.referred_to);
  request.set_program_id(options.program);
  request.set_reference(options.reference);
  if (step == v1::ALERT_CLOSED) {
    const auto outcome = AlertOutcomeNamed(options.outcome);
    if (!outcome.has_value()) return UnknownName("--outcome", options.outcome);
    request.set_outcome(*outcome);
  }
  request.set_request_id(RequestIdOr(options.request_id));
  return request;
}

ExitCode RunStep(Session& session, const StepOptions& options, v1::AlertState step) {
  const absl::StatusOr<v1::HandleAlertRequest> request = RequestOf(options, step);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::HandleAlertReply> reply = Call(**client, stub, &Stub::Handle, *request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return (reply->replayed() ? "此前已办理，返回首次结果 (replayed: first result)\n" : "") +
           ("预警 Alert " + AlertNameText(request->raised_by(), request->place())) + "  " +
           AlertStateText(step) + "  编号 entry " + std::to_string(reply->number()) + "\n";
  });
}

std::string EventText(const v1::AlertEvent& event) {
  const v1::Alert& alert = event.alert();
  std::string text = std::to_string(event.number()) + "  " + AlertKindText(event.kind()) +
                     "  预警 " + AlertNameText(alert.raised_by(), alert.place()) + "  " +
                     AlertLevelText(alert.level()) + "  " + alert.town() + "  " +
                     HolderText(alert) + "  " + alert.warning().message() + SureText(alert);
  const std::string done = DoneText(alert);
  if (!done.empty()) text += "  " + done;
  return text + "\n";
}

ExitCode RunWatch(Session& session, const WatchOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  grpc::ClientContext context;
  PrepareStream(**client, context);
  v1::WatchAlertsRequest request;
  request.set_from(options.from);
  const auto reader = stub.Watch(&context, request);
  v1::AlertEvent event;
  while (reader->Read(&event)) {
    session.Show(event, [&] { return EventText(event); });
    std::fflush(stdout);
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? kExitOk : session.Fail(FromGrpc(status));
}

void AddStepOptions(CLI::App& command, StepOptions& options) {
  command.add_option("ALERT", options.alert, "预警编号 / as `alerts list` names it")->required();
  command.add_option("--request-id", options.request_id,
                     "请求号，重试须相同；不给则生成 / the same on every retry; absent: made");
}

}  // namespace

void AddAlertCommands(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand("alerts", "预警 / warnings that lead to help");
  group->require_subcommand(1);

  auto listed = std::make_shared<ListOptions>();
  CLI::App* list = group->add_subcommand("list", "现有预警 / warnings that stand");
  list->add_option("--state", listed->states,
                   "open|acknowledged|referred|closed，可多次；不给则除已办结外全部 / may be "
                   "repeated; absent: all but closed");
  list->add_option("--town", listed->town, "街镇 / town");
  list->add_option("--threshold", listed->threshold, "预警线编号 / threshold");
  list->add_option("--level", listed->level, "notice|warning|urgent，至少 / at least");
  list->footer("例 Example:\n  yizhan alerts list --level urgent");
  list->callback([&session, listed] { session.exit_code = RunList(session, *listed); });

  auto step = std::make_shared<StepOptions>();
  CLI::App* acknowledge = group->add_subcommand("acknowledge", "受理 / take it up");
  AddStepOptions(*acknowledge, *step);
  acknowledge->footer("例 Example:\n  yizhan alerts acknowledge 812.0");
  acknowledge->callback(
      [&session, step] { session.exit_code = RunStep(session, *step, v1::ACKNOWLEDGED); });

  CLI::App* refer = group->add_subcommand("refer", "转介 / hand it to another office or charity");
  AddStepOptions(*refer, *step);
  refer->add_option("--to", step->referred_to, "转给谁，勿写个人信息 / whom; no personal data")
      ->required();
  refer->add_option("--program", step->program, "项目 / program");
  refer->add_option("--reference", step->reference, "案卷号 / file number");
  refer->footer("例 Example:\n  yizhan alerts refer 812.0 --to 区慈善基金会 --program jd-charity");
  refer->callback([&session, step] { session.exit_code = RunStep(session, *step, v1::REFERRED); });

  CLI::App* close = group->add_subcommand("close", "办结 / done with");
  AddStepOptions(*close, *step);
  std::string outcomes;
  for (const std::string& name : AlertOutcomeNames()) {
    outcomes += (outcomes.empty() ? "" : "|") + name;
  }
  close->add_option("--outcome", step->outcome, "结果 / " + outcomes)->required();
  close->add_option("--reference", step->reference, "案卷号 / file number");
  close->footer("例 Example:\n  yizhan alerts close 812.0 --outcome granted --reference C-2012/41");
  close->callback(
      [&session, step] { session.exit_code = RunStep(session, *step, v1::ALERT_CLOSED); });

  auto watched = std::make_shared<WatchOptions>();
  CLI::App* watch = group->add_subcommand("watch", "持续接收预警 / as they come; Ctrl-C ends it");
  watch->add_option("--from", watched->from,
                    "从账本第几条起，取自上次的 next / ledger size to go on from");
  watch->footer("例 Example:\n  yizhan alerts watch --from 812 --json");
  watch->callback([&session, watched] { session.exit_code = RunWatch(session, *watched); });
}

}  // namespace yizhan::cli
