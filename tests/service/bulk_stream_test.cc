// Looking through a town and confirming in bulk over the wire: items in order, a caller who goes,
// an engine that is killed in between, and everybody posted once.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/books/officer_statement.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/policy_service.grpc.pb.h"
#include "yizhan/v1/relief.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr int kPersons = 6;

// One stream of the Relief service, read item by item.
template <typename Item, typename Open>
class Streamed {
 public:
  Streamed(const EngineProcess& engine, const std::string& sender, const Open& open)
      : client_(engine.NewClient(sender, /*deadline_ms=*/60'000)),
        stub_(v1::Relief::NewStub(client_.channel())) {
    client_.Prepare(context_);
    reader_ = open(*stub_, context_);
  }
  bool Next(Item& item) { return reader_->Read(&item); }
  absl::Status End() {
    for (Item item; reader_->Read(&item);) continue;
    return FromGrpc(reader_->Finish());
  }
  void Cancel() { context_.TryCancel(); }

 private:
  const Client client_;
  const std::unique_ptr<v1::Relief::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Item>> reader_;
};

// Opens ConfirmInBulk.
struct Confirming {
  v1::ConfirmInBulkRequest request;
  auto operator()(v1::Relief::Stub& stub, grpc::ClientContext& context) const {
    return stub.ConfirmInBulk(&context, request);
  }
};

class BulkStreamTest : public ::testing::Test {
 protected:
  // Settled before the office knows that they are dibao.
  BulkStreamTest() {
    for (int i = 0; i < kPersons; ++i) {
      v1::ImportPerson person = World::Person(Card(i), "某人");
      person.clear_identities();
      EXPECT_TRUE(world_.Import({person}).ok());
      v1::SettleRequest request = World::Request("bulk-" + std::to_string(i));
      request.mutable_person()->mutable_card()->set_cert_no(Card(i));
      const auto settled = world_.Settle(request);
      EXPECT_TRUE(settled.ok()) << settled.status();
    }
    for (int i = 0; i < kPersons; ++i) {
      EXPECT_TRUE(world_.Import({World::Person(Card(i), "某人")}).ok());
    }
  }
  static std::string Card(int i) { return "00000019500101100" + std::to_string(i); }

  std::vector<v1::Proposal> LookThrough() {
    const auto open = [](v1::Relief::Stub& stub, grpc::ClientContext& context) {
      v1::ProposeAllRequest request;
      request.set_year(2012);
      return stub.ProposeAll(&context, request);
    };
    Streamed<v1::ProposeAllItem, decltype(open)> stream(world_.process(), "relief", open);
    std::vector<v1::Proposal> proposals;
    for (v1::ProposeAllItem item; stream.Next(item);) {
      if (item.has_proposal()) proposals.push_back(item.proposal());
    }
    const absl::Status ended = stream.End();
    EXPECT_TRUE(ended.ok()) << ended;
    std::sort(proposals.begin(), proposals.end(), [](const v1::Proposal& a, const v1::Proposal& b) {
      return a.person_no() < b.person_no();
    });
    return proposals;
  }
  v1::ConfirmInBulkRequest Request(const std::vector<v1::Proposal>& proposals) {
    v1::BulkApproved approved;
    approved.set_year(2012);
    for (const v1::Proposal& proposal : proposals) {
      v1::ApprovedProposal& listed = *approved.add_proposals();
      listed.set_person_no(proposal.person_no());
      listed.set_proposal_digest(proposal.digest());
    }
    v1::ConfirmInBulkRequest request;
    request.set_year(2012);
    *request.mutable_proposals() = approved.proposals();
    request.set_request_id("bulk");
    approved.set_pack_hash(proposals.front().pack_hash());
    request.set_pack_hash(approved.pack_hash());
    *request.mutable_authorization() =
        world_.Sign({"li", "wang"}, v1::CONFIRM_IN_BULK, Bytes(BulkDigest(approved)), "bulk");
    return request;
  }
  using Stream = Streamed<v1::ConfirmInBulkItem, Confirming>;

  // All of them, each with a number, and the last word.
  void ExpectAll(const v1::ConfirmInBulkRequest& request) {
    Stream stream(world_.process(), "relief", Confirming{request});
    v1::ConfirmInBulkItem item;
    ASSERT_TRUE(stream.Next(item));
    EXPECT_EQ(item.person_no(), 0U);
    for (const v1::ApprovedProposal& proposal : request.proposals()) {
      ASSERT_TRUE(stream.Next(item));
      EXPECT_EQ(item.person_no(), proposal.person_no());
      EXPECT_NE(item.number(), 0U) << item.refused().message_en();
    }
    const absl::Status ended = stream.End();
    EXPECT_TRUE(ended.ok()) << ended;
  }

  World world_;
};

TEST_F(BulkStreamTest, EachIsConfirmedInOrder) {
  const std::vector<v1::Proposal> proposals = LookThrough();
  ASSERT_EQ(proposals.size(), static_cast<std::size_t>(kPersons));
  ExpectAll(Request(proposals));
  EXPECT_TRUE(LookThrough().empty());
}

// The engine is killed after the second item; the same request goes on.
TEST_F(BulkStreamTest, GoesOnAfterTheEngineWasKilled) {
  const v1::ConfirmInBulkRequest request = Request(LookThrough());
  Stream before(world_.process(), "relief", Confirming{request});
  v1::ConfirmInBulkItem item;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(before.Next(item));
  world_.process().Kill();
  EXPECT_FALSE(before.End().ok());
  world_.process().Start();
  ExpectAll(request);
  // Approval, six adjustments, and nothing twice.
  const std::uint64_t size = world_.Checkpoint().size();
  ExpectAll(request);
  EXPECT_EQ(world_.Checkpoint().size(), size);
  EXPECT_TRUE(LookThrough().empty());
}

TEST_F(BulkStreamTest, ADeskMayDoNeither) {
  Stream stream(world_.process(), "anting/desk-1", Confirming{});
  v1::ConfirmInBulkItem item;
  EXPECT_FALSE(stream.Next(item));
  EXPECT_EQ(ReasonOf(stream.End()), v1::NOT_ALLOWED);
}

TEST_F(BulkStreamTest, ACallerWhoGoesFreesThePlaceOfTheNext) {
  const auto open = [](v1::Relief::Stub& stub, grpc::ClientContext& context) {
    v1::ProposeAllRequest request;
    request.set_year(2012);
    return stub.ProposeAll(&context, request);
  };
  for (int i = 0; i < 20; ++i) {
    Streamed<v1::ProposeAllItem, decltype(open)> stream(world_.process(), "relief", open);
    stream.Cancel();
    EXPECT_FALSE(stream.End().ok());
  }
  EXPECT_EQ(LookThrough().size(), static_cast<std::size_t>(kPersons));
}

}  // namespace
}  // namespace yizhan::testing
