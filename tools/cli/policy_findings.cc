#include "tools/cli/policy_findings.h"

#include <algorithm>

#include "engine/base/digest.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

std::size_t CountOf(const Findings& findings, v1::FindingLevel level) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [level](const v1::Finding& finding) { return finding.level() == level; }));
}

std::string CountText(const Findings& findings) {
  return std::to_string(CountOf(findings, v1::FINDING_ERROR)) + " 处错误 errors, " +
         std::to_string(CountOf(findings, v1::FINDING_WARNING)) + " 处警告 warnings";
}

}  // namespace

std::string FindingsText(const Findings& findings) {
  std::string text;
  for (const v1::Finding& finding : findings) {
    text += Printable(finding.file());
    if (finding.line() != 0) text += ":" + std::to_string(finding.line());
    if (!finding.file().empty()) text += ": ";
    text += finding.level() == v1::FINDING_ERROR ? "错误 error: " : "警告 warning: ";
    text += Printable(finding.message_zh()) + "\n    ";
    if (!finding.path().empty()) text += Printable(finding.path()) + ": ";
    text += Printable(finding.message_en()) + "\n";
  }
  return text;
}

v1::CheckPackReply CheckReply(const LoadedPack& loaded) {
  v1::CheckPackReply reply;
  if (loaded.ok()) reply.set_pack_hash(Bytes(loaded.compiled->hash));
  for (const v1::Finding& finding : loaded.findings) *reply.add_findings() = finding;
  return reply;
}

std::string CheckText(const LoadedPack& loaded, const v1::CheckPackReply& reply) {
  const std::string text = FindingsText(reply.findings());
  const std::string counts = CountText(reply.findings());
  if (CountOf(reply.findings(), v1::FINDING_ERROR) > 0 || !loaded.ok()) {
    return text + "政策包有错误，不能启用 The pack has errors: " + counts + "\n";
  }
  return text + "政策包可用 The pack is good: " + std::to_string(loaded.compiled->programs.size()) +
         " 个项目 programs, " + counts + ", " + HexText(reply.pack_hash()) + "\n";
}

}  // namespace yizhan::cli
