// MllpSession: one connection: reads a frame, has it worked on, writes what it is answered, and
// only then reads on. Seen by the server's sources only.
//
// Owner:    shared by the hub and by what is under way for it.
// Errors:   a connection that fails is closed; the sender sends again.
// Threads:  the thread of the io_context, but for RunHandler.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "adapters/mllp/mllp_server.h"
#include "adapters/mllp/mllp_transport.h"

namespace yizhan::mllp {

// Silence behind 0x1C after which the sender is taken to have forgotten 0x0D.
inline constexpr std::chrono::milliseconds kEndQuietMs{200};
inline constexpr std::chrono::milliseconds kHandshakeMs{10'000};

class Session;

// What the sessions of a server share. `stopping` and `sessions` belong to the io thread.
struct Hub {
  Hub(MllpOptions the_options, MllpHandler the_handler)
      : options(std::move(the_options)),
        handler(std::move(the_handler)),
        workers(options.workers),
        buffer(kReadBytes) {}

  const MllpOptions options;
  const MllpHandler handler;
  asio::io_context io{1};
  asio::thread_pool workers;
  std::vector<char> buffer;
  std::unordered_set<std::shared_ptr<Session>> sessions;
  std::function<void()> on_empty;  // Stopping, and the last session is gone.
  bool stopping = false;
  std::atomic<std::uint64_t> connections{0};
  std::atomic<std::uint64_t> messages{0};
  std::atomic<std::uint64_t> turned_away{0};
  std::atomic<std::uint64_t> cut{0};
  std::atomic<std::uint64_t> junk_bytes{0};
  std::atomic<std::uint64_t> broken_frames{0};
  std::atomic<std::uint64_t> held_bytes{0};
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Hub& hub, std::unique_ptr<Transport> transport, std::string peer);

  void Begin();
  // Closes now, or when the message under way is answered.
  void Drain();
  void Close();

 private:
  void ReadOn();
  void OnBytes(error_code error, std::string_view bytes);
  void Consume(std::string_view bytes);
  void Count();
  void Work(std::string message);
  void RunHandler(const std::string& message);
  void Send(std::string bytes);
  void SendLast(std::string bytes, std::function<void()> delivered);
  void WriteOn();
  void OnWritten(error_code error);
  void Finished();
  void ArmForReading();
  void Arm(std::chrono::steady_clock::time_point when, void (Session::*late)());
  void Disarm();
  void TooSlow();
  void Idle();
  void Quiet();

  Hub& hub_;
  const std::unique_ptr<Transport> transport_;
  const std::string peer_;
  asio::steady_timer timer_;
  Framer framer_;
  std::chrono::steady_clock::time_point frame_began_;
  std::string behind_;  // Read, and behind the frame that is being worked on.
  std::string out_;     // To be written next.
  std::string wire_;    // Being written.
  std::function<void()> delivered_;
  FrameCounts counted_;
  std::uint64_t held_ = 0;
  std::uint64_t timer_round_ = 0;
  bool reading_ = false;
  bool busy_ = false;
  bool writing_ = false;
  bool answered_ = false;  // Nothing more will come for the message under way.
  bool closed_ = false;
};

}  // namespace yizhan::mllp
