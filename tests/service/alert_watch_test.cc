// Watching warnings over the wire: what was, what comes, and going on after a break.

#include <memory>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/alerts.grpc.pb.h"

namespace yizhan::testing {
namespace {

class Watcher {
 public:
  Watcher(const EngineProcess& engine, const std::string& sender, std::uint64_t from)
      : client_(engine.NewClient(sender, /*deadline_ms=*/60'000)),
        stub_(v1::Alerts::NewStub(client_.channel())) {
    client_.Prepare(context_);
    v1::WatchAlertsRequest request;
    request.set_from(from);
    reader_ = stub_->Watch(&context_, request);
  }

  bool Next(v1::AlertEvent& event) { return reader_->Read(&event); }
  // The engine ends it.
  absl::Status Ended() {
    for (v1::AlertEvent event; reader_->Read(&event);) continue;
    return FromGrpc(reader_->Finish());
  }
  // The watcher does.
  absl::Status End() {
    context_.TryCancel();
    return Ended();
  }

 private:
  const Client client_;
  const std::unique_ptr<v1::Alerts::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::AlertEvent>> reader_;
};

class AlertWatchTest : public ::testing::Test {
 protected:
  // Two bills of 10 000.00 of one visit: the second reaches the pilot's line of 20 000.00.
  std::uint64_t RaiseOne(const std::string& visit) {
    std::uint64_t number = 0;
    for (const char* bill : {"a", "b"}) {
      v1::SettleRequest request = World::Request(visit + bill);
      request.mutable_bill()->set_visit_no(visit);
      const auto settled = world_.Settle(request);
      EXPECT_TRUE(settled.ok()) << settled.status();
      if (settled.ok()) number = settled->number();
    }
    return number;
  }
  absl::StatusOr<v1::HandleAlertReply> Handle(std::uint64_t raised_by, v1::AlertState state) {
    v1::HandleAlertRequest request;
    request.set_raised_by(raised_by);
    request.set_state(state);
    request.set_request_id("step-" + std::to_string(raised_by));
    return Call<v1::Alerts>(world_.process().NewClient("relief"), &v1::Alerts::Stub::Handle,
                            request);
  }

  World world_;
};

TEST_F(AlertWatchTest, TellsWhatWasAndThenWhatComes) {
  const std::uint64_t first = RaiseOne("V1");
  Watcher watcher(world_.process(), "relief", 0);
  v1::AlertEvent event;
  ASSERT_TRUE(watcher.Next(event));
  EXPECT_EQ(event.kind(), v1::AlertEvent::RAISED);
  EXPECT_EQ(event.number(), first);
  EXPECT_EQ(event.alert().warning().threshold_id(), "jd-visit-total");
  EXPECT_EQ(event.next(), first + 1);

  const auto handled = Handle(first, v1::ACKNOWLEDGED);
  ASSERT_TRUE(handled.ok()) << handled.status();
  ASSERT_TRUE(watcher.Next(event));
  EXPECT_EQ(event.kind(), v1::AlertEvent::HANDLED);
  EXPECT_EQ(event.number(), handled->number());
  EXPECT_EQ(event.alert().state(), v1::ACKNOWLEDGED);
  EXPECT_FALSE(watcher.End().ok());
}

TEST_F(AlertWatchTest, GoesOnWhereItWasWithoutLossOrRepeat) {
  const std::uint64_t first = RaiseOne("V1");
  v1::AlertEvent event;
  Watcher before(world_.process(), "relief", 0);
  ASSERT_TRUE(before.Next(event));
  EXPECT_EQ(event.number(), first);
  EXPECT_FALSE(before.End().ok());

  const std::uint64_t second = RaiseOne("V2");
  ASSERT_EQ(world_.process().Stop(), 0);
  world_.process().Start();
  Watcher after(world_.process(), "relief", event.next());
  ASSERT_TRUE(after.Next(event));
  EXPECT_EQ(event.number(), second);
  const std::uint64_t third = RaiseOne("V3");
  ASSERT_TRUE(after.Next(event));
  EXPECT_EQ(event.number(), third);
  EXPECT_FALSE(after.End().ok());
}

TEST_F(AlertWatchTest, BeyondTheEndIsRefusedAndADeskMayNotWatch) {
  v1::AlertEvent event;
  Watcher beyond(world_.process(), "relief", world_.Checkpoint().size() + 1);
  EXPECT_FALSE(beyond.Next(event));
  EXPECT_EQ(ReasonOf(beyond.Ended()), v1::ENTRY_UNKNOWN);
  Watcher desk(world_.process(), "anting/desk-1", 0);
  EXPECT_FALSE(desk.Next(event));
  EXPECT_EQ(ReasonOf(desk.Ended()), v1::NOT_ALLOWED);
}

}  // namespace
}  // namespace yizhan::testing
