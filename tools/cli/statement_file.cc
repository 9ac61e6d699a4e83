#include "tools/cli/statement_file.h"

#include "absl/strings/escaping.h"
#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/base/money.h"
#include "engine/base/text_proto.h"
#include "google/protobuf/text_format.h"
#include "tools/cli/closing.h"
#include "tools/cli/names.h"
#include "tools/cli/payable.h"
#include "tools/cli/session.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

using google::protobuf::TextFormat;

constexpr char kHead[] =
    "# proto-file: proto/yizhan/v1/officer.proto\n"
    "# proto-message: yizhan.v1.SignedStatement\n";
constexpr char kSubjectMark[] = "# subject: ";
constexpr char kSubjectHead[] =
    "# proto-file: proto/yizhan/v1/entry.proto\n"
    "# proto-message: yizhan.v1.Entry\n";
constexpr std::size_t kShortHash = 12;

bool IsSubject(const Subject& subject) {
  return subject.has_pack_activated() || subject.has_fund_changed() ||
         subject.has_person_erased() || subject.has_period_closed() || subject.has_paid_out() ||
         subject.has_bulk_approved();
}

// The subject the file names, if it is what was signed; else one without a body.
Subject SubjectOf(const std::string& text, const v1::SignedStatement& statement) {
  const std::size_t mark = text.find(kSubjectMark);
  if (mark == std::string::npos) return {};
  const std::size_t from = mark + sizeof(kSubjectMark) - 1;
  Subject subject;
  const std::string line = text.substr(from, text.find('\n', from) - from);
  if (!ParseTextProto("subject", line, subject).ok()) return {};
  if (!IsSubject(subject)) return {};
  const bool fits =
      OperationOf(subject) == statement.operation() && ContentOf(subject) == statement.content();
  return fits ? subject : Subject();
}

std::string PackText(const v1::PackActivated& pack) {
  std::string text = "使政策包生效 Put this pack in force\n  摘要 hash " +
                     HexText(pack.pack_hash()) + "\n  文件 files";
  for (const v1::PackFile& file : pack.files()) text += " " + Printable(file.name());
  return text + "\n  生效日期 effective from " + Printable(pack.effective_from()) +
         "（此前的就医仍按原规则 services before it are decided as before）\n";
}

std::string FundText(const v1::FundChanged& change) {
  const bool grant = change.kind() == v1::FundChanged::GRANT;
  return std::string(grant ? "向基金拨入 Grant to the fund "
                           : "从基金收回 Withdraw from the fund ") +
         Printable(change.fund_id()) + "\n  金额 amount " + Yuan(change.amount_fen()) +
         " 元 yuan  备注 note " + Printable(change.note()) + "\n";
}

std::string ErasureText(const v1::PersonErased& erasure) {
  return "删除此人的个人信息，不可恢复 Erase this person's private data for good\n  人员编号 "
         "person " +
         PersonText(erasure.person_no()) + "  依据 order " + Printable(erasure.order_reference()) +
         "\n";
}

std::string BulkText(const Subject& subject) {
  const v1::BulkApproved& approved = subject.bulk_approved();
  const std::string town = approved.town().empty() ? "全区 whole district" : approved.town();
  return "批准年度重算清单 Confirm a list of re-adjudications\n  年度 year " +
         std::to_string(approved.year()) + "  街镇 town " + Printable(town) + "  方案 proposals " +
         std::to_string(approved.proposals_size()) + "  政策包 pack " +
         HexText(approved.pack_hash()).substr(0, kShortHash) + "\n";
}

// What differs between a file and the others or the request; empty: nothing.
std::string Difference(const v1::SignedStatement& a, const v1::SignedStatement& b) {
  if (a.ledger_id() != b.ledger_id()) return "ledger_id";
  if (a.request_id() != b.request_id()) return "request_id";
  if (a.valid_until_ms() != b.valid_until_ms()) return "valid_until_ms";
  return "";
}

