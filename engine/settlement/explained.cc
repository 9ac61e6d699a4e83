#include "engine/settlement/explained.h"

#include "engine/adjudicate/explain.h"

namespace yizhan {

v1::ExplainedStep Explained(const CompiledPack& pack, const std::vector<v1::Program>& programs,
                            const v1::Step& step) {
  const v1::Program& program = programs[step.program()];
  v1::ExplainedStep explained;
  explained.set_program_id(program.id());
  explained.set_title(program.title());
  explained.set_title_en(program.title_en());
  explained.set_layer(program.layer());
  *explained.mutable_step() = step;
  explained.set_sentence_zh(SentenceZh(pack, step));
  explained.set_sentence_en(SentenceEn(pack, step));
  *explained.mutable_source() = program.source();
  const CompiledProgram& compiled = pack.programs[step.program()];
  explained.set_base_account(pack.accounts[compiled.base_account].title);
  for (const v1::CapFigure& cap : step.figures().caps()) {
    explained.add_caps(pack.accounts[cap.account()].title);
  }
  if (compiled.fund.has_value()) explained.set_fund(pack.funds[*compiled.fund].title);
  return explained;
}

absl::StatusOr<std::vector<v1::ExplainedStep>> ExplainedSteps(const v1::SettleResult& result,
                                                              const Reader& state,
                                                              PackCatalog& packs) {
  const auto pack = packs.Find(state, result.pack_hash());
  if (!pack.ok()) return pack.status();
  const auto programs = packs.ProgramsOf(state, result.pack_hash());
  if (!programs.ok()) return programs.status();
  std::vector<v1::ExplainedStep> steps;
  for (const v1::Step& step : result.outcome().steps()) {
    steps.push_back(Explained(**pack, **programs, step));
  }
  return steps;
}

}  // namespace yizhan
