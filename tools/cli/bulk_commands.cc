// relief leads, readjudicate-all, confirm-all: what waits for a re-adjudication, a year of a whole
// town or district folded again, and the list of it confirmed by two officers.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <utility>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/books/fold_bulk.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/progress.h"
#include "tools/cli/proposals_report.h"
#include "tools/cli/report_files.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/table.h"
#include "tools/cli/training.h"
#include "yizhan/v1/policy_service.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::cli {
namespace {

namespace fs = std::filesystem;
using Stub = v1::Relief::Stub;

struct LookOptions {
  std::string town, out = "readjudication";
  std::uint32_t year = 0;
};

struct SendOptions {
  std::string file, request_id;
  std::vector<std::string> signatures;
};

std::string CauseText(v1::Lead::Cause cause) {
  switch (cause) {
    case v1::Lead::CONTRA:
      return "冲正后有在后结算 reversed beneath later bills";
    case v1::Lead::ADJUSTMENT:
      return "年度申请计入的结算已调整 a bill of an application was adjusted";
    case v1::Lead::REGISTER_CHANGE:
      return "名册追溯变更 register changed for the past";
    case v1::Lead::PACK:
      return "政策追溯生效 rules put in force for the past";
    default:
      return "";
  }
}

template <typename Numbers>
std::string Listed(const Numbers& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

std::string LeadsText(const v1::ListLeadsReply& reply) {
  Table table({{"编号 Entry", Align::kRight},
               {"起始 Since"},
               {"街镇 Town"},
               {"救助对象 Person"},
               {"年度 Years"},
               {"原因 Cause"},
               {"涉及结算 Settlements"}});
  for (const v1::Lead& lead : reply.leads()) {
    const bool whole = lead.person_no() == 0;
    table.AddRow({std::to_string(lead.number()), lead.since(), lead.town(),
                  whole ? "全区 whole district" : PersonText(lead.person_no()),
                  Listed(lead.years()), CauseText(lead.cause()), Listed(lead.settlements())});
  }
  return table.Text() + "共 " + std::to_string(reply.leads_size()) +
         " 条待重算 / open leads\n下一步 Next: yizhan relief readjudicate --person P --year Y\n"
         "        或 or: yizhan relief readjudicate-all --town T --year Y --out DIR\n";
}

absl::StatusOr<v1::ListLeadsReply> AskLeads(Client& client, const std::string& town) {
  Stub stub(client.channel());
  v1::ListLeadsRequest request;
  request.set_town(town);
  return Call(client, stub, &Stub::ListLeads, request);
}

ExitCode RunLeads(Session& session, const LookOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  const absl::StatusOr<v1::ListLeadsReply> reply = AskLeads(**client, options.town);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return LeadsText(*reply); });
}

absl::StatusOr<std::string> ActivePack(Client& client) {
  v1::PolicyService::Stub stub(client.channel());
  const absl::StatusOr<v1::ListPacksReply> packs =
      Call(client, stub, &v1::PolicyService::Stub::List, v1::ListPacksRequest());
  if (!packs.ok()) return packs.status();
  for (const v1::ListedPack& pack : packs->packs()) {
    if (pack.active()) return pack.pack_hash();
  }
  return Refuse({.reason = v1::NO_ACTIVE_PACK});
}

absl::StatusOr<LookedThrough> LookThrough(Session& session, Client& client,
                                          const LookOptions& options) {
  Stub stub(client.channel());
  grpc::ClientContext context;
  PrepareStream(client, context);
  v1::ProposeAllRequest request;
  request.set_year(options.year);
  request.set_town(options.town);
  LookedThrough looked{.year = options.year, .town = options.town, .training = session.training()};
  const auto reader = stub.ProposeAll(&context, request);
  Progress progress("重算 Re-adjudicate");
  v1::ProposeAllItem item;
  while (reader->Read(&item)) {
    looked.persons = item.persons();
    progress.Update(item.looked_through(), item.persons());
    if (item.has_proposal()) looked.proposals.push_back(std::move(*item.mutable_proposal()));
    if (item.refused_person_no() != 0) looked.refused.push_back(item);
  }
  const grpc::Status status = reader->Finish();
  if (!status.ok()) return FromGrpc(status);
  std::sort(
      looked.proposals.begin(), looked.proposals.end(),
      [](const v1::Proposal& a, const v1::Proposal& b) { return a.person_no() < b.person_no(); });
  return looked;
}

absl::Status PackChanged() {
  return UsageError("核算期间政策包已变更，请重新运行", "the pack changed meanwhile: run it again");
}