absl::Status WrongNumber(int needed, std::size_t given) {
  const std::string count = std::to_string(needed);
  const std::string found = std::to_string(given);
  return UsageError("需要 " + count + " 位经办人员的签名文件（--signature），给出了 " + found +
                        " 个；签名用 yizhan officer sign",
                    "this needs the signature files (--signature) of " + count +
                        " officers, given: " + found + "; `yizhan officer sign` makes them");
}

}  // namespace

absl::StatusOr<Subject> PackSubject(const std::string& pack_hash,
                                    const std::vector<v1::PackFile>& files,
                                    const std::string& effective_from) {
  if (!ParseDay(effective_from).has_value()) {
    return UsageError("--effective-from 应为 YYYY-MM-DD：从哪一天起按新规则结算",
                      "--effective-from takes YYYY-MM-DD: the first day the new rules may change");
  }
  Subject subject;
  v1::PackActivated& pack = *subject.mutable_pack_activated();
  pack.set_pack_hash(pack_hash);
  pack.set_effective_from(effective_from);
  for (const v1::PackFile& file : files) pack.add_files()->set_name(file.name());
  return subject;
}

absl::StatusOr<Subject> FundSubject(v1::FundChanged::Kind kind, const std::string& fund_id,
                                    const std::string& yuan, const std::string& note) {
  const std::optional<Money> amount = ParseYuan(yuan);
  if (!amount.has_value() || amount->fen() <= 0) {
    return UsageError("金额应为正数，单位元，至多两位小数：" + yuan,
                      "the amount is yuan above 0 with at most two decimals");
  }
  Subject subject;
  v1::FundChanged& change = *subject.mutable_fund_changed();
  change.set_fund_id(fund_id);
  change.set_kind(kind);
  change.set_amount_fen(amount->fen());
  change.set_note(note);
  return subject;
}

absl::StatusOr<Subject> ErasureSubject(const std::string& person, const std::string& order) {
  std::uint64_t person_no = 0;
  if (!ParsePerson(person, person_no)) {
    return UsageError("人员编号应为1至16位十六进制", "a person number is 1 to 16 hex digits");
  }
  Subject subject;
  subject.mutable_person_erased()->set_person_no(person_no);
  subject.mutable_person_erased()->set_order_reference(order);
  return subject;
}

Subject BulkSubject(std::uint32_t year, const std::string& town, const std::string& pack_hash) {
  Subject subject;
  subject.mutable_bulk_approved()->set_pack_hash(pack_hash);
  subject.mutable_bulk_approved()->set_year(year);
  subject.mutable_bulk_approved()->set_town(town);
  return subject;
}

std::string SubjectFileText(const Subject& subject) {
  TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  YIZHAN_CHECK(printer.PrintToString(subject, &text));
  return kSubjectHead + text;
}

absl::StatusOr<Subject> ReadSubjectFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadAll(path);
  if (!text.ok()) return text.status();
  Subject subject;
  if (ParseTextProto(path, *text, subject).ok() && subject.has_bulk_approved()) return subject;
  return UsageError(path + " 不是重算清单（由 yizhan relief readjudicate-all 写出）",
                    path + " is no list of proposals, as `relief readjudicate-all` writes it");
}

v1::OfficerOperation OperationOf(const Subject& subject) {
  YIZHAN_CHECK(IsSubject(subject));
  if (subject.has_pack_activated()) return v1::ACTIVATE_PACK;
  if (subject.has_period_closed()) return v1::CLOSE_PERIOD;
  if (subject.has_paid_out()) return v1::PAY_OUT;
  if (subject.has_bulk_approved()) return v1::CONFIRM_IN_BULK;
  return subject.has_fund_changed() ? v1::CHANGE_FUND : v1::ERASE_PERSON;
}

std::string ContentOf(const Subject& subject) {
  YIZHAN_CHECK(IsSubject(subject));
  if (subject.has_pack_activated()) return ActivationContent(subject.pack_activated());
  if (subject.has_fund_changed()) return Bytes(FundChangeDigest(subject.fund_changed()));
  if (subject.has_period_closed()) return Bytes(PeriodDigest(subject.period_closed()));
  if (subject.has_paid_out()) return Bytes(PayoutDigest(subject.paid_out()));
  if (subject.has_bulk_approved()) return Bytes(BulkDigest(subject.bulk_approved()));
  const v1::PersonErased& erasure = subject.person_erased();
  return Bytes(ErasureDigest(erasure.person_no(), erasure.order_reference()));
}

