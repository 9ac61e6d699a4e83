#include "engine/service/gate.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/ip/v6_only.hpp"
#include "boost/asio/posix/stream_descriptor.hpp"
#include "boost/asio/steady_timer.hpp"
#include "engine/service/log.h"
#include "engine/service/socket.h"

namespace yizhan {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kBacklog = 511;
constexpr int kAcceptedAtOnceMax = 64;  // Then other events have their turn.
constexpr milliseconds kSweepPause{1000};
constexpr milliseconds kEndingPause{10};   // While a connection is about to end.
constexpr milliseconds kAcceptPause{100};  // Without descriptors.
constexpr milliseconds kCancelledWindow{1000};
constexpr std::chrono::minutes kRefusalLogPause{1};
struct Connection {
  FileDescriptor duplicate;  // Ours; keeps the inode number from being used again.
  int handed_fd = -1;        // gRPC's; only ever looked at.
  std::uint64_t inode = 0;
  std::string peer;
  std::string address;
  bool ending = false;  // Shut on both sides.
  steady_clock::time_point window_began = {};
  std::uint32_t cancelled = 0;  // In this window.
};

asio::ip::address Plain(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

// Whose connections are counted together: a host, of IPv6 its network of 64 bits.
std::string CountedAddress(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  asio::ip::address_v6::bytes_type bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6(bytes).to_string();
}

// As grpc::ServerContext::peer() has it.
std::string PeerText(const asio::ip::address& address, unsigned port) {
  if (address.is_v4()) return absl::StrCat("ipv4:", address.to_string(), ":", port);
  std::string text = address.to_string();
  const std::size_t zone = text.find('%');
  if (zone != std::string::npos) text.insert(zone + 1, "25");
  return absl::StrCat("ipv6:%5B", text, "%5D:", port);
}

// host:port, [IPv6]:port, localhost:port.
std::optional<tcp::endpoint> EndpointOf(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = address.substr(0, colon);
  std::uint32_t port = 0;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65535) return std::nullopt;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  error_code error;
  const asio::ip::address parsed = asio::ip::make_address(host, error);
  if (error || parsed.is_v6() != bracketed) return std::nullopt;
  return tcp::endpoint(parsed, static_cast<std::uint16_t>(port));
}

// A connection counts until gRPC has closed its descriptor. That is seen in two steps: our
// duplicate reports that both sides are shut (gRPC shuts before it closes; a reset does it, too;
// a client that only closes its own side does not), and then the handed number no longer leads to
// the same inode. The duplicates are watched for that one event, so traffic wakes nobody here.
class AsioGate : public Gate {
 public:
  AsioGate(GateLimits limits, std::function<void(int)> hand_over)
      : limits_(limits), hand_over_(std::move(hand_over)) {}
  ~AsioGate() override {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  AsioGate(const AsioGate&) = delete;
  AsioGate& operator=(const AsioGate&) = delete;

  absl::Status Start(const std::string& address) {
    const std::optional<tcp::endpoint> endpoint = EndpointOf(address);
    if (!endpoint.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("listen: \"", address, "\" is no IPv4:port, [IPv6]:port or localhost:port"));
    }
    const absl::Status enough = EnoughDescriptors(limits_.connections_max);
    if (!enough.ok()) return enough;
    error_code error;
    Listen(*endpoint, error);
    if (!error) endings_.assign(::epoll_create1(EPOLL_CLOEXEC), error);
    if (error) {
      return absl::InvalidArgumentError(
          absl::StrCat("listen: cannot listen on ", address, ": ", error.message()));
    }
    AwaitConnections();
    AwaitEndings();
    AwaitSweep(kSweepPause);
    thread_ = std::thread([this] { io_.run(); });
    return absl::OkStatus();
  }

  int port() const override { return port_; }

  GateCounts counts() const override {
    const std::lock_guard lock(mutex_);
    GateCounts counts = counts_;
    counts.open = connections_.size();
    return counts;
  }

