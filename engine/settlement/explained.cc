#include "engine/settlement/explained.h"

#include "engine/adjudicate/explain.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/result.h"

namespace yizhan {

absl::StatusOr<std::vector<v1::Program>> ProgramsOf(const std::string& pack_hash,
                                                    const Reader& state) {
  const auto row = GetRow<v1::PackRow>(state, Table::kPack, pack_hash);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::DataLossError("a settlement's pack is not in the ledger");
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, (*row)->number());
  if (!entry.ok()) return entry.status();
  const auto& files = entry->pack_activated().files();
  const LoadedPack loaded = LoadPack(std::vector<v1::PackFile>(files.begin(), files.end()));
  std::vector<v1::Program> programs;
  for (const v1::PolicyPack& pack : loaded.packs) {
    programs.insert(programs.end(), pack.programs().begin(), pack.programs().end());
  }
  return programs;
}

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
