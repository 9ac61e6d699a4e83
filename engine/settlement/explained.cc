#include "engine/settlement/explained.h"

#include "engine/adjudicate/explain.h"

namespace yizhan {

v1::ExplainedStep Explained(const CompiledPack& pack, const std::vector<v1::Program>& programs,
                            const v1::Step& step) {
  const v1::Program& program = programs[step.program()];
  v1::ExplainedStep explained;
  explained.set_program_id(program.id());
  explained.set_title(program.title());
  explained.set_layer(program.layer());
  *explained.mutable_step() = step;
  explained.set_sentence_zh(SentenceZh(pack, step));
  explained.set_sentence_en(SentenceEn(pack, step));
  *explained.mutable_source() = program.source();
  return explained;
}

}  // namespace yizhan