  void Cancelled(const std::string& peer) override {
    const std::lock_guard lock(mutex_);
    const auto id = ids_.find(peer);
    if (id == ids_.end()) return;
    Connection& connection = connections_.at(id->second);
    const steady_clock::time_point now = steady_clock::now();
    if (now - connection.window_began >= kCancelledWindow) {
      connection.window_began = now;
      connection.cancelled = 0;
    }
    if (++connection.cancelled != kCancelledPerSecondMax + 1) return;
    Abort(connection.duplicate);
    ++counts_.cut;
    LogEvent(LogLevel::kWarning, "connection_cut", {{"peer", peer}});
  }

 private:
  void Listen(const tcp::endpoint& endpoint, error_code& error) {
    listener_.open(endpoint.protocol(), error);
    if (error) return;
    ::fcntl(listener_.native_handle(), F_SETFD, FD_CLOEXEC);
    listener_.set_option(asio::socket_base::reuse_address(true), error);
    if (endpoint.protocol() == tcp::v6()) {
      listener_.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
    }
    if (!error) listener_.bind(endpoint, error);
    if (!error) listener_.listen(kBacklog, error);
    if (!error) listener_.native_non_blocking(true, error);
    if (!error) port_ = listener_.local_endpoint(error).port();
  }

  void AwaitConnections() {
    listener_.async_wait(tcp::acceptor::wait_read, [this](const error_code& error) {
      if (error) return;
      if (AcceptSome()) return AwaitConnections();
      accept_pause_.expires_after(kAcceptPause);
      accept_pause_.async_wait([this](const error_code& stopped) {
        if (!stopped) AwaitConnections();
      });
    });
  }

