// HttpSession: one connection of the HTTP server: request, answer, request, ... Only http_server.cc
// includes it: it brings Boost.Beast with it.
//
// Units:    *_ms are milliseconds.
// Errors:   what no answer can reach any more ends the connection.
// Owner:    its own handlers hold it; the host outlives it.
// Threads:  runs on the strand of its socket; Drain and Cut from any.
// Source:   RFC 9112.
#pragma once

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "adapters/http/http_message.h"
#include "adapters/http/http_server.h"
#include "engine/base/check.h"

namespace yizhan::edge {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using std::chrono::milliseconds;

inline HttpResponse OwnAnswer(int status, const char* text) {
  HttpResponse response;
  response.status = status;
  response.body = std::string("{\"error\":\"") + text + "\"}";
  return response;
}

class HttpConnection {
 public:
  virtual ~HttpConnection() = default;
  virtual void Drain() = 0;  // Ends when nothing is under way.
  virtual void Cut() = 0;
};

// What the connections share.
class HttpHost {
 public:
  virtual ~HttpHost() = default;
  virtual const HttpOptions& options() const = 0;
  virtual bool stopping() const = 0;
  virtual const HttpHandler* Find(std::string_view target) const = 0;
  // False when every worker is taken.
  virtual bool Work(std::function<void()> job) = 0;
  virtual void Remove(HttpConnection* connection) = 0;
};

// `Stream` is a beast::tcp_stream, or TLS over one.
template <typename Stream>
class HttpSession : public HttpConnection,
                    public std::enable_shared_from_this<HttpSession<Stream>> {
 public:
  static constexpr bool kTls = !std::is_same_v<Stream, beast::tcp_stream>;

  template <typename... Context>
  HttpSession(HttpHost& host, tcp::socket socket, Context&... context)
      : host_(host), stream_(std::move(socket), context...) {
    Code ignored;
    peer_ = Lowest().socket().remote_endpoint(ignored).address().to_string();
  }
  ~HttpSession() override { host_.Remove(this); }

  void Run() {
    asio::dispatch(stream_.get_executor(), [self = this->shared_from_this()] { self->Greet(); });
  }

  void Drain() override {
    asio::post(stream_.get_executor(), [weak = this->weak_from_this()] {
      const auto self = weak.lock();
      if (self != nullptr && self->idle_) self->Close();
    });
  }
  void Cut() override {
    asio::post(stream_.get_executor(), [weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->Close();
    });
  }

 private:
  using Code = boost::system::error_code;

  // What the peer still sends when all is said is read as long.
  static constexpr milliseconds kLingerMax{2'000};
  static constexpr std::size_t kLingerBytesMax = 8U << 20;
  static constexpr std::size_t kReadBytes = 16U << 10;

  beast::tcp_stream& Lowest() { return beast::get_lowest_layer(stream_); }
  void Within(milliseconds time) { Lowest().expires_after(time); }
  void Close() { Lowest().close(); }

  void Greet() {
    if constexpr (kTls) {
      Within(milliseconds(host_.options().read_max_ms));
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](const Code& code) {
                                if (!code) self->AwaitRequest();
                              });
    } else {
      AwaitRequest();
    }
  }

  // The first byte may take as long as a connection may be idle; what follows may not.
  void AwaitRequest() {
    if (buffer_.size() > 0) return ReadHeader();
    if (host_.stopping()) return End();
    idle_ = true;
    Within(milliseconds(host_.options().idle_max_ms));
    stream_.async_read_some(buffer_.prepare(kReadBytes),
                            [self = this->shared_from_this()](const Code& code, std::size_t count) {
                              self->idle_ = false;
                              if (code) return;
                              self->buffer_.commit(count);
                              self->ReadHeader();
                            });
  }

