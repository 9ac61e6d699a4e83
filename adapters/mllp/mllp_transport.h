// MllpTransport: the bytes of one connection, plain or in TLS. Seen by the server's sources only.
//
// Owner:    a transport owns its socket; a read or write under way keeps nothing alive: its
//           callback does.
// Errors:   by Asio's error code; none throws.
// Threads:  the thread of the io_context.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yizhan::mllp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

inline constexpr std::size_t kReadBytes = 16 * 1024;
inline constexpr std::size_t kTlsReadBytes = 4 * 1024;  // Each connection has its own.

class Transport {
 public:
  using OnRead = std::function<void(error_code, std::string_view)>;
  using OnDone = std::function<void(error_code)>;

  virtual ~Transport() = default;
  virtual void Open(OnDone done) = 0;
  // The bytes are good until the callback returns.
  virtual void Read(OnRead done) = 0;
  // `bytes` stays until `done`.
  virtual void Write(const std::string& bytes, OnDone done) = 0;
  virtual void Close() = 0;
};

// Waits without a buffer, then reads into one that all connections share.
class PlainTransport : public Transport {
 public:
  PlainTransport(tcp::socket socket, std::vector<char>& shared)
      : socket_(std::move(socket)), shared_(shared) {}

  void Open(OnDone done) override {
    error_code error;
    socket_.non_blocking(true, error);
    done(error);
  }
  void Read(OnRead done) override {
    socket_.async_wait(tcp::socket::wait_read, [this, done = std::move(done)](error_code error) {
      std::size_t count = 0;
      if (!error) count = socket_.read_some(asio::buffer(shared_), error);
      if (error == asio::error::would_block) return Read(done);
      done(error, std::string_view(shared_.data(), count));
    });
  }
  void Write(const std::string& bytes, OnDone done) override {
    asio::async_write(
        socket_, asio::buffer(bytes),
        [done = std::move(done)](error_code error, std::size_t /*count*/) { done(error); });
  }
  void Close() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
  std::vector<char>& shared_;
};

class TlsTransport : public Transport {
 public:
  TlsTransport(tcp::socket socket, asio::ssl::context& context)
      : stream_(std::move(socket), context), buffer_(kTlsReadBytes) {}

  void Open(OnDone done) override {
    stream_.async_handshake(asio::ssl::stream_base::server, std::move(done));
  }
  void Read(OnRead done) override {
    stream_.async_read_some(asio::buffer(buffer_),
                            [this, done = std::move(done)](error_code error, std::size_t count) {
                              done(error, std::string_view(buffer_.data(), count));
                            });
  }
  void Write(const std::string& bytes, OnDone done) override {
    asio::async_write(
        stream_, asio::buffer(bytes),
        [done = std::move(done)](error_code error, std::size_t /*count*/) { done(error); });
  }
  void Close() override {
    error_code ignored;
    stream_.lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.lowest_layer().close(ignored);
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
  std::vector<char> buffer_;
};

}  // namespace yizhan::mllp