  // False: nothing can be accepted for now.
  bool AcceptSome() {
    for (int i = 0; i < kAcceptedAtOnceMax; ++i) {
      tcp::endpoint from;
      socklen_t bytes = static_cast<socklen_t>(from.capacity());
      FileDescriptor socket(
          ::accept4(listener_.native_handle(), from.data(), &bytes, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (socket.ok()) {
        from.resize(bytes);
        Admit(std::move(socket), from);
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return true;
      } else if (errno == EMFILE || errno == ENFILE) {
        if (!RefuseWithSpare()) return false;
      } else if (errno == ENOMEM || errno == ENOBUFS) {
        return false;
      }
    }
    return true;
  }

  // Without a free descriptor a connection could not even be refused, and would wake us for ever.
  bool RefuseWithSpare() {
    LogRefusal("descriptors");
    const bool had = spare_.ok();
    spare_ = FileDescriptor();
    FileDescriptor socket(::accept4(listener_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    const bool accepted = socket.ok();
    if (accepted) Refuse(std::move(socket));
    spare_ = SpareDescriptor();
    return had && accepted;
  }

  void Admit(FileDescriptor socket, const tcp::endpoint& from) {
    const asio::ip::address address = Plain(from.address());
    Connection connection{.duplicate = {},
                          .handed_fd = socket.get(),
                          .inode = InodeOf(socket.get()),
                          .peer = PeerText(address, from.port()),
                          .address = CountedAddress(address)};
    if (!HasPlace(connection.address)) {
      LogRefusal("limits");
      return Refuse(std::move(socket));
    }
    connection.duplicate = FileDescriptor(::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
    epoll_event event{.events = EPOLLET, .data = {.u64 = next_id_}};  // HUP comes unasked.
    if (!connection.duplicate.ok() || ::epoll_ctl(endings_.native_handle(), EPOLL_CTL_ADD,
                                                  connection.duplicate.get(), &event) != 0) {
      LogRefusal("descriptors");
      return Refuse(std::move(socket));
    }
    SetOptions(socket);
    Enter(std::move(connection));
    hand_over_(socket.Release());
  }

  bool HasPlace(const std::string& address) const {
    const std::lock_guard lock(mutex_);
    const auto found = per_address_.find(address);
    return connections_.size() < limits_.connections_max &&
           (found == per_address_.end() || found->second < limits_.connections_per_address_max);
  }

  void Enter(Connection connection) {
    const std::lock_guard lock(mutex_);
    ++counts_.accepted;
    ++per_address_[connection.address];
    ids_[connection.peer] = next_id_;
    connections_.emplace(next_id_++, std::move(connection));
  }

  void Refuse(FileDescriptor socket) {
    Reset(std::move(socket));
    const std::lock_guard lock(mutex_);
    ++counts_.refused;
  }

  // Once a minute, not once a connection.
  void LogRefusal(const std::string& why) {
    const steady_clock::time_point now = steady_clock::now();
    if (now < refusal_logged_ + kRefusalLogPause) return;
    refusal_logged_ = now;
    LogEvent(LogLevel::kWarning, "connections_refused",
             {{"why", why}, {"open", absl::StrCat(counts().open)}});
  }

  void AwaitEndings() {
    endings_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
      if (error) return;
      TakeEndings();
      AwaitEndings();
    });
  }

  void TakeEndings() {
    std::array<epoll_event, kAcceptedAtOnceMax> events{};
    const int found = ::epoll_wait(endings_.native_handle(), events.data(),
                                   static_cast<int>(events.size()), /*timeout=*/0);
    {
      const std::lock_guard lock(mutex_);
      for (int i = 0; i < found; ++i) {
        const auto entry = connections_.find(events.at(static_cast<std::size_t>(i)).data.u64);
        if (entry != connections_.end()) entry->second.ending = true;
      }
    }
    Sweep(/*all=*/false);
  }

  void AwaitSweep(milliseconds pause) {
    sweep_pause_.expires_after(pause);
    sweep_pause_.async_wait([this, pause](const error_code& error) {
      if (!error) Sweep(/*all=*/pause == kSweepPause);
    });
  }

  // Gives up the places of connections that gRPC has closed. All of them are looked at once a
  // second, in case one was closed without being shut.
  void Sweep(bool all) {
    bool any_ending = false;
    {
      const std::lock_guard lock(mutex_);
      for (auto entry = connections_.begin(); entry != connections_.end();) {
        const Connection& connection = entry->second;
        const bool look = all || connection.ending;
        const bool gone = look && InodeOf(connection.handed_fd) != connection.inode;
        any_ending = any_ending || (connection.ending && !gone);
        entry = gone ? Leave(entry) : std::next(entry);
      }
    }
    if (!spare_.ok()) spare_ = SpareDescriptor();
    AwaitSweep(any_ending ? kEndingPause : kSweepPause);
  }

  std::map<std::uint64_t, Connection>::iterator Leave(
      std::map<std::uint64_t, Connection>::iterator entry) {
    const Connection& connection = entry->second;
    ::epoll_ctl(endings_.native_handle(), EPOLL_CTL_DEL, connection.duplicate.get(), nullptr);
    const auto id = ids_.find(connection.peer);
    if (id != ids_.end() && id->second == entry->first) ids_.erase(id);
    const auto address = per_address_.find(connection.address);
    if (--address->second == 0) per_address_.erase(address);
    return connections_.erase(entry);
  }

  const GateLimits limits_;
  const std::function<void(int)> hand_over_;
  asio::io_context io_{1};
  tcp::acceptor listener_{io_};
  asio::posix::stream_descriptor endings_{io_};  // An epoll of the duplicates.
  asio::steady_timer accept_pause_{io_};
  asio::steady_timer sweep_pause_{io_};
  FileDescriptor spare_ = SpareDescriptor();
  steady_clock::time_point refusal_logged_ = {};
  std::uint64_t next_id_ = 1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Connection> connections_;
  std::map<std::string, std::uint64_t> ids_;  // By peer.
  std::map<std::string, std::uint32_t> per_address_;
  GateCounts counts_;
  std::thread thread_;
};

}  // namespace

// Asio throws when the process is out of descriptors; no exception leaves this file.
absl::StatusOr<std::unique_ptr<Gate>> Gate::Open(const std::string& address, GateLimits limits,
                                                 std::function<void(int fd)> hand_over) {
  try {
    auto gate = std::make_unique<AsioGate>(limits, std::move(hand_over));
    const absl::Status started = gate->Start(address);
    if (!started.ok()) return started;
    return gate;
  } catch (const std::exception& thrown) {
    return absl::InvalidArgumentError(absl::StrCat("listen: ", thrown.what()));
  }
}

}  // namespace yizhan
