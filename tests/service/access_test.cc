// Access: every RPC of the contract with every role, with no token and with a wrong one; and bills
// of other institutions. An RPC without a row here or in the engine's table fails.

#include "engine/service/access.h"

#include <map>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/service/raw_call.h"
#include "tests/service/world.h"

namespace yizhan::testing {
namespace {

struct Roles {
  bool institution;
  bool relief;
  bool admin;
};

constexpr Roles kAll{true, true, true};
constexpr Roles kOffice{false, true, true};
constexpr Roles kAdminOnly{false, false, true};

// The rule as the brief of the service says it, written a second time on purpose.
const std::map<std::string, Roles>& Expected() {
  static const auto* expected = new std::map<std::string, Roles>{
      {"Settlement.Quote", kAll},
      {"Settlement.Settle", kAll},
      {"Settlement.SettleStream", kAll},
      {"Settlement.Reverse", kAll},
      {"Settlement.Replace", kAll},
      {"Settlement.Get", kAll},
      {"Settlement.Explain", kAll},
      {"Settlement.List", kAll},
      {"Register.Import", kOffice},
      {"Register.Lookup", kOffice},
      {"Register.History", kOffice},
      {"InstitutionService.Add", kOffice},
      {"InstitutionService.GoLive", kOffice},
      {"InstitutionService.Suspend", kOffice},
      {"InstitutionService.List", kAll},
      {"PolicyService.Check", kAll},
      {"PolicyService.Activate", kAdminOnly},
      {"PolicyService.Show", kAll},
      {"PolicyService.List", kAll},
      {"Relief.FundChange", kOffice},
      {"Relief.ListFunds", kOffice},
      {"Ledger.Read", kOffice},
      {"Ledger.Checkpoint", kOffice},
  };
  return *expected;
}

// Every method of every service of the contract, from the descriptors.
std::vector<std::string> AllRpcs() {
  const google::protobuf::FileDescriptor* files[] = {
      v1::SettleRequest::descriptor()->file(),     v1::ImportPerson::descriptor()->file(),
      v1::Institution::descriptor()->file(),       v1::CheckPackRequest::descriptor()->file(),
      v1::FundChangeRequest::descriptor()->file(), v1::ReadRequest::descriptor()->file(),
  };
  std::vector<std::string> rpcs;
  for (const auto* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      const auto* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        rpcs.push_back(service->name() + "." + service->method(m)->name());
      }
    }
  }
  return rpcs;
}

TEST(AccessTableTest, HasOneRowForEveryRpcAndNoOther) {
  const std::vector<std::string> rpcs = AllRpcs();
  EXPECT_EQ(rpcs.size(), kRpcCount);
  EXPECT_EQ(rpcs.size(), Expected().size());
  for (const std::string& rpc : rpcs) {
    EXPECT_LT(FindRpc(rpc), kRpcCount) << rpc << " has no row in kRpcRules";
    EXPECT_TRUE(Expected().contains(rpc)) << rpc << " has no row in this test";
  }
}

TEST(AccessTableTest, RefusesWhatHasNoRow) {
  const absl::Status status =
      CheckAllowed({.sender = "admin", .role = Role::kAdmin, .institution_id = ""}, kRpcCount);
  EXPECT_EQ(ReasonOf(status), v1::NOT_ALLOWED);
}

struct TokenRow {
  const char* name;
  std::vector<std::string_view> authorization;
  bool known;
};

class TokenTest : public ::testing::TestWithParam<TokenRow> {};

