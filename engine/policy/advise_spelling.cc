#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/policy/advise.h"

namespace yizhan {
namespace {

constexpr std::size_t kLettersMin = 5;  // Shorter ids are too often alike on purpose.

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// `longer` with the letter at `at` left out.
std::string Without(const std::string& longer, std::size_t at) {
  return longer.substr(0, at) + longer.substr(at + 1);
}

// The first place where they part.
std::size_t PartAt(const std::string& a, const std::string& b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  return at;
}

// One letter put in, left out, changed, or two exchanged. A digit more or less is no slip: years
// and numbers make ids.
bool OneSlipApart(const std::string& a, const std::string& b) {
  if (a.size() > b.size()) return OneSlipApart(b, a);
  if (a == b || a.size() < kLettersMin || b.size() - a.size() > 1) return false;
  const std::size_t at = PartAt(a, b);
  if (IsDigit(b[at]) || (at < a.size() && IsDigit(a[at]))) return false;
  if (a.size() < b.size()) return Without(b, at) == a;
  if (Without(a, at) == Without(b, at)) return true;
  if (at + 1 >= a.size()) return false;
  std::string swapped = b;
  std::swap(swapped[at], swapped[at + 1]);
  return swapped == a;
}

class Spelling {
 public:
  explicit Spelling(Findings& findings) : findings_(findings) {}

  void Add(const std::string& id, const Place& place) {
    const auto [found, is_new] = seen_.emplace(id, Uses{.first = place, .times = 0});
    ++found->second.times;
    if (is_new) order_.push_back(id);
  }

  // The rarer of two, and of two as rare the later, is the one to look at.
  void Warn() {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      for (std::size_t j = i + 1; j < order_.size(); ++j) {
        if (!OneSlipApart(order_[i], order_[j])) continue;
        const bool first_rarer = seen_.at(order_[i]).times < seen_.at(order_[j]).times;
        Say(order_[first_rarer ? i : j], order_[first_rarer ? j : i]);
      }
    }
  }

 private:
  struct Uses {
    Place first;
    std::size_t times = 0;
  };

  void Say(const std::string& id, const std::string& other) {
    findings_.Warning(
        seen_.at(id).first,
        {.zh = absl::StrCat("“", id, "”与“", other, "”只差一个字母,是否写错"),
         .en = absl::StrCat("'", id, "' and '", other, "' are one letter apart; is it misspelt?")});
  }

  Findings& findings_;
  std::map<std::string, Uses> seen_;
  std::vector<std::string> order_;
};

}  // namespace

void AdviseSpelling(const WholePack& pack, Findings& findings) {
  Spelling programs(findings);
  Spelling identities(findings);
  for (const Placed<v1::Program>& program : pack.composed.programs) {
    programs.Add(program->id(), program.place.Field("id"));
    const Place who = program.place.Field("who");
    for (int i = 0; i < program->who().identities_size(); ++i) {
      identities.Add(program->who().identities(i), who.Item("identities", i));
    }
    for (int i = 0; i < program->who().excluded_identities_size(); ++i) {
      identities.Add(program->who().excluded_identities(i), who.Item("excluded_identities", i));
    }
  }
  for (const Placed<v1::DepositRule>& rule : pack.composed.deposits) {
    identities.Add(rule->identity(), rule.place.Field("identity"));
  }
  programs.Warn();
  identities.Warn();
}

}  // namespace yizhan