// Lists of at most as many as one approval takes; one without any when only a pack's lead is open.
absl::StatusOr<std::vector<Subject>> ListsOf(Client& client, const LookedThrough& looked,
                                             const std::string& pack_hash) {
  std::vector<Subject> lists;
  for (const v1::Proposal& proposal : looked.proposals) {
    if (proposal.pack_hash() != pack_hash) return PackChanged();
    const bool full =
        lists.empty() || lists.back().bulk_approved().proposals_size() == kApprovedProposalsMax;
    if (full) lists.push_back(BulkSubject(looked.year, looked.town, pack_hash));
    v1::ApprovedProposal& listed = *lists.back().mutable_bulk_approved()->add_proposals();
    listed.set_person_no(proposal.person_no());
    listed.set_proposal_digest(proposal.digest());
  }
  if (!lists.empty() || !looked.town.empty()) return lists;
  const absl::StatusOr<v1::ListLeadsReply> leads = AskLeads(client, "");
  if (!leads.ok()) return leads.status();
  const bool open =
      std::any_of(leads->leads().begin(), leads->leads().end(), [&](const v1::Lead& lead) {
        const auto& years = lead.years();
        return lead.cause() == v1::Lead::PACK &&
               std::find(years.begin(), years.end(), looked.year) != years.end();
      });
  if (open) lists.push_back(BulkSubject(looked.year, "", pack_hash));
  return lists;
}

// proposals-1.textproto, ...
absl::StatusOr<std::vector<std::string>> WriteLists(const std::vector<Subject>& lists,
                                                    bool training, const std::string& folder) {
  std::vector<std::string> paths;
  for (const Subject& list : lists) {
    const std::string name = "proposals-" + std::to_string(paths.size() + 1) + ".textproto";
    paths.push_back((fs::path(folder) / name).string());
    const absl::Status written =
        WriteAll(paths.back(), TrainingComment(training) + SubjectFileText(list));
    if (!written.ok()) return written;
  }
  return paths;
}

void ShowLooked(const Session& session, const LookedThrough& looked, const LookOptions& options,
                const std::vector<std::string>& paths) {
  const OwedSums sums = SumsOf(looked);
  if (session.options.json) {
    JsonObject json;
    json.Number("persons", looked.persons)
        .Number("proposals", looked.proposals.size())
        .Number("not_looked_through", looked.refused.size())
        .Number("owed_to_patients_fen", static_cast<std::uint64_t>(sums.to_patients_fen))
        .Number("owed_by_patients_fen", static_cast<std::uint64_t>(sums.by_patients_fen))
        .Training(looked.training)
        .Text("out", options.out)
        .Texts("lists", paths);
    std::cout << json.Text() << "\n";
    return;
  }
  std::cout << TrainingLine(looked.training) << Joined(ProposalsReport(looked).title)
            << "\n核对人数 Persons " << looked.persons << "  方案 Proposals "
            << looked.proposals.size() << "  未能重算 Not looked through " << looked.refused.size()
            << "\n应补 Owed to patients " << Yuan(sums.to_patients_fen)
            << "  应退 Owed by patients " << Yuan(sums.by_patients_fen) << "\n结果 Report "
            << (fs::path(options.out) / "report.html").string() << "\n";
  for (const std::string& path : paths) {
    std::cout << "核对后由两位经办人员签名 Two officers sign: yizhan officer sign confirm-in-bulk "
              << path << "\n";
  }
}

ExitCode RunLook(Session& session, const LookOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  const absl::StatusOr<std::string> pack_hash = ActivePack(**client);
  if (!pack_hash.ok()) return session.Fail(pack_hash.status());
  const absl::StatusOr<LookedThrough> looked = LookThrough(session, **client, options);
  if (!looked.ok()) return session.Fail(looked.status());
  const auto lists = ListsOf(**client, *looked, *pack_hash);
  if (!lists.ok()) return session.Fail(lists.status());
  const absl::Status written = WriteReport(ProposalsReport(*looked), options.out);
  if (!written.ok()) return session.Fail(written);
  const auto paths = WriteLists(*lists, looked->training, options.out);
  if (!paths.ok()) return session.Fail(paths.status());
  ShowLooked(session, *looked, options, *paths);
  return looked->refused.empty() ? kExitOk : kExitRefused;
}

std::string ItemText(const v1::ConfirmInBulkItem& item) {
  if (item.person_no() == 0) {
    return "批准 Approval " + std::to_string(item.approval()) +
           (item.replayed() ? "（此前已批准，继续办理 replayed: goes on）\n" : "\n");
  }
  const std::string person = "  " + PersonText(item.person_no()) + "  ";
  if (item.number() == 0) {
    return person + "未办理 left out  " + item.refused().message_zh() + " / " +
           item.refused().message_en() + "\n";
  }
  return person + "已确认 Adjustment " + std::to_string(item.number()) +
         (item.replayed() ? " (replayed)\n" : "\n");
}