TEST_P(TokenTest, Authenticates) {
  const Peers peers({{{"a", Role::kInstitution, "anting"}, Sha256("secret-a")},
                     {{"b", Role::kRelief, ""}, Sha256("secret-b")}});
  const absl::StatusOr<Caller> caller = peers.Authenticate(GetParam().authorization);
  EXPECT_EQ(caller.ok(), GetParam().known);
  if (caller.ok()) {
    EXPECT_EQ(caller->sender, "b");
  } else {
    EXPECT_EQ(ReasonOf(caller.status()), v1::NOT_AUTHENTICATED);
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TokenTest, ::testing::Values(
    TokenRow{"Right",        {"Bearer secret-b"},                    true},
    TokenRow{"None",         {},                                     false},
    TokenRow{"Empty",        {""},                                   false},
    TokenRow{"EmptyToken",   {"Bearer "},                            false},
    TokenRow{"OtherScheme",  {"Basic secret-b"},                     false},
    TokenRow{"Prefix",       {"Bearer secret-"},                     false},
    TokenRow{"Longer",       {"Bearer secret-b1"},                   false},
    TokenRow{"TwoHeaders",   {"Bearer secret-b", "Bearer secret-b"}, false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

World& SharedWorld() {
  static World world;
  return world;
}

class AccessTest : public ::testing::TestWithParam<std::string> {
 protected:
  static absl::Status CallAs(const std::string& sender) {
    const EngineProcess& process = SharedWorld().process();
    return RawCall(process.NewClient(sender), GetParam(), "Bearer " + process.token(sender), "");
  }
  // Refused by the table, not for what the call asks.
  static bool TableRefused(const absl::Status& status) {
    const v1::ErrorDetail detail = DetailOf(status);
    return detail.reason() == v1::NOT_ALLOWED && detail.found() == GetParam();
  }
};

TEST_P(AccessTest, FollowsTheTable) {
  const Roles& roles = Expected().at(GetParam());
  EXPECT_EQ(TableRefused(CallAs("anting/desk-1")), !roles.institution);
  EXPECT_EQ(TableRefused(CallAs("relief")), !roles.relief);
  EXPECT_EQ(TableRefused(CallAs("admin")), !roles.admin);
}

TEST_P(AccessTest, NeedsAKnownToken) {
  const Client client = SharedWorld().process().NewClient("admin");
  for (const char* authorization : {"", "Bearer wrong", "Bearer", "token-of-admin"}) {
    const absl::Status status = RawCall(client, GetParam(), authorization, "");
    EXPECT_EQ(ReasonOf(status), v1::NOT_AUTHENTICATED) << GetParam() << ": " << status;
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  }
}

INSTANTIATE_TEST_SUITE_P(Rpcs, AccessTest, ::testing::ValuesIn(AllRpcs()), [](const auto& row) {
  std::string name = row.param;
  name[name.find('.')] = '_';
  return name;
});

TEST(OtherInstitutionTest, BillsAreNotShown) {
  const World& world = SharedWorld();
  const auto settled = world.Settle(World::Request("mine"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  Client other = world.process().NewClient("nanxiang/desk-1");
  v1::GetRequest by_number;
  by_number.set_number(settled->number());
  EXPECT_EQ(ReasonOf(other.Get(by_number).status()), v1::NOT_ALLOWED);
  // Message ids belong to their sender: another one's is simply not there.
  v1::GetRequest by_message;
  by_message.set_message_id("mine");
  const auto reply = other.Get(by_message);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->state(), v1::NOT_POSTED);
  // Naming the sender is the relief office's right.
  by_message.set_on_behalf_of("anting/desk-1");
  EXPECT_EQ(ReasonOf(other.Get(by_message).status()), v1::NOT_ALLOWED);
  const auto office = world.process().NewClient("relief").Get(by_message);
  ASSERT_TRUE(office.ok()) << office.status();
  EXPECT_EQ(office->result().number(), settled->number());
}

TEST(OtherInstitutionTest, BytesThatAreNoMessageAreRefusedInWords) {
  const EngineProcess& process = SharedWorld().process();
  for (const char* method : {"Settlement.Settle", "Settlement.Get", "PolicyService.Activate"}) {
    const absl::Status status = RawCall(process.NewClient("admin"), method,
                                        "Bearer " + process.token("admin"), "\xff\xff\xff");
    EXPECT_EQ(ReasonOf(status), v1::FIELD_MALFORMED) << method << ": " << status;
    EXPECT_EQ(DetailOf(status).field(), "message");
  }
}

}  // namespace
}  // namespace yizhan::testing
