// Gate: caps, places and cutting, seen from bare sockets.

#include "engine/service/gate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/service/log.h"
#include "gtest/gtest.h"
#include "tests/service/raw_socket.h"

namespace yizhan {
namespace {

using std::chrono::milliseconds;

// Takes the sockets as gRPC would, and keeps them.
class Keeper {
 public:
  explicit Keeper(GateLimits limits, const std::string& address = "127.0.0.1:0") {
    auto gate = Gate::Open(address, limits, [this](int fd) {
      const std::lock_guard lock(mutex_);
      fds_.push_back(fd);
    });
    EXPECT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
  }
  ~Keeper() {
    gate_.reset();
    for (const int fd : fds_) ::close(fd);
  }
  Gate& gate() { return *gate_; }
  int port() const { return gate_->port(); }
  std::size_t kept() {
    const std::lock_guard lock(mutex_);
    return fds_.size();
  }
  bool Opens(std::uint64_t count) {
    return Becomes([&] { return gate_->counts().open == count && kept() >= count; });
  }
  void CloseAll(bool shut_first) {
    const std::lock_guard lock(mutex_);
    for (const int fd : fds_) {
      if (shut_first) ::shutdown(fd, SHUT_RDWR);
      ::close(fd);
    }
    fds_.clear();
  }
  int first() {
    const std::lock_guard lock(mutex_);
    return fds_.front();
  }

