// CompiledPack: a policy pack as flat tables, ready for adjudication. Immutable.
//
// Units:    Money in fen, BasisPoints. Numbers of programs, accounts and funds are 0-based places
//           in the pack: the composed files in order, top to bottom. Entries store these numbers
//           beside the pack's hash, so the order is part of the pack's meaning.
// Owner:    shared by pointer-to-const; one per hash.
// Threads:  immutable after CompilePack.
// Law:      adjudication.md section 4, rulings R16-R22, R27.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/base/money.h"
#include "engine/rules/bill.h"
#include "engine/rules/entitlement.h"
#include "engine/rules/identity.h"

namespace yizhan {

enum class Holder : std::uint8_t { kPerson = 1, kHousehold = 2 };
enum class Period : std::uint8_t { kYear = 1, kVisit = 2, kLifetime = 3 };
// Numbers are those of yizhan.v1.Layer.
enum class Layer : std::uint8_t { kMunicipal = 1, kDistrict = 2, kTown = 3, kCharity = 4 };
// Numbers are those of yizhan.v1.Confidence.
enum class Confidence : std::uint8_t { kVerified = 1, kSecondary = 2, kIllustrative = 3 };

struct CompiledAccount {
  std::string id;
  Holder holder = Holder::kPerson;
  Period period = Period::kYear;
  std::string title;
};

struct CompiledFund {
  std::string id;
  std::string title;
};

// The engine's own accounts: what a person, household and visit has borne so far (section 7, R53).
// They follow the declared accounts of every pack, in this order.
enum class MetricAccount : std::uint8_t {
  kVisitTotal = 0,
  kVisitBeforeAid = 1,  // The four buckets.
  kVisitDue = 2,        // patient_due.
  kYearBeforeAid = 3,
  kYearDue = 4,
  kHouseholdYearBeforeAid = 5,
  kHouseholdYearDue = 6,
};
inline constexpr std::uint32_t kMetricAccounts = 7;

// Numbers are those of yizhan.v1.Metric, Severity and Route.
enum class Metric : std::uint8_t {
  kVisitTotal = 1,
  kVisitBeforeAid = 2,
  kYearBeforeAid = 3,
  kHouseholdYearBeforeAid = 4,
  kVisitAfterAid = 5,
  kYearAfterAid = 6,
  kHouseholdYearAfterAid = 7,
  kHouseholdBurden = 8,
  kCapUsed = 9,
  kFundUsed = 10,
};
enum class Severity : std::uint8_t { kNotice = 1, kWarning = 2, kUrgent = 3 };
enum class Route : std::uint8_t {
  kCashier = 1,
  kTownOffice = 2,
  kDistrictOffice = 3,
  kCharityOffice = 4,
};

// The limit of a cap while one version of its program is in force.
struct DatedLimit {
  Span in_force;
  Money limit;
};

struct CompiledThreshold {
  std::string id;
  Metric metric = Metric::kVisitTotal;
  std::int64_t value = 0;          // Fen, or basis points of a quotient; > 0.
  std::uint32_t account = 0;       // The metric or its numerator; none for kFundUsed.
  std::uint32_t fund = 0;          // kFundUsed only.
  std::vector<DatedLimit> limits;  // kCapUsed only: one per version that has the cap.
  Severity severity = Severity::kNotice;
  Route route = Route::kCashier;
  std::string message;
  std::string next_step;
  Confidence confidence = Confidence::kIllustrative;
};

using CompiledTier = Tier;

struct CompiledCap {
  std::uint32_t account = 0;
  Money limit;
};

// Sets of small enums as bit masks: bit n = enum number n. 0 = no restriction.
using EnumMask = std::uint32_t;

struct CompiledProgram {
  std::string id;
  std::string title;
  std::string title_en;
  Layer layer = Layer::kMunicipal;
  std::string group;  // alternative_group, or the id (R17).
  Span in_force;

  std::vector<std::string> identities;
  std::vector<std::string> excluded_identities;
  std::optional<std::pair<std::int32_t, std::int32_t>> age_years;  // Inclusive.
  std::vector<std::string> insurance_types;
  std::vector<std::string> towns;
  IdentityRule identity_rule = IdentityRule::kServiceEnd;
  bool by_application = false;

  EnumMask care_kinds = 0;
  EnumMask levels = 0;
  std::vector<std::string> icd10_prefixes;  // Normalised as R25 says (rules/icd10.h).
  bool principal_only = false;
  std::vector<std::string> institutions;
  Money min_in_scope;
  bool referral_required = false;
  EnumMask referral_required_except = 0;

  bool year_on_application = false;  // Never evaluated per bill: its step is "no approval".
  std::vector<Bucket> base;
  std::uint32_t base_account = 0;
  Money deductible;
  std::vector<CompiledTier> tiers;
  std::vector<CompiledCap> caps;
  std::optional<std::uint32_t> fund;
  Money minimum_payment;

  Confidence confidence = Confidence::kIllustrative;
  std::string document;
};

// One program id inside its group: its versions, in file order.
struct CompiledLine {
  std::vector<std::uint32_t> versions;  // Places in CompiledPack::programs.
};

// One alternative group. Groups stand in evaluation order: by layer, then by the first place in
// the file of any of their programs, in force or not (R27).
struct CompiledGroup {
  Layer layer = Layer::kMunicipal;
  std::vector<CompiledLine> lines;  // By first appearance of the id in the file.
};

// One upstream fund code (D1). `line` names a program id by the place of its first version.
struct CompiledUpstream {
  std::string fund_code;
  std::uint32_t line = 0;
  bool given = false;  // Else recomputed.
};

struct CompiledPack {
  Hash32 hash{};
  std::vector<CompiledAccount> accounts;  // The declared ones, then the metrics.
  std::vector<CompiledFund> funds;
  std::vector<CompiledProgram> programs;  // Every version of every program, in file order.
  std::vector<CompiledGroup> groups;      // In evaluation order.
  std::vector<CompiledUpstream> upstream_funds;
  std::vector<CompiledThreshold> thresholds;
  // Place of the first metric in `accounts`; empty only in packs that were not compiled.
  std::optional<std::uint32_t> first_metric;

  // Only when first_metric is there.
  std::uint32_t PlaceOfMetric(MetricAccount metric) const {
    return first_metric.value() + static_cast<std::uint32_t>(metric);
  }
};

}  // namespace yizhan
