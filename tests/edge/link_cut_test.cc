// The edge and a real engine with a line between them that is cut in every phase of a settlement,
// held back, dark or doubled: every bill ends as its HIS was told. YIZHAN_LINK_CUTS in the
// environment: how many cuts, and bills, at least.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <mutex>
#include <numeric>
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

constexpr int kCutsDefault = 300;
constexpr std::size_t kOfEachPhase = 10;  // One of so many cuts, at least.
constexpr std::size_t kBillsMost = 8;     // So many times what was asked for.
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

// Where a call was cut, by what really happened: the bytes that passed, and the engine's ledger.
enum class Phase : std::uint8_t {
  kBeforeArrival,   // Of a bill: not all of the request reached the engine.
  kAfterAppend,     // Of a bill: the engine had posted and answered; not a byte of it came through.
  kMidReply,        // Of a bill: a part of the answer did.
  kDuringReversal,  // Of a late bill's key, or of the HIS; anywhere.
  kElsewhere,       // A question; a bill without an answer yet, or refused.
};
constexpr std::size_t kPhases = 5;
constexpr std::size_t kNamedPhases = 4;
constexpr const char* kPhaseNames[] = {"before arrival", "after append", "mid-reply",
                                       "during reversal", "elsewhere"};

// The message id of a bill that is settled, or recorded after the fact; empty: it is none.
std::string BillOf(const std::string& request) {
  v1::SettleRequest bill;
  return bill.ParseFromString(request) ? bill.bill().message_id() : "";
}

bool IsReversal(const std::string& request) {
  v1::ReverseRequest reversal;
  return reversal.ParseFromString(request) && !reversal.request_id().empty();
}

// Counts the cuts. Threads: any.
class Phases {
 public:
  explicit Phases(Client direct) : direct_(std::move(direct)) {}

  void Count(const std::vector<LostCall>& lost) {
    const std::lock_guard lock(mutex_);
    for (const LostCall& call : lost) {
      ++counts_[static_cast<std::size_t>(PhaseOf(call))];
      if (IsReversal(call.request)) ++reversals_[static_cast<std::size_t>(StageOf(call))];
    }
  }

  bool Reached(std::size_t cuts) const {
    const std::lock_guard lock(mutex_);
    const auto rarest = std::min_element(counts_.begin(), counts_.begin() + kNamedPhases);
    return Named() >= cuts && *rarest >= cuts / kOfEachPhase;
  }

  void Print() const {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < kPhases; ++i) {
      std::printf("%-16s%6zu\n", kPhaseNames[i], counts_[i]);
    }
    std::printf("%zu cuts in the four phases; of those during reversal", Named());
    for (std::size_t i = 0; i < kPhases; ++i) {
      if (reversals_[i] > 0) std::printf(", %zu %s", reversals_[i], kPhaseNames[i]);
    }
    std::printf("\n");
  }

 private:
  std::size_t Named() const {
    return std::accumulate(counts_.begin(), counts_.begin() + kNamedPhases, std::size_t{0});
  }

  static Phase StageOf(const LostCall& call) {
    if (!call.arrived) return Phase::kBeforeArrival;
    if (call.reply_passed > 0) return Phase::kMidReply;
    return call.reply_heard > 0 ? Phase::kAfterAppend : Phase::kElsewhere;
  }

  Phase PhaseOf(const LostCall& call) {
    if (IsReversal(call.request)) return Phase::kDuringReversal;
    const std::string message_id = BillOf(call.request);
    if (message_id.empty()) return Phase::kElsewhere;
    const Phase stage = StageOf(call);
    const bool holds = stage != Phase::kAfterAppend || WasPosted(message_id, call.at_ms);
    return holds ? stage : Phase::kElsewhere;
  }

  // Asked past the cut line; what was posted by then stays in the ledger, whatever came after it.
  bool WasPosted(const std::string& message_id, std::int64_t at_ms) {
    v1::GetRequest question;
    question.set_message_id(message_id);
    const auto found = direct_.Get(question);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->has_result() && found->result().posted_ms() <= at_ms;
  }

  Client direct_;
  mutable std::mutex mutex_;
  std::array<std::size_t, kPhases> counts_{};
  std::array<std::size_t, kPhases> reversals_{};  // By where they were cut.
};

// What is done to the calls that something is done to, in turn. Only one fate of these cuts a reply
// in the middle: it has more turns.
constexpr CallFate kTurns[] = {CallFate::kDropped, CallFate::kCutDown,  CallFate::kUnanswered,
                               CallFate::kHeldUp,  CallFate::kCutDown,  CallFate::kCutUp,
                               CallFate::kCutDown, CallFate::kHeldDown, CallFate::kDark};
constexpr std::size_t kCutsBillsEvery = 2;
constexpr std::size_t kCutsReversalsEvery = 3;

CallFate Turn(std::size_t number, std::size_t every) {
  return number % every == 0 ? kTurns[number / every % std::size(kTurns)] : CallFate::kWhole;
}

