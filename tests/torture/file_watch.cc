#include "tests/torture/file_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>

#include "engine/base/check.h"

namespace yizhan::torture {
namespace {

// Whether one of the events names a file with this ending.
bool Names(std::string_view events, std::string_view ending) {
  while (events.size() >= sizeof(inotify_event)) {
    inotify_event event{};
    std::memcpy(&event, events.data(), sizeof event);
    const std::string name(events.data() + sizeof event);  // Ends with zeros.
    if (event.len > 0 && name.ends_with(ending)) return true;
    events.remove_prefix(sizeof event + event.len);
  }
  return false;
}

}  // namespace

FileWatch::FileWatch(const std::string& folder) : file_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  YIZHAN_CHECK(file_ >= 0 && inotify_add_watch(file_, folder.c_str(), IN_CREATE) >= 0);
}

FileWatch::~FileWatch() { close(file_); }

bool FileWatch::Wait(const std::string& ending, std::chrono::milliseconds at_most) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  std::array<char, 16'384> events{};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{.fd = file_, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
    const ssize_t got = read(file_, events.data(), events.size());
    if (got > 0 && Names({events.data(), static_cast<std::size_t>(got)}, ending)) return true;
  }
}

}  // namespace yizhan::torture
