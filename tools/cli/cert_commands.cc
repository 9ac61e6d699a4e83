// cert: a pilot's own certificate authority in a folder: issue, renew, revoke. Needs no engine.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"
#include "engine/identity/authority.h"
#include "engine/identity/make_certificate.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_out.h"
#include "tools/cli/table.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

struct CertOptions {
  std::string folder, name, role, institution, town, file, out, reason;
  std::vector<std::string> hosts;
  std::int64_t days = 365;
};

std::int64_t NowSeconds() { return SystemClock().NowMs() / 1000; }

std::string DateText(std::int64_t time_s) { return TimeText(time_s * 1000); }

// The Chinese sentence first; what exactly is wrong follows in English, as the logs have it.
absl::Status InBothLanguages(const absl::Status& status) {
  const std::string what(status.message());
  switch (status.code()) {
    case absl::StatusCode::kAlreadyExists:
      return UsageError("该目录已有证书机构，未作改动", what);
    case absl::StatusCode::kNotFound:
      return UsageError("本证书机构未签发过此序列号的证书", what);
    default:
      return UsageError("证书操作未完成，原因如下", what);
  }
}

ExitCode Fail(const Session& session, const absl::Status& status) {
  return session.Fail(InBothLanguages(status));
}

ExitCode Print(const Session& session, const JsonObject& json, const std::string& text) {
  std::cout << (session.options.json ? json.Text() + "\n" : text);
  return kExitOk;
}

std::vector<std::string> RoleNames() {
  std::vector<std::string> names;
  for (std::size_t role = 0; role < kRoles; ++role) {
    names.emplace_back(RoleName(static_cast<Role>(role)));
  }
  return names;
}

std::string KeyText(const Certificate& certificate) {
  return certificate.ed25519_public_key.empty() ? "连接用 for connections"
                                                : "Ed25519，签名用 for signing";
}

JsonObject CertificateJson(const Certificate& certificate) {
  JsonObject json;
  json.Text("name", certificate.name.Text())
      .Text("uri", UriOf(certificate.name))
      .Text("serial", certificate.serial)
      .Text("issuer", certificate.issuer)
      .Text("not_before", DateText(certificate.not_before_s))
      .Text("not_after", DateText(certificate.not_after_s))
      .Bool("signs", !certificate.ed25519_public_key.empty())
      .Texts("hosts", certificate.hosts);
  return json;
}

std::string CertificateText(const Certificate& certificate) {
  std::string text = "身份 Identity  " + Printable(certificate.name.Text()) + "\n      URI       " +
                     UriOf(certificate.name) + "\n序列 Serial    " + certificate.serial +
                     "\n签发 Issuer    " + Printable(certificate.issuer) + "\n有效 Valid     " +
                     DateText(certificate.not_before_s) + " 至 to " +
                     DateText(certificate.not_after_s) + "\n用途 Key       " +
                     KeyText(certificate) + "\n";
  for (const std::string& host : certificate.hosts)
    text += "地址 Host      " + Printable(host) + "\n";
  return text;
}

ExitCode RunInit(Session& session, const CertOptions& options) {
  const absl::StatusOr<Authority> made =
      Authority::Create(options.folder, options.name, NowSeconds());
  if (!made.ok()) return Fail(session, made.status());
  JsonObject json;
  json.Text("folder", options.folder)
      .Text("certificate", options.folder + "/ca.crt")
      .Text("revocations", options.folder + "/crl.pem");
  return Print(session, json,
               "已建立证书机构 Authority made: " + options.folder +
                   "\n  ca.crt, crl.pem  发给每个程序 give to every program\n"
                   "  ca.key           只留在本机，另作备份 keep here only, and a copy safe\n");
}

absl::StatusOr<PeerName> NameOf(const CertOptions& options) {
  const std::optional<Role> role = RoleNamed(options.role);
  if (!role) return UsageError("未知角色", "unknown role");
  const bool of_town = *role == Role::kTown;
  const bool of_institution = HasScope(*role) && !of_town;
  if (of_institution == options.institution.empty() || of_town == options.town.empty()) {
    return UsageError(
        "terminal、edge、door 须给 --institution，town 须给 --town，其他角色两者都不给",
        "terminal, edge and door take --institution, town takes --town, other roles none");
  }
  return PeerName{
      .role = *role, .scope = of_town ? options.town : options.institution, .name = options.name};
}

