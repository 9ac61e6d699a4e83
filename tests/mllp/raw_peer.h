// RawPeer: a blocking socket that speaks whatever bytes a test likes.
//
// Owner:    closes its socket.
// Errors:   what fails counts as the end of the stream.
// Threads:  one.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

namespace yizhan::mllp {

class RawPeer {
 public:
  explicit RawPeer(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  ~RawPeer() {
    if (fd_ >= 0) ::close(fd_);
  }
  RawPeer(RawPeer&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_) {}
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  bool connected() const { return connected_; }

  void Write(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t count = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }
  // Exactly so many, or fewer when the stream ends.
  std::string Read(std::size_t bytes) {
    std::string read(bytes, '\0');
    std::size_t got = 0;
    while (got < bytes) {
      const ssize_t count = ::recv(fd_, read.data() + got, bytes - got, 0);
      if (count <= 0) break;
      got += static_cast<std::size_t>(count);
    }
    read.resize(got);
    return read;
  }
  // Until the other side ends it.
  std::string ReadAll() {
    std::string all;
    for (std::string some = Read(1); !some.empty(); some = Read(1)) all += some;
    return all;
  }
  void ShutdownWrite() { ::shutdown(fd_, SHUT_WR); }

 private:
  int fd_;
  bool connected_ = false;
};

}  // namespace yizhan::mllp
