// MllpMessage: a message and what becomes of it, as a door sees it.
//
// Threads:  values; the functions are called on worker threads, one message of a connection at a
//           time, and may wait.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace yizhan::mllp {

struct MllpReply {
  std::vector<std::string> messages{};  // In order; without frame bytes. None: no answer is due.
  // Called when the network has taken all of them; may be empty.
  std::function<void()> delivered{};
};

// The first of two steps: is the message kept?
struct MllpAccepted {
  bool stored = false;
  std::vector<std::string> at_once{};  // Sent before the work begins: the accept acknowledgement.
  std::function<MllpReply()> work{};   // The second step; may be empty.
};

using MllpHandler =
    std::function<MllpAccepted(const std::string& peer, const std::string& message)>;

}  // namespace yizhan::mllp
