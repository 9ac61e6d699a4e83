// The server on real sockets: order, back-pressure, limits, commit bytes, TLS and its end.

#include "adapters/mllp/mllp_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/mllp/raw_peer.h"

namespace yizhan::mllp {
namespace {

MllpAccepted Echo(const std::string& message) {
  MllpAccepted accepted{.stored = true};
  accepted.work = [message] { return MllpReply{.messages = {"re:" + message}}; };
  return accepted;
}

std::unique_ptr<MllpServer> StartWith(MllpOptions options, MllpHandler handler) {
  options.listen = "127.0.0.1:0";
  auto server = MllpServer::Start(std::move(options), std::move(handler));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}
std::unique_ptr<MllpServer> StartEcho(MllpOptions options = {}) {
  return StartWith(std::move(options),
                   [](const std::string&, const std::string& message) { return Echo(message); });
}

// Waits until what another thread does is seen; a test that never sees it times out.
template <typename Condition>
void Until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

TEST(MllpServerTest, AnswersInOrderWhateverTheReads) {
  const auto server = StartEcho();
  RawPeer peer(server->port());
  std::string all;
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    const std::string message = "m" + std::to_string(i);
    all += FrameOf(message) + std::string(static_cast<std::size_t>(i) % 3, '\0');
    expected += FrameOf("re:" + message);
  }
  for (const char byte : all) peer.Write(std::string(1, byte));
  EXPECT_EQ(peer.Read(expected.size()), expected);
  peer.Write(all);
  EXPECT_EQ(peer.Read(expected.size()), expected);
  EXPECT_EQ(server->counts().messages, 100U);
}

TEST(MllpServerTest, OneMessageOfAConnectionIsUnderWay) {
  std::atomic<int> at_once{0};
  std::atomic<int> most{0};
  const auto server = StartWith({.workers = 4}, [&](const std::string&, const std::string& text) {
    const int now = ++at_once;
    int before = most;
    while (before < now && !most.compare_exchange_weak(before, now)) {
    }
    MllpAccepted accepted{.stored = true};
    accepted.work = [&at_once, text] {
      --at_once;
      return MllpReply{.messages = {text}};
    };
    return accepted;
  });
  RawPeer peer(server->port());
  std::string all;
  for (int i = 0; i < 200; ++i) all += FrameOf("message");
  peer.Write(all);
  EXPECT_EQ(peer.Read(all.size()), all);
  EXPECT_EQ(most, 1);
}

TEST(MllpServerTest, WhatIsSentAtOnceComesBeforeTheWorkIsDone) {
  Gate gate;
  std::atomic<bool> delivered{false};
  const auto server = StartWith({}, [&](const std::string&, const std::string&) {
    MllpAccepted accepted{.stored = true, .at_once = {"CA"}};
    accepted.work = [&] {
      gate.Pass();
      return MllpReply{.messages = {"AA"}, .delivered = [&] { delivered = true; }};
    };
    return accepted;
  });
  RawPeer peer(server->port());
  peer.Write(FrameOf("x"));
  EXPECT_EQ(peer.Read(FrameOf("CA").size()), FrameOf("CA"));
  EXPECT_FALSE(delivered);
  gate.Open();
  EXPECT_EQ(peer.Read(FrameOf("AA").size()), FrameOf("AA"));
  Until([&] { return delivered.load(); });
}

struct CommitRow {
  const char* name;
  bool commit_bytes;
  bool stored;
  std::string expected;
};
class CommitTest : public ::testing::TestWithParam<CommitRow> {};
TEST_P(CommitTest, SaysWhetherItIsStored) {
  const CommitRow& row = GetParam();
  const auto server =
      StartWith({.commit_bytes = row.commit_bytes}, [&row](const std::string&, const std::string&) {
        MllpAccepted accepted{.stored = row.stored, .at_once = {"first"}};
        accepted.work = [] { return MllpReply{.messages = {"last"}}; };
        return accepted;
      });
  RawPeer peer(server->port());
  // The peer's own commit bytes need no answer.
  peer.Write(CommitFrame(true) + CommitFrame(false) + FrameOf("x"));
  peer.ShutdownWrite();
  EXPECT_EQ(peer.ReadAll(), row.expected);
  EXPECT_EQ(server->counts().messages, 1U);
}
INSTANTIATE_TEST_SUITE_P(Rows, CommitTest,
                         ::testing::ValuesIn(std::vector<CommitRow>{
                             {"release_1", false, true, FrameOf("first") + FrameOf("last")},
                             {"release_1_not_stored", false, false, FrameOf("first")},
                             {"release_2", true, true,
                              CommitFrame(true) + FrameOf("first") + FrameOf("last")},
                             {"release_2_not_stored", true, false, CommitFrame(false)},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

struct CutRow {
  const char* name;
  std::string bytes;
  std::string answered;
  std::uint64_t cut;
};
class CutTest : public ::testing::TestWithParam<CutRow> {};
// The stream ends although the peer keeps its side open.
TEST_P(CutTest, EndsTheConnection) {
  const auto server = StartEcho({.message_bytes_max = 1024, .frame_within_ms = 50});
  RawPeer peer(server->port());
  peer.Write(GetParam().bytes);
  EXPECT_EQ(peer.ReadAll(), GetParam().answered);
  EXPECT_EQ(server->counts().cut, GetParam().cut);
}
INSTANTIATE_TEST_SUITE_P(Rows, CutTest,
                         ::testing::ValuesIn(std::vector<CutRow>{
                             {"too_long", "\x0b" + std::string(1025, 'x'), "", 1},
                             {"too_much_junk", std::string(kJunkBytesMax + 1, 'x'), "", 1},
                             {"half_for_too_long", "\x0bhalf", "", 1},
                             {"half_behind_a_frame", FrameOf("A") + "\x0bhalf", FrameOf("re:A"), 1},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MllpServerTest, AnIdleConnectionEndsWhenAsked) {
  const auto server = StartEcho({.idle_max_ms = 50});
  RawPeer peer(server->port());
  EXPECT_EQ(peer.ReadAll(), "");
  EXPECT_EQ(server->counts().cut, 0U);
}

TEST(MllpServerTest, AForgottenReturnIsNotWaitedFor) {
  const auto server = StartEcho();
  RawPeer peer(server->port());
  peer.Write(
      "\x0b"
      "A\x1c");
  EXPECT_EQ(peer.Read(FrameOf("re:A").size()), FrameOf("re:A"));
  peer.Write("\r" + FrameOf("B") +
             "\x0b"
             "C\x1c");
  peer.ShutdownWrite();
  EXPECT_EQ(peer.ReadAll(), FrameOf("re:B") + FrameOf("re:C"));
}

TEST(MllpServerTest, OneConnectionTooManyIsTurnedAway) {
  const auto server = StartEcho({.connections_max = 2});
  RawPeer first(server->port());
  RawPeer second(server->port());
  first.Write(FrameOf("A"));
  EXPECT_EQ(first.Read(FrameOf("re:A").size()), FrameOf("re:A"));
  second.Write(FrameOf("A"));
  EXPECT_EQ(second.Read(FrameOf("re:A").size()), FrameOf("re:A"));
  RawPeer third(server->port());
  EXPECT_EQ(third.ReadAll(), "");
  EXPECT_EQ(server->counts().turned_away, 1U);
}

TEST(MllpServerTest, IdleConnectionsHoldNoBuffers) {
  constexpr std::size_t kPeers = 400;
  const auto server = StartEcho();
  std::vector<RawPeer> peers;
  for (std::size_t i = 0; i < kPeers; ++i) {
    RawPeer& peer = peers.emplace_back(server->port());
    ASSERT_TRUE(peer.connected());
    const std::string message(20'000, 'x');
    peer.Write(FrameOf(message));
    ASSERT_EQ(peer.Read(message.size() + 6).size(), message.size() + 6);
  }
  EXPECT_EQ(server->counts().connections, kPeers);
  EXPECT_EQ(server->counts().held_bytes, 0U);
}

TEST(MllpServerTest, ManyConnectionsAtOnce) {
  const auto server = StartEcho({.workers = 4});
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        RawPeer peer(server->port());
        const std::string message = std::to_string(t) + "/" + std::to_string(i);
        peer.Write(FrameOf(message));
        if (peer.Read(message.size() + 6) == FrameOf("re:" + message)) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 160);
}

TEST(MllpServerTest, StopLetsAMessageBeAnswered) {
  Gate gate;
  std::promise<void> begun;
  std::atomic<bool> delivered{false};
  auto server = StartWith({}, [&](const std::string&, const std::string& message) {
    begun.set_value();
    gate.Pass();
    MllpAccepted accepted{.stored = true};
    accepted.work = [&delivered, message] {
      return MllpReply{.messages = {message}, .delivered = [&delivered] { delivered = true; }};
    };
    return accepted;
  });
  RawPeer idle(server->port());
  RawPeer busy(server->port());
  busy.Write(FrameOf("A"));
  begun.get_future().wait();
  std::thread stopping([&server] { server->Stop(); });
  EXPECT_EQ(idle.ReadAll(), "");
  gate.Open();
  EXPECT_EQ(busy.ReadAll(), FrameOf("A"));
  stopping.join();
  EXPECT_TRUE(delivered);
  EXPECT_EQ(server->counts().connections, 0U);
}

TEST(MllpServerTest, APeerThatIsGoneIsNotTakenForServed) {
  Gate gate;
  std::atomic<int> delivered{0};
  std::promise<void> begun;
  auto server = StartWith({}, [&](const std::string&, const std::string&) {
    MllpAccepted accepted{.stored = true};
    accepted.work = [&] {
      begun.set_value();
      gate.Pass();
      return MllpReply{.messages = {std::string(8 << 20, 'x')}, .delivered = [&] { ++delivered; }};
    };
    return accepted;
  });
  {
    RawPeer peer(server->port());
    peer.Write(FrameOf("A"));
    begun.get_future().wait();
  }
  gate.Open();
  Until([&] { return server->counts().connections == 0; });
  server->Stop();
  EXPECT_EQ(delivered, 0);
}

struct OptionRow {
  const char* name;
  MllpOptions options;
};
class OptionTest : public ::testing::TestWithParam<OptionRow> {};
TEST_P(OptionTest, IsRefused) {
  const auto server = MllpServer::Start(
      GetParam().options, [](const std::string&, const std::string& text) { return Echo(text); });
  EXPECT_FALSE(server.ok());
}
const std::string kListen = "127.0.0.1:0";
INSTANTIATE_TEST_SUITE_P(
    Rows, OptionTest,
    ::testing::ValuesIn(std::vector<OptionRow>{
        {"no_port", {.listen = "127.0.0.1"}},
        {"port_word", {.listen = "127.0.0.1:hl7"}},
        {"no_address", {.listen = "not an address:0"}},
        {"foreign_address", {.listen = "192.0.2.1:0"}},
        {"no_workers", {.listen = kListen, .workers = 0}},
        {"no_connections", {.listen = kListen, .connections_max = 0}},
        {"tiny_messages", {.listen = kListen, .message_bytes_max = 10}},
        {"key_without_certificate", {.listen = kListen, .key_path = "x"}},
        {"ca_without_certificate", {.listen = kListen, .ca_path = "x"}},
        {"certificate_missing",
         {.listen = kListen, .certificate_path = "/nonexistent", .key_path = "/nonexistent"}},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OptionsOfTest, ZeroIsTheUsualValue) {
  v1::MllpDoor door;
  door.set_listen("127.0.0.1:2575");
  const MllpOptions usual = OptionsOf(door);
  EXPECT_EQ(usual.connections_max, 1024U);
  EXPECT_EQ(usual.message_bytes_max, 1U << 20);
  EXPECT_EQ(usual.workers, 16U);
  EXPECT_EQ(usual.idle_max_ms, 0U);
  EXPECT_FALSE(usual.commit_bytes);
  door.set_connections_max(5);
  door.set_message_bytes_max(4096);
  door.set_workers(2);
  door.set_idle_max_s(7);
  door.set_commit_bytes(true);
  door.mutable_tls()->set_certificate_path("c");
  const MllpOptions own = OptionsOf(door);
  EXPECT_EQ(own.connections_max, 5U);
  EXPECT_EQ(own.message_bytes_max, 4096U);
  EXPECT_EQ(own.workers, 2U);
  EXPECT_EQ(own.idle_max_ms, 7000U);
  EXPECT_TRUE(own.commit_bytes);
  EXPECT_EQ(own.certificate_path, "c");
}

}  // namespace
}  // namespace yizhan::mllp
