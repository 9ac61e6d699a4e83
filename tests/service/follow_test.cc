// Following the log of a running engine, acknowledging it, and ending the engine for a newer one.

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr int kExitPersonMustLook = 3;

// Its window does not grow with what arrives: of a reader that does not read, little is on its way.
std::shared_ptr<grpc::Channel> NarrowChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// One following stream from entry `from` on.
class Follower {
 public:
  Follower(const EngineProcess& engine, const std::string& sender, std::uint64_t from)
      : client_(engine.NewClient(sender, /*deadline_ms=*/60'000)),
        stub_(v1::Ledger::NewStub(NarrowChannel(engine.address()))) {
    client_.Prepare(context_);
    v1::ReadRequest request;
    request.set_from(from);
    request.set_follow(true);
    reader_ = stub_->Read(&context_, request);
  }

  bool Next(v1::Leaf& leaf) { return reader_->Read(&leaf); }
  void Cancel() { context_.TryCancel(); }
  absl::Status End() {
    for (v1::Leaf leaf; reader_->Read(&leaf);) continue;
    return FromGrpc(reader_->Finish());
  }

 private:
  const Client client_;
  const std::unique_ptr<v1::Ledger::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Leaf>> reader_;
};

class FollowTest : public ::testing::Test {
 protected:
  void Settle(const std::string& id) {
    const auto settled = world_.Settle(World::Request(id));
    ASSERT_TRUE(settled.ok()) << settled.status();
  }
  v1::FenceRequest FenceAt(std::uint64_t epoch) const {
    v1::FenceRequest request;
    request.set_ledger_id(world_.Checkpoint().ledger_id());
    request.set_epoch(epoch);
    return request;
  }
  absl::StatusOr<v1::FenceReply> Fence(const v1::FenceRequest& request) const {
    return Call<v1::Ledger>(world_.process().NewClient("witness"), &v1::Ledger::Stub::Fence,
                            request);
  }
  // What the engine says of a mirror's head, after one that is right.
  absl::Status Acknowledge(const v1::MirrorHead& head) const {
    const Client client = world_.process().NewClient("witness");
    grpc::ClientContext context;
    client.Prepare(context);
    v1::AcknowledgeReply reply;
    const auto stub = v1::Ledger::NewStub(client.channel());
    const auto writer = stub->Acknowledge(&context, &reply);
    writer->Write(head);
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  }
  v1::MirrorHead RightHead() const {
    const v1::LedgerCheckpoint now = world_.Checkpoint();
    v1::MirrorHead head;
    head.set_ledger_id(now.ledger_id());
    head.set_epoch(now.epoch());
    head.set_size(now.size());
    head.set_root(now.root());
    return head;
  }

  World world_;
};

TEST_F(FollowTest, SendsWhatIsThereAndThenWhatComes) {
  const std::uint64_t size = world_.Checkpoint().size();
  Follower follower(world_.process(), "auditor", size - 2);
  v1::Leaf leaf;
  ASSERT_TRUE(follower.Next(leaf));
  EXPECT_EQ(leaf.number(), size - 2);
  EXPECT_TRUE(leaf.more());
  ASSERT_TRUE(follower.Next(leaf));
  EXPECT_FALSE(leaf.more());
  for (int i = 0; i < 3; ++i) {
    Settle("m" + std::to_string(i));
    ASSERT_TRUE(follower.Next(leaf));
    EXPECT_EQ(leaf.number(), size + static_cast<std::uint64_t>(i));
  }
  follower.Cancel();
  EXPECT_FALSE(follower.End().ok());
}

TEST_F(FollowTest, OnlyAWitnessGetsSealedRows) {
  ASSERT_TRUE(world_.Import({World::Person("000000195001010033", "王五")}).ok());
  const std::uint64_t last = world_.Checkpoint().size() - 1;
  for (const auto& [sender, sealed] : {std::pair{"witness", true}, {"auditor", false}}) {
    Follower follower(world_.process(), sender, last);
    v1::Leaf leaf;
    ASSERT_TRUE(follower.Next(leaf));
    EXPECT_EQ(!leaf.private_row().sealed_row().empty(), sealed) << sender;
    EXPECT_EQ(leaf.private_row().sealed_row().find("王五"), std::string::npos);
    follower.Cancel();
    EXPECT_FALSE(follower.End().ok());
  }
}

TEST_F(FollowTest, AWaitingFollowerDoesNotHoldUpTheEnd) {
  Follower follower(world_.process(), "witness", world_.Checkpoint().size());
  std::thread end([&] { EXPECT_EQ(ReasonOf(follower.End()), v1::SHUTTING_DOWN); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(world_.process().Stop(), 0);
  end.join();
}

TEST_F(FollowTest, AReaderThatLagsIsClosedWithItsPosition) {
  constexpr int kPersons = 11'000;  // What is on its way comes before the 10 000.
  Follower follower(world_.process(), "auditor", world_.Checkpoint().size() - 1);
  v1::Leaf leaf;
  ASSERT_TRUE(follower.Next(leaf));
  Settle("first");
  ASSERT_TRUE(follower.Next(leaf)) << "it has caught up; from here on it does not read";
  std::vector<v1::ImportPerson> persons;
  for (int i = 0; i < kPersons; ++i) {
    persons.push_back(World::Person(std::to_string(100'000'000'000'000'000 + i), "李"));
  }
  const auto imported = world_.Import(persons);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->created(), kPersons);
  std::uint64_t next = leaf.number() + 1;
  while (follower.Next(leaf)) EXPECT_EQ(leaf.number(), next++);
  const absl::Status ended = follower.End();
  EXPECT_EQ(ReasonOf(ended), v1::FOLLOWER_BEHIND) << ended;
  EXPECT_EQ(DetailOf(ended).related(), next) << "from where to read on";
}

TEST_F(FollowTest, ARangeIsNoFollowing) {
  const Client client = world_.process().NewClient("auditor");
  grpc::ClientContext context;
  client.Prepare(context);
  v1::ReadRequest request;
  request.set_until(3);
  request.set_follow(true);
  const auto reader = v1::Ledger::NewStub(client.channel())->Read(&context, request);
  v1::Leaf leaf;
  EXPECT_FALSE(reader->Read(&leaf));
  EXPECT_EQ(ReasonOf(FromGrpc(reader->Finish())), v1::ENTRY_UNKNOWN);
}

TEST_F(FollowTest, AMirrorOfAnotherLedgerOrEpochIsRefused) {
  EXPECT_TRUE(Acknowledge(RightHead()).ok());
  v1::MirrorHead head = RightHead();
  head.set_ledger_id("another");
  EXPECT_EQ(ReasonOf(Acknowledge(head)), v1::OTHER_LEDGER);
  head = RightHead();
  head.set_epoch(head.epoch() + 1);
  EXPECT_EQ(ReasonOf(Acknowledge(head)), v1::EPOCH_NOT_NEWER);
  head = RightHead();
  head.set_root("short");
  EXPECT_EQ(ReasonOf(Acknowledge(head)), v1::FIELD_MALFORMED);
}

TEST_F(FollowTest, ANewerEngineEndsThisOneForGood) {
  const std::uint64_t epoch = world_.Checkpoint().epoch();
  v1::FenceRequest other = FenceAt(epoch + 5);
  other.set_ledger_id("another");
  EXPECT_EQ(ReasonOf(Fence(other).status()), v1::OTHER_LEDGER);
  const absl::Status same = Fence(FenceAt(epoch)).status();
  EXPECT_EQ(ReasonOf(same), v1::EPOCH_NOT_NEWER);
  EXPECT_EQ(DetailOf(same).related(), epoch);
  Settle("before");

  const std::uint64_t size = world_.Checkpoint().size();
  const auto told = Fence(FenceAt(epoch + 5));
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->epoch(), epoch);
  EXPECT_EQ(told->size(), size);
  EXPECT_EQ(world_.process().Wait(), kExitPersonMustLook);
  EXPECT_EQ(world_.process().RunToTheEnd(), kExitPersonMustLook);
  EXPECT_NE(ReadWholeFile(world_.process().log_path()).find("ended for good"), std::string::npos);
}

TEST_F(FollowTest, WithoutItsMirrorASynchronousEngineAnswersNothing) {
  EngineProcess& engine = world_.process();
  EXPECT_EQ(engine.Stop(), 0);
  engine.set_more("mirror: SYNCHRONOUS mirror_wait_ms: 100");
  engine.Start();
  EXPECT_EQ(ReasonOf(world_.Lookup(kDibaoCard).status()), v1::MIRROR_AWAY);
  const auto settled = engine.NewClient("anting/desk-1", 1000).Settle(World::Request("m"));
  EXPECT_FALSE(settled.ok());
  EXPECT_EQ(engine.Stop(), 0);
}

}  // namespace
}  // namespace yizhan::testing
