// Plain: what goes into the second evaluator and what comes out, as plain data.
//
// Units:    *_fen are fen; *_bp basis points; dates are "YYYY-MM-DD".
// Owner:    tests only.
// Threads:  values.
// Law:      adjudication.md sections 2 to 8; RULINGS.md D1 to D11.
// Enum numbers with a counterpart in outcome.proto are the same there.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "yizhan/v1/bill.pb.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::second {

using Fen = std::int64_t;
using Handle = std::uint64_t;  // Place in the ledger of this evaluator, from 1; 0 = none.

// in_scope_self_pay, pre_self_pay, over_limit, out_of_scope.
using Buckets = std::array<Fen, 4>;

enum class Refusal {
  kNone,
  kMessageKnown,   // This sender used this message id: replay is the driver's business.
  kTombstoned,     // Reversed before arrival.
  kForm,           // Bounds, negative amounts, missing visit number or care kind.
  kIdentity,       // Section 2's equations, R2, R6.
  kDates,          // R8
  kInstitution,    // Not live, as the driver said.
  kNaturalKey,     // A live settlement holds it (R7).
  kPersonUnknown,  // R10
  kNoPack,
  kUpstreamUnmapped,  // R9
  kOverflow,          // R1
  kUnknownEntry,      // Reversal of what is not there.
  kNotReversible,     // A contra, an adjustment.
  kAlreadyReversed,   // Or replaced, or its message tombstoned.
  kFundTooLow,        // R32
  kProgramUnknown,    // Of outside aid or of an application.
  kNotOnApplication,  // The program decides bill by bill.
  kNoApproval,        // D4: no approval span inside that year.
  kAlreadyApplied,    // D6: a live application settlement stands.
  kNothingProposed,   // R51: every net is 0.
  kProposalChanged,   // R51
  kNoBills,           // No bill of the year passes the program's tests.
};

enum class Status { kChosen = 1, kBetterAlternative = 2, kNotEligible = 3 };

enum class NotEligible {
  kEligible = 0,
  kNotInForce = 1,
  kIdentity = 2,
  kExcludedIdentity = 3,
  kCareKind = 4,
  kInstitution = 5,
  kLevel = 6,
  kDiagnosis = 7,
  kAge = 8,
  kInsurance = 9,
  kTown = 10,
  kMinimumInScope = 11,
  kReferral = 12,
  kNoApproval = 13,
};

enum class ZeroReason {
  kNotZero = 0,
  kNothingLeft = 1,
  kBelowDeductible = 2,
  kNoEntitlement = 3,
  kCap = 4,
  kFund = 5,
  kBelowMinimum = 6,
  kGivenZero = 7,
};

// One number the ledger keeps. `kind` is "account", "fund", "granted" or "metric"; a metric's `id`
// is the lower-case name of its enumerator in policy.proto ("visit_total").
// `holder` is "P:<person number>" or "H:<household number>", empty for funds.
// `period` is "2012" for a year, "<institution>/<visit number>" for a visit, empty otherwise.
struct Key {
  std::string kind = {};
  std::string id = {};
  std::string holder = {};
  std::string period = {};
  auto operator<=>(const Key&) const = default;
  bool operator==(const Key&) const = default;
};

// Values or differences of values.
using Numbers = std::map<Key, Fen>;

struct CapFigure {
  std::string account = {};
  Fen limit_fen = 0;
  Fen room_fen = 0;
  bool cut = false;
};

// One step per program id. Figures are 0 when not eligible; draw is 0 unless chosen.
struct Step {
  std::string program = {};
  std::size_t version = 0;        // Place among the programs of all files, in composed order.
  std::string version_from = {};  // in_force.from of that version.
  Status status = Status::kNotEligible;
  NotEligible not_eligible = NotEligible::kEligible;
  Fen x_fen = 0;
  Fen b0_fen = 0;
  Fen b1_fen = 0;
  Fen e0_fen = 0;
  Fen e1_fen = 0;
  std::vector<CapFigure> caps = {};
  std::optional<Fen> fund_room_fen = {};
  bool cut_by_fund = false;
  bool cut_by_base = false;
  bool cut_by_minimum = false;
  ZeroReason zero_reason = ZeroReason::kNotZero;
  Fen pay_fen = 0;
  Buckets draw_fen = {};
  std::optional<Fen> given_fen = {};  // Upstream aid taken as given (R9, D2).
};

enum class BreakKind { kRecomputedDiffers = 1, kGivenExceeds = 2, kLevelDiffers = 3 };

