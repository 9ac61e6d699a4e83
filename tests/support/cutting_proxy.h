// CuttingProxy: a TCP line between gRPC clients and a server on which every call has a fate: lost,
// cut in its request or in its reply, late, or never answered. Some connections are refused, some
// doubled, and all are reset within a second. It tells of every call whose answer did not come
// through how far its bytes came.
//
// Units:    bytes of HTTP/2 frames; *_ms are Unix milliseconds.
// Owner:    the destructor closes every connection.
// Errors:   set-up that fails stops the test program.
// Threads:  one of its own, which asks `choose`; all others from any.
// Format:   RFC 9113 (frames); unary calls of gRPC over HTTP/2, in plain text.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace yizhan {

enum class CallFate : std::uint8_t {
  kWhole,       // Nothing happens to it.
  kDropped,     // Reset before a byte of the request is sent on.
  kCutUp,       // Reset within the request.
  kUnanswered,  // Reset when the server answers, before a byte of that is sent on.
  kCutDown,     // Reset within the reply.
  kHeldUp,      // The request, and what follows it, arrives later.
  kHeldDown,    // The reply does.
  kDark,        // From the reply on the client hears nothing more on this connection.
};
inline constexpr std::size_t kCallFates = 8;
const char* NameOf(CallFate fate);

enum class LineFate : std::uint8_t {
  kPlain,
  kRefused,  // Reset as soon as it is there.
  kDoubled,  // A second connection to the server gets the same bytes; its answers are lost.
};
inline constexpr std::size_t kLineFates = 3;
const char* NameOf(LineFate fate);

// A call whose reply did not wholly come through: its connection was reset, or the client gave up.
struct LostCall {
  std::string request;   // The message; empty when the proxy itself did not have all of it.
  bool arrived = false;  // All of it was sent on to the server.
  std::uint64_t reply_heard = 0;   // Bytes that the server answered,
  std::uint64_t reply_passed = 0;  // and how many of them were sent on to the client.
  std::int64_t at_ms = 0;
};

class CuttingProxy {
 public:
  using Choose = std::function<CallFate(const std::string& request)>;

  // `target`: host:port, an IPv4 address. Where a call is cut, and how long held, is drawn by the
  // seed.
  CuttingProxy(const std::string& target, std::uint64_t seed, Choose choose);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  const std::string& address() const;
  // Resets what is open; every later connection and call is whole.
  void Heal();
  // Those since the last time.
  std::vector<LostCall> TakeLost();
  // So far.
  std::array<std::uint64_t, kLineFates> lines() const;
  std::array<std::uint64_t, kCallFates> calls() const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace yizhan
