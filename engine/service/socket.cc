#include "engine/service/socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace yizhan {
namespace {

constexpr rlim_t kDescriptorsPerConnection = 2;  // gRPC's and our duplicate.
constexpr rlim_t kOtherDescriptors = 512;        // Ledger, log, pollers.
constexpr int kKeepAliveIdleS = 60;
constexpr int kKeepAliveEveryS = 15;
constexpr int kKeepAliveProbes = 4;
constexpr int kSentUnacknowledgedMaxMs = 60'000;

void SetOption(int fd, int level, int name, int value) {
  ::setsockopt(fd, level, name, &value, sizeof value);
}

}  // namespace

std::uint64_t InodeOf(int fd) {
  struct stat found {};
  return ::fstat(fd, &found) == 0 ? found.st_ino : 0;
}

void SetOptions(const FileDescriptor& socket) {
  const int fd = socket.get();
  SetOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  SetOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  SetOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, kKeepAliveIdleS);
  SetOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, kKeepAliveEveryS);
  SetOption(fd, IPPROTO_TCP, TCP_KEEPCNT, kKeepAliveProbes);
  SetOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, kSentUnacknowledgedMaxMs);
}

void Reset(FileDescriptor socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Abort(const FileDescriptor& socket) {
  const sockaddr nowhere{.sa_family = AF_UNSPEC, .sa_data = {}};
  ::connect(socket.get(), &nowhere, sizeof nowhere);
}

absl::Status EnoughDescriptors(std::uint32_t connections_max) {
  const rlim_t needed = connections_max * kDescriptorsPerConnection + kOtherDescriptors;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return absl::OkStatus();
  const rlim_t had = limit.rlim_cur;
  limit.rlim_cur = std::min(needed, limit.rlim_max);
  if (limit.rlim_cur == needed && ::setrlimit(RLIMIT_NOFILE, &limit) == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("limits.connections_max: ", connections_max, " connections need ", needed,
                   " file descriptors, and this process may open ", had, " (ulimit -n)"));
}

FileDescriptor SpareDescriptor() {
  return FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace yizhan