std::string SubjectText(const Subject& subject) {
  YIZHAN_CHECK(IsSubject(subject));
  if (subject.has_pack_activated()) return PackText(subject.pack_activated());
  if (subject.has_fund_changed()) return FundText(subject.fund_changed());
  if (subject.has_period_closed()) {
    return "医院关账 Close this hospital's period\n" + ClosingText(subject.period_closed());
  }
  if (subject.has_paid_out()) {
    return "记录拨付或退还 Record this payout\n" + PayoutText(subject.paid_out());
  }
  if (subject.has_bulk_approved()) return BulkText(subject);
  return ErasureText(subject.person_erased());
}

OfficerStatement StatementOf(const v1::SignedStatement& signed_statement) {
  return {.ledger_id = signed_statement.ledger_id(),
          .operation = signed_statement.operation(),
          .content = signed_statement.content(),
          .request_id = signed_statement.request_id(),
          .valid_until_ms = signed_statement.valid_until_ms()};
}

absl::StatusOr<StatementFile> ReadStatementFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadAll(path);
  if (!text.ok()) return text.status();
  StatementFile file;
  if (!ParseTextProto(path, *text, file.statement).ok() ||
      file.statement.signature().signature().empty()) {
    return UsageError(path + " 不是签名文件", path + " is no signature file");
  }
  file.subject = SubjectOf(*text, file.statement);
  return file;
}

absl::StatusOr<Subject> SignedSubject(const std::vector<std::string>& paths,
                                      v1::Entry::BodyCase body) {
  if (paths.empty()) {
    return UsageError(
        "请用 --signature 给出签名文件；签名用 yizhan officer sign",
        "give the signature files with --signature; `yizhan officer sign` makes them");
  }
  absl::StatusOr<StatementFile> file = ReadStatementFile(paths.front());
  if (!file.ok()) return file.status();
  if (file->subject.body_case() == body) return std::move(file->subject);
  return UsageError(paths.front() + " 签的不是这件事", paths.front() + " was not signed for this");
}

std::string StatementFileText(const v1::SignedStatement& statement, const Subject& subject) {
  TextFormat::Printer line;
  line.SetSingleLineMode(true);
  line.SetUseUtf8StringEscaping(true);
  std::string named;
  std::string text;
  YIZHAN_CHECK(line.PrintToString(subject, &named));
  YIZHAN_CHECK(TextFormat::PrintToString(statement, &text));
  return kHead + (kSubjectMark + named) + "\n" + text;
}

absl::StatusOr<Signed> ReadSignatures(const std::vector<std::string>& paths, const Subject& subject,
                                      const std::string& request_id) {
  const int needed = SignaturesNeeded(OperationOf(subject));
  if (paths.size() != static_cast<std::size_t>(needed)) return WrongNumber(needed, paths.size());
  Signed all;
  v1::SignedStatement first;
  for (const std::string& path : paths) {
    const absl::StatusOr<StatementFile> file = ReadStatementFile(path);
    if (!file.ok()) return file.status();
    const v1::SignedStatement& statement = file->statement;
    if (statement.operation() != OperationOf(subject) ||
        statement.content() != ContentOf(subject)) {
      return UsageError(path + " 签的不是这件事", path + " was not signed for this");
    }
    if (all.authorization.signatures().empty()) first = statement;
    const std::string difference = Difference(first, statement);
    if (!difference.empty()) {
      return UsageError("签名文件的 " + difference + " 不一致：" + path,
                        "the signature files differ in " + difference + ": " + path);
    }
    *all.authorization.add_signatures() = statement.signature();
  }
  if (!request_id.empty() && request_id != first.request_id()) {
    return UsageError("--request-id 与签名中的 " + first.request_id() + " 不同",
                      "--request-id is not the signed one, " + first.request_id());
  }
  all.request_id = first.request_id();
  all.authorization.set_valid_until_ms(first.valid_until_ms());
  return all;
}

}  // namespace yizhan::cli
