// ledger audit: whether an export is what it says, by its files alone.
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <system_error>

#include "engine/audit/audit.h"
#include "engine/base/digest.h"
#include "engine/base/whole_file.h"
#include "tools/cli/commands.h"
#include "tools/cli/export_file.h"
#include "tools/cli/json_out.h"
#include "tools/cli/progress.h"
#include "tools/cli/training.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kKeyBytesMax = 1024;
constexpr std::size_t kFindingsShownMax = 20;

// A key as text, or the file that holds it.
std::string KeyText(const std::string& given) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(given, failed)) return given;
  const absl::StatusOr<std::string> text = ReadWhole(given, kKeyBytesMax, Privacy::kPublic);
  return text.ok() ? text->substr(0, text->find('\n')) : given;
}

std::uint64_t PerSecond(std::uint64_t count, std::int64_t took_us) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(took_us, 1));
  return count * 1'000'000 / us;
}

JsonObject FindingJson(const Finding& finding) {
  JsonObject json;
  if (finding.entry.has_value()) json.Number("entry", *finding.entry);
  return json.Text("where", finding.where)
      .Text("message_zh", finding.zh)
      .Text("message_en", finding.en)
      .Text("expected", finding.expected)
      .Text("found", finding.found);
}

JsonObject ReportJson(const AuditReport& report, bool training) {
  std::vector<JsonObject> findings;
  for (const Finding& finding : report.findings) findings.push_back(FindingJson(finding));
  JsonObject json;
  json.Bool("verified", report.ok())
      .Training(training)
      .Number("size", report.head.size)
      .Text("root", HexText(report.head.root))
      .Text("origin", report.origin)
      .Text("key", report.key)
      .Bool("key_from_outside", report.key_from_outside)
      .Number("tiles", report.tiles)
      .Texts("cosigners", report.cosigners)
      .Number("cosigned_size", report.cosigned_size)
      .Number("consistent_from", report.consistent_from)
      .Number("folded", report.folded)
      .Number("settlements", report.counts.settlements)
      .Number("contras", report.counts.contras)
      .Number("applications", report.counts.applications)
      .Number("outside_aids", report.counts.outside_aids)
      .Number("adjustments", report.counts.adjustments)
      .Number("closes", report.counts.closes)
      .Number("payouts", report.counts.payouts)
      .Number("tombstones", report.counts.tombstones)
      .Number("hashed_per_second", PerSecond(report.head.size, report.hashed_us))
      .Number("folded_per_second", PerSecond(report.folded, report.folded_us))
      .Objects("findings", findings);
  return json;
}

std::string FindingText(const Finding& finding) {
  std::string text = finding.entry.has_value() ? "第 " + std::to_string(*finding.entry) +
                                                     " 条 entry " + std::to_string(*finding.entry)
                                               : "导出 export";
  text += " [" + Printable(finding.where) + "]: " + Printable(finding.zh) + "\n    " +
          Printable(finding.en) + "\n";
  if (!finding.expected.empty()) text += "    应为 expected " + Printable(finding.expected) + "\n";
  if (!finding.found.empty()) text += "    实为 found " + Printable(finding.found) + "\n";
  return text;
}

std::string FindingsText(const AuditReport& report) {
  if (report.ok()) return "";
  std::string text = "首个不符 First difference: " + FindingText(report.findings.front());
  for (std::size_t i = 1; i < report.findings.size() && i < kFindingsShownMax; ++i) {
    text += "此外 Also: " + FindingText(report.findings[i]);
  }
  return text;
}

// Whose word the signatures rest on, and what was not asked for.
std::string TrustText(const AuditReport& report) {
  std::string text = "公钥 Key " + report.key + "\n    ";
  text += report.key_from_outside
              ? "由核对人提供 given from outside\n"
              : "取自导出本身：只能说明前后一致，请以 --key 提供从别处取得的公钥\n"
                "    the export's own: it vouches for itself; give the key you have with --key\n";
  text += report.consistent_from == 0
              ? "未与旧检查点比较 Not held against an older checkpoint (--checkpoint)\n"
              : "与第 " + std::to_string(report.consistent_from) +
                    " 条时的旧检查点一致 Holds what was signed at size " +
                    std::to_string(report.consistent_from) + "\n";
  for (const std::string& cosigner : report.cosigners) {
    text += "见证 Cosigned by " + cosigner + "，至 at size " +
            std::to_string(report.cosigned_size) + "\n";
  }
  return text;
}

std::string ReportText(const AuditReport& report) {
  std::string text = FindingsText(report) + TrustText(report);
  text += report.ok() ? "导出核对无误 Export verified: " : "导出核对不符 EXPORT DOES NOT VERIFY: ";
  text += std::to_string(report.head.size) + " 条记录 entries, " +
          std::to_string(report.counts.settlements) + " 笔结算 settlements, " +
          std::to_string(report.counts.contras) + " 笔红冲 contras, " +
          std::to_string(report.tiles) + " 个树文件 tiles\n";
  text += "每秒 Per second: 哈希 hashed " +
          std::to_string(PerSecond(report.head.size, report.hashed_us)) + ", 复算 folded " +
          std::to_string(PerSecond(report.folded, report.folded_us)) + "\n";
  return text + "根 root " + HexText(report.head.root) + "\n";
}

ExitCode RunAudit(Session& session, AuditOptions options) {
  options.key = KeyText(options.key);
  for (std::string& key : options.witness_keys) key = KeyText(key);
  absl::StatusOr<AuditReport> report = absl::UnknownError("");
  {
    Progress hashing("哈希 Hash");
    Progress folding("复算 Audit");
    options.progress = [&](AuditStage stage, std::uint64_t done, std::uint64_t total) {
      (stage == AuditStage::kHash ? hashing : folding).Update(done, total);
    };
    report = AuditExport(options);
  }
  if (!report.ok()) return session.Fail(report.status());
  const bool training = IsTrainingExport(options.folder);
  std::cout << (session.options.json ? ReportJson(*report, training).Text() + "\n"
                                     : TrainingLine(training) + ReportText(*report));
  return report->ok() ? kExitOk : kExitUnknown;
}

}  // namespace

void AddLedgerAudit(CLI::App& group, Session& session) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* audit = group.add_subcommand(
      "audit", "外部核对：只凭导出文件 / an outsider's check of an export, by its files alone");
  audit->add_option("EXPORT", options->folder, "ledger export 写的目录 / the exported folder")
      ->required()
      ->check(CLI::ExistingDirectory);
  audit
      ->add_option("--checkpoint", options->older,
                   "自己保存的旧检查点，或旧导出目录 / an older checkpoint, or export, you kept")
      ->check(CLI::ExistingPath);
  audit->add_option("--key", options->key, "账本公钥或其文件 / the ledger's verifier key, or file");
  audit->add_option("--witness-key", options->witness_keys,
                    "须有其签名的见证人公钥，可重复 / a witness whose cosignature must hold");
  audit->footer(
      "退出码3：不符，首个不符的记录见输出 / exit 3: it does not verify; the first entry is "
      "named.\n"
      "例 Example:\n  yizhan ledger audit export-2012-07 --checkpoint export-2012-06/checkpoint "
      "--key ledger.vkey");
  audit->callback([&session, options] { session.exit_code = RunAudit(session, *options); });
}

}  // namespace yizhan::cli