 private:
  std::mutex mutex_;
  std::vector<int> fds_;
  std::unique_ptr<Gate> gate_;
};

struct AddressRow {
  const char* name;
  const char* address;
  bool good;
};

class AddressTest : public ::testing::TestWithParam<AddressRow> {};

TEST_P(AddressTest, IsListenedOnOrRefusedInWords) {
  const auto gate = Gate::Open(GetParam().address, {}, [](int fd) { ::close(fd); });
  EXPECT_EQ(gate.ok(), GetParam().good) << gate.status();
  if (gate.ok()) {
    EXPECT_GT((*gate)->port(), 0);
  } else {
    EXPECT_EQ(gate.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, AddressTest, ::testing::Values(
    AddressRow{"V4",               "127.0.0.1:0",     true},
    AddressRow{"AnyV4",            "0.0.0.0:0",       true},
    AddressRow{"V6",               "[::1]:0",         true},
    AddressRow{"AnyV6",            "[::]:0",          true},
    AddressRow{"Localhost",        "localhost:0",     true},
    AddressRow{"V6WithoutBrackets", "::1:0",          false},
    AddressRow{"V4InBrackets",     "[127.0.0.1]:0",   false},
    AddressRow{"NoPort",           "127.0.0.1",       false},
    AddressRow{"EmptyPort",        "127.0.0.1:",      false},
    AddressRow{"PortTooLarge",     "127.0.0.1:65536", false},
    AddressRow{"PortNegative",     "127.0.0.1:-1",    false},
    AddressRow{"PortWithLetters",  "127.0.0.1:80a",   false},
    AddressRow{"NoHost",           ":0",              false},
    AddressRow{"Empty",            "",                false},
    AddressRow{"AnotherMachines",  "203.0.113.1:0",   false},
    AddressRow{"AName",            "engine.example:0", false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(GateTest, APortIsNotShared) {
  Keeper first({});
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  EXPECT_FALSE(Gate::Open(address, {}, [](int fd) { ::close(fd); }).ok());
}

TEST(GateTest, HandsOverSocketsThatDoNotBlockAndAreNotInherited) {
  Keeper keeper({});
  const RawSocket raw(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  EXPECT_NE(::fcntl(keeper.first(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(keeper.first(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(GateTest, CapPerAddress) {
  Keeper keeper({.connections_max = 100, .connections_per_address_max = 3});
  std::vector<RawSocket> open;
  for (int i = 0; i < 3; ++i) open.emplace_back(keeper.port());
  ASSERT_TRUE(keeper.Opens(3));
  RawSocket fourth(keeper.port());
  EXPECT_TRUE(fourth.ClosedWithin(kPatience));
  const RawSocket neighbour(keeper.port(), "127.0.0.2");
  EXPECT_TRUE(keeper.Opens(4));
  EXPECT_EQ(keeper.gate().counts().refused, 1U);
  EXPECT_EQ(keeper.gate().counts().accepted, 4U);
}

TEST(GateTest, CapInAllHoldsWith200Connections) {
  Keeper keeper({.connections_max = 200, .connections_per_address_max = 200});
  std::vector<RawSocket> open;
  for (int i = 0; i < 300; ++i) open.emplace_back(keeper.port());
  ASSERT_TRUE(keeper.Opens(200));
  EXPECT_TRUE(Becomes([&] { return keeper.gate().counts().refused == 100; }));
  EXPECT_EQ(keeper.kept(), 200U);
  EXPECT_TRUE(open.back().ClosedWithin(kPatience));
}

TEST(GateTest, APlaceIsFreeWhenTheSocketIsShutAndClosed) {
  Keeper keeper({.connections_max = 2, .connections_per_address_max = 2});
  for (int round = 0; round < 5; ++round) {
    const RawSocket one(keeper.port());
    const RawSocket two(keeper.port());
    ASSERT_TRUE(keeper.Opens(2)) << round;
    keeper.CloseAll(/*shut_first=*/true);
    ASSERT_TRUE(keeper.Opens(0)) << round;
  }
  EXPECT_EQ(keeper.gate().counts().refused, 0U);
}

TEST(GateTest, AClientThatClosesItsOwnSideKeepsItsPlaceUntilTheServerCloses) {
  Keeper keeper({.connections_max = 1, .connections_per_address_max = 1});
  RawSocket raw(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  raw.CloseOwnSide();
  std::this_thread::sleep_for(milliseconds(1200));  // Past a sweep.
  EXPECT_EQ(keeper.gate().counts().open, 1U);
  RawSocket second(keeper.port());
  EXPECT_TRUE(second.ClosedWithin(kPatience));
  keeper.CloseAll(/*shut_first=*/true);
  EXPECT_TRUE(keeper.Opens(0));
}

TEST(GateTest, AClientThatResetsKeepsItsPlaceUntilTheServerCloses) {
  Keeper keeper({.connections_max = 1, .connections_per_address_max = 1});
  RawSocket raw(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  raw.Reset();
  std::this_thread::sleep_for(milliseconds(1200));
  EXPECT_EQ(keeper.gate().counts().open, 1U);
  keeper.CloseAll(/*shut_first=*/false);
  EXPECT_TRUE(keeper.Opens(0));
}

TEST(GateTest, ASocketClosedWithoutBeingShutIsFound) {
  Keeper keeper({});
  RawSocket raw(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  keeper.CloseAll(/*shut_first=*/false);
  EXPECT_TRUE(keeper.Opens(0));
  EXPECT_TRUE(raw.ClosedWithin(kPatience));  // And nothing holds it open.
}

TEST(GateTest, TooManyCancelledCallsCutTheirConnectionOnly) {
  Keeper keeper({});
  RawSocket bad(keeper.port());
  RawSocket good(keeper.port());
  ASSERT_TRUE(keeper.Opens(2));
  keeper.gate().Cancelled("ipv4:203.0.113.1:1");  // Nobody's.
  for (std::uint32_t i = 0; i < kCancelledPerSecondMax; ++i) {
    keeper.gate().Cancelled(bad.peer());
    keeper.gate().Cancelled(good.peer());
  }
  EXPECT_EQ(keeper.gate().counts().cut, 0U);
  for (int i = 0; i < 50; ++i) keeper.gate().Cancelled(bad.peer());
  EXPECT_EQ(keeper.gate().counts().cut, 1U);
  EXPECT_TRUE(bad.ClosedWithin(kPatience));
  EXPECT_FALSE(good.ClosedWithin(milliseconds(100)));
}

TEST(GateTest, CancelledCallsAreForgottenAfterASecond) {
  Keeper keeper({});
  const RawSocket raw(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  for (int second = 0; second < 2; ++second) {
    for (std::uint32_t i = 0; i < kCancelledPerSecondMax; ++i) keeper.gate().Cancelled(raw.peer());
    std::this_thread::sleep_for(milliseconds(1050));
  }
  EXPECT_EQ(keeper.gate().counts().cut, 0U);
}

TEST(GateTest, OpenConnectionsOutliveTheGate) {
  std::vector<int> fds;
  auto gate = Gate::Open("127.0.0.1:0", {}, [&](int fd) { fds.push_back(fd); });
  ASSERT_TRUE(gate.ok());
  const int port = (*gate)->port();
  RawSocket raw(port);
  ASSERT_TRUE(Becomes([&] { return (*gate)->counts().open == 1; }));
  gate->reset();
  ASSERT_EQ(fds.size(), 1U);
  EXPECT_FALSE(raw.ClosedWithin(milliseconds(100)));
  EXPECT_FALSE(RawSocket(port).connected());
  ::close(fds[0]);
  EXPECT_TRUE(raw.ClosedWithin(kPatience));
}

std::int64_t CpuMs() { return std::clock() * 1000 / CLOCKS_PER_SEC; }

// The soft limit, until the end of the scope.
class Descriptors {
 public:
  explicit Descriptors(rlim_t limit) {
    // The first look of the sanitizer at a logger needs a pipe.
    LogEvent(LogLevel::kInfo, "descriptors_end", {});
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit lower{.rlim_cur = limit, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &lower);
  }
  ~Descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  Descriptors(const Descriptors&) = delete;
  Descriptors& operator=(const Descriptors&) = delete;

 private:
  rlimit before_{};
};

rlim_t NextDescriptor() {
  const int next = ::dup(0);
  ::close(next);
  return static_cast<rlim_t>(next);
}

TEST(GateTest, WithoutDescriptorsConnectionsAreRefusedAndServiceGoesOnAfterwards) {
  Keeper keeper({});
  const RawSocket early(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  // The clients' sockets are made first: they are of this process, too.
  std::vector<RawSocket> clients(5);
  {
    const Descriptors none_free(NextDescriptor());
    for (RawSocket& client : clients) client.Connect(keeper.port());
    EXPECT_TRUE(Becomes([&] { return keeper.gate().counts().refused == 5; }));
    EXPECT_TRUE(clients.back().ClosedWithin(kPatience));
  }
  const RawSocket late(keeper.port());
  EXPECT_TRUE(keeper.Opens(2));
}

TEST(GateTest, WithoutEvenTheSpareDescriptorNothingSpins) {
  Keeper keeper({});
  const RawSocket early(keeper.port());
  ASSERT_TRUE(keeper.Opens(1));
  std::vector<RawSocket> clients(5);
  {
    const Descriptors none_at_all(3);
    const std::int64_t cpu_ms = CpuMs();
    for (RawSocket& client : clients) client.Connect(keeper.port());
    std::this_thread::sleep_for(milliseconds(1000));
    EXPECT_LT(CpuMs() - cpu_ms, 300);
    EXPECT_EQ(keeper.gate().counts().open, 1U);
  }
  EXPECT_TRUE(keeper.Opens(6));
}

TEST(GateTest, MoreConnectionsThanDescriptorsAreRefusedAtTheStart) {
  const auto gate =
      Gate::Open("127.0.0.1:0", {.connections_max = 2'000'000'000}, [](int fd) { ::close(fd); });
  ASSERT_FALSE(gate.ok());
  EXPECT_NE(std::string(gate.status().message()).find("ulimit -n"), std::string::npos);
}

}  // namespace
}  // namespace yizhan