absl::Status WritePair(const IssuedPair& pair, const std::string& prefix) {
  const absl::Status key = WriteSecret(prefix + ".key", pair.key_pem);
  if (!key.ok()) return key;
  return WriteWhole(prefix + ".crt", pair.certificate_pem, Privacy::kPublic);
}

// Looked at before anything is issued.
absl::Status CheckFolderOf(const std::string& prefix) {
  const std::filesystem::path parent = std::filesystem::path(prefix).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  if (::access(folder.c_str(), W_OK) == 0) return absl::OkStatus();
  return UsageError("目录不存在或不可写，未签发：" + folder,
                    "no such folder, or not writable; nothing was issued: " + folder);
}

// The new pair goes to its files; without them it is of no use, and revoking it by serial says so.
ExitCode Deliver(Session& session, const CertOptions& options,
                 const absl::StatusOr<IssuedPair>& pair) {
  if (!pair.ok()) return Fail(session, pair.status());
  const absl::StatusOr<Certificate> certificate = ParseCertificate(pair->certificate_pem);
  if (!certificate.ok()) return Fail(session, certificate.status());
  const absl::Status written = WritePair(*pair, options.out);
  if (!written.ok()) {
    return session.Fail(UsageError(
        "证书已签发但无法写入文件，请吊销序列号 " + certificate->serial,
        std::string(written.message()) + "; issued all the same: revoke " + certificate->serial));
  }
  JsonObject json;
  json.Text("certificate", options.out + ".crt")
      .Text("key", options.out + ".key")
      .Object("issued", CertificateJson(*certificate));
  return Print(session, json,
               CertificateText(*certificate) + "已写入 Written: " + options.out + ".crt, " +
                   options.out + ".key\n");
}

ExitCode RunIssue(Session& session, const CertOptions& options) {
  const absl::StatusOr<PeerName> name = NameOf(options);
  if (!name.ok()) return session.Fail(name.status());
  for (const char* end : {".crt", ".key"}) {
    const std::string path = options.out + end;
    if (::access(path.c_str(), F_OK) != 0) continue;
    return session.Fail(
        UsageError("文件已存在，未签发：" + path, "the file exists, nothing was issued: " + path));
  }
  const absl::Status writable = CheckFolderOf(options.out);
  if (!writable.ok()) return session.Fail(writable);
  absl::StatusOr<Authority> authority = Authority::Open(options.folder);
  if (!authority.ok()) return Fail(session, authority.status());
  const IssueRequest request = {.name = *name, .hosts = options.hosts, .valid_days = options.days};
  return Deliver(session, options, authority->Issue(request, NowSeconds()));
}

ExitCode RunRenew(Session& session, const CertOptions& options) {
  const absl::StatusOr<std::string> old = ReadAll(options.file);
  if (!old.ok()) return session.Fail(old.status());
  const absl::Status writable = CheckFolderOf(options.out);
  if (!writable.ok()) return session.Fail(writable);
  absl::StatusOr<Authority> authority = Authority::Open(options.folder);
  if (!authority.ok()) return Fail(session, authority.status());
  return Deliver(session, options, authority->Renew(*old, NowSeconds(), options.days));
}

// What is no file is a serial number.
absl::StatusOr<std::string> SerialOf(const std::string& file_or_serial) {
  if (::access(file_or_serial.c_str(), F_OK) != 0) {
    if (file_or_serial.find_first_not_of("0123456789abcdefABCDEF:") == std::string::npos) {
      return file_or_serial;
    }
    return absl::InvalidArgumentError(file_or_serial + ": neither a file nor a serial number");
  }
  const absl::StatusOr<std::string> bytes = ReadAll(file_or_serial);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<Certificate> certificate = ParseCertificate(*bytes);
  if (!certificate.ok()) return certificate.status();
  return certificate->serial;
}

// What the list says now, read back as an engine would read it.
ExitCode ShowRevocations(Session& session, const CertOptions& options, const Authority& authority) {
  const std::string path = options.folder + "/crl.pem";
  const absl::StatusOr<std::string> pem = ReadAll(path);
  if (!pem.ok()) return session.Fail(pem.status());
  const absl::StatusOr<RevocationList> list =
      ParseRevocationList(*pem, authority.certificate_pem());
  if (!list.ok()) return Fail(session, list.status());
  JsonObject json;
  json.Text("revocations", path)
      .Number("count", list->serials.size())
      .Text("next_update", DateText(list->next_update_s));
  return Print(session, json,
               "吊销列表 Revocation list: " + path + "\n  " + std::to_string(list->serials.size()) +
                   " 张已吊销 revoked；有效至 holds until " + DateText(list->next_update_s) +
                   "\n  请发给每个引擎 give it to every engine\n");
}