  void ReadHeader() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(host_.options().header_bytes_max));
    parser_->body_limit(host_.options().body_bytes_max);
    Within(milliseconds(host_.options().read_max_ms));
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](const Code& code, std::size_t) {
                              code ? self->RefuseRequest(code) : self->ReadBody();
                            });
  }

  void ReadBody() {
    if (!beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
      return ReadRest();
    }
    continue_.version(11);
    continue_.result(http::status::continue_);
    http::async_write(stream_, continue_,
                      [self = this->shared_from_this()](const Code& code, std::size_t) {
                        if (!code) self->ReadRest();
                      });
  }

  void ReadRest() {
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](const Code& code, std::size_t) {
                       code ? self->RefuseRequest(code) : self->Handle();
                     });
  }

  // Where the next request begins is not known then.
  void RefuseRequest(const Code& code) {
    HttpResponse response = OfBadRequest(code);
    if (response.status == 0) return;
    keep_alive_ = false;
    head_ = false;
    Write(std::move(response));
  }

  void Handle() {
    http::request<http::string_body> message = parser_->release();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == http::verb::head;
    version_ = message.version();
    if (!IsMethod(message.method()))
      return Write(OwnAnswer(405, "不支持的方法/method not allowed"));
    const std::string_view target(message.target().data(), message.target().size());
    const HttpHandler* handler = host_.Find(target);
    if (handler == nullptr) return Write(OwnAnswer(404, "没有这个地址/not found"));
    auto self = this->shared_from_this();
    const bool taken = host_.Work([self, handler, request = RequestOf(message)] {
      HttpResponse response = Call(*handler, request);
      asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
        self->Write(std::move(response));
      });
    });
    if (taken) return;
    HttpResponse busy = OwnAnswer(503, "系统繁忙，请重发/busy, send it again");
    busy.headers.emplace_back("retry-after", "1");
    Write(std::move(busy));
  }

  // Status 0: there is nobody to answer.
  static HttpResponse OfBadRequest(const Code& code) {
    if (code == http::error::header_limit) return OwnAnswer(431, "请求头过大/header too large");
    if (code == http::error::body_limit) return OwnAnswer(413, "请求体过大/body too large");
    const bool cut_off = code == http::error::end_of_stream || code == http::error::partial_message;
    const auto& of_http = http::make_error_code(http::error::bad_method).category();
    if (!cut_off && code.category() == of_http) return OwnAnswer(400, "不是HTTP/not HTTP");
    HttpResponse none;
    none.status = 0;
    return none;
  }

  static bool IsMethod(http::verb verb) {
    using enum http::verb;
    constexpr http::verb kMethods[] = {get, head, post, put, patch, delete_, options};
    return std::find(std::begin(kMethods), std::end(kMethods), verb) != std::end(kMethods);
  }

  static char AsciiLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }

  static HttpResponse Call(const HttpHandler& handler, const HttpRequest& request) {
    try {
      return handler(request);
    } catch (...) {
      return OwnAnswer(500, "程序出错/internal error");
    }
  }

  HttpRequest RequestOf(http::request<http::string_body>& message) const {
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.body = std::move(message.body());
    request.peer = peer_;
    for (const auto& field : message) {
      std::string name(field.name_string());
      std::transform(name.begin(), name.end(), name.begin(), AsciiLower);
      request.headers.emplace_back(std::move(name), std::string(field.value()));
    }
    return request;
  }

  void Write(HttpResponse response) {
    YIZHAN_CHECK(response.status >= 200 && response.status <= 599);
    if (host_.stopping()) keep_alive_ = false;
    answer_ = {};
    answer_.version(version_);
    answer_.result(static_cast<unsigned>(response.status));
    answer_.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) {
      if (value.find_first_of("\r\n") == std::string::npos) answer_.set(name, value);
    }
    answer_.keep_alive(keep_alive_);
    answer_.body() = std::move(response.body);
    answer_.prepare_payload();
    if (head_) answer_.body().clear();  // Its length stays.
    Within(milliseconds(host_.options().write_max_ms));
    http::async_write(stream_, answer_,
                      [self = this->shared_from_this(), delivered = std::move(response.delivered)](
                          const Code& code, std::size_t) {
                        if (code) return;
                        if (delivered) self->Tell(delivered);
                        self->keep_alive_ ? self->AwaitRequest() : self->End();
                      });
  }

  void Tell(const std::function<void()>& delivered) {
    try {
      delivered();
    } catch (...) {
      keep_alive_ = false;
    }
  }

  // Says goodbye and reads on for a while: to close before the peer has read the answer would
  // take it away from him.
  void End() {
    idle_ = true;
    Within(kLingerMax);
    if constexpr (kTls) {
      stream_.async_shutdown([self = this->shared_from_this()](const Code&) { self->Close(); });
    } else {
      Code ignored;
      Lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
      Linger(kLingerBytesMax);
    }
  }

  void Linger(std::size_t bytes_max) {
    buffer_.clear();
    stream_.async_read_some(
        buffer_.prepare(kReadBytes),
        [self = this->shared_from_this(), bytes_max](const Code& code, std::size_t count) {
          if (code || count >= bytes_max) return self->Close();
          self->Linger(bytes_max - count);
        });
  }

  HttpHost& host_;
  Stream stream_;
  std::string peer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::empty_body> continue_;
  http::response<http::string_body> answer_;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  bool head_ = false;
  bool idle_ = false;
};

}  // namespace yizhan::edge
