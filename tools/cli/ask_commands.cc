// get, explain, list: what happened, and why.
#include <memory>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/explain_report.h"
#include "tools/cli/explained_text.h"
#include "tools/cli/names.h"
#include "tools/cli/report_page.h"
#include "tools/cli/slip.h"
#include "tools/cli/slip_proof.h"
#include "tools/cli/table.h"
#include "tools/cli/training.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::cli {
namespace {

struct AskOptions {
  WhichSettlement which;
  std::string on_behalf_of;
  std::uint64_t number = 0;
  std::string institution_id, person, from_day, until_day;
  std::uint32_t limit = 100;
  std::string html;
};

std::string GetText(const v1::GetReply& reply, const Client& client) {
  std::string text = "状态 State: " + PresentText(reply.state(), reply.ended_by()) +
                     "（截至记录数 as of " + std::to_string(reply.as_of()) + "）\n";
  if (reply.has_result()) text += SlipText(reply.result(), "", SlipProofNow(client));
  return text;
}

ExitCode RunGet(Session& session, const AskOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::GetRequest request;
  SetWhich(options.which, request);
  request.set_on_behalf_of(options.on_behalf_of);
  const absl::StatusOr<v1::GetReply> reply = (*client)->Get(request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return GetText(*reply, **client); });
}

std::string ExplainText(const v1::ExplainReply& reply) {
  const v1::SettleResult& result = reply.result();
  std::string text = "结算 Settlement " + std::to_string(result.number()) + "  " +
                     TimeText(result.posted_ms()) + "  " +
                     PresentText(result.state(), result.ended_by()) + "\n";
  text += "政策包 Pack " + HexText(result.pack_hash()).substr(0, 12) + "  救助对象 Person " +
          PersonText(reply.facts().person_no()) + "\n";
  for (const v1::DatedValue& identity : reply.facts().identities()) {
    text += "  身份 Identity " + identity.value() + "  " + identity.from() + " ~ " +
            identity.until() + "\n";
  }
  text += "\n";
  text += ApplicationText(result);
  for (const v1::ExplainedStep& step : reply.steps()) text += StepText(step);
  for (const v1::ExplainedBreak& broken : reply.breaks()) {
    text += broken.sentence_zh() + "\n    " + broken.sentence_en() + "\n";
  }
  text += "\n救助合计 Aid " + Yuan(result.outcome().aid_fen()) + "  个人负担 Due " +
          Yuan(result.outcome().patient_due_fen()) + "  现金 Cash " +
          Yuan(result.outcome().cash_due_fen()) + "\n";
  text += TrainingLine(result.training());
  return text;
}

ExitCode RunExplain(Session& session, const AskOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::ExplainRequest request;
  request.set_number(options.number);
  const absl::StatusOr<v1::ExplainReply> reply = (*client)->Explain(request);
  if (!reply.ok()) return session.Fail(reply.status());
  if (options.html.empty()) return session.Show(*reply, [&] { return ExplainText(*reply); });
  const absl::Status written = WriteAll(options.html, ReportPage(ExplainReport(*reply)));
  if (!written.ok()) return session.Fail(written);
  return session.Show(*reply, [&] { return "已写入 written: " + options.html + "\n"; });
}

std::string ListText(const v1::ListReply& reply) {
  Table table({{"编号 No.", Align::kRight},
               {"时间 Time"},
               {"机构 Institution"},
               {"票据号 Bill"},
               {"人员 Person"},
               {"总额 Total", Align::kRight},
               {"救助 Aid", Align::kRight},
               {"现金 Cash", Align::kRight},
               {"状态 State"}});
  for (const v1::SettleResult& result : reply.results()) {
    table.AddRow({std::to_string(result.number()), TimeText(result.posted_ms()),
                  result.bill().institution_id(), result.bill().bill_no(),
                  PersonText(result.person_no()), Yuan(result.bill().total_fen()),
                  Yuan(result.outcome().aid_fen()), Yuan(result.outcome().cash_due_fen()),
                  PresentText(result.state(), result.ended_by())});
  }
  return table.Text() + "共 " + std::to_string(reply.results_size()) +
         " 笔 settlements，截至记录数 as of " + std::to_string(reply.as_of()) + "\n";
}

ExitCode RunList(Session& session, const AskOptions& options) {
  v1::ListRequest request;
  request.set_institution_id(options.institution_id);
  request.set_from_day(options.from_day);
  request.set_until_day(options.until_day);
  request.set_limit(options.limit);
  std::uint64_t person_no = 0;
  if (!options.person.empty() && !ParsePerson(options.person, person_no)) {
    return session.Fail(UsageError("--person 应为1至16位十六进制", "--person takes hex digits"));
  }
  request.set_person_no(person_no);
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::Settlement::Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListReply> reply =
      Call(**client, stub, &v1::Settlement::Stub::List, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

void AddList(CLI::App& app, Session& session, const std::shared_ptr<AskOptions>& options) {
  CLI::App* list = app.add_subcommand("list", "列出结算，新的在前 / settlements, newest first");
  list->add_option("--institution", options->institution_id, "机构编号 / institution");
  list->add_option("--person", options->person, "人员编号（十六进制） / person number, hex");
  list->add_option("--from", options->from_day, "入账日期起 / posting date from, YYYY-MM-DD");
  list->add_option("--until", options->until_day, "入账日期止（含） / until, inclusive");
  list->add_option("--limit", options->limit, "最多几笔 / at most")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  list->footer("例 Example:\n  yizhan --config relief.textproto list --from 2012-06-29 --limit 20");
  list->callback([&session, options] { session.exit_code = RunList(session, *options); });
}

}  // namespace

void AddAskCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<AskOptions>();

  CLI::App* get = app.add_subcommand("get", "是否已结算？ / did it happen?");
  AddWhich(*get, options->which, true);
  get->add_option("--on-behalf-of", options->on_behalf_of,
                  "救助部门代查：原发送方 / relief office only: the original sender");
  get->footer(
      "例 Example:\n  yizhan --config desk.textproto get --message-id H3101140000120120629093000"
      "0001");
  get->callback([&session, options] { session.exit_code = RunGet(session, *options); });

  CLI::App* explain =
      app.add_subcommand("explain", "逐项说明救助金额的由来 / why each program paid or did not");
  explain->add_option("N", options->number, "结算编号 / settlement number")
      ->required()
      ->check(CLI::PositiveNumber);
  explain->add_option("--html", options->html, "写成一页可打印的说明 / as one page to print");
  explain->footer(
      "例 Example:\n  yizhan --config desk.textproto explain 42\n"
      "  yizhan --config desk.textproto explain 42 --html 42.html");
  explain->callback([&session, options] { session.exit_code = RunExplain(session, *options); });

  AddList(app, session, options);
}

}  // namespace yizhan::cli
