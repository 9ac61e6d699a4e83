#include "tests/support/small_pack.h"

#include <string>

namespace yizhan::test {
namespace {

constexpr char kSource[] =
    R"pb(source {
           document: "test"
           article: "1"
           url: "https://example.invalid/1"
           quote: "invented for a test"
           confidence: ILLUSTRATIVE
         }
         in_force { from: "2000-01-01" })pb";

constexpr char kAccounts[] = R"pb(
  id: "small"
  title: "small pack"
  place: "test"
  accounts { id: "half-base" holder: PERSON period: YEAR title: "a" }
  accounts { id: "half-paid" holder: PERSON period: YEAR title: "b" }
  accounts { id: "family-base" holder: HOUSEHOLD period: YEAR title: "c" }
  accounts { id: "family-paid" holder: HOUSEHOLD period: YEAR title: "d" }
  accounts { id: "visit-base" holder: PERSON period: VISIT title: "e" }
  accounts { id: "once-base" holder: PERSON period: LIFETIME title: "f" }
  accounts { id: "charity-base" holder: PERSON period: YEAR title: "g" }
  funds { id: "fund" title: "fund" }
)pb";

constexpr char kHalf[] =
    R"pb(id: "half"
         layer: MUNICIPAL
         who { identities: "dibao" }
         base: IN_SCOPE_SELF_PAY
         base_account: "half-base"
         caps { account: "half-paid" limit_fen: 100000 })pb";

constexpr char kFamily[] =
    R"pb(id: "family"
         title: "family"
         layer: DISTRICT
         who { identities: "family" }
         base: PRE_SELF_PAY
         base_account: "family-base"
         deductible_fen: 10000
         tiers { ratio_bp: 5000 }
         caps { account: "family-paid" limit_fen: 20000 })pb";

constexpr char kVisit[] =
    R"pb(id: "visit"
         title: "visit"
         layer: TOWN
         who { identities: "visitor" }
         base: OVER_LIMIT
         base_account: "visit-base"
         deductible_fen: 10000
         tiers { ratio_bp: 5000 })pb";

constexpr char kOnce[] =
    R"pb(id: "once"
         title: "once"
         layer: TOWN
         who { identities: "once" }
         base: OVER_LIMIT
         base_account: "once-base"
         tiers { ratio_bp: 1000 })pb";

constexpr char kCharity[] =
    R"pb(id: "charity"
         title: "charity"
         layer: CHARITY
         who { identities: "dibao" }
         base: OUT_OF_SCOPE
         base_account: "charity-base"
         tiers { ratio_bp: 10000 }
         fund: "fund")pb";

std::string Program(const std::string& text) {
  return "programs { " + text + " " + kSource + " }\n";
}

v1::PackFile File(const std::string& half_title, const std::string& half_ratio_bp) {
  v1::PackFile file;
  file.set_name("small.textproto");
  const std::string half = std::string(kHalf) + " title: \"" + half_title +
                           "\" tiers { ratio_bp: " + half_ratio_bp + " }";
  file.set_content(kAccounts + Program(half) + Program(kFamily) + Program(kVisit) + Program(kOnce) +
                   Program(kCharity));
  return file;
}

}  // namespace

v1::PackFile SmallPack() { return File("half", "5000"); }
v1::PackFile SmallPackWarning(const std::vector<std::string>& thresholds) {
  v1::PackFile file = SmallPack();
  for (const std::string& threshold : thresholds) {
    const bool says_how_bad = threshold.find("severity:") != std::string::npos;
    const bool says_to_whom = threshold.find("route:") != std::string::npos;
    file.mutable_content()->append("thresholds { message: \"reached\" next_step: \"act\"\n" +
                                   threshold + (says_how_bad ? "" : " severity: WARNING") +
                                   (says_to_whom ? "" : " route: CASHIER") +
                                   " source { document: \"test\" article: \"1\" quote: \"invented\""
                                   " confidence: ILLUSTRATIVE } }\n");
  }
  return file;
}

v1::PackFile SmallPackSixty() { return File("half", "6000"); }
v1::PackFile SmallPackRetitled() { return File("half, another title", "5000"); }

}  // namespace yizhan::test
