// institution: which hospitals are live, and what each has settled.
#include <array>
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/table.h"
#include "yizhan/v1/institution.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::InstitutionService::Stub;

constexpr std::array<v1::Layer, 4> kLayers = {v1::MUNICIPAL, v1::DISTRICT, v1::TOWN, v1::CHARITY};

struct InstitutionOptions {
  std::string id, name, level, town, from;
};

v1::HospitalLevel LevelOf(const std::string& level) {
  if (level == "1") return v1::LEVEL_1;
  if (level == "2") return v1::LEVEL_2;
  if (level == "3") return v1::LEVEL_3;
  return v1::LEVEL_UNGRADED;
}

std::string ReplyText(const v1::InstitutionReply& reply) {
  const v1::Institution& institution = reply.institution();
  std::string text = institution.id() + " " + institution.name() + "  " +
                     StateZh(institution.state()) + " " + StateEn(institution.state());
  if (!institution.live_from().empty()) text += "  自 from " + institution.live_from();
  return text + "  编号 entry " + std::to_string(reply.number()) + "\n";
}

template <typename Request>
ExitCode Change(Session& session, const Request& request,
                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                             v1::InstitutionReply*)) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::InstitutionReply> reply = Call(**client, stub, method, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ReplyText(*reply); });
}

ExitCode RunAdd(Session& session, const InstitutionOptions& options) {
  v1::AddInstitutionRequest request;
  v1::Institution& institution = *request.mutable_institution();
  institution.set_id(options.id);
  institution.set_name(options.name);
  institution.set_level(LevelOf(options.level));
  institution.set_town(options.town);
  return Change(session, request, &Stub::Add);
}

ExitCode RunLive(Session& session, const InstitutionOptions& options) {
  v1::GoLiveRequest request;
  request.set_id(options.id);
  request.set_live_from(options.from);
  return Change(session, request, &Stub::GoLive);
}

ExitCode RunSuspend(Session& session, const InstitutionOptions& options) {
  v1::SuspendRequest request;
  request.set_id(options.id);
  return Change(session, request, &Stub::Suspend);
}

std::int64_t AidOf(const v1::InstitutionTotals& totals, v1::Layer layer) {
  std::int64_t aid_fen = 0;
  for (const v1::LayerAmount& amount : totals.layers()) {
    if (amount.layer() == static_cast<std::uint32_t>(layer)) aid_fen += amount.aid_fen();
  }
  return aid_fen;
}

void AddTotalsRow(std::vector<std::string> cells, const v1::InstitutionTotals& totals,
                  Table& table) {
  cells.push_back(std::to_string(totals.settled_count()));
  cells.push_back(std::to_string(totals.reversed_count()));
  cells.push_back(Yuan(totals.bill_total_fen()));
  for (const v1::Layer layer : kLayers) cells.push_back(Yuan(AidOf(totals, layer)));
  cells.push_back(Yuan(totals.aid_fen()));
  cells.push_back(Yuan(totals.patient_due_fen()));
  table.AddRow(std::move(cells));
}

void Accumulate(const v1::InstitutionTotals& totals, v1::InstitutionTotals& sum) {
  sum.set_settled_count(sum.settled_count() + totals.settled_count());
  sum.set_reversed_count(sum.reversed_count() + totals.reversed_count());
  sum.set_bill_total_fen(sum.bill_total_fen() + totals.bill_total_fen());
  sum.set_aid_fen(sum.aid_fen() + totals.aid_fen());
  sum.set_patient_due_fen(sum.patient_due_fen() + totals.patient_due_fen());
  sum.mutable_layers()->MergeFrom(totals.layers());
}

std::string ListText(const v1::ListInstitutionsReply& reply) {
  std::vector<Column> columns = {{"机构 Institution"},
                                 {"名称 Name"},
                                 {"等级"},
                                 {"街镇"},
                                 {"状态 State"},
                                 {"开通 From"},
                                 {"结算 Settled", Align::kRight},
                                 {"冲正 Reversed", Align::kRight},
                                 {"总额 Total", Align::kRight}};
  for (const v1::Layer layer : kLayers) {
    columns.push_back({LayerZh(layer) + " " + LayerEn(layer), Align::kRight});
  }
  columns.push_back({"救助 Aid", Align::kRight});
  columns.push_back({"个人 Due", Align::kRight});
  Table table(std::move(columns));
  v1::InstitutionTotals sum;
  for (const v1::ListedInstitution& listed : reply.institutions()) {
    const v1::Institution& institution = listed.institution();
    AddTotalsRow({institution.id(), institution.name(), LevelZh(institution.level()),
                  institution.town(), StateZh(institution.state()), institution.live_from()},
                 listed.totals(), table);
    Accumulate(listed.totals(), sum);
  }
  table.AddRule();
  AddTotalsRow({"合计 All", "", "", "", "", ""}, sum, table);
  return table.Text();
}

ExitCode RunList(Session& session) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  const absl::StatusOr<v1::ListInstitutionsReply> reply =
      Call(**client, stub, &Stub::List, v1::ListInstitutionsRequest());
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return ListText(*reply); });
}

void AddAdd(CLI::App& group, Session& session, const std::shared_ptr<InstitutionOptions>& options) {
  CLI::App* add = group.add_subcommand("add", "登记机构 / make an institution known, not yet live");
  add->add_option("ID", options->id, "机构编号 fixmedins_code")->required();
  add->add_option("NAME", options->name, "名称 / name")->required();
  add->add_option("--level", options->level, "等级 / level: 1, 2, 3, ungraded")
      ->required()
      ->check(CLI::IsMember({"1", "2", "3", "ungraded"}));
  add->add_option("--town", options->town, "街镇 / town");
  add->footer(
      "例 Example:\n  yizhan institution add H31011400001 安亭医院 --level 2 --town 安亭镇");
  add->callback([&session, options] { session.exit_code = RunAdd(session, *options); });
}

}  // namespace

void AddInstitutionCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<InstitutionOptions>();
  CLI::App* group = app.add_subcommand("institution", "定点医疗机构 / institutions");
  group->require_subcommand(1);
  AddAdd(*group, session, options);

  CLI::App* live = group->add_subcommand("live", "开通实时结算 / let it settle from a date on");
  live->add_option("ID", options->id, "机构编号 / institution")->required();
  live->add_option("--from", options->from, "开通日期 / first accounting date, YYYY-MM-DD")
      ->required();
  live->footer("例 Example:\n  yizhan institution live H31011400001 --from 2012-06-29");
  live->callback([&session, options] { session.exit_code = RunLive(session, *options); });

  CLI::App* suspend = group->add_subcommand(
      "suspend", "暂停新结算，仍可冲正 / no new settlements; reversals go on");
  suspend->add_option("ID", options->id, "机构编号 / institution")->required();
  suspend->footer("例 Example:\n  yizhan institution suspend H31011400001");
  suspend->callback([&session, options] { session.exit_code = RunSuspend(session, *options); });

  CLI::App* list = group->add_subcommand("list", "机构及分层救助金额 / with amounts by layer");
  list->footer("例 Example:\n  yizhan institution list --json");
  list->callback([&session] { session.exit_code = RunList(session); });
}

}  // namespace yizhan::cli
