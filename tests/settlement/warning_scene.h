// WarningScene: a desk whose pack has thresholds, and a diary of the crossings that each entry
// holds.
//
// Units:    fen.
// Errors:   what is refused fails the test.
// Threads:  one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/books/keys.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"
#include "tests/support/small_pack.h"

namespace yizhan::test {

struct Parts {
  std::int64_t in_scope = 0;
  std::int64_t pre_self_pay = 0;
  std::int64_t over_limit = 0;
  std::int64_t out_of_scope = 0;
};

class WarningScene {
 public:
  explicit WarningScene(const std::vector<std::string>& thresholds) {
    Activate(thresholds);
    desk_->AddLive("H1", "2011-01-01");
    desk_->AddLive("H2", "2011-01-01");
    desk_->OpenFund("fund");
  }

  void Activate(const std::vector<std::string>& thresholds) {
    desk_->Activate({SmallPackWarning(thresholds)});
  }

  // `more`: text form of an ImportPerson, merged over one without identities.
  std::uint64_t Person(const std::string& card, const std::string& more = "");
  std::uint64_t Dibao(const std::string& card, const std::string& more = "") {
    return Person(card, "identities { value: 'dibao' from: '2010-01-01' } " + more);
  }

  // A bill of H1, accounted today, of one visit "V". `more`: text form, merged over it.
  v1::Bill Bill(const std::string& id, Parts parts, const std::string& more = "");

  std::uint64_t Settle(std::uint64_t person, const std::string& id, Parts parts,
                       const std::string& more = "") {
    const v1::SettleResult result = desk_->Post(Bill(id, parts, more), person);
    Note(result.number(), id);
    return result.number();
  }
  void Reverse(std::uint64_t number) {
    const auto reply = desk_->Reverse(number, "r-" + std::to_string(number));
    ASSERT_TRUE(reply.ok()) << reply.status();
    Note(reply->number(), "reverse");
  }
  std::uint64_t Replace(std::uint64_t number, std::uint64_t person, const std::string& id,
                        Parts parts, const std::string& more = "") {
    const auto reply = desk_->Replace(number, desk_->Ask(Bill(id, parts, more), person));
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) return 0;
    Note(reply->contra(), "contra");  // Never holds one: the step ends with the settlement.
    Note(reply->result().number(), id);
    return reply->result().number();
  }

  // "m+t:p2012 reverse-t:p2012 ": entry, up or down, threshold, whose: p, h, v or f, and the year.
  const std::string& diary() const { return diary_; }
  // Ids of the thresholds of open alerts, in key order.
  std::string Open() const;
  Desk& desk() { return *desk_; }

 private:
  void Note(std::uint64_t number, const std::string& name);

  std::unique_ptr<Desk> desk_ = std::make_unique<Desk>();
  std::string diary_;
};

}  // namespace yizhan::test
