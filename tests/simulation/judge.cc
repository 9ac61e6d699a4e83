#include "tests/simulation/judge.h"

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/books/rows.h"
#include "engine/settlement/find_person.h"
#include "tests/property/engine_requests.h"

namespace yizhan::simulation {
namespace {

using property::Settling;

constexpr std::int64_t kNotAfterAheadMaxMs = 120'000;
constexpr int kInTimeS = 60;
constexpr int kTooFarS = 100'000;

// Where an operation is a bill that is posted; null otherwise.
Settling* SettlingIn(Operation& operation) {
  if (operation.has_settle()) return operation.mutable_settle();
  return operation.has_replace() ? operation.mutable_replace()->mutable_with() : nullptr;
}

}  // namespace

bool IsNotDone(v1::Reason reason) {
  return reason == v1::ENGINE_BUSY || reason == v1::DEADLINE_IN_QUEUE ||
         reason == v1::SHUTTING_DOWN || reason == v1::CLOCK_BEHIND || reason == v1::DISK_RESERVE;
}

Judge::Judge(const property::World& world, const LedgerStore& store, IndexKey index_key,
             Sometimes& sometimes)
    : world_(world), store_(store), index_key_(std::move(index_key)), sometimes_(sometimes) {
  for (const Operation& operation : world_.operations()) {
    if (!operation.has_import()) continue;
    unknown_cards_.insert(operation.import().card().cert_no());
    for (const v1::DatedValue& household : operation.import().households()) {
      names_.KnowHousehold(HouseholdNo(household.value(), index_key_), household.value());
    }
  }
}

void Judge::Fail(const Operation& operation, const std::string& what) {
  if (difference_.empty()) difference_ = operation.ShortDebugString() + "\n  " + what + "\n";
}

void Judge::LearnPeople() {
  if (unknown_cards_.empty()) return;
  const std::shared_ptr<const View> view = store_.OpenView();
  std::erase_if(unknown_cards_, [&](const std::string& card) {
    const auto number = ResolvePerson(property::CardRef(card), *view, index_key_);
    if (number.ok()) names_.KnowPerson(*number, card);
    return number.ok();
  });
}

Operation Judge::AsDecided(const Sent& sent, const Moment& moment) {
  Operation operation = sent.operation;
  operation.set_day(DayText(BusinessDay(moment.posted_ms)));
  Settling* const settling = SettlingIn(operation);
  if (settling == nullptr) return operation;
  int not_after_s = kInTimeS;
  if (sent.not_after_ms > moment.now_ms + kNotAfterAheadMaxMs) not_after_s = kTooFarS;
  if (moment.posted_ms > sent.not_after_ms) not_after_s = -1;
  if (sent.not_after_ms == 0) not_after_s = 0;
  settling->set_not_after_s(not_after_s);
  return operation;
}

bool Judge::IsAnswered(const Sent& sent, const Operation& operation, const Answer& answer) {
  if (answer.reason == v1::OUTCOME_NOT_KNOWN) {
    if (unknown_.empty()) unknown_base_ = batch_base_;
    unknown_.emplace_back(sent, operation);
    return false;
  }
  if (!IsNotDone(answer.reason)) return true;
  if (answer.reason == v1::ENGINE_BUSY) sometimes_.Met("engine busy");
  if (answer.reason == v1::DEADLINE_IN_QUEUE) sometimes_.Met("engine stalled past a deadline");
  if (answer.reason == v1::CLOCK_BEHIND) sometimes_.Met("clock behind the ledger");
  if (answer.reason == v1::DISK_RESERVE) sometimes_.Met("disk full: refused");
  return false;
}

bool Judge::IsExpired(const Sent& sent, const Moment& moment) {
  if (moment.posted_ms <= sent.signed_ms + property::kSignedForMs) return false;
  sometimes_.Met("signature expired on the way");
  return true;
}

void Judge::Compare(const Sent& sent, Operation operation, const Seen& seen, const Answer& answer) {
  if (fenced_ && seen.refused.empty() && !seen.replayed && answer.number >= batch_base_) {
    return Fail(operation, "an engine that was taken over has posted");
  }
  if (operation.has_activate() || operation.has_import() || operation.has_fund() ||
      operation.has_institution()) {
    return CompareOffice(sent, operation, seen, answer);
  }
  if (seen.reason == v1::QUOTE_STALE && operation.settle().quote() == property::FRESH_QUOTE) {
    sometimes_.Met("quote stale");
    if (store_.Durable().size == sent.quoted_at) {
      return Fail(operation, "the quote is called stale, but nothing was posted since");
    }
    operation.mutable_settle()->set_quote(property::FOREIGN_QUOTE);
  }
  CompareWithModel(operation, seen);
}

void Judge::CompareOffice(const Sent& sent, const Operation& operation, const Seen& seen,
                          const Answer& answer) {
  if (operation.has_fund()) return CompareFund(sent, operation, seen);
  if (operation.has_institution()) return CompareInstitution(sent, operation, seen);
  if (operation.has_import()) {
    if (!seen.refused.empty()) return Fail(operation, "a person is refused: " + seen.refused);
    if (model_.settlements() > 0) sometimes_.Met("register changed in mid-stream");
    model_.Play(operation);
    return;
  }
  // Whether rules may be changed is not the model's business.
  if (!seen.refused.empty()) return sometimes_.Met("rules refused");
  if (answer.number < batch_base_) return;  // In force, or activated, before.
  if (model_.settlements() > 0) sometimes_.Met("rules changed in mid-stream");
  model_.Play(operation);
}

void Judge::CompareFund(const Sent& sent, const Operation& operation, const Seen& seen) {
  const bool known = signed_.contains(sent.request_id);
  if (seen.refused.empty() && seen.replayed != known) {
    return Fail(operation, known ? "carried out twice" : "replayed, but never carried out");
  }
  if (known) return;
  if (seen.refused.empty()) signed_.insert(sent.request_id);
  CompareWithModel(operation, seen);
}

void Judge::CompareInstitution(const Sent& sent, const Operation& operation, const Seen& seen) {
  const std::string& id = operation.institution().id();
  const bool known = added_.contains(id);
  const bool accepted = seen.refused.empty();
  if (accepted == (sent.adds && known)) return Fail(operation, "known or not? " + seen.refused);
  if (sent.adds) {
    added_.insert(id);
  } else if (accepted) {
    if (operation.institution().state() == v1::SUSPENDED) sometimes_.Met("hospital suspended");
    model_.Play(operation);
  }
}

property::SeenProposal Judge::NetsOf(const v1::Proposal& proposal) {
  property::SeenProposal seen;
  property::AddNets(proposal, seen.figures);
  return seen;
}

void Judge::CompareWithModel(const Operation& operation, Seen seen) {
  Seen expected = model_.Play(operation);
  // Sums are compared after the batch.
  expected.accounts.clear();
  expected.funds.clear();
  if (expected.proposal.has_value()) {
    expected.proposal->bills.clear();
    std::erase_if(expected.proposal->figures, [](const auto& figure) {
      const std::string& name = figure.first;
      return !name.starts_with("net ") && !name.starts_with("limited ") &&
             !name.starts_with("owed by") && !name.starts_with("owed to") && name != "leads";
    });
  }
  const std::string differs = property::DifferencesBetween(seen, expected);
  if (!differs.empty()) return Fail(operation, differs);
  CheckLimits(operation, seen);
  Count(operation, seen);
}

// The naive half of it: no cap and no fund pays more than it had.
void Judge::CheckLimits(const Operation& operation, const Seen& seen) {
  if (!seen.outcome.has_value()) return;
  for (const property::SeenStep& step : seen.outcome->steps) {
    if (step.status != v1::CHOSEN || step.given_fen.has_value()) continue;
    bool exceeded = step.fund_room_fen.has_value() && step.pay_fen > *step.fund_room_fen;
    for (const property::SeenCap& cap : step.caps) exceeded |= step.pay_fen > cap.room_fen;
    if (exceeded) Fail(operation, "a limit is exceeded by " + step.program);
  }
}

void Judge::Count(const Operation& operation, const Seen& seen) {
  if (seen.refused == "not after") sometimes_.Met("late: not_after passed");
  if (seen.refused == "MESSAGE_TOMBSTONED") sometimes_.Met("tombstoned message refused");
  if (!seen.refused.empty()) return sometimes_.Met("refused");
  if (seen.replayed) return sometimes_.Met("duplicate replayed");
  if (operation.has_settle()) sometimes_.Met("settled");
  if (operation.has_replace()) sometimes_.Met("replaced");
  if (operation.has_apply()) sometimes_.Met("application settled");
  if (operation.has_outside()) sometimes_.Met("outside aid recorded");
  if (operation.has_readjudicate()) sometimes_.Met("adjustment confirmed");
  if (!operation.has_reverse()) return;
  sometimes_.Met(seen.tombstone ? "reversed before arrival" : "reversed");
}

void Judge::HearProposal(const Operation& operation, const absl::StatusOr<v1::Proposal>& proposal) {
  Seen seen;
  if (proposal.ok()) {
    seen.proposal = NetsOf(*proposal);
  } else {
    seen = property::RefusedBy(proposal.status());
  }
  CompareWithModel(operation, seen);
}

void Judge::CompareSums() {
  if (!difference_.empty() || has_unknown()) return;
  LearnPeople();
  const std::shared_ptr<const View> view = store_.OpenView();
  Values accounts;
  const absl::Status holders =
      view->Scan(Table::kHolder, "", [&](std::string_view key, std::string_view value) {
        v1::HolderRow row;
        YIZHAN_CHECK(row.ParseFromString(std::string(value)));
        names_.AddAccounts(std::string(key), row, accounts);
        return true;
      });
  Values funds;
  const absl::Status balances =
      view->Scan(Table::kFund, "", [&](std::string_view key, std::string_view value) {
        v1::FundRow row;
        YIZHAN_CHECK(row.ParseFromString(std::string(value)));
        funds[std::string(key)] = row.balance_fen();
        if (row.balance_fen() < 0) Fail({}, "a fund is below zero: " + std::string(key));
        return true;
      });
  YIZHAN_CHECK(holders.ok() && balances.ok());
  const std::string differs = property::DifferencesBetween(accounts, model_.Accounts()) +
                              property::DifferencesBetween(funds, model_.Funds());
  if (!differs.empty()) Fail({}, "after a batch\n" + differs);
}

}  // namespace yizhan::simulation
