// CuttingLine: one connection of a CuttingProxy: reads the frames of both directions, sends them on
// as each call's fate has it, and tells how far the bytes of a call came that was not answered.
//
// Owner:    kept alive by its own pending operations, until it is closed.
// Threads:  that of its io_context.
// Format:   as CuttingProxy.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "boost/asio.hpp"
#include "tests/service/h2_frames.h"
#include "tests/support/cutting_proxy.h"

namespace yizhan {

// What the lines of one proxy ask of it.
class CuttingMaster {
 public:
  virtual ~CuttingMaster() = default;
  virtual CallFate Choose(const std::string& request) = 0;
  virtual std::uint64_t Draw() = 0;
  virtual void Lost(LostCall call) = 0;
};

class CuttingLine : public std::enable_shared_from_this<CuttingLine> {
 public:
  using Tcp = boost::asio::ip::tcp;

  CuttingLine(boost::asio::io_context& context, Tcp::socket client, CuttingMaster& master);

  // `life` 0: until one of its ends closes it.
  void Start(const Tcp::endpoint& target, bool doubled, std::chrono::milliseconds life);
  void Close();

 private:
  // Counts a direction's bytes from the connection's start.
  using Place = std::uint64_t;

  struct Call {
    std::string data = {};  // Of the request.
    Place begin = 0;
    Place end = 0;  // 0: not all of it is here.
    CallFate fate = CallFate::kWhole;
    std::vector<std::pair<Place, Place>> reply = {};  // Its frames.
    bool replied = false;                             // That is all of them.

    bool IsHere() const;
    std::string message() const;
  };

  struct Way {
    Tcp::socket& from;
    Tcp::socket& into;
    std::vector<char> part;
    std::string come = {};  // No whole frame yet.
    std::string kept = {};  // Whole frames that are to be sent.
    Place taken = 0;        // Where `kept` ends,
    Place sent = 0;         // and where it begins.
    bool held = false;
  };

  void After(boost::asio::steady_timer& timer, std::chrono::milliseconds wait,
             const std::function<void()>& act);
  void StartSecond(const Tcp::endpoint& target);
  void Drain();
  void Read(Way& way);
  void TakeFrames(Way& way);
  static void Keep(Way& way, const std::string& bytes);
  void TakeUp(const testing::Frame& frame, Place begin);
  void TakeRequest(Call& call);
  void TakeDown(const testing::Frame& frame, Place begin);
  void TakeReply(const Call& call);
  Place Within(Place begin, Place end);
  void Hold(Way& way);
  void Cut(Way& way, Place place);
  void SendOn(Way& way);
  void Send(Way& way, Place until);
  void Lose(const Call& call);

  boost::asio::io_context& context_;
  CuttingMaster& master_;
  Tcp::socket client_;
  Tcp::socket server_;
  Tcp::socket second_;
  std::vector<char> lost_part_;
  boost::asio::steady_timer life_;
  Way up_;
  Way down_;
  bool closed_ = false;
  std::map<std::uint32_t, Call> calls_;  // By stream; those that are under way.
};

void ResetSocket(boost::asio::ip::tcp::socket& socket);

}  // namespace yizhan