struct Break {
  BreakKind kind = BreakKind::kRecomputedDiffers;
  std::string program = {};  // Empty for a level.
  Fen upstream_fen = 0;
  Fen pay_fen = 0;
  int stated_level = 0;  // Numbers of HospitalLevel.
  int registered_level = 0;
};

struct Outcome {
  std::vector<Step> steps = {};
  Fen aid_fen = 0;
  Buckets due_fen = {};
  Fen patient_due_fen = 0;
  Fen account_applied_fen = 0;
  Fen cash_due_fen = 0;
  Fen account_refund_fen = 0;
  std::vector<Break> breaks = {};
};

// A threshold passed by a whole step (D9). A quotient shows numerators and its denominator (a
// denominator of 0 stands as 1, R52).
struct Crossing {
  std::string threshold = {};
  bool up = false;
  Key metric = {};  // For cap used: the account's own key; for fund used: the fund's.
  Fen before_fen = 0;
  Fen after_fen = 0;
  std::optional<Fen> denominator_fen = {};
};

enum class LeadKind { kLaterBills = 1, kApplication = 2 };  // R44, D7.

struct Lead {
  LeadKind kind = LeadKind::kLaterBills;
  Handle changed = 0;      // The entry that was reversed, replaced or adjusted.
  Handle application = 0;  // D7: the application settlement that had counted it.
};

struct Reply {
  Refusal refusal = Refusal::kNone;
  std::string words = {};  // For a person reading a failing test.
  Handle handle = 0;       // The entry; for a replacement the new settlement; 0 for a tombstone.
  bool tombstone = false;
  std::optional<Outcome> outcome = {};
  std::vector<Crossing> crossings = {};
  std::vector<Lead> leads = {};
  Fen cash_fen = 0;     // To collect from the patient; negative: to hand back (R47).
  Fen account_fen = 0;  // Likewise, of the account.
  bool ok() const { return refusal == Refusal::kNone; }
};

enum class Treatment { kRecompute = 1, kGiven = 2 };

// One row of the table of D1.
struct UpstreamRow {
  std::string fund_code = {};
  std::string program = {};
  Treatment treatment = Treatment::kRecompute;
};

// Yearly income of a household on some days (D8). Household 0 is the person's own (R12).
struct IncomeSpan {
  std::uint64_t household_no = 0;
  std::string from = {};
  std::string until = {};  // Empty: open.
  std::optional<Fen> yearly_income_fen = {};
};

struct BillInput {
  std::uint64_t person_no = 0;
  v1::Bill bill = {};
  std::string posting_date = {};
  std::string sender = {};       // Empty: message keys are the driver's business.
  int registered_level = 0;      // Of the hospital table, as HospitalLevel; 0 = it has none.
  bool institution_live = true;  // False refuses in its place of R31.
};

// R49. A VISIT account is met at (institution, visit_no).
struct OutsideAid {
  std::uint64_t person_no = 0;
  std::string service_end = {};
  std::string accounting_date = {};
  std::string program = {};
  Fen x_fen = 0;
  Fen paid_fen = 0;
  std::string institution = {};
  std::string visit_no = {};
  std::string posting_date = {};
};

struct Application {
  std::uint64_t person_no = 0;
  std::string program = {};
  int year = 0;
  std::string posting_date = {};
};

// What one live bill would be now, minus what it was with its adjustments.
struct BillDifference {
  Handle bill = 0;
  std::map<std::string, Fen> program_fen = {};  // Owed minus paid, programs that differ only.
  std::map<std::string, Fen> paid_fen = {};     // With earlier adjustments.
  std::map<std::string, Fen> owed_fen = {};
  Numbers deltas = {};  // Accounts, funds and metrics that differ.
  Buckets due_before_fen = {};
  Buckets due_fen = {};  // What would be left to the patient.
  Outcome outcome = {};
  bool Differs() const { return !program_fen.empty() || !deltas.empty(); }
};

struct Proposal {
  Refusal refusal = Refusal::kNone;
  std::set<std::uint64_t> people = {};      // Whose bills are refolded (R50).
  std::vector<Handle> scope = {};           // Live settlements refolded, in replay order.
  std::vector<BillDifference> all = {};     // Of every one of them.
  std::vector<BillDifference> bills = {};   // In that order; only those with a difference.
  std::map<std::string, Fen> net_fen = {};  // Programs whose net is not 0; empty: nothing proposed.
  std::set<std::string> limited_funds = {};  // Where today's balance is the limit (R51).
  std::vector<std::size_t> leads = {};       // Open ones in scope, by their place in the office.
  std::string digest = {};
};

}  // namespace yizhan::second
