#include "bench/edge/line.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace yizhan::bench {
namespace {

constexpr char kFrameBegins = '\x0b';
constexpr char kFrameEnds[] = "\x1c\r";
constexpr char kHeadEnds[] = "\r\n\r\n";
constexpr char kLength[] = "\r\ncontent-length:";

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::size_t LengthIn(const std::string& head) {
  const std::string lower = LowerCase(head);
  const std::size_t at = lower.find(kLength);
  if (at == std::string::npos) return 0;
  return std::strtoul(lower.c_str() + at + sizeof kLength - 1, nullptr, 10);
}

}  // namespace

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t bytes = sizeof address;
  bind(fd, reinterpret_cast<const sockaddr*>(&address), bytes);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &bytes);
  close(fd);
  return ntohs(address.sin_port);
}

Line::Line(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const sockaddr_in address = Loopback(port);
  connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval silence{.tv_sec = kSilenceMax_s, .tv_usec = 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
}

Line::~Line() {
  if (fd_ >= 0) close(fd_);
}

Line::Line(Line&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      connected_(other.connected_),
      came_(std::move(other.came_)) {}

bool Line::Send(const std::string& bytes) const {
  return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

bool Line::ReadMore() {
  std::array<char, 16'384> bytes{};
  const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  came_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

std::size_t Line::ReadUntil(const std::string& mark) {
  std::size_t at = came_.find(mark);
  while (at == std::string::npos && ReadMore()) at = came_.find(mark);
  return at;
}

std::string Line::Post(const std::string& path, const std::string& type, const std::string& body) {
  const bool sent = Send("POST " + path + " HTTP/1.1\r\nHost: edge\r\nContent-Type: " + type +
                         "\r\nContent-Length: " + std::to_string(body.size()) + kHeadEnds + body);
  const std::size_t head_bytes = sent ? ReadUntil(kHeadEnds) : std::string::npos;
  if (head_bytes == std::string::npos) return "";
  const std::size_t bytes =
      head_bytes + sizeof kHeadEnds - 1 + LengthIn(came_.substr(0, head_bytes));
  while (came_.size() < bytes && ReadMore()) continue;
  if (came_.size() < bytes) return "";
  const std::string answer = came_.substr(0, bytes);
  came_.erase(0, bytes);
  return answer;
}

std::string Line::Frame(const std::string& message) {
  const std::size_t end =
      Send(kFrameBegins + message + kFrameEnds) ? ReadUntil(kFrameEnds) : std::string::npos;
  if (end == std::string::npos) return "";
  const std::size_t begin = came_.find(kFrameBegins);
  const std::string answer = begin < end ? came_.substr(begin + 1, end - begin - 1) : "";
  came_.erase(0, end + sizeof kFrameEnds - 1);
  return answer;
}

}  // namespace yizhan::bench
