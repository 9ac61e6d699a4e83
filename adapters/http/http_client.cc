#include "adapters/http/http_client.h"

#include "engine/base/refusal.h"  // Before netdb.h, whose macro TRY_AGAIN is a name of ours.

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <optional>
#include <string_view>
#include <type_traits>

#undef TRY_AGAIN

namespace yizhan::edge {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using ErrorCode = beast::error_code;
using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;
using Answer = http::response_parser<http::string_body>;
using Question = http::request<http::string_body>;

constexpr std::uint32_t kHeaderBytesMax = 65'536;

// What concerns one connection only, and what this client says itself.
constexpr std::array<std::string_view, 12> kOwnHeaders = {"host",
                                                          "connection",
                                                          "content-length",
                                                          "transfer-encoding",
                                                          "keep-alive",
                                                          "te",
                                                          "trailer",
                                                          "upgrade",
                                                          "expect",
                                                          "accept-encoding",
                                                          "proxy-connection",
                                                          "proxy-authenticate"};

bool IsOwn(std::string_view name) {
  return std::find(kOwnHeaders.begin(), kOwnHeaders.end(), name) != kOwnHeaders.end();
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

struct Address {
  bool secure = false;
  std::string host;
  std::string port;
  std::string path;  // Without a "/" at its end.
};

absl::StatusOr<Address> ParseUrl(const std::string& url) {
  Address address;
  std::string_view rest = url;
  if (rest.starts_with("https://")) {
    address.secure = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return absl::InvalidArgumentError("not http:// or https://");
  }
  const std::size_t slash = rest.find('/');
  const std::string_view authority = rest.substr(0, slash);
  if (slash != std::string_view::npos) address.path = std::string(rest.substr(slash));
  while (!address.path.empty() && address.path.back() == '/') address.path.pop_back();
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.back() != ']';
  address.host = std::string(authority.substr(0, has_port ? colon : authority.size()));
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);  // IPv6
  }
  address.port = has_port         ? std::string(authority.substr(colon + 1))
                 : address.secure ? "443"
                                  : "80";
  const bool digits = !address.port.empty() && address.port.size() <= 5 &&
                      std::all_of(address.port.begin(), address.port.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  const bool odd = url.find_first_of(" \t\r\n?#@") != std::string::npos;
  if (address.host.empty() || !digits || odd) {
    return absl::InvalidArgumentError("not scheme://host:port/path");
  }
  return address;
}

// One call: a chain of steps, each of which starts the next. `error` and `sent` say how far it
// came.
template <typename Stream>
class Call {
 public:
  Call(asio::io_context& io, Stream& stream, const Address& address, const Question& question)
      : resolver_(io), stream_(stream), address_(address), question_(question) {
    answer_.body_limit(kHttpAnswerBytesMax);
    answer_.header_limit(kHeaderBytesMax);
  }

  void Start() {
    resolver_.async_resolve(
        address_.host, address_.port,
        [this](ErrorCode error, const asio::ip::tcp::resolver::results_type& found) {
          if (Failed(error)) return;
          Connect(found);
        });
  }

  bool whole() const { return whole_; }
  bool sent() const { return sent_; }
  const std::string& why() const { return why_; }
  http::response<http::string_body> Take() { return answer_.release(); }

 private:
  bool Failed(ErrorCode error) {
    if (!error) return false;
    why_ = error.message();
    return true;
  }

  void Connect(const asio::ip::tcp::resolver::results_type& found) {
    beast::get_lowest_layer(stream_).async_connect(
        found, [this](ErrorCode error, const asio::ip::tcp::endpoint&) {
          if (Failed(error)) return;
          if constexpr (std::is_same_v<Stream, Secure>) {
            stream_.async_handshake(asio::ssl::stream_base::client, [this](ErrorCode refused) {
              if (!Failed(refused)) Write();
            });
          } else {
            Write();
          }
        });
  }

  void Write() {
    sent_ = true;  // From here on nobody can say that nothing arrived.
    http::async_write(stream_, question_, [this](ErrorCode error, std::size_t) {
      if (!Failed(error)) Read();
    });
  }

  void Read() {
    http::async_read(stream_, buffer_, answer_,
                     [this](ErrorCode error, std::size_t) { whole_ = !Failed(error); });
  }

