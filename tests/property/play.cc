#include "tests/property/play.h"

#include <algorithm>

#include "tests/property/engine_side.h"
#include "tests/property/second_side.h"

namespace yizhan::property {
namespace {

// "pay" of "  step g1.0 pay: engine 3 | second 4"; of a refusal the whole line.
std::string KindOf(const std::string& text) {
  if (text.starts_with("  refused: ")) return text.substr(0, text.find('\n'));
  const std::size_t end = std::min(text.find(": "), text.size());
  const std::size_t start = text.rfind(' ', end) + 1;
  return text.starts_with("  value of ") ? "value" : text.substr(start, end - start);
}

Difference DifferenceAt(const World& world, int place, const std::string& text) {
  Difference difference{.bad_world = false, .operation = place, .kind = KindOf(text), .text = ""};
  difference.text = "world of seed " + std::to_string(world.seed()) + ", operation " +
                    std::to_string(place) + " of " + std::to_string(world.operations_size()) + "\n";
  if (place < world.operations_size()) {
    difference.text += world.operations(place).ShortDebugString() + "\n";
  }
  difference.text += text;
  return difference;
}

// What moves accounts that its answer does not name: all of them are looked at.
bool MovesMore(const Operation& operation, const Seen& seen) {
  if (!seen.refused.empty() || seen.replayed) return false;
  return operation.has_outside() || operation.has_readjudicate() || seen.undoes_adjustment;
}

std::string AllDifferences(const EngineSide& engine, const SecondSide& second) {
  return DifferencesBetween(engine.Accounts(), second.Accounts()) +
         DifferencesBetween(engine.Funds(), second.Funds());
}

// What was confirmed leaves nothing to propose (R50). Both may be wrong alike. Where a fund held
// too little, what later bills gave back to it is there for the next proposal (R51).
std::string ProposedAgain(const Seen& seen) {
  if (seen.nets_again.value_or(0) == 0) return "";
  const Values& confirmed = seen.proposal->figures;
  const auto limited = confirmed.lower_bound("limited ");
  if (limited != confirmed.end() && limited->first.starts_with("limited ")) return "";
  std::string text = "  nets again: " + std::to_string(*seen.nets_again) + "\n";
  for (const auto& [name, fen] : confirmed) {
    text += "    " + name + " " + std::to_string(fen) + "\n";
  }
  return text;
}

// Rules, people and hospitals are made up in order.
bool IsSetUp(const Operation& operation) {
  return operation.has_activate() || operation.has_import() || operation.has_institution();
}

}  // namespace

std::optional<Difference> PlayBoth(const World& world, bool verify, Counters* counters) {
  EngineSide engine;
  SecondSide second;
  if (counters != nullptr) counters->BeginWorld();
  int place = 0;
  for (const Operation& operation : world.operations()) {
    const Seen by_engine = engine.Play(operation);
    if (IsSetUp(operation) && !by_engine.refused.empty()) {
      Difference bad =
          DifferenceAt(world, place, "  refused: " + v1::Reason_Name(by_engine.reason) + "\n");
      bad.bad_world = true;
      return bad;
    }
    Seen by_second = second.Play(operation);
    by_second.accounts = second.At(by_engine.accounts);
    std::string differs = DifferencesBetween(by_engine, by_second);
    if (MovesMore(operation, by_engine)) differs += AllDifferences(engine, second);
    differs += ProposedAgain(by_engine);
    if (!differs.empty()) return DifferenceAt(world, place, differs);
    if (counters != nullptr) counters->Count(operation, by_engine);
    ++place;
  }
  const std::string differs = AllDifferences(engine, second);
  if (!differs.empty()) return DifferenceAt(world, place, differs);
  if (!verify) return std::nullopt;
  std::string unverified;
  for (const std::string& line : engine.Verify()) unverified += "  verify: " + line + "\n";
  if (!unverified.empty()) return DifferenceAt(world, place, unverified);
  return std::nullopt;
}

}  // namespace yizhan::property
