#include <string>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"

namespace yizhan {
namespace {

struct SourcePart {
  const char* field;
  const std::string& text;
  const char* zh;
};

}  // namespace

void CheckSource(bool written, const v1::Source& source, const Place& holder, Findings& findings) {
  const Place place = holder.Field("source");
  if (!written) {
    findings.Error(place, {.zh = "缺少依据:每条规则都要写明文件、条款、原文和可信程度",
                           .en = "no source: every rule states document, article, quote and "
                                 "confidence"});
    return;
  }
  const SourcePart parts[] = {{"document", source.document(), "文件名称或文号"},
                              {"article", source.article(), "条款"},
                              {"quote", source.quote(), "原文"}};
  for (const SourcePart& part : parts) {
    if (!part.text.empty()) continue;
    findings.Error(place.Field(part.field), {.zh = absl::StrCat("依据缺少", part.zh),
                                             .en = absl::StrCat("the source has no ", part.field)});
  }
}

}  // namespace yizhan
