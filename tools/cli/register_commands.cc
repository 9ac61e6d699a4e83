// register: beneficiaries, imported from the relief office's CSV.
#include <algorithm>
#include <iostream>
#include <memory>

#include "adapters/files/register_csv.h"
#include "engine/base/date.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/progress.h"
#include "tools/cli/table.h"
#include "tools/cli/width.h"
#include "yizhan/v1/register.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Register::Stub;

struct RegisterOptions {
  std::string file;
  WhichPerson who;
};

absl::StatusOr<v1::ImportReply> Send(Client& client, const std::vector<v1::ImportPerson>& persons) {
  Stub stub(client.channel());
  grpc::ClientContext context;
  PrepareStream(client, context);
  v1::ImportReply reply;
  const auto writer = stub.Import(&context, &reply);
  Progress progress("导入 Import");
  std::uint64_t sent = 0;
  for (const v1::ImportPerson& person : persons) {
    if (!writer->Write(person)) break;  // Finish says why.
    progress.Update(++sent, persons.size());
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

// The first of them; the whole list is that of `relief leads`.
constexpr int kTouchedShownMax = 20;

std::string TouchedText(const v1::ImportReply& reply) {
  if (reply.touched().empty()) return "";
  const std::string count = std::to_string(reply.touched_size());
  std::string text = "追溯变更涉及已结算单据，须重算 " + count +
                     " 人 / changes of the past touch settled bills, persons to look at: " + count +
                     "\n";
  for (int i = 0; i < std::min(reply.touched_size(), kTouchedShownMax); ++i) {
    const v1::TouchedBills& touched = reply.touched(i);
    for (const std::uint32_t year : touched.years()) {
      text += "  yizhan relief readjudicate --person " + PersonText(touched.person_no()) +
              " --year " + std::to_string(year) + "\n";
    }
  }
  return text + "  全部 all: yizhan relief leads\n";
}

std::string ImportText(const v1::ImportReply& reply) {
  std::string text = "新增 created " + std::to_string(reply.created()) + "  变更 changed " +
                     std::to_string(reply.changed()) + "  未变 unchanged " +
                     std::to_string(reply.unchanged()) + "  拒绝 refused " +
                     std::to_string(reply.refused_size()) + "\n";
  text += TouchedText(reply);
  if (reply.refused_size() == 0) return text;
  Table table({{"行 Line", Align::kRight}, {"列 Column"}, {"原因"}, {"Reason"}});
  for (const v1::ImportRefusal& refusal : reply.refused()) {
    table.AddRow({std::to_string(refusal.line()), refusal.column(), refusal.message_zh(),
                  refusal.message_en()});
  }
  return text + table.Text();
}

ExitCode RunImport(Session& session, const RegisterOptions& options) {
  const absl::StatusOr<std::string> bytes = ReadAll(options.file);
  if (!bytes.ok()) return session.Fail(bytes.status());
  const absl::StatusOr<files::RegisterFile> file = files::ParseRegisterCsv(*bytes);
  if (!file.ok()) return session.Fail(file.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  absl::StatusOr<v1::ImportReply> reply = Send(**client, file->persons);
  if (!reply.ok()) return session.Fail(reply.status());
  // What the file's reader refused comes first, then what the engine refused.
  v1::ImportReply all = *reply;
  all.clear_refused();
  for (const v1::ImportRefusal& refusal : file->refused) *all.add_refused() = refusal;
  all.mutable_refused()->MergeFrom(reply->refused());
  session.Show(all, [&] { return ImportText(all); });
  return all.refused_size() == 0 ? kExitOk : kExitUsage;
}

std::string UntilText(const std::string& until) { return until.empty() ? "长期 open" : until; }

void AddRows(const std::string& kind,
             const google::protobuf::RepeatedPtrField<v1::DatedValue>& values, Table& table) {
  for (const v1::DatedValue& value : values) {
    table.AddRow({kind, value.value(), value.from(), UntilText(value.until())});
  }
}

std::string RecordText(const v1::PersonRecord& record) {
  Table table({{"项目 Fact"}, {"值 Value"}, {"起 From"}, {"止 Until"}});
  if (!record.birth_date().empty()) table.AddRow({"出生 Born", record.birth_date(), "", ""});
  for (const v1::DatedHousehold& household : record.households()) {
    table.AddRow({"家庭 Household", PersonText(household.household_no()), household.from(),
                  UntilText(household.until())});
  }
  AddRows("街镇 Town", record.towns(), table);
  AddRows("险种 Insurance", record.insurance_types(), table);
  AddRows("身份 Identity", record.identities(), table);
  AddRows("审批 Approval", record.approvals(), table);
  return table.Text();
}

std::string ErasedText(const v1::LookupReply& reply) {
  if (reply.erased() == 0) return "";
  return "已依令删除个人信息，编号 private data erased by order, entry " +
         std::to_string(reply.erased()) + "\n";
}

ExitCode RunLookup(Session& session, const RegisterOptions& options) {
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::LookupRequest request;
  *request.mutable_person() = *person;
  const absl::StatusOr<v1::LookupReply> reply = Call(**client, stub, &Stub::Lookup, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return "人员编号 Person " + PersonText(reply->person_no()) + "  最近变更 last change " +
           std::to_string(reply->last_change()) + "\n" + ErasedText(*reply) +
           RecordText(reply->record());
  });
}

std::string ChangeText(const v1::HistoryItem& item) {
  std::string text = "编号 Entry " + std::to_string(item.number()) + "  " +
                     TimeText(item.posted_ms()) + "  " + Printable(item.actor()) + "\n";
  if (item.erased()) return text + "已依令删除个人信息 private data erased by order\n\n";
  return text + RecordText(item.record()) + "\n";
}

std::string ReadsText(const v1::HistoryReply& reply) {
  if (reply.reads().empty()) return "";
  Table table({{"编号 Entry", Align::kRight},
               {"时间 Time"},
               {"查看人 Who"},
               {"用途 Purpose"},
               {"文号 Reference"}});
  for (const v1::ReadItem& read : reply.reads()) {
    table.AddRow({std::to_string(read.number()), TimeText(read.posted_ms()),
                  Printable(read.actor()), PurposeText(read.purpose()),
                  Printable(read.reference())});
  }
  return "个人信息查看记录 Private data shown to\n" + table.Text();
}

std::string HistoryText(const v1::HistoryReply& reply) {
  std::string text;
  for (const v1::HistoryItem& item : reply.items()) text += ChangeText(item);
  return text + ReadsText(reply);
}

ExitCode RunHistory(Session& session, const RegisterOptions& options) {
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::HistoryRequest request;
  *request.mutable_person() = *person;
  const absl::StatusOr<v1::HistoryReply> reply = Call(**client, stub, &Stub::History, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return HistoryText(*reply); });
}

}  // namespace

