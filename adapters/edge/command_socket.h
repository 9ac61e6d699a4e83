// CommandSocket: the Unix socket on which a running edge takes commands of this machine's
// operator: a line in, a line out, then it is closed.
//
// Format:   one JSON object a line (inbox_commands.h); the file is for its owner only.
// Errors:   InvalidArgument when the socket cannot be made; of CallCommandSocket: NotFound when no
//           edge serves it, Unavailable when it ends in the middle.
// Threads:  one of its own; one command at a time, each with a deadline.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"

namespace yizhan::edge {

class CommandSocket {
 public:
  using Handler = std::function<std::string(const std::string& line)>;
  // The inbox's lock says that no other edge serves this path: what lies there is left over.
  static absl::StatusOr<std::unique_ptr<CommandSocket>> Serve(const std::string& path,
                                                              Handler handler);
  ~CommandSocket();
  CommandSocket(const CommandSocket&) = delete;
  CommandSocket& operator=(const CommandSocket&) = delete;

 private:
  CommandSocket(std::string path, int listener, int wake, int woken, Handler handler);
  void Run();

  const std::string path_;
  const int listener_;
  const int wake_;  // Written to once, to stop.
  const int woken_;
  const Handler handler_;
  std::thread thread_;
};

absl::StatusOr<std::string> CallCommandSocket(const std::string& path, const std::string& line);

}  // namespace yizhan::edge
