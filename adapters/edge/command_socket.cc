#include "adapters/edge/command_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yizhan::edge {
namespace {

constexpr std::size_t kCommandBytesMax = std::size_t{16} << 10;
constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;
constexpr int kBacklog = 8;
constexpr int kServeMaxS = 5;
constexpr int kCallMaxS = 60;  // A replay asks the centre.

absl::Status SystemError(const std::string& path) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  return address;
}

bool Bind(int socket, const std::string& path) {
  const sockaddr_un address = AddressOf(path);
  const mode_t before = umask(0177);
  const int bound =
      bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));  // NOLINT
  umask(before);
  return bound == 0 && listen(socket, kBacklog) == 0;
}

void SetDeadline(int socket, int seconds) {
  const timeval limit{.tv_sec = seconds, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

// Up to the line's end; false when it does not come in time, or is too long.
bool ReadLine(int socket, std::size_t bytes_max, std::string& line) {
  std::array<char, 4096> part{};
  while (line.empty() || line.back() != '\n') {
    const ssize_t count = recv(socket, part.data(), part.size(), 0);
    if (count <= 0) return false;
    line.append(part.data(), static_cast<std::size_t>(count));
    if (line.size() > bytes_max) return false;
  }
  line.pop_back();
  return true;
}

bool WriteLine(int socket, const std::string& text) {
  const std::string line = text + "\n";
  std::size_t at = 0;
  while (at < line.size()) {
    const ssize_t count = send(socket, line.data() + at, line.size() - at, MSG_NOSIGNAL);
    if (count <= 0) return false;
    at += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

CommandSocket::CommandSocket(std::string path, int listener, int wake, int woken, Handler handler)
    : path_(std::move(path)),
      listener_(listener),
      wake_(wake),
      woken_(woken),
      handler_(std::move(handler)),
      thread_([this] { Run(); }) {}

CommandSocket::~CommandSocket() {
  const char stop = 0;
  while (write(wake_, &stop, 1) < 0 && errno == EINTR) {
  }
  thread_.join();
  for (const int file : {listener_, wake_, woken_}) close(file);
  unlink(path_.c_str());
}

absl::StatusOr<std::unique_ptr<CommandSocket>> CommandSocket::Serve(const std::string& path,
                                                                    Handler handler) {
  unlink(path.c_str());
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return SystemError(path);
  std::array<int, 2> pipe_ends{};
  if (!Bind(listener, path) || pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    const absl::Status status = SystemError(path);
    close(listener);
    return status;
  }
  return std::unique_ptr<CommandSocket>(
      new CommandSocket(path, listener, pipe_ends[1], pipe_ends[0], std::move(handler)));
}

void CommandSocket::Run() {
  while (true) {
    std::array<pollfd, 2> waits{pollfd{.fd = listener_, .events = POLLIN, .revents = 0},
                                pollfd{.fd = woken_, .events = POLLIN, .revents = 0}};
    if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return;
    if (waits[1].revents != 0) return;
    if ((waits[0].revents & POLLIN) == 0) continue;
    const int caller = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller < 0) continue;
    SetDeadline(caller, kServeMaxS);
    std::string line;
    if (ReadLine(caller, kCommandBytesMax, line)) WriteLine(caller, handler_(line));
    close(caller);
  }
}

absl::StatusOr<std::string> CallCommandSocket(const std::string& path, const std::string& line) {
  const int called = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (called < 0) return SystemError(path);
  const sockaddr_un address = AddressOf(path);
  if (connect(called, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
      0) {  // NOLINT
    close(called);
    return absl::NotFoundError(path);
  }
  SetDeadline(called, kCallMaxS);
  std::string answer;
  const bool answered = WriteLine(called, line) && ReadLine(called, kAnswerBytesMax, answer);
  close(called);
  if (!answered) return absl::UnavailableError("the running edge did not answer; try again");
  return answer;
}

}  // namespace yizhan::edge
