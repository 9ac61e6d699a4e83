// The edge and a real engine with a line between them that is cut, held back, dark or doubled:
// every bill ends as its HIS was told. YIZHAN_LINK_CUTS in the environment: how many bills.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "adapters/intake/client_centre.h"
#include "adapters/intake/durable_intake.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/service/raw_socket.h"
#include "tests/service/world.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::testing {
namespace {

constexpr int kBillsDefault = 300;
constexpr int kDesks = 8;
constexpr int kChannels = 4;
constexpr std::int64_t kAnswerWithinMs = 500;
constexpr std::chrono::seconds kEmptiesWithin{60};
constexpr char kEdge[] = "anting/edge";

enum class Told : std::uint8_t { kNothing, kResult, kLate, kReversed };

struct Bill {
  std::string id;
  Told told = Told::kNothing;
};

class LinkCutTest : public ::testing::Test {
 protected:
  LinkCutTest()
      : proxy_(world_.process().address(), /*seed=*/2012),
        centre_({.address = proxy_.address(),
                 .token = world_.process().token(kEdge),
                 .channels = kChannels},
                kAnswerWithinMs) {
    auto inbox = edge::Inbox::Open({.data_dir = folder_ / "inbox",
                                    .key_path = folder_ / "inbox.key",
                                    .institution_id = "anting"},
                                   clock_, random_);
    EXPECT_TRUE(inbox.ok()) << inbox.status();
    inbox_ = *std::move(inbox);
    intake_ = std::make_unique<edge::DurableIntake>(*inbox_, centre_, clock_, random_,
                                                    edge::IntakeOptions{});
    intake_->Start();
  }

  edge::Ticket Receive() {
    const auto ticket =
        intake_->Receive({.protocol = edge::Protocol::kNational, .peer = "his", .raw = "raw"});
    EXPECT_TRUE(ticket.ok()) << ticket.status();
    return ticket.value_or(0);
  }

  // As a HIS does: asks until it knows, and takes every fourth bill back until that is known.
  void Live(Bill& bill, bool reverses) {
    const auto settled = intake_->Settle(Receive(), World::Request(bill.id));
    ASSERT_TRUE(settled.ok()) << settled.status();
    bill.told = settled->late() ? Told::kLate : Told::kResult;
    if (!reverses) return;
    v1::ReverseRequest request;
    request.set_message_id(bill.id);
    request.set_request_id(bill.id + ".rev");
    bool again = true;
    while (again) {
      const auto reply = intake_->Reverse(Receive(), request);
      const v1::ErrorClass error_class = DetailOf(reply.status()).error_class();
      again = !reply.ok() && (error_class == v1::TRY_AGAIN || error_class == v1::OUTCOME_UNKNOWN);
      ASSERT_TRUE(again || reply.ok()) << reply.status();
    }
    bill.told = Told::kReversed;
  }

  v1::GetReply Find(const std::string& message_id) const {
    v1::GetRequest question;
    question.set_message_id(message_id);
    const auto found = world_.process().NewClient(kEdge).Get(question);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(v1::GetReply());
  }

  void Check(const Bill& bill) const {
    const v1::GetReply key = Find(bill.id);
    const v1::GetReply late = Find(bill.id + "~late");
    EXPECT_EQ(key.state() == v1::SETTLED, bill.told == Told::kResult) << bill.id;
    EXPECT_EQ(late.state() == v1::SETTLED, bill.told == Told::kLate) << bill.id;
    EXPECT_FALSE(key.result().after_the_fact()) << bill.id;
    EXPECT_EQ(late.result().after_the_fact(), late.has_result()) << bill.id;
  }

  World world_;
  CuttingProxy proxy_;
  ScratchFolder folder_;
  SystemClock clock_;
  SystemRandom random_;
  edge::ClientCentre centre_;
  std::unique_ptr<edge::Inbox> inbox_;
  std::unique_ptr<edge::DurableIntake> intake_;
};

int BillCount() {
  const char* asked = std::getenv("YIZHAN_LINK_CUTS");
  return asked != nullptr ? std::max(1, std::atoi(asked)) : kBillsDefault;
}

TEST_F(LinkCutTest, EveryBillEndsAsItsHisWasTold) {
  std::vector<Bill> bills(static_cast<std::size_t>(BillCount()));
  for (std::size_t i = 0; i < bills.size(); ++i) bills[i].id = "cut-" + std::to_string(i);
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> desks;
  for (int desk = 0; desk < kDesks; ++desk) {
    desks.emplace_back([&] {
      for (std::size_t i = next++; i < bills.size(); i = next++) Live(bills[i], i % 4 == 0);
    });
  }
  for (std::thread& desk : desks) desk.join();
  proxy_.Heal();
  const auto emptied = [&] {
    v1::GetRequest question;
    question.set_message_id("any");
    intake_->Find(question).status().IgnoreError();  // An answer wakes what waits.
    return inbox_->Unfinished().empty();
  };
  EXPECT_TRUE(Becomes(emptied, kEmptiesWithin));
  intake_->Stop();
  for (const Bill& bill : bills) Check(bill);
  const auto fates = proxy_.counts();
  for (std::size_t fate = 0; fate < kLineFates; ++fate) {
    std::printf("%-10s %llu connections\n", NameOf(static_cast<LineFate>(fate)),
                static_cast<unsigned long long>(fates[fate]));
    EXPECT_GT(fates[fate], 0U) << NameOf(static_cast<LineFate>(fate));
  }
  const auto told = [&](Told what) {
    return std::count_if(bills.begin(), bills.end(),
                         [what](const Bill& bill) { return bill.told == what; });
  };
  std::printf("%zu bills: %td with a result, %td late, %td taken back\n", bills.size(),
              told(Told::kResult), told(Told::kLate), told(Told::kReversed));
  EXPECT_GT(told(Told::kResult), 0);
  EXPECT_GT(told(Told::kLate), 0);
}

}  // namespace
}  // namespace yizhan::testing
