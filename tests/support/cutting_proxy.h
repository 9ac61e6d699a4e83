// CuttingProxy: a TCP line between a client and a server that cuts, holds back, goes dark and
// doubles, one after the other; where, and for how long, is drawn by a seed. None lasts longer than
// about a second.
//
// Units:    bytes and milliseconds.
// Owner:    the destructor closes every connection.
// Errors:   set-up that fails stops the test program.
// Threads:  one of its own; address, Heal and counts from any.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace yizhan {

enum class LineFate : std::uint8_t {
  kWhole,     // Nothing happens to it.
  kCutUp,     // Reset when the client has sent so many bytes; the last of them arrive.
  kCutDown,   // Reset when the server has.
  kHeldUp,    // Everything the client sends arrives later.
  kHeldDown,  // Everything the server sends does.
  kDark,      // The server hears everything, the client nothing.
  kDoubled,   // A second connection to the server gets the same bytes; its answers are lost.
};
inline constexpr std::size_t kLineFates = 7;
const char* NameOf(LineFate fate);

class CuttingProxy {
 public:
  // `target`: host:port, an IPv4 address.
  CuttingProxy(const std::string& target, std::uint64_t seed);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  const std::string& address() const;
  // Resets what is open; every later connection is whole.
  void Heal();
  // Connections so far, by LineFate.
  std::array<std::uint64_t, kLineFates> counts() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace yizhan
