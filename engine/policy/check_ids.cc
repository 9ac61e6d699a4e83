#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/policy/check.h"
#include "engine/policy/compile_thresholds.h"

namespace yizhan {
namespace {

constexpr std::size_t kIdCharactersMax = 64;

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

bool IsId(const std::string& id) {
  if (id.empty() || id.size() > kIdCharactersMax) return false;
  for (const char c : id) {
    if (!IsIdCharacter(c)) return false;
  }
  return true;
}

void CheckForm(const std::string& id, const Place& place, Findings& findings) {
  if (IsId(id)) return;
  findings.Error(
      place, {.zh = absl::StrCat("编号“", id, "”须为 1 到 64 个字符,只用 a-z、0-9、_、.、-"),
              .en = absl::StrCat("the id '", id, "' must be 1 to 64 characters of a-z 0-9 _ . -")});
}

std::string Where(const Place& place) { return absl::StrCat(place.file(), ":", place.line()); }

void Repeated(const std::string& id, const Place& place, const Place& first, Findings& findings) {
  findings.Error(place,
                 {.zh = absl::StrCat("编号“", id, "”已在 ", Where(first), " 用过"),
                  .en = absl::StrCat("the id '", id, "' is already used at ", Where(first))});
}

template <typename Item>
void CheckUnique(const std::vector<Placed<Item>>& items, Findings& findings) {
  std::map<std::string, const Place*> seen;
  for (const Placed<Item>& item : items) {
    const Place place = item.place.Field("id");
    CheckForm(item->id(), place, findings);
    const auto [first, is_new] = seen.emplace(item->id(), &item.place);
    if (!is_new && !item->id().empty()) Repeated(item->id(), place, *first->second, findings);
  }
}

// Accounts that the engine keeps itself (compile_thresholds.h).
void CheckNotReserved(const std::vector<Placed<v1::Account>>& accounts, Findings& findings) {
  for (const Placed<v1::Account>& account : accounts) {
    if (account->id().rfind(kMetricPrefix, 0) != 0) continue;
    findings.Error(account.place.Field("id"),
                   {.zh = absl::StrCat("编号“", account->id(), "”以“", kMetricPrefix,
                                       "”开头,是系统自用的,请换一个"),
                    .en = absl::StrCat("the id '", account->id(), "' begins with '", kMetricPrefix,
                                       "', which is the engine's own; use another")});
  }
}

// Versions of one program share their id, but only inside one file.
void CheckPrograms(const std::vector<Placed<v1::Program>>& programs, Findings& findings) {
  std::map<std::string, const Place*> seen;
  for (const Placed<v1::Program>& program : programs) {
    const Place place = program.place.Field("id");
    CheckForm(program->id(), place, findings);
    if (!program->alternative_group().empty()) {
      CheckForm(program->alternative_group(), program.place.Field("alternative_group"), findings);
    }
    const auto [first, is_new] = seen.emplace(program->id(), &program.place);
    if (!is_new && first->second->file_no() != place.file_no()) {
      Repeated(program->id(), place, *first->second, findings);
    }
  }
}

}  // namespace

void CheckIds(const ComposedPack& pack, Findings& findings) {
  CheckUnique(pack.files, findings);
  CheckUnique(pack.accounts, findings);
  CheckNotReserved(pack.accounts, findings);
  CheckUnique(pack.funds, findings);
  CheckUnique(pack.thresholds, findings);
  CheckPrograms(pack.programs, findings);
}

}  // namespace yizhan