  asio::ip::tcp::resolver resolver_;
  Stream& stream_;
  const Address& address_;
  const Question& question_;
  beast::flat_buffer buffer_;
  Answer answer_;
  bool sent_ = false;
  bool whole_ = false;
  std::string why_;
};

absl::Status Lost(bool sent) {
  return Refuse({.reason = sent ? v1::OUTCOME_NOT_KNOWN : v1::SHUTTING_DOWN, .field = "upstream"});
}

HttpResponse Translate(http::response<http::string_body> answer) {
  HttpResponse response;
  response.status = static_cast<int>(answer.result_int());
  response.content_type = std::string(answer[http::field::content_type]);
  for (const auto& field : answer) {
    std::string name = Lower(std::string(field.name_string()));
    if (IsOwn(name) || name == "content-type") continue;
    response.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  response.body = std::move(answer.body());
  return response;
}

template <typename Stream>
absl::StatusOr<HttpResponse> Run(asio::io_context& io, Stream& stream, const Address& address,
                                 const Question& question, std::chrono::milliseconds within) {
  Call<Stream> call(io, stream, address, question);
  call.Start();
  io.run_for(within);
  if (!call.whole()) return Lost(call.sent());
  return Translate(call.Take());
}

}  // namespace

struct HttpClient::Server {
  Address address;
  // Calls only read it.
  std::optional<asio::ssl::context> tls;

  Question Ask(const HttpRequest& request) const {
    std::string target = request.target == "/" || request.target.empty()
                             ? address.path
                             : address.path + request.target;
    if (target.empty()) target = "/";
    Question question;
    question.version(11);
    question.method_string(request.method);
    question.target(target);
    const bool is_v6 = address.host.find(':') != std::string::npos;
    question.set(http::field::host,
                 (is_v6 ? "[" + address.host + "]" : address.host) + ":" + address.port);
    question.set(http::field::connection, "close");
    for (const auto& [name, value] : request.headers) {
      if (!IsOwn(name)) question.insert(name, value);
    }
    question.body() = request.body;
    question.prepare_payload();
    return question;
  }
};

HttpClient::HttpClient(std::unique_ptr<Server> server) : server_(std::move(server)) {}
HttpClient::~HttpClient() = default;

absl::StatusOr<std::unique_ptr<HttpClient>> HttpClient::Make(const std::string& url,
                                                             const std::string& ca_path) {
  absl::StatusOr<Address> address = ParseUrl(url);
  if (!address.ok()) return address.status();
  auto server = std::make_unique<Server>();
  server->address = *std::move(address);
  if (server->address.secure) {
    server->tls.emplace(asio::ssl::context::tls_client);
    ErrorCode error;
    if (ca_path.empty()) {
      server->tls->set_default_verify_paths(error);
    } else {
      server->tls->load_verify_file(ca_path, error);
    }
    if (error) return absl::InvalidArgumentError(ca_path + ": no certificates in PEM");
    server->tls->set_verify_mode(asio::ssl::verify_peer, error);
    if (error) return absl::InvalidArgumentError("TLS: " + error.message());
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(server)));
}

absl::StatusOr<HttpResponse> HttpClient::Send(const HttpRequest& request,
                                              std::chrono::milliseconds within) const try {
  asio::io_context io(1);
  const Question question = server_->Ask(request);
  if (!server_->tls.has_value()) {
    Plain stream(io);
    return Run(io, stream, server_->address, question, within);
  }
  Secure stream(io, *server_->tls);
  ErrorCode error;
  stream.set_verify_callback(asio::ssl::host_name_verification(server_->address.host), error);
  std::string host = server_->address.host;
  // What SSL_set_tlsext_host_name stands for: the name the server may hold several certificates
  // for.
  const bool named = SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                              TLSEXT_NAMETYPE_host_name, host.data()) == 1;
  if (error || !named) {
    return Lost(/*sent=*/false);
  }
  return Run(io, stream, server_->address, question, within);
} catch (const std::exception&) {
  // Memory or file descriptors ran out somewhere within.
  return Lost(/*sent=*/true);
}

absl::StatusOr<HttpResponse> HttpClient::Post(
    const std::string& target, const std::string& body,
    const std::vector<std::pair<std::string, std::string>>& headers,
    std::chrono::milliseconds within) const {
  return Send({.method = "POST", .target = target, .body = body, .peer = "", .headers = headers},
              within);
}

}  // namespace yizhan::edge
