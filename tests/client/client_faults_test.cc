// Every call of the client over a line that loses questions and answers: it ends with a definite
// answer, and money is moved once.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "adapters/client/client.h"
#include "engine/base/random.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/client/faulty_centre.h"

namespace yizhan::testing {
namespace {

class ShortestWaits final : public Random {
 public:
  std::uint64_t Next() override { return 0; }
};

// Long enough for a slow machine; a call that hangs costs one deadline.
ClientOptions Patient(const FaultyCentre& centre) {
  return {.address = centre.address(),
          .token = "secret",
          .deadline_ms = 200,
          .unknown_tries = 30,
          .channels = 2,
          .within_ms = 120'000,
          .random = std::make_shared<ShortestWaits>()};
}

v1::SettleRequest Bill() {
  v1::SettleRequest request;
  request.mutable_bill()->set_message_id("m1");
  return request;
}

struct Method {
  const char* name;
  bool moves_money;
  std::function<absl::StatusOr<std::uint64_t>(Client&)> call;  // The number in the reply.
};

template <typename Reply, typename NumberOf>
absl::StatusOr<std::uint64_t> NumberIn(const absl::StatusOr<Reply>& reply, NumberOf number_of) {
  if (!reply.ok()) return reply.status();
  return number_of(*reply);
}

const Method kMethods[] = {
    {"Settle", true,
     [](Client& client) {
       return NumberIn(client.Settle(Bill()), [](const auto& reply) { return reply.number(); });
     }},
    {"Reverse", true,
     [](Client& client) {
       v1::ReverseRequest request;
       request.set_message_id("m1");
       request.set_request_id("r1");
       return NumberIn(client.Reverse(request), [](const auto& reply) { return reply.number(); });
     }},
    {"Replace", true,
     [](Client& client) {
       v1::ReplaceRequest request;
       request.set_message_id("m0");
       *request.mutable_replacement() = Bill();
       return NumberIn(client.Replace(request),
                       [](const auto& reply) { return reply.result().number(); });
     }},
    {"RecordAfterTheFact", true,
     [](Client& client) {
       return NumberIn(client.RecordAfterTheFact(Bill()),
                       [](const auto& reply) { return reply.number(); });
     }},
    {"Quote", false,
     [](Client& client) {
       return NumberIn(client.Quote({}), [](const auto& reply) { return reply.number(); });
     }},
    {"Get", false,
     [](Client& client) {
       return NumberIn(client.Get({}), [](const auto& reply) { return reply.as_of(); });
     }},
    {"Verify", false,
     [](Client& client) {
       return NumberIn(client.Verify({}), [](const auto& reply) { return reply.person_no(); });
     }},
    {"Explain", false,
     [](Client& client) {
       return NumberIn(client.Explain({}),
                       [](const auto& reply) { return reply.result().number(); });
     }},
    {"ListPosted", false,
     [](Client& client) {
       return NumberIn(client.ListPosted({}), [](const auto& reply) { return reply.as_of(); });
     }},
    {"ListAccounts", false,
     [](Client& client) {
       return NumberIn(client.ListAccounts({}), [](const auto& reply) { return reply.as_of(); });
     }},
};

struct Line {
  const char* name;
  std::deque<Fault> script;
};

const Line kLines[] = {
    {"Sound", {}},
    {"DropsBefore", {Fault::kDropBefore}},
    {"DropsAfter", {Fault::kDropAfter}},
    {"DropsBeforeThenAfter", {Fault::kDropBefore, Fault::kDropAfter}},
    {"Hangs", {Fault::kHang}},
    {"HangsAfter", {Fault::kHangAfter}},
    {"HangsThenActs", {Fault::kHangThenAct}},
    {"BusyOnce", {Fault::kBusy}},
    {"BusyFiveTimes", std::deque<Fault>(5, Fault::kBusy)},
    {"BusyThenDropsAfterThenBusy", {Fault::kBusy, Fault::kDropAfter, Fault::kBusy}},
    {"WrongTrailer", {Fault::kWrongTrailer}},
    {"WrongTrailerAfter", {Fault::kWrongTrailerAfter}},
    {"EverythingInTurn",
     {Fault::kBusy, Fault::kDropBefore, Fault::kHangAfter, Fault::kWrongTrailer, Fault::kDropAfter,
      Fault::kBusy}},
};

using Combination = std::tuple<Method, Line>;
class FaultsTest : public ::testing::TestWithParam<Combination> {};

TEST_P(FaultsTest, EndDefiniteAndMoveMoneyOnce) {
  const auto& [method, line] = GetParam();
  FaultyCentre centre(line.script, std::string(method.name) == "Get");
  Client client(Patient(centre));
  const auto number = method.call(client);
  ASSERT_TRUE(number.ok()) << number.status();
  EXPECT_EQ(*number, 1U);
  const std::vector<std::string> copies = centre.copies();
  EXPECT_GE(copies.size(), line.script.size() + 1);
  for (const std::string& copy : copies) EXPECT_EQ(copy, copies[0]);
  const auto posted = centre.posted();
  ASSERT_EQ(posted.size(), method.moves_money ? 1U : 0U);
  for (const auto& [key, content] : posted) EXPECT_EQ(content, copies[0]) << key;
}

INSTANTIATE_TEST_SUITE_P(Table, FaultsTest,
                         ::testing::Combine(::testing::ValuesIn(kMethods),
                                            ::testing::ValuesIn(kLines)),
                         [](const auto& row) {
                           return std::string(std::get<0>(row.param).name) + "_" +
                                  std::get<1>(row.param).name;
                         });

TEST(ClientChannelsTest, EachIsAConnectionOfItsOwn) {
  for (const int channels : {1, 3, kChannelsMax}) {
    FaultyCentre centre({}, false);
    ClientOptions options = Patient(centre);
    options.channels = channels;
    options.deadline_ms = 60'000;
    Client client(options);
    for (int i = 0; i < 2 * channels; ++i) ASSERT_TRUE(client.Settle(Bill()).ok());
    EXPECT_EQ(centre.connections().size(), static_cast<std::size_t>(channels));
  }
}

TEST(ClientChannelsTest, ManyCallersShareThemAndACopyOfTheClient) {
  FaultyCentre centre({}, false);
  ClientOptions options = Patient(centre);
  options.deadline_ms = 60'000;
  options.channels = 4;
  Client client(options);
  std::vector<std::thread> callers;
  callers.reserve(8);
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([client, i]() mutable {
      v1::SettleRequest request = Bill();
      for (int j = 0; j < 10; ++j) {
        request.mutable_bill()->set_message_id(std::to_string(i) + "-" + std::to_string(j));
        EXPECT_TRUE(client.Settle(request).ok());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(centre.posted().size(), 80U);
  EXPECT_EQ(centre.connections().size(), 4U);
}

}  // namespace
}  // namespace yizhan::testing
