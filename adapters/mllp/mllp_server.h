// MllpServer: listens for HL7 v2 in MLLP frames and hands one message of a connection after the
// other to a handler, on a bounded number of worker threads.
//
// While a message of a connection is under way nothing is read from it, so a sender that is too
// fast is slowed by its own network. An idle connection holds no buffer.
//
// Units:    as each name's last word says.
// Owner:    the server owns its threads; its end is Stop.
// Errors:   Start: InvalidArgument names the option that is wrong; Unavailable: cannot listen.
// Threads:  the handler is called on `workers` threads; Stop and the others from any thread.
// Format:   MLLP release 1, and with `commit_bytes` release 2: 0x06 after the handler has stored a
//           message, 0x15 when it could not, before anything else is sent. Commit bytes of the
//           peer are read and need no answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/mllp/mllp_frames.h"
#include "adapters/mllp/mllp_message.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::mllp {

struct MllpOptions {
  std::string listen{};            // host:port; port 0: any that is free.
  std::string certificate_path{};  // Empty: plain text.
  std::string key_path{};
  std::string ca_path{};  // Callers need certificates of it; empty: none.
  std::size_t connections_max = 1024;
  std::size_t message_bytes_max = kMessageBytesMaxDefault;
  std::uint32_t idle_max_ms = 0;           // 0: never.
  std::uint32_t frame_within_ms = 30'000;  // From a frame's first byte to its last.
  std::uint32_t write_within_ms = 30'000;  // A peer that does not take its answer is cut.
  std::uint32_t drain_within_ms = 40'000;  // Stop waits so long for messages under way.
  bool commit_bytes = false;
  std::size_t workers = 16;
};

// The configuration with its values for what is 0 or empty.
MllpOptions OptionsOf(const v1::MllpDoor& door);

struct MllpCounts {
  std::uint64_t connections = 0;  // Open now.
  std::uint64_t messages = 0;     // Handed to the handler.
  std::uint64_t turned_away = 0;  // Over connections_max.
  std::uint64_t cut = 0;          // Too long, too much junk, or too slow.
  std::uint64_t junk_bytes = 0;   // Skipped between frames.
  std::uint64_t broken_frames = 0;
  std::uint64_t held_bytes = 0;  // Of all connections: frames under way and bytes behind them.
};

class MllpServer {
 public:
  static absl::StatusOr<std::unique_ptr<MllpServer>> Start(MllpOptions options,
                                                           MllpHandler handler);
  ~MllpServer();
  MllpServer(const MllpServer&) = delete;
  MllpServer& operator=(const MllpServer&) = delete;

  std::uint16_t port() const;
  MllpCounts counts() const;

  // Takes no more connections and messages, lets those under way be answered, and ends.
  void Stop();

 private:
  class Impl;
  explicit MllpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace yizhan::mllp