absl::StatusOr<v1::ConfirmInBulkRequest> RequestOf(const SendOptions& options) {
  const absl::StatusOr<Subject> subject = ReadSubjectFile(options.file);
  if (!subject.ok()) return subject.status();
  const absl::StatusOr<Signed> signatures =
      ReadSignatures(options.signatures, *subject, options.request_id);
  if (!signatures.ok()) return signatures.status();
  v1::ConfirmInBulkRequest request;
  request.set_year(subject->bulk_approved().year());
  request.set_town(subject->bulk_approved().town());
  request.set_pack_hash(subject->bulk_approved().pack_hash());
  *request.mutable_proposals() = subject->bulk_approved().proposals();
  request.set_request_id(signatures->request_id);
  *request.mutable_authorization() = signatures->authorization;
  return request;
}

// What ended a list half way is told after what was posted.
ExitCode FailSend(Session& session, const absl::Status& status) {
  const ExitCode code = session.Fail(status);
  if (ReasonOf(status) == v1::PROPOSAL_CHANGED) {
    std::cerr << "核算后换过政策包，须重新核算、重新签名 The pack has changed since: look through "
                 "again and sign again\n";
  } else if (code == kExitTryAgain || code == kExitUnknown) {
    std::cerr << "再次运行同一命令即从中断处继续 The same command goes on where it stopped\n";
  }
  return code;
}

ExitCode RunSend(Session& session, const SendOptions& options) {
  const absl::StatusOr<v1::ConfirmInBulkRequest> request = RequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  grpc::ClientContext context;
  PrepareStream(**client, context);
  const auto reader = stub.ConfirmInBulk(&context, *request);
  v1::ConfirmInBulkItem item;
  int posted = 0;
  int left_out = 0;
  while (reader->Read(&item)) {
    session.Show(item, [&] { return ItemText(item); });
    if (item.person_no() != 0) (item.number() != 0 ? posted : left_out) += 1;
  }
  const grpc::Status status = reader->Finish();
  if (!status.ok()) return FailSend(session, FromGrpc(status));
  if (!session.options.json) {
    std::cout << "已确认 confirmed " << posted << "  未办理 left out " << left_out << "\n";
  }
  return left_out == 0 ? kExitOk : kExitRefused;
}

void AddLook(CLI::App& group, Session& session) {
  auto options = std::make_shared<LookOptions>();
  CLI::App* command = group.add_subcommand(
      "readjudicate-all",
      "重算一个街镇或全区的一年，逐单说明，不记账 / a year of a town or the district once more: "
      "explained bill by bill; posts nothing");
  command->add_option("--town", options->town, "街镇；不给则全区 / town; absent: the district");
  command->add_option("--year", options->year, "结算日期的年度 / year of the accounting dates")
      ->required();
  command->add_option("--out", options->out, "结果目录 / folder of report and lists")
      ->capture_default_str();
  command->footer(
      "退出码 Exit code: 0 全部核对 all looked through, 1 有人未能重算 some could not be\n"
      "例 Example:\n  yizhan --config relief.textproto relief readjudicate-all --town 安亭镇 "
      "--year 2012 --out anting-2012");
  command->callback([&session, options] { session.exit_code = RunLook(session, *options); });
}

void AddSend(CLI::App& group, Session& session) {
  auto options = std::make_shared<SendOptions>();
  CLI::App* command = group.add_subcommand(
      "confirm-all",
      "确认一份重算清单，逐项记账；有变化的略过 / post a list that two officers signed; what "
      "changed is left out");
  command->add_option("FILE", options->file, "readjudicate-all 写的清单 / list it wrote")
      ->required()
      ->check(CLI::ExistingFile);
  AddSignatures(*command, options->signatures);
  command->add_option("--request-id", options->request_id,
                      "应与签名中的相同，可不给 / must be the signed one; may be left out");
  command->footer(
      "需两位经办人员签名 / two officers sign: yizhan officer sign confirm-in-bulk.\n"
      "退出码 Exit code: 0 全部确认 all posted, 1 有略过的 some were left out\n"
      "例 Example:\n  yizhan --config relief.textproto relief confirm-all "
      "anting-2012/proposals-1.textproto --signature li.sig --signature wang.sig");
  command->callback([&session, options] { session.exit_code = RunSend(session, *options); });
}

}  // namespace

void AddBulkCommands(CLI::App& group, Session& session) {
  auto options = std::make_shared<LookOptions>();
  CLI::App* leads =
      group.add_subcommand("leads", "待重算的线索 / what waits for a re-adjudication");
  leads->add_option("--town", options->town, "街镇 / town");
  leads->footer("例 Example:\n  yizhan --config relief.textproto relief leads");
  leads->callback([&session, options] { session.exit_code = RunLeads(session, *options); });
  AddLook(group, session);
  AddSend(group, session);
}

}  // namespace yizhan::cli
