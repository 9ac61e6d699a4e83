// Door: one open way in for the HIS: a listener or a watched folder.
//
// Threads:  its own; Stop from any, and returns when nothing of it runs any more.
#pragma once

#include <string>

namespace yizhan::edge {

class Door {
 public:
  virtual ~Door() = default;
  // host:port it listens on, or the folder it watches.
  virtual std::string address() const = 0;
  virtual void Stop() = 0;
};

}  // namespace yizhan::edge
