// SecondSide: a world played through the second evaluator. What the second evaluator leaves to its
// driver (replays, request ids, time limits, quote digests, hospitals) is kept here in plain maps.
//
// Units:    fen.
// Threads:  one; several sides beside each other.
// Law:      adjudication.md R31, R40-R45, R47.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/property/second/second.h"
#include "tests/property/seen.h"
#include "tests/property/world.pb.h"

namespace yizhan::property {

class SecondSide {
 public:
  Seen Play(const Operation& operation);

  // What the accounts of these names hold now.
  Values At(const Values& names) const;
  // Every account, and every fund, that is not 0.
  Values Accounts() const;
  Values Funds() const;

 private:
  using Message = std::pair<std::string, std::string>;  // Sender, message id.

  // What bound a message key (R40).
  struct Bound {
    bool settles = false;       // Else the request id of a reversal.
    std::string content = {};   // The bill and person; the original of a reversal.
    second::Handle handle = 0;  // Of the settlement.
    std::optional<Message> replaces = {};
    Seen first = {};  // What was answered.
  };

  Seen Activate(const Activation& activation);
  Seen Import(const v1::ImportPerson& person);
  Seen ChangeFund(const FundChange& change);
  Seen Settle(const Settling& settling);
  Seen Reverse(const Reversal& reversal);
  Seen Replace(const Replacement& replacement);
  Seen Apply(const Applying& applying);
  Seen Record(const OutsideAid& aid);
  Seen Readjudicate(const Readjudicating& asked);
  Seen Confirm(const Readjudicating& asked, const second::Proposal& proposal,
               const std::string& digest);

  second::BillInput InputOf(const Settling& settling);
  bool IsLiveFor(const v1::Bill& bill) const;
  std::uint64_t PersonNo(const std::string& card);
  std::uint64_t HouseholdNo(const std::string& reference);
  std::string ContentOf(const Settling& settling) const;
  const Bound* Find(const Message& message) const;
  SeenProposal Shown(const second::Proposal& proposal) const;
  // The checks of R31 between the message key and the form.
  static std::string WhyTooLate(const Settling& settling);
  // The natural end of a settlement: refused, or its figures and what it touched.
  Seen SeenOf(const second::Reply& reply) const;
  Seen Replayed(const Bound& bound) const;
  Seen SettledAgain(const Bound& bound) const;
  bool IsInFuture(const v1::Bill& bill) const;
  Seen Unposted(const second::Reply& reply, const Settling& settling,
                const std::string& late) const;
  std::vector<second::IncomeSpan> IncomesOf(const v1::ImportPerson& person) const;
  // With the names of whose thresholds it passed.
  void AddCrossings(const second::Reply& reply, Seen& seen) const;
  std::string HolderName(const second::Key& key) const;
  Values OpenFunds() const;
  second::Key KeyOf(const std::string& name) const;
  std::string NameOf(const second::Key& key) const;

  second::Second second_;
  std::string day_;
  std::map<std::string, v1::Institution> hospitals_;
  std::set<std::string> registered_;  // Cards; others may have a number, too.
  std::map<std::string, std::uint64_t> person_no_;
  std::map<std::uint64_t, std::string> card_;
  std::map<std::string, std::uint64_t> household_no_;
  std::map<std::uint64_t, std::string> household_;
  std::map<Message, Bound> bound_;
  std::map<second::Handle, std::string> bill_name_;
  std::map<std::pair<std::string, std::uint32_t>, std::string> looked_at_;  // Digests.
  std::set<Message> dead_;  // Tombstoned: no settlement, and no request, may have this id.
  std::map<std::string, bool> fund_open_;
};

}  // namespace yizhan::property
