// RawSocket: a client's bare TCP connection on the loopback.
//
// Threads:  one.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace yizhan {

inline constexpr std::chrono::milliseconds kPatience{5000};

inline bool Becomes(const std::function<bool()>& condition,
                    std::chrono::milliseconds within = kPatience) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

// A client's socket.
class RawSocket {
 public:
  explicit RawSocket(const char* from = "127.0.0.1") : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const sockaddr_in address = At(from, 0);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  explicit RawSocket(int port, const char* from = "127.0.0.1") : RawSocket(from) { Connect(port); }
  ~RawSocket() { Close(); }
  RawSocket(RawSocket&& other) noexcept : fd_(other.fd_), connected_(other.connected_) {
    other.fd_ = -1;
  }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  void Connect(int port) {
    const sockaddr_in address = At("127.0.0.1", port);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  void Reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    Close();
  }
  // Whether all of it was taken.
  bool Send(const std::string& bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  // What comes until the other side closes, or is silent for so long.
  std::string ReadToTheEnd(std::chrono::milliseconds silence = kPatience) const {
    const timeval wait{.tv_sec = silence.count() / 1000, .tv_usec = silence.count() % 1000 * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    std::string all;
    char bytes[4096];
    for (ssize_t got = 0; (got = ::recv(fd_, bytes, sizeof bytes, 0)) > 0;) {
      all.append(bytes, static_cast<std::size_t>(got));
    }
    return all;
  }
  // A connection that was cut while its own sending was held up would wait for minutes.
  void GiveUpSendingAfter(std::chrono::milliseconds wait_for) const {
    const timeval wait{.tv_sec = wait_for.count() / 1000,
                       .tv_usec = wait_for.count() % 1000 * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  }
  // Takes what has come and forgets it, so that the other side can go on writing.
  void Drop() const {
    char bytes[4096];
    while (::recv(fd_, bytes, sizeof bytes, MSG_DONTWAIT) > 0) continue;
  }
  void CloseOwnSide() { ::shutdown(fd_, SHUT_WR); }
  bool connected() const { return connected_; }
  // The other side has closed or reset.
  bool ClosedWithin(std::chrono::milliseconds within) {
    const timeval wait{.tv_sec = within.count() / 1000, .tv_usec = within.count() % 1000 * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    char bytes[512];
    ssize_t got = 0;
    while ((got = ::recv(fd_, bytes, sizeof bytes, 0)) > 0) continue;
    return got == 0 || errno == ECONNRESET;
  }
  std::string peer() const {
    sockaddr_in own{};
    socklen_t bytes = sizeof own;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &bytes);
    char text[INET_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET, &own.sin_addr, text, sizeof text);
    return "ipv4:" + std::string(text) + ":" + std::to_string(ntohs(own.sin_port));
  }

 private:
  static sockaddr_in At(const char* host, int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, host, &address.sin_addr);
    return address;
  }

  int fd_;
  bool connected_ = false;
};

}  // namespace yizhan
