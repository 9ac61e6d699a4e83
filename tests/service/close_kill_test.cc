// Goal: a close or a payout whose engine is killed at any moment is there once, or not at all, and
// the same request sent again gives the one result (P1, P2, P7).
// Method: a real engine; each round it is killed while it answers a close, then a payout; then both
// are sent again, unchanged. What the office was told is kept here and compared.

#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/digest.h"
#include "engine/books/officer_statement.h"
#include "engine/books/payout.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/reconciliation.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::testing {
namespace {

using Books = v1::Reconciliation;

constexpr int kRounds = 12;
constexpr int kKilledWithinMs = 12;
constexpr std::uint64_t kSeed = 20121128;

class CloseKillTest : public ::testing::Test {
 protected:
  Client Office() const { return world_.process().NewClient("relief", /*deadline_ms=*/10'000); }

  // One month after the other, long past: nothing was posted in them.
  v1::CloseRequest CloseOf(int round) const {
    v1::ProposeCloseRequest ask;
    ask.set_institution_id("anting");
    ask.set_period("2014-" + std::string(round < 9 ? "0" : "") + std::to_string(round + 1));
    const auto proposed = Call<Books, v1::ProposeCloseRequest, v1::ProposeCloseReply>(
        Office(), &Books::Stub::ProposeClose, ask);
    EXPECT_TRUE(proposed.ok()) << proposed.status();
    v1::CloseRequest request;
    request.set_institution_id(ask.institution_id());
    request.set_period(ask.period());
    request.set_request_id("close-" + ask.period());
    *request.mutable_authorization() =
        world_.Sign({"li"}, v1::CLOSE_PERIOD, proposed->content(), request.request_id());
    return request;
  }
  absl::StatusOr<v1::CloseReply> Close(const v1::CloseRequest& request) const {
    return Call<Books, v1::CloseRequest, v1::CloseReply>(Office(), &Books::Stub::Close, request);
  }

  // What the patient of one bill after the fact is owed.
  v1::PayOutRequest PayoutOf(int round) const {
    v1::SettleRequest late = World::Request("late-" + std::to_string(round));
    late.clear_not_after_ms();
    const auto recorded = Call<v1::Relief, v1::SettleRequest, v1::SettleResult>(
        Office(), &v1::Relief::Stub::RecordAfterTheFact, late);
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    v1::ListPayablesRequest ask;
    ask.mutable_person()->set_person_no(recorded->person_no());
    const auto listed = Call<v1::Relief, v1::ListPayablesRequest, v1::ListPayablesReply>(
        Office(), &v1::Relief::Stub::ListPayables, ask);
    EXPECT_TRUE(listed.ok() && listed->payables_size() == 1) << listed.status();
    return Signed(listed->payables(0), "pay-" + std::to_string(round));
  }
  v1::PayOutRequest Signed(const v1::Payable& payable, const std::string& request_id) const {
    OwedLines owed;
    for (const v1::OpenLine& line : payable.lines()) {
      v1::OwedLine& open = *owed.Add();
      open.set_account(line.account());
      open.set_program_id(line.program_id());
      open.set_amount_fen(line.amount_fen());
    }
    v1::PaidOut paid;
    paid.set_payee(v1::PATIENT);
    paid.set_person_no(payable.person_no());
    paid.set_reference("B-" + request_id);
    const auto postings = PayoutPostings(v1::PATIENT, /*given_back=*/false, owed);
    EXPECT_TRUE(postings.ok()) << postings.status();
    for (const v1::NamedPosting& posting : *postings) *paid.add_postings() = posting;
    v1::PayOutRequest request;
    request.set_payee(v1::PATIENT);
    request.mutable_person()->set_person_no(payable.person_no());
    request.set_amount_fen(payable.amount_fen());
    request.set_reference(paid.reference());
    request.set_request_id(request_id);
    *request.mutable_authorization() =
        world_.Sign({"li", "wang"}, v1::PAY_OUT, Bytes(PayoutDigest(paid)), request_id);
    return request;
  }
  absl::StatusOr<v1::PayOutReply> Pay(const v1::PayOutRequest& request) const {
    return Call<v1::Relief, v1::PayOutRequest, v1::PayOutReply>(Office(), &v1::Relief::Stub::PayOut,
                                                                request);
  }

  // Calls while somebody kills the engine; then starts it again. 0: no answer came.
  template <typename Send>
  std::uint64_t Killed(const Send& send) {
    std::uint64_t told = 0;
    std::thread caller([&] {
      const auto reply = send();
      if (reply.ok()) told = reply->number();
    });
    std::this_thread::sleep_for(
        std::chrono::milliseconds(random_() % static_cast<std::uint64_t>(kKilledWithinMs)));
    world_.process().Kill();
    caller.join();
    world_.process().Start();
    (told == 0 ? unanswered_ : answered_) += 1;
    return told;
  }

  World world_;
  std::mt19937_64 random_{kSeed};
  int answered_ = 0;
  int unanswered_ = 0;
};

TEST_F(CloseKillTest, EachIsThereOnceHoweverTheEngineDied) {
  for (int round = 0; round < kRounds; ++round) {
    const v1::CloseRequest close = CloseOf(round);
    const std::uint64_t told_close = Killed([&] { return Close(close); });
    const auto closed = Close(close);
    ASSERT_TRUE(closed.ok()) << closed.status();
    EXPECT_TRUE(told_close == 0 || told_close == closed->number());

    const v1::PayOutRequest payout = PayoutOf(round);
    const std::uint64_t told_payout = Killed([&] { return Pay(payout); });
    const auto paid = Pay(payout);
    ASSERT_TRUE(paid.ok()) << paid.status();
    EXPECT_TRUE(told_payout == 0 || told_payout == paid->number());
  }
  int closes = 0;
  int payouts = 0;
  for (const v1::Leaf& leaf : world_.Leaves()) {
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(leaf.stored());
    ASSERT_TRUE(entry.ok()) << entry.status();
    closes += entry->has_period_closed() ? 1 : 0;
    payouts += entry->has_paid_out() ? 1 : 0;
  }
  EXPECT_EQ(closes, kRounds);
  EXPECT_EQ(payouts, kRounds);
  // Else the engine was never killed in the middle.
  EXPECT_GT(unanswered_, 0);
}

}  // namespace
}  // namespace yizhan::testing