ExitCode RunRevoke(Session& session, const CertOptions& options) {
  const absl::StatusOr<std::string> serial = SerialOf(options.file);
  if (!serial.ok()) return Fail(session, serial.status());
  absl::StatusOr<Authority> authority = Authority::Open(options.folder);
  if (!authority.ok()) return Fail(session, authority.status());
  const absl::Status revoked = authority->Revoke(*serial, options.reason, NowSeconds());
  if (!revoked.ok()) return Fail(session, revoked);
  return ShowRevocations(session, options, *authority);
}

ExitCode RunRefresh(Session& session, const CertOptions& options) {
  absl::StatusOr<Authority> authority = Authority::Open(options.folder);
  if (!authority.ok()) return Fail(session, authority.status());
  const absl::Status refreshed = authority->RefreshRevocations(NowSeconds());
  if (!refreshed.ok()) return Fail(session, refreshed);
  return ShowRevocations(session, options, *authority);
}

const char* StateOf(const IssuedLine& line, std::int64_t now_s) {
  if (line.revoked_s != 0) return "revoked";
  return line.until_s < now_s ? "expired" : "valid";
}

std::string StateText(const IssuedLine& line, std::int64_t now_s) {
  if (line.revoked_s != 0) return "已吊销 revoked: " + Printable(line.reason);
  return line.until_s < now_s ? "已过期 expired" : "有效 valid";
}

// For reading; the URI itself when it is none of ours.
std::string NameText(const std::string& uri) {
  const absl::StatusOr<PeerName> name = ParsePeerUri(uri);
  return Printable(name.ok() ? name->Text() : uri);
}

std::string ListText(const std::vector<IssuedLine>& lines, std::int64_t now_s) {
  Table table({{"身份 Identity"}, {"序列号 Serial"}, {"有效至 Until"}, {"状态 State"}});
  for (const IssuedLine& line : lines) {
    table.AddRow({NameText(line.uri), line.serial, DateText(line.until_s), StateText(line, now_s)});
  }
  return table.Text();
}

JsonObject ListJson(const std::vector<IssuedLine>& lines, std::int64_t now_s) {
  std::vector<JsonObject> rows;
  for (const IssuedLine& line : lines) {
    JsonObject row;
    row.Text("uri", line.uri)
        .Text("serial", line.serial)
        .Text("issued", DateText(line.issued_s))
        .Text("until", DateText(line.until_s))
        .Text("state", StateOf(line, now_s))
        .Text("revoked", line.revoked_s == 0 ? "" : DateText(line.revoked_s))
        .Text("reason", line.reason);
    rows.push_back(std::move(row));
  }
  JsonObject json;
  json.Objects("certificates", rows);
  return json;
}

ExitCode RunList(Session& session, const CertOptions& options) {
  const absl::StatusOr<Authority> authority = Authority::Open(options.folder);
  if (!authority.ok()) return Fail(session, authority.status());
  const absl::StatusOr<std::vector<IssuedLine>> lines = authority->List();
  if (!lines.ok()) return Fail(session, lines.status());
  const std::int64_t now_s = NowSeconds();
  return Print(session, ListJson(*lines, now_s), ListText(*lines, now_s));
}

ExitCode RunShow(Session& session, const CertOptions& options) {
  const absl::StatusOr<std::string> bytes = ReadAll(options.file);
  if (!bytes.ok()) return session.Fail(bytes.status());
  const absl::StatusOr<Certificate> certificate = ParseCertificate(*bytes);
  if (!certificate.ok()) return Fail(session, certificate.status());
  return Print(session, CertificateJson(*certificate), CertificateText(*certificate));
}

using Options = std::shared_ptr<CertOptions>;

CLI::App* AddOne(CLI::App& group, const Options& options, const std::string& name,
                 const std::string& what) {
  CLI::App* command = group.add_subcommand(name, what);
  command->add_option("DIR", options->folder, "证书机构目录 / the authority's folder")->required();
  return command;
}

