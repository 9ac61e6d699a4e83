// Many terminals at once, with readers beside them: never over a cap, nothing twice, nothing lost.

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr int kTerminals = 4;
constexpr int kBillsPerTerminal = 60;
constexpr std::int64_t kCapFen = 100'000;

class RaceTest : public testing::Test {
 protected:
  RaceTest() {
    for (int i = 0; i < kTerminals; ++i) {
      own_.push_back(desk_->Import("own-" + std::to_string(i), {"dibao"}));
    }
  }

  // What one terminal did, so that the ledger can be held against it.
  struct Done {
    std::map<std::string, std::uint64_t> settled;  // By message id.
    std::map<std::string, std::uint64_t> reversed;
    int refused = 0;
  };

  Done RunTerminal(int terminal) {
    Done done;
    const Caller caller = HospitalCaller("H1", "desk-" + std::to_string(terminal));
    for (int i = 0; i < kBillsPerTerminal; ++i) {
      const std::string id = "t" + std::to_string(terminal) + "-" + std::to_string(i);
      v1::Bill bill = MakeBill(id);
      // Every third bill has a number that all terminals use: one of them gets it.
      if (i % 3 == 0) bill.set_bill_no("shared-" + std::to_string(i));
      SetParts(bill, 7'000 + i, 0, 0, 0);
      const std::uint64_t person_no =
          i % 2 == 0 ? shared_ : own_[static_cast<std::size_t>(terminal)];
      const v1::SettleRequest request = desk_->Ask(bill, person_no);
      const Desk::Settled reply = desk_->Settle(caller, request);
      const Desk::Settled again = desk_->Settle(caller, request);
      if (!reply.ok()) {
        EXPECT_EQ(ReasonOf(reply.status()), v1::BILL_ALREADY_SETTLED) << reply.status();
        ++done.refused;
        if (!again.ok()) continue;
        done.settled[id] = again->number();  // Its holder was reversed in between.
      } else {
        EXPECT_TRUE(again.ok() && again->replayed() && again->number() == reply->number());
        done.settled[id] = reply->number();
      }
      if (i % 5 == 0) Reverse(caller, id, done);
    }
    return done;
  }

  void Reverse(const Caller& caller, const std::string& id, Done& done) {
    v1::ReverseRequest request;
    request.set_message_id(id);
    request.set_request_id("r-" + id);
    const auto first = desk_->Reverse(caller, request);
    const auto second = desk_->Reverse(caller, request);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_FALSE(first->tombstone());
    EXPECT_TRUE(second->replayed());
    EXPECT_EQ(first->number(), second->number());
    done.reversed[id] = first->number();
  }

  // Quotes, questions and lists while the terminals work; each sees one consistent state.
  void RunReader() {
    v1::ListRequest list;
    list.set_person_no(shared_);
    v1::GetRequest get;
    get.set_message_id("t0-1");
    while (!stop_) {
      EXPECT_TRUE(desk_->Quote(MakeBill("quote"), shared_).ok());
      EXPECT_TRUE(desk_->queries().Get(HospitalCaller("H1", "desk-0"), get).ok());
      const auto listed = desk_->queries().List(HospitalCaller("H1"), list);
      EXPECT_TRUE(listed.ok()) << listed.status();
      if (listed.ok()) CheckListed(*listed);
      EXPECT_LE(desk_->PersonValue(shared_, "half-paid", 2012), kCapFen);
    }
  }

  static void CheckListed(const v1::ListReply& listed) {
    std::int64_t live_fen = 0;
    for (const v1::SettleResult& result : listed.results()) {
      if (result.state() == v1::SETTLED) live_fen += result.outcome().aid_fen();
    }
    EXPECT_LE(live_fen, kCapFen);
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  const std::uint64_t shared_ = desk_->Import("shared", {"dibao"});
  std::vector<std::uint64_t> own_;
  std::atomic<bool> stop_{false};
};

TEST_F(RaceTest, TerminalsAndReaders) {
  std::vector<Done> done(kTerminals);
  std::vector<std::thread> terminals;
  for (int i = 0; i < kTerminals; ++i) {
    terminals.emplace_back(
        [this, i, &done] { done[static_cast<std::size_t>(i)] = RunTerminal(i); });
  }
  std::thread reader([this] { RunReader(); });
  for (std::thread& terminal : terminals) terminal.join();
  stop_ = true;
  reader.join();
  desk_->engine().Drain();

  // Every acknowledged settlement is there, once, and nothing else.
  std::map<std::string, std::uint64_t> acknowledged;
  std::size_t reversed = 0;
  int refused = 0;
  for (const Done& one : done) {
    acknowledged.insert(one.settled.begin(), one.settled.end());
    reversed += one.reversed.size();
    refused += one.refused;
  }
  std::map<std::string, std::uint64_t> stored;
  std::size_t contras = 0;
  std::int64_t paid_fen = 0;
  for (std::uint64_t number = 0; number < desk_->Head().size; ++number) {
    const v1::Entry entry = desk_->EntryAt(number);
    if (entry.has_contra()) ++contras;
    if (entry.has_contra() && entry.contra().person_no() == shared_) {
      paid_fen += entry.contra().aid_fen();
    }
    if (!entry.has_settled()) continue;
    EXPECT_TRUE(stored.emplace(entry.settled().bill().message_id(), number).second);
    if (entry.settled().facts().person_no() == shared_) {
      paid_fen += entry.settled().outcome().aid_fen();
    }
    EXPECT_LE(paid_fen, kCapFen) << "at entry " << number;
  }
  EXPECT_EQ(stored, acknowledged);
  EXPECT_EQ(contras, reversed);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(desk_->PersonValue(shared_, "half-paid", 2012), paid_fen);
  EXPECT_EQ(desk_->Differences(), std::vector<std::string>());
}

}  // namespace
}  // namespace yizhan::test
