#include "engine/rules/icd10.h"

#include <string_view>

namespace yizhan {
namespace {

constexpr std::string_view kTrailingMarks[] = {"*", "+", "\xE2\x80\xA0"};  // The last: U+2020.

bool DropTrailingMark(std::string& code) {
  for (const std::string_view mark : kTrailingMarks) {
    if (!code.ends_with(mark)) continue;
    code.resize(code.size() - mark.size());
    return true;
  }
  return false;
}

}  // namespace

std::string NormalizeIcd10(const std::string& code) {
  std::string plain;
  plain.reserve(code.size());
  for (const char c : code) {
    if (c == ' ' || c == '.') continue;
    const bool lower = c >= 'a' && c <= 'z';
    plain.push_back(lower ? static_cast<char>(c - 'a' + 'A') : c);
  }
  while (DropTrailingMark(plain)) {
  }
  return plain;
}

bool MeetsIcd10(std::span<const std::string> diagnoses, std::span<const std::string> prefixes,
                bool principal_only) {
  const std::size_t counted = principal_only && !diagnoses.empty() ? 1 : diagnoses.size();
  for (const std::string& diagnosis : diagnoses.first(counted)) {
    const std::string plain = NormalizeIcd10(diagnosis);
    for (const std::string& prefix : prefixes) {
      if (plain.starts_with(prefix)) return true;
    }
  }
  return false;
}

}  // namespace yizhan