void AddNewPair(CLI::App& command, const Options& options) {
  command.add_option("--days", options->days, "有效天数 / days it is valid")->capture_default_str();
  command
      .add_option("--out", options->out,
                  "写到 PREFIX.crt 与 PREFIX.key / written to PREFIX.crt and PREFIX.key")
      ->type_name("PREFIX")
      ->required();
}

void AddIssue(CLI::App& group, Session& session, const Options& options) {
  CLI::App* issue = AddOne(group, options, "issue", "签发证书与私钥 / a certificate and its key");
  issue->add_option("--role", options->role, "角色 / role")
      ->required()
      ->check(CLI::IsMember(RoleNames()));
  issue->add_option("--institution", options->institution,
                    "机构编号（terminal、edge、door） / institution of a terminal, edge or door");
  issue->add_option("--town", options->town, "街镇（town） / town of a relief officer");
  issue->add_option("--name", options->name, "名称 / name")->required();
  issue->add_option(
      "--host", options->hosts,
      "引擎或前置机服务端的主机名或地址，可重复 / of an engine or a door: DNS name or IP address, "
      "repeatable");
  AddNewPair(*issue, options);
  issue->footer(
      "例 Examples:\n"
      "  yizhan cert issue ca --role engine --name e1 --host 10.0.0.5 --out engine\n"
      "  yizhan cert issue ca --role terminal --institution H31011400001 --name desk-1 --out desk\n"
      "  yizhan cert issue ca --role door --institution H31011400001 --name his --host 10.1.0.7 "
      "--out door\n"
      "  yizhan cert issue ca --role town --town 安亭镇 --name li --out li\n"
      "  yizhan cert issue ca --role officer --name wang --out wang-signing");
  issue->callback([&session, options] { session.exit_code = RunIssue(session, *options); });
}

void AddRenewAndRevoke(CLI::App& group, Session& session, const Options& options) {
  CLI::App* renew = AddOne(group, options, "renew",
                           "同一身份换发新证书与私钥 / a new certificate and key, same identity");
  renew->add_option("FILE", options->file, "现有证书 / the present certificate")->required();
  AddNewPair(*renew, options);
  renew->footer(
      "旧证书到期前仍有效 / the old one stays valid until it expires.\n"
      "例 Example:\n  yizhan cert renew ca desk.crt --out desk");
  renew->callback([&session, options] { session.exit_code = RunRenew(session, *options); });

  CLI::App* revoke = AddOne(group, options, "revoke", "吊销 / revoke");
  revoke->add_option("FILE|SERIAL", options->file, "证书或序列号 / certificate or serial number")
      ->required();
  std::string words;
  for (const std::string& word : RevocationReasons()) words += " " + word;
  revoke
      ->add_option("--reason", options->reason,
                   "原因，或自述 / reason, or words of your own:" + words)
      ->required();
  revoke->footer("例 Example:\n  yizhan cert revoke ca desk.crt --reason keyCompromise");
  revoke->callback([&session, options] { session.exit_code = RunRevoke(session, *options); });
}

}  // namespace

void AddCertCommands(CLI::App& app, Session& session) {
  const Options options = std::make_shared<CertOptions>();
  CLI::App* group = app.add_subcommand("cert", "证书机构 / the pilot's certificate authority");
  group->require_subcommand(1);

  CLI::App* init = AddOne(*group, options, "init", "建立证书机构 / make an authority");
  init->add_option("--name", options->name, "名称 / name")->required();
  init->footer("例 Example:\n  yizhan cert init ca --name 嘉定试点");
  init->callback([&session, options] { session.exit_code = RunInit(session, *options); });

  AddIssue(*group, session, options);
  AddRenewAndRevoke(*group, session, options);

  CLI::App* refresh =
      AddOne(*group, options, "refresh", "重签吊销列表，30天有效 / sign the revocation list anew");
  refresh->footer("例 Example:\n  yizhan cert refresh ca");
  refresh->callback([&session, options] { session.exit_code = RunRefresh(session, *options); });

  CLI::App* list = AddOne(*group, options, "list", "全部签发记录 / everything issued");
  list->footer("例 Example:\n  yizhan cert list ca --json");
  list->callback([&session, options] { session.exit_code = RunList(session, *options); });

  CLI::App* show = group->add_subcommand("show", "证书内容 / what a certificate says");
  show->add_option("FILE", options->file, "证书 / certificate")->required();
  show->footer("例 Example:\n  yizhan cert show desk.crt");
  show->callback([&session, options] { session.exit_code = RunShow(session, *options); });
}

}  // namespace yizhan::cli
