#include "tests/torture/tally.h"

namespace yizhan::torture {
namespace {

constexpr std::size_t kFailuresKeptMax = 100;
constexpr std::size_t kNameColumns = 52;

// In the order of Met.
constexpr std::array<const char*, static_cast<std::size_t>(Met::kCount)> kNames = {
    "kills under load",
    "kills while starting",
    "kills while starting, in its flush",
    "kills in a flush under load",
    "settled, alone",
    "settled, in a stream",
    "repeats answered with the first result",
    "reversed",
    "replaced",
    "reversed before arrival",
    "refused",
    "persons erased",
    "settlements cut by a cap",
    "never sent: no engine to send to",
    "settlements of unknown outcome",
    "  of these, asking said: posted",
    "  of these, asking said: not posted",
    "    of these, sent again",
    "    of these, reversed before arrival",
    "reversals of unknown outcome",
    "  of these, were posted",
    "  of these, were not",
    "replacements of unknown outcome",
    "  of these, were posted, both halves",
    "  of these, were not, neither half",
    "erasures of unknown outcome",
    "whole ledger verified and compared",
    "messages asked for at the end",
};

}  // namespace

std::uint64_t Tally::Kills() const {
  return Of(Met::kKillUnderLoad) + Of(Met::kKillAtStart) + Of(Met::kKillInStartFlush) +
         Of(Met::kKillInFlush);
}

void Tally::Fail(const std::string& what) {
  failed_ = true;
  const std::lock_guard lock(mutex_);
  if (failures_.size() < kFailuresKeptMax) failures_.push_back(what);
}

std::vector<std::string> Tally::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::string Tally::Table() const {
  std::string table;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    std::string line = kNames[i];
    line.resize(kNameColumns, ' ');
    std::string count = std::to_string(counts_[i]);
    if (count.size() < 9) count.insert(0, 9 - count.size(), ' ');
    table += line + count + "\n";
  }
  return table;
}

std::vector<std::string> Tally::Never() const {
  std::vector<std::string> never;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (counts_[i] == 0) never.emplace_back(kNames[i]);
  }
  return never;
}

}  // namespace yizhan::torture
