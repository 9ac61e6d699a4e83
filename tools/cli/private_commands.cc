// register reveal, register erase: a person's name and card, shown on the record or destroyed.
#include <memory>

#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/names.h"
#include "tools/cli/statement_file.h"
#include "tools/cli/width.h"
#include "yizhan/v1/register.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Register::Stub;

struct RevealOptions {
  WhichPerson who;
  std::string purpose, reference;
};

struct EraseOptions {
  std::string person, order, request_id;
  std::vector<std::string> signatures;
};

ExitCode RunReveal(Session& session, const RevealOptions& options) {
  const absl::StatusOr<v1::PersonRef> person = PersonOf(options.who);
  if (!person.ok()) return session.Fail(person.status());
  const std::optional<v1::ReadPurpose> purpose = PurposeNamed(options.purpose);
  if (!purpose.has_value()) {
    return session.Fail(UsageError("--purpose 不认识：" + options.purpose,
                                   "--purpose is not known: " + options.purpose));
  }
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::RevealRequest request;
  *request.mutable_person() = *person;
  request.set_purpose(*purpose);
  request.set_reference(options.reference);
  const absl::StatusOr<v1::RevealReply> reply = Call(**client, stub, &Stub::Reveal, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] {
    return "人员编号 Person " + PersonText(reply->person_no()) + "\n姓名 Name " +
           Printable(reply->name()) + "\n证件 Card " + Printable(reply->card().cert_type()) + " " +
           Printable(reply->card().cert_no()) + "\n已记入账本，编号 This look is entry " +
           std::to_string(reply->number()) + "\n";
  });
}

std::string EraseText(const v1::EraseReply& reply) {
  const std::string text =
      reply.replayed() ? "此前已办理，返回首次结果 (replayed: first result)\n" : "";
  return text + "个人信息已删除，任何文件中不再存有；结算及说明不变。编号 " +
         std::to_string(reply.number()) +
         "\nThe private data are gone from every file; settlements stay explained. Entry " +
         std::to_string(reply.number()) + "\n";
}

ExitCode RunErase(Session& session, const EraseOptions& options) {
  const absl::StatusOr<Subject> subject = ErasureSubject(options.person, options.order);
  if (!subject.ok()) return session.Fail(subject.status());
  const absl::StatusOr<Signed> signatures =
      ReadSignatures(options.signatures, *subject, options.request_id);
  if (!signatures.ok()) return session.Fail(signatures.status());
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  Stub stub((*client)->channel());
  v1::EraseRequest request;
  request.set_person_no(subject->person_erased().person_no());
  request.set_order_reference(options.order);
  request.set_request_id(signatures->request_id);
  *request.mutable_authorization() = signatures->authorization;
  const absl::StatusOr<v1::EraseReply> reply = Call(**client, stub, &Stub::Erase, request);
  if (!reply.ok()) return session.Fail(reply.status());
  return session.Show(*reply, [&] { return EraseText(*reply); });
}

void AddReveal(CLI::App& group, Session& session) {
  auto options = std::make_shared<RevealOptions>();
  CLI::App* reveal = group.add_subcommand(
      "reveal", "查看姓名和证件，每次记入账本 / name and card; every look is an entry");
  AddWhichPerson(*reveal, options->who);
  reveal
      ->add_option("--purpose", options->purpose,
                   "用途 / home-visit, payment, complaint, correction, court-or-audit or "
                   "other-referred")
      ->required();
  reveal->add_option("--reference", options->reference, "案卷或来文编号 / case or letter number");
  reveal->footer(
      "例 Example:\n  yizhan --config town.textproto register reveal --person 00c0ffee --purpose "
      "home-visit --reference AT-2012-31");
  reveal->callback([&session, options] { session.exit_code = RunReveal(session, *options); });
}

void AddErase(CLI::App& group, Session& session) {
  auto options = std::make_shared<EraseOptions>();
  CLI::App* erase = group.add_subcommand(
      "erase", "依令删除个人信息，不可恢复 / destroy a person's private data by order, for good");
  erase->add_option("--person", options->person, "人员编号（十六进制） / person number, hex")
      ->required();
  erase->add_option("--order", options->order, "删除决定文号 / reference of the order")->required();
  erase->add_option("--request-id", options->request_id,
                    "应与签名中的相同，可不给 / must be the signed one; may be left out");
  AddSignatures(*erase, options->signatures);
  erase->footer(
      "需两位经办人员签名 / two officers sign: yizhan officer sign erase.\n"
      "例 Example:\n  yizhan --config relief.textproto register erase --person 00c0ffee --order "
      "JD-2012-7 --signature li.sig --signature wang.sig");
  erase->callback([&session, options] { session.exit_code = RunErase(session, *options); });
}

}  // namespace

void AddSignatures(CLI::App& command, std::vector<std::string>& paths) {
  command
      .add_option("--signature", paths,
                  "签名文件，可多次给出 / signature file of `yizhan officer sign`; repeatable")
      ->expected(1)
      ->take_all();
}

void AddPrivateCommands(CLI::App& group, Session& session) {
  AddReveal(group, session);
  AddErase(group, session);
}

}  // namespace yizhan::cli