// Questions pass, unless the connection they are on is cut.
CuttingProxy::Choose InTurn() {
  return [bills = std::size_t{0}, reversals = std::size_t{0}](const std::string& request) mutable {
    if (IsReversal(request)) return Turn(reversals++, kCutsReversalsEvery);
    return BillOf(request).empty() ? CallFate::kWhole : Turn(bills++, kCutsBillsEvery);
  };
}

class LinkCutTest : public ::testing::Test {
 protected:
  LinkCutTest()
      : proxy_(world_.process().address(), /*seed=*/2012, InTurn()),
        direct_(world_.process().NewClient(kEdge)),
        phases_(direct_),
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

  v1::GetReply Find(const std::string& message_id) {
    v1::GetRequest question;
    question.set_message_id(message_id);
    const auto found = direct_.Get(question);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(v1::GetReply());
  }

  void Check(const Bill& bill) {
    const v1::GetReply key = Find(bill.id);
    const v1::GetReply late = Find(bill.id + "~late");
    EXPECT_EQ(key.state() == v1::SETTLED, bill.told == Told::kResult) << bill.id;
    EXPECT_EQ(late.state() == v1::SETTLED, bill.told == Told::kLate) << bill.id;
    EXPECT_FALSE(key.result().after_the_fact()) << bill.id;
    EXPECT_EQ(late.result().after_the_fact(), late.has_result()) << bill.id;
  }

  // How often each bill stands in the engine's ledger, less what was taken back.
  std::map<std::string, int> Posted() {
    v1::ListPostedRequest page;
    page.set_institution_id("anting");
    page.set_from_day("2012-01-01");
    page.set_until_day("2999-12-31");
    std::map<std::string, int> posted;
    for (bool more = true; more;) {
      const auto reply = direct_.ListPosted(page);
      EXPECT_TRUE(reply.ok()) << reply.status();
      more = reply.ok() && reply->more();
      if (!reply.ok()) break;
      for (const v1::PostedLine& line : reply->lines()) {
        posted[line.message_id()] += line.of() == 0 ? 1 : -1;
        page.set_after(line.number());
      }
    }
    return posted;
  }

  // Each bill that was told as paid or late stands in the ledger once, and nothing else does.
  void CheckPosted(const std::vector<Bill>& bills) {
    std::map<std::string, int> posted = Posted();
    for (const Bill& bill : bills) {
      EXPECT_EQ(posted[bill.id], bill.told == Told::kResult ? 1 : 0) << bill.id;
      EXPECT_EQ(posted[bill.id + "~late"], bill.told == Told::kLate ? 1 : 0) << bill.id;
      posted.erase(bill.id);
      posted.erase(bill.id + "~late");
    }
    EXPECT_TRUE(posted.empty()) << posted.begin()->first;
  }

  void PrintCounts() const {
    const auto lines = proxy_.lines();
    for (std::size_t i = 0; i < kLineFates; ++i) {
      const char* name = NameOf(static_cast<LineFate>(i));
      std::printf("%-12s%6llu connections\n", name, static_cast<unsigned long long>(lines[i]));
      EXPECT_GT(lines[i], 0U) << name;
    }
    const auto calls = proxy_.calls();
    for (std::size_t i = 0; i < kCallFates; ++i) {
      const char* name = NameOf(static_cast<CallFate>(i));
      std::printf("%-12s%6llu calls\n", name, static_cast<unsigned long long>(calls[i]));
      EXPECT_GT(calls[i], 0U) << name;
    }
  }

  World world_;
  CuttingProxy proxy_;
  Client direct_;  // Past the line.
  Phases phases_;
  ScratchFolder folder_;
  SystemClock clock_;
  SystemRandom random_;
  edge::ClientCentre centre_;
  std::unique_ptr<edge::Inbox> inbox_;
  std::unique_ptr<edge::DurableIntake> intake_;
};

std::size_t CutsAsked() {
  const char* asked = std::getenv("YIZHAN_LINK_CUTS");
  return static_cast<std::size_t>(asked != nullptr ? std::max(1, std::atoi(asked)) : kCutsDefault);
}

TEST_F(LinkCutTest, EveryBillEndsAsItsHisWasTold) {
  const std::size_t cuts = CutsAsked();
  std::vector<Bill> bills(cuts * kBillsMost);
  for (std::size_t i = 0; i < bills.size(); ++i) bills[i].id = "cut-" + std::to_string(i);
  std::atomic<std::size_t> next = 0;
  const auto goes_on = [&](std::size_t i) {
    phases_.Count(proxy_.TakeLost());
    return i < bills.size() && (i < cuts || !phases_.Reached(cuts));
  };
  std::vector<std::thread> desks;
  for (int desk = 0; desk < kDesks; ++desk) {
    desks.emplace_back([&] {
      for (std::size_t i = next++; goes_on(i); i = next++) Live(bills[i], i % 4 == 0);
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
  std::erase_if(bills, [](const Bill& bill) { return bill.told == Told::kNothing; });
  for (const Bill& bill : bills) Check(bill);
  CheckPosted(bills);
  phases_.Count(proxy_.TakeLost());
  PrintCounts();
  phases_.Print();
  EXPECT_TRUE(phases_.Reached(cuts))
      << cuts << " cuts, one of " << kOfEachPhase << " in each phase";
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
