#include "adapters/fhir/insurer_split.h"

#include <string>
#include <vector>

#include "adapters/fhir/claim_response_balance.h"
#include "adapters/fhir/document.h"
#include "adapters/fhir/names.h"
#include "adapters/national/codes.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kInsurancesMax = 20;
constexpr std::size_t kTotalsMax = 100;
constexpr std::size_t kFundsMax = 50;
constexpr std::size_t kFundCharactersMax = 20;
constexpr std::size_t kCodeCharactersMax = 40;

using SetFen = void (v1::Bill::*)(std::int64_t);

// A part of the total, or a payment that is no fund's. Needed: the first way must state it.
struct Part {
  const char* name;
  SetFen set;
  bool needed;
};
constexpr Part kParts[] = {
    {"in-scope", &v1::Bill::set_in_scope_fen, true},
    {"pre-self-pay", &v1::Bill::set_pre_self_pay_fen, true},
    {"over-limit", &v1::Bill::set_over_limit_fen, true},
    {"out-of-scope", &v1::Bill::set_out_of_scope_fen, true},
    {"hospital-borne", &v1::Bill::set_hospital_borne_fen, false},
    {"account", &v1::Bill::set_account_pay_fen, false},
};

const Part* PartNamed(const std::string& name) {
  for (const Part& part : kParts) {
    if (name == part.name) return &part;
  }
  return nullptr;
}

void AddFund(const std::string& code, std::int64_t amount_fen, v1::Bill* bill) {
  if (amount_fen == 0) return;
  if (national::IsAidFund(code)) {
    v1::UpstreamAid& aid = *bill->add_upstream_aid();
    aid.set_fund_code(code);
    aid.set_amount_fen(amount_fen);
    return;
  }
  v1::InsurerPayment& payment = *bill->add_insurer_payments();
  payment.set_fund_code(code);
  payment.set_amount_fen(amount_fen);
}

// The first way: the extension.
void ReadExtension(const Element& split, v1::Bill* bill) {
  for (const Part& part : kParts) {
    const Element stated = split.Extension(part.name);
    if (!stated.present()) {
      if (part.needed) {
        split.Fail("extension", {.reason = v1::FIELD_MISSING, .expected = part.name});
      }
      continue;
    }
    (bill->*part.set)(stated.ValuePayment().value_or(Money()).fen());
  }
  const std::vector<Element> funds = split.Extensions("fund");
  if (funds.size() > kFundsMax) {
    split.Fail("extension",
               {.reason = v1::TOO_MANY_ITEMS, .expected = "<= " + std::to_string(kFundsMax)});
    return;
  }
  for (const Element& fund : funds) {
    const Element code = fund.Extension("code");
    const Element amount = fund.Extension("amount");
    if (!code.present() || !amount.present()) {
      fund.Fail("extension", {.reason = v1::FIELD_MISSING, .expected = "code, amount"});
      return;
    }
    AddFund(code.ValueText("Code", kFundCharactersMax),
            amount.ValuePayment().value_or(Money()).fen(), bill);
  }
}

void ReadBenefit(const Element& total, v1::Bill* bill) {
  const Element category = total.Object("category");
  const std::string fund = category.Code(kFundSystem);
  const Money amount = total.Payment("amount").value_or(Money());
  if (fund.empty() || fund.size() > kFundCharactersMax) {
    category.Fail("coding", {.reason = v1::FIELD_MISSING, .expected = kFundSystem});
    return;
  }
  AddFund(fund, amount.fen(), bill);
}

struct Seen {
  std::vector<std::string> parts;
  std::optional<Money> submitted;
};

void ReadTotal(const Element& total, Seen* seen, v1::Bill* bill) {
  const Element category = total.RequiredObject("category");
  const std::string standard = category.Code(kAdjudicationSystem);
  std::string name = category.Code(kPartSystem);
  if (standard == "benefit") return ReadBenefit(total, bill);
  if (standard == "submitted") seen->submitted = total.Payment("amount");
  if (standard == "eligible" && name.empty()) name = "in-scope";
  const Part* part = PartNamed(name);
  if (part == nullptr) return;
  for (const std::string& before : seen->parts) {
    if (before != name) continue;
    category.Fail("coding", {.reason = v1::TOO_MANY_ITEMS, .expected = "1 " + name});
    return;
  }
  seen->parts.push_back(name);
  (bill->*part->set)(total.Payment("amount").value_or(Money()).fen());
}

// Only what the insurer has finished.
void CheckFinished(const Element& response) {
  const std::string status = response.RequiredText("status", kCodeCharactersMax);
  const std::string outcome = response.RequiredText("outcome", kCodeCharactersMax);
  if (status != "active") {
    response.Fail("status", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "active"});
  }
  if (outcome != "complete") {
    response.Fail("outcome", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "complete"});
  }
}

// The second way: the insurer's own answer. A part it does not name is 0; the bill's parts must
// make its total, so none can be forgotten.
void ReadInsurerResponse(const Element& response, v1::Bill* bill) {
  CheckFinished(response);
  Seen seen;
  for (const Element& total : response.List("total", kTotalsMax)) ReadTotal(total, &seen, bill);
  if (seen.parts.empty()) {
    response.Fail("total", {.reason = v1::FIELD_MISSING, .expected = "eligible"});
  }
  if (seen.submitted.has_value() && seen.submitted->fen() != bill->total_fen()) {
    response.Fail("total", {.reason = v1::PARTS_NOT_TOTAL,
                            .expected = YuanText(Money::FromFen(bill->total_fen())),
                            .found = YuanText(*seen.submitted)});
  }
  const BenefitSums sums = SumBenefits(response);
  if (auto status = CheckBalance(sums, response.path()); !status.ok()) {
    response.reading().Fail(status);
  }
}

void CheckParts(const Element& claim, const v1::Bill& bill) {
  const Money parts =
      Money::FromFen(bill.in_scope_fen()) + Money::FromFen(bill.pre_self_pay_fen()) +
      Money::FromFen(bill.over_limit_fen()) + Money::FromFen(bill.out_of_scope_fen());
  const Money total = Money::FromFen(bill.total_fen());
  if (parts == total || !claim.reading().ok()) return;
  claim.Fail(
      "total",
      {.reason = v1::PARTS_NOT_TOTAL, .expected = YuanText(parts), .found = YuanText(total)});
}

}  // namespace

void ReadInsurerSplit(const Element& claim, v1::Bill* bill) {
  std::vector<Element> responses;
  for (const Element& insurance : claim.List("insurance", kInsurancesMax)) {
    const Element answer = insurance.Object("claimResponse");
    if (!answer.present()) continue;
    const Element response = Contained(claim, answer, "ClaimResponse");
    if (response.present()) responses.push_back(response);
  }
  const Element split = claim.Extension(kInsuranceUrl);
  const std::size_t ways = responses.size() + (split.present() ? 1 : 0);
  if (ways != 1) {
    claim.Fail("extension", {.reason = ways == 0 ? v1::FIELD_MISSING : v1::TOO_MANY_ITEMS,
                             .expected = std::string(kInsuranceUrl) +
                                         " | insurance.claimResponse \"#...\" (contained)",
                             .found = std::to_string(ways)});
    return;
  }
  if (split.present()) {
    ReadExtension(split, bill);
  } else {
    ReadInsurerResponse(responses.front(), bill);
  }
  CheckParts(claim, *bill);
}

}  // namespace yizhan::fhir
