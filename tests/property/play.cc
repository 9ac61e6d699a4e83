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
    const std::string differs = DifferencesBetween(by_engine, by_second);
    if (!differs.empty()) return DifferenceAt(world, place, differs);
    if (counters != nullptr) counters->Count(operation, by_engine);
    ++place;
  }
  const std::string differs = DifferencesBetween(engine.Accounts(), second.Accounts()) +
                              DifferencesBetween(engine.Funds(), second.Funds());
  if (!differs.empty()) return DifferenceAt(world, place, differs);
  if (!verify) return std::nullopt;
  std::string unverified;
  for (const std::string& line : engine.Verify()) unverified += "  verify: " + line + "\n";
  if (!unverified.empty()) return DifferenceAt(world, place, unverified);
  return std::nullopt;
}

}  // namespace yizhan::property