absl::StatusOr<v1::PersonRef> PersonOf(const WhichPerson& which) {
  v1::PersonRef person;
  if (which.person.empty() == which.cert_no.empty()) {
    return UsageError("请给出 --person 或 --cert-no 之一", "give one of --person and --cert-no");
  }
  if (which.person.empty()) {
    person.mutable_card()->set_cert_type(which.cert_type);
    person.mutable_card()->set_cert_no(which.cert_no);
    return person;
  }
  std::uint64_t person_no = 0;
  if (!ParsePerson(which.person, person_no)) {
    return UsageError("--person 应为1至16位十六进制", "--person takes 1 to 16 hex digits");
  }
  person.set_person_no(person_no);
  return person;
}

void AddWhichPerson(CLI::App& command, WhichPerson& which) {
  command.add_option("--person", which.person, "人员编号（十六进制） / person number, hex");
  command.add_option("--cert-no", which.cert_no, "证件号码 / certificate number");
  command.add_option("--cert-type", which.cert_type, "证件类型 / certificate type")
      ->capture_default_str();
}

void AddRegisterCommands(CLI::App& app, Session& session) {
  auto options = std::make_shared<RegisterOptions>();
  CLI::App* group = app.add_subcommand("register", "救助对象登记 / the register of beneficiaries");
  group->require_subcommand(1);

  CLI::App* load = group->add_subcommand(
      "import",
      "导入CSV（UTF-8或GB18030），可重复导入 / import a CSV; repeating it changes nothing");
  load->add_option("FILE", options->file, "CSV文件，- 为标准输入 / CSV file, - = stdin")
      ->required();
  load->footer(
      "坏行列出行、列、原因，其余照常导入（退出码2） / bad rows are listed, the rest goes in (exit "
      "2).\n"
      "例 Example:\n  yizhan --config town.textproto register import anting.csv");
  load->callback([&session, options] { session.exit_code = RunImport(session, *options); });

  CLI::App* lookup = group->add_subcommand("lookup", "查询登记 / what the register says now");
  AddWhichPerson(*lookup, options->who);
  lookup->footer("例 Example:\n  yizhan --config town.textproto register lookup --person 00c0ffee");
  lookup->callback([&session, options] { session.exit_code = RunLookup(session, *options); });

  CLI::App* history = group->add_subcommand(
      "history", "登记的历次变更及查看 / every change and every look, newest first");
  AddWhichPerson(*history, options->who);
  history->footer(
      "例 Example:\n  yizhan --config town.textproto register history --cert-no 3101...");
  history->callback([&session, options] { session.exit_code = RunHistory(session, *options); });

  AddVerifyCommand(*group, session);
  AddExpiringCommand(*group, session);
  AddPrivateCommands(*group, session);
}

}  // namespace yizhan::cli
