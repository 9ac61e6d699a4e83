#include "tools/cli/explained_text.h"

#include "tools/cli/names.h"

namespace yizhan::cli {

std::string StepText(const v1::ExplainedStep& step) {
  std::string text = "[" + LayerZh(step.layer()) + "] " + step.title() + " (" + step.program_id() +
                     ")  " + StepZh(step.step().status());
  if (step.step().status() == v1::CHOSEN) text += "  " + Yuan(step.step().figures().pay_fen());
  text += "\n    " + step.sentence_zh() + "\n    " + step.sentence_en() + "\n";
  const v1::Source& source = step.source();
  if (source.document().empty()) return text;
  text += "    依据 Source: " + source.document() + " " + source.article();
  if (source.confidence() == v1::ILLUSTRATIVE) text += "  【示例 illustrative】";
  text += "\n";
  if (!source.quote().empty()) text += "    「" + source.quote() + "」\n";
  return text;
}

}  // namespace yizhan::cli
