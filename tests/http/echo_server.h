// EchoServer: a server whose routes say what reached them, for tests on bare sockets.
//
// Threads:  the counters from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http/http_server.h"
#include "engine/base/check.h"
#include "tests/service/raw_socket.h"

namespace yizhan::edge {

// A door at which handlers wait.
class Barrier {
 public:
  void Wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitArrivals(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

// /        "<method> <target> <body>"
// /wait    the same, once `barrier` is open
// /odd     what a handler is not meant to do
class EchoServer {
 public:
  explicit EchoServer(HttpOptions options = {}) {
    auto started = HttpServer::Start(
        std::move(options),
        {{"/", [this](const HttpRequest& request) { return Echo("root", request); }},
         {"/wait",
          [this](const HttpRequest& request) {
            barrier.Wait();
            return Echo("wait", request);
          }},
         {"/wait/not", [this](const HttpRequest& request) { return Echo("not", request); }},
         {"/odd", [](const HttpRequest&) -> HttpResponse { return Odd(); }}});
    YIZHAN_CHECK(started.ok());
    server = *std::move(started);
  }
  ~EchoServer() { barrier.Open(); }

  int port() const { return server->port(); }

  Barrier barrier;
  std::atomic<int> handled{0};
  std::atomic<int> delivered{0};
  std::unique_ptr<HttpServer> server;

 private:
  HttpResponse Echo(const char* route, const HttpRequest& request) {
    ++handled;
    HttpResponse response;
    response.content_type = "text/plain";
    response.body = std::string(route) + " " + request.method + " " + request.target + " " +
                    request.Header("x-mark") + request.body;
    response.delivered = [this] { ++delivered; };
    return response;
  }
  static HttpResponse Odd() { return {.body = std::string().substr(1)}; }
};

}  // namespace yizhan::edge
