#include "engine/policy/findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace yizhan {

void Findings::Error(const Place& place, Words words) {
  any_error_ = true;
  Keep(place, v1::FINDING_ERROR, std::move(words));
}

void Findings::Warning(const Place& place, Words words) {
  Keep(place, v1::FINDING_WARNING, std::move(words));
}

void Findings::FileError(std::size_t file_no, const std::string& file, std::uint32_t line,
                         Words words) {
  any_error_ = true;
  Kept kept{.file_no = file_no, .finding = {}};
  kept.finding.set_level(v1::FINDING_ERROR);
  kept.finding.set_file(file);
  kept.finding.set_line(line);
  kept.finding.set_message_zh(std::move(words.zh));
  kept.finding.set_message_en(std::move(words.en));
  kept_.push_back(std::move(kept));
}

std::vector<v1::Finding> Findings::InFileOrder() const {
  std::vector<Kept> sorted = kept_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Kept& a, const Kept& b) {
    return std::make_tuple(a.file_no, a.finding.line()) <
           std::make_tuple(b.file_no, b.finding.line());
  });
  std::vector<v1::Finding> findings;
  findings.reserve(sorted.size());
  for (Kept& kept : sorted) findings.push_back(std::move(kept.finding));
  return findings;
}

void Findings::Keep(const Place& place, v1::FindingLevel level, Words words) {
  Kept kept{.file_no = place.file_no(), .finding = {}};
  kept.finding.set_level(level);
  kept.finding.set_file(place.file());
  kept.finding.set_line(place.line());
  kept.finding.set_path(place.path());
  kept.finding.set_message_zh(std::move(words.zh));
  kept.finding.set_message_en(std::move(words.en));
  kept_.push_back(std::move(kept));
}

}  // namespace yizhan
