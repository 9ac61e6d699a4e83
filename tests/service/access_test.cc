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
#include "yizhan/v1/alerts.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::testing {
namespace {

// The rule a second time on purpose: one letter per role, in the order of kRoles. I: own
// institution, T: own town, A: all, o: refused.
const std::map<std::string, std::string>& Expected() {
  static const auto* expected = new std::map<std::string, std::string>{
      {"Settlement.Quote", "IIoAoooo"},
      {"Settlement.Settle", "IIoAoooo"},
      {"Settlement.SettleStream", "IIoAoooo"},
      {"Settlement.Reverse", "IIoAoooo"},
      {"Settlement.Replace", "IIoAoooo"},
      {"Settlement.Get", "IITAAooo"},
      {"Settlement.Explain", "IITAAooo"},
      {"Settlement.List", "IITAAooo"},
      {"Settlement.ListPosted", "IIoAAooo"},
      {"Settlement.ListAccounts", "AATAAooo"},
      {"Register.Import", "ooTAoooo"},
      {"Register.Lookup", "ooTAAooo"},
      {"Register.History", "ooTAAooo"},
      {"Register.Verify", "IITAAooo"},
      {"Register.Reveal", "ooTAoooo"},
      {"Register.Erase", "oooAoooo"},
      {"Register.ListExpiring", "ooTAAooo"},
      {"InstitutionService.Add", "oooAoooA"},
      {"InstitutionService.GoLive", "oooAoooA"},
      {"InstitutionService.Suspend", "oooAoooA"},
      {"InstitutionService.List", "IIoAAoAA"},
      {"PolicyService.Check", "AAAAAooA"},
      {"PolicyService.Activate", "oooAoooA"},
      {"PolicyService.Show", "AAAAAAoA"},
      {"PolicyService.List", "AAAAAAoA"},
      {"Relief.FundChange", "oooAoooo"},
      {"Relief.ListFunds", "oooAAoAA"},
      {"Relief.SettleApplication", "ooTAoooo"},
      {"Relief.RecordAfterTheFact", "oITAoooo"},
      {"Relief.RecordOutsideAid", "ooTAoooo"},
      {"Relief.Readjudicate", "ooTAAooo"},
      {"Relief.ConfirmAdjustment", "ooTAoooo"},
      {"Relief.ListPayables", "ooTAAooo"},
      {"Relief.PayOut", "oooAoooo"},
      {"Reconciliation.ProposeClose", "oooAAooo"},
      {"Reconciliation.Close", "oooAoooo"},
      {"Reconciliation.ListCloses", "IIoAAooo"},
      {"Relief.ProposeAll", "ooTAAooo"},
      {"Relief.ConfirmInBulk", "ooTAoooo"},
      {"Relief.ListLeads", "ooTAAooo"},
      {"Alerts.List", "ooTAAooo"},
      {"Alerts.Handle", "ooTAoooo"},
      {"Alerts.Watch", "ooTAAooo"},
      {"OfficerService.Enrol", "oooooooA"},
      {"OfficerService.Retire", "oooAoooA"},
      {"OfficerService.List", "oooAAooA"},
      {"Ledger.Read", "oooAAAoo"},
      {"Ledger.Checkpoint", "AAAAAAAA"},
      {"Ledger.InclusionProof", "AAAAAAAA"},
      {"Ledger.ConsistencyProof", "AAAAAAAA"},
      {"Ledger.Cosign", "oooooAoo"},
      {"Ledger.Acknowledge", "oooooAoo"},
      {"Ledger.Fence", "oooooAoo"},
      {"Ledger.Backup", "oooooooA"},
  };
  return *expected;
}

struct RoleRow {
  Role role;
  const char* sender;  // Of the test's engine.
};
constexpr RoleRow kRoles[] = {
    {Role::kTerminal, "anting/desk-1"}, {Role::kEdge, "anting/edge"}, {Role::kTown, "town-officer"},
    {Role::kDistrict, "relief"},        {Role::kAuditor, "auditor"},  {Role::kWitness, "witness"},
    {Role::kMonitor, "monitor"},        {Role::kAdmin, "admin"},
};

// One who claims to see all: what he brings is not asked.
Caller Of(Role role) {
  Caller caller;
  caller.role = role;
  caller.scope = Scope::kAll;
  return caller;
}

Scope ScopeOf(char letter) {
  switch (letter) {
    case 'I':
      return Scope::kOwnInstitution;
    case 'T':
      return Scope::kOwnTown;
    case 'A':
      return Scope::kAll;
    default:
      return Scope::kNone;
  }
}

// Every method of every service of the contract, from the descriptors.
std::vector<std::string> AllRpcs() {
  const google::protobuf::FileDescriptor* files[] = {
      v1::SettleRequest::descriptor()->file(),
      v1::ImportPerson::descriptor()->file(),
      v1::Institution::descriptor()->file(),
      v1::CheckPackRequest::descriptor()->file(),
      v1::FundChangeRequest::descriptor()->file(),
      v1::ReadRequest::descriptor()->file(),
      v1::Officer::descriptor()->file(),
      v1::CloseRequest::descriptor()->file(),
      v1::Alert::descriptor()->file(),
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

TEST(AccessTableTest, GivesEachRoleTheScopeOfItsCell) {
  for (const auto& [rpc, cells] : Expected()) {
    ASSERT_EQ(cells.size(), std::size(kRoles)) << rpc;
    for (std::size_t i = 0; i < std::size(kRoles); ++i) {
      const absl::StatusOr<Caller> allowed = Allow(Of(kRoles[i].role), FindRpc(rpc));
      const Scope expected = ScopeOf(cells[i]);
      EXPECT_EQ(allowed.ok() ? allowed->scope : Scope::kNone, expected)
          << rpc << " " << kRoles[i].sender;
    }
  }
}

TEST(AccessTableTest, RefusesWhatHasNoRow) {
  for (const RoleRow& row : kRoles) {
    EXPECT_EQ(ReasonOf(Allow(Of(row.role), kRpcCount).status()), v1::NOT_ALLOWED);
  }
}

TEST(AccessTableTest, RefusesRolesThatCallNobodyWhateverScopeTheyBring) {
  for (const Role role : {Role::kEngine, Role::kOfficer, Role::kDoor}) {
    for (std::size_t rpc = 0; rpc < kRpcCount; ++rpc) {
      const auto allowed = Allow(Of(role), rpc);
      EXPECT_EQ(ReasonOf(allowed.status()), v1::NOT_ALLOWED) << kRpcRules[rpc].name;
    }
  }
}

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
  const std::string& cells = Expected().at(GetParam());
  for (std::size_t i = 0; i < std::size(kRoles); ++i) {
    const absl::Status status = CallAs(kRoles[i].sender);
    EXPECT_EQ(TableRefused(status), cells[i] == 'o') << kRoles[i].sender << ": " << status;
  }
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
    const absl::Status status = RawCall(process.NewClient("relief"), method,
                                        "Bearer " + process.token("relief"), "\xff\xff\xff");
    EXPECT_EQ(ReasonOf(status), v1::FIELD_MALFORMED) << method << ": " << status;
    EXPECT_EQ(DetailOf(status).field(), "message");
  }
}

}  // namespace
}  // namespace yizhan::testing
