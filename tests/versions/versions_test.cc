// The engine of today and the clients of two releases: each is served, and one's message is the
// other's, so that a hospital may change its edge between a call and its retry.

#include <functional>
#include <string>

#include "adapters/client/client.h"
#include "engine/base/clock.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/service/raw_call.h"
#include "tests/service/world.h"
#include "tests/versions/previous_client.h"

namespace yizhan::testing {
namespace {

using google::protobuf::Message;

constexpr char kEdge[] = "anting/edge";
constexpr std::int64_t kDeadlineMs = 20'000;

// One engine for all: it takes seconds to start, and every case has names of its own.
struct Scene {
  World world;
  FrozenContract contract;
  PreviousClient previous{contract, world.process().address(), world.process().token(kEdge)};
  Client today = world.process().NewClient(kEdge, kDeadlineMs);
};

Scene& TheScene() {
  static Scene scene;
  return scene;
}

std::string NotAfter() { return "not_after_ms: " + std::to_string(SystemClock().NowMs() + 60'000); }

// As that release's client sent it: with a not_after where one is asked for.
FrozenMessage PreviousRequest(const std::string& rpc, const std::string& name) {
  FrozenMessage request = TheScene().contract.Request(rpc, name);
  if (rpc == "Settlement.Settle") Merge(*request, NotAfter());
  if (rpc == "Settlement.SettleStream") Merge(*request, "request { " + NotAfter() + " }");
  if (rpc == "Settlement.Replace") Merge(*request, "replacement { " + NotAfter() + " }");
  return request;
}

Answer CallPrevious(const std::string& rpc, const std::string& name) {
  return TheScene().previous.Call(rpc, *PreviousRequest(rpc, name));
}

// The same request in today's messages.
template <typename Request>
Request TodaysRequest(const std::string& rpc, const std::string& name) {
  Request request;
  EXPECT_TRUE(request.ParseFromString(TheScene().contract.Request(rpc, name)->SerializeAsString()));
  return request;
}

struct Served {
  const char* rpc;
  const char* before;  // What must have happened, so that this can.
  const char* path;
  const char* says;
};

class ServedTest : public ::testing::TestWithParam<Served> {};

TEST_P(ServedTest, AsByItsOwnRelease) {
  const Served& row = GetParam();
  const std::string rpc = row.rpc;
  const std::string name = "served-" + rpc.substr(rpc.find('.') + 1);
  if (*row.before != 0) {
    ASSERT_TRUE(CallPrevious(row.before, name).ok());
  }
  const Answer answer = CallPrevious(row.rpc, name);
  ASSERT_TRUE(answer.ok()) << answer.Refused();
  EXPECT_EQ(answer.Says(row.path), row.says);
}

// clang-format off
constexpr char kSettle[] = "Settlement.Settle";
INSTANTIATE_TEST_SUITE_P(Table, ServedTest, ::testing::Values(
    Served{"Settlement.Quote",   "",      "bill.message_id", "served-Quote-09300001"},
    Served{kSettle,              "",      "bill.message_id", "served-Settle-09300001"},
    Served{"Settlement.SettleStream", "", "result.bill.message_id",
           "served-SettleStream-09300001"},
    Served{"Settlement.Get",     kSettle, "state", "SETTLED"},
    Served{"Settlement.Reverse", kSettle, "original.bill.message_id",
           "served-Reverse-09300001"},
    Served{"Settlement.Replace", kSettle, "result.bill.total_fen", "900000"},
    Served{"Settlement.List",    kSettle, "results.bill.institution_id", "anting"},
    Served{"Relief.RecordAfterTheFact", "", "after_the_fact", "true"},
    Served{"Register.Verify",    "",      "identities", "dibao"}),
    [](const auto& row) {
      std::string name = row.param.rpc;
      name.erase(name.find('.'), 1);
      return name;
    });
// clang-format on

// What an answer says of the message: its entry, and whether it was there before.
struct Said {
  std::string number;
  std::string replayed;
  friend bool operator==(const Said&, const Said&) = default;
};
void PrintTo(const Said& said, std::ostream* out) {
  *out << said.number << " replayed: " << said.replayed;
}

template <typename Reply>
Said SaidBy(const absl::StatusOr<Reply>& reply, const std::string& number_path) {
  EXPECT_TRUE(reply.ok()) << reply.status();
  if (!reply.ok()) return {};
  return {ValueAt(*reply, number_path), ValueAt(*reply, "replayed")};
}

// A call that moves money.
struct Moves {
  const char* name;
  const char* rpc;
  const char* before;
  const char* number_path;
  std::function<Said(Client&, const Moves&, const std::string& name)> today;

  Said Today(const std::string& message) const { return today(TheScene().today, *this, message); }
  Said Previous(const std::string& message) const {
    const Answer answer = CallPrevious(rpc, message);
    EXPECT_TRUE(answer.ok()) << answer.Refused();
    return {answer.Says(number_path), answer.Says("replayed")};
  }
};

class BothTest : public ::testing::TestWithParam<Moves> {
 protected:
  // A name of this case's own, with what must have happened before it.
  std::string Prepared(const std::string& which) const {
    const std::string name = which + GetParam().name;
    if (*GetParam().before != 0) {
      EXPECT_TRUE(CallPrevious(GetParam().before, name).ok());
    }
    return name;
  }
};

TEST_P(BothTest, TodaysRepeatsThePreviousOnesMessage) {
  const std::string name = Prepared("up-");
  const Said first = GetParam().Previous(name);
  EXPECT_EQ(first.replayed, "false");
  EXPECT_EQ(GetParam().Today(name), (Said{first.number, "true"}));
}

TEST_P(BothTest, ThePreviousOneRepeatsTodaysMessage) {
  const std::string name = Prepared("down-");
  const Said first = GetParam().Today(name);
  EXPECT_EQ(first.replayed, "false");
  EXPECT_EQ(GetParam().Previous(name), (Said{first.number, "true"}));
}

// The old program stops with its request on the way; the new one sends the message again, and after
// it even the old one once more. Whichever copy was first, there is one entry.
TEST_P(BothTest, AnEdgeChangedBetweenACallAndItsRetryGetsTheOneResult) {
  const std::string name = Prepared("cut-");
  TheScene().previous.SendAndStop(GetParam().rpc, *PreviousRequest(GetParam().rpc, name));
  const Said after = GetParam().Today(name);
  EXPECT_NE(after.number, "");
  EXPECT_EQ(GetParam().Today(name), (Said{after.number, "true"}));
  EXPECT_EQ(GetParam().Previous(name), (Said{after.number, "true"}));
}

// Today's client asks for what the previous one does not know of; it is no part of the content.
Said SettleToday(Client& client, const Moves& row, const std::string& name) {
  auto request = TodaysRequest<v1::SettleRequest>(row.rpc, name);
  request.set_explain(true);
  return SaidBy(client.Settle(request), row.number_path);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BothTest,
    ::testing::Values(Moves{"Settle", kSettle, "", "number", SettleToday},
                      Moves{"AfterTheFact", "Relief.RecordAfterTheFact", "", "number",
                            [](Client& client, const Moves& row, const std::string& name) {
                              const auto request = TodaysRequest<v1::SettleRequest>(row.rpc, name);
                              return SaidBy(client.RecordAfterTheFact(request), row.number_path);
                            }},
                      Moves{"Reverse", "Settlement.Reverse", kSettle, "number",
                            [](Client& client, const Moves& row, const std::string& name) {
                              const auto request = TodaysRequest<v1::ReverseRequest>(row.rpc, name);
                              return SaidBy(client.Reverse(request), row.number_path);
                            }},
                      Moves{"Tombstone", "Settlement.Reverse", "", "number",
                            [](Client& client, const Moves& row, const std::string& name) {
                              const auto request = TodaysRequest<v1::ReverseRequest>(row.rpc, name);
                              return SaidBy(client.Reverse(request), row.number_path);
                            }},
                      Moves{"Replace", "Settlement.Replace", kSettle, "result.number",
                            [](Client& client, const Moves& row, const std::string& name) {
                              const auto request = TodaysRequest<v1::ReplaceRequest>(row.rpc, name);
                              return SaidBy(client.Replace(request), row.number_path);
                            }}),
    [](const auto& row) { return row.param.name; });

// A message of a stream and one of a unary call are one message, over both releases.
TEST(VersionsTest, AStreamedMessageIsRepeatedByAUnaryCall) {
  const Answer streamed = CallPrevious("Settlement.SettleStream", "streamed");
  ASSERT_TRUE(streamed.ok()) << streamed.Refused();
  EXPECT_EQ(streamed.Says("tag"), "7");
  v1::SettleRequest same = TodaysRequest<v1::SettleRequest>(kSettle, "streamed");
  const auto result = TheScene().today.Settle(same);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->replayed());
  EXPECT_EQ(std::to_string(result->number()), streamed.Says("result.number"));
}

TEST(VersionsTest, EachSeesWhatTheOtherSettled) {
  const auto settled = TheScene().today.Settle(TodaysRequest<v1::SettleRequest>(kSettle, "seen"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  const Answer found = CallPrevious("Settlement.Get", "seen");
  ASSERT_TRUE(found.ok()) << found.Refused();
  EXPECT_EQ(found.Says("result.number"), std::to_string(settled->number()));
  EXPECT_EQ(found.Says("result.outcome.aid_fen"), std::to_string(settled->outcome().aid_fen()));
}

struct Refused {
  const char* name;
  const char* change;  // Of a settled message: merged into it.
  const char* says;
  bool names_the_other;  // The entry that is in the way.
};

class RefusedTest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedTest, InWordsThePreviousClientReads) {
  const std::string name = std::string("refused-") + GetParam().name;
  ASSERT_TRUE(CallPrevious(kSettle, name).ok());
  const FrozenMessage request = PreviousRequest(kSettle, name);
  Merge(*request, GetParam().change);
  const Answer answer = TheScene().previous.Call(kSettle, *request);
  EXPECT_EQ(answer.Refused(), GetParam().says);
  ASSERT_NE(answer.detail, nullptr);
  EXPECT_NE(ValueAt(*answer.detail, "message_zh"), "");
  EXPECT_EQ(ValueAt(*answer.detail, "related") != "0", GetParam().names_the_other);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RefusedTest, ::testing::Values(
    Refused{"OtherContent", "bill { total_fen: 2000000 in_scope_fen: 2000000 }",
            "CONFLICT MESSAGE_ID_OTHER_CONTENT", true},
    Refused{"SameBill", "bill { message_id: \"another\" }", "CONFLICT BILL_ALREADY_SETTLED", true},
    Refused{"Late", "bill { message_id: \"late\" bill_no: \"late\" } not_after_ms: 1",
            "REJECTED LATE", false},
    Refused{"Nobody", "bill { message_id: \"nobody\" bill_no: \"nobody\" } "
            "person { card { cert_no: \"000000195001019999\" } }", "REJECTED PERSON_UNKNOWN", false},
    Refused{"Form", "bill { message_id: \"form\" service_end: \"June\" }",
            "REJECTED FIELD_MALFORMED", false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// A client of the next release: what it adds may change what the message means.
struct Newer {
  const char* name;
  const char* rpc;
  std::vector<std::string> inside;  // The message that has the field, from the outside in.
};

class NewerTest : public ::testing::TestWithParam<Newer> {};

TEST_P(NewerTest, IsRefusedPlainlyAndNothingIsPosted) {
  const std::string name = std::string("newer-") + GetParam().name;
  const FrozenMessage request = PreviousRequest(GetParam().rpc, name);
  Message* message = request.get();
  for (const std::string& field : GetParam().inside) {
    const auto* descriptor = message->GetDescriptor()->FindFieldByName(field);
    message = message->GetReflection()->MutableMessage(message, descriptor);
  }
  message->GetReflection()->MutableUnknownFields(message)->AddVarint(1000, 1);
  const Answer answer = TheScene().previous.Call(GetParam().rpc, *request);
  EXPECT_EQ(answer.Refused(), "REJECTED UNKNOWN_FIELDS");
  const Answer found = CallPrevious("Settlement.Get", name);
  EXPECT_EQ(found.Says("state"), "NOT_POSTED");
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, NewerTest, ::testing::Values(
    Newer{"Settle",      kSettle, {}},
    Newer{"SettleBill",  kSettle, {"bill"}},
    Newer{"SettleCard",  kSettle, {"person", "card"}},
    Newer{"AfterTheFact", "Relief.RecordAfterTheFact", {"bill"}},
    Newer{"Reverse",     "Settlement.Reverse", {}},
    Newer{"Replace",     "Settlement.Replace", {}},
    Newer{"ReplaceBill", "Settlement.Replace", {"replacement", "bill"}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::testing
