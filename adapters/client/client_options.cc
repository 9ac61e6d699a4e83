#include <arpa/inet.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/client/client.h"
#include "engine/base/secret_file.h"
#include "engine/base/text_proto.h"

namespace yizhan {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::int64_t kDeadlineMaxMs = 10 * 60 * 1000;

absl::Status Wrong(const std::string& key, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Wrong(path, std::strerror(errno));
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (text.empty()) return Wrong(path, "empty, or no file");
  if (text.size() > kFileBytesMax) return Wrong(path, "too large");
  return text;
}

// The file that `key` names.
absl::StatusOr<std::string> ReadNamed(const std::string& key, const std::string& path,
                                      bool secret) {
  if (path.empty()) return Wrong(key, "required");
  absl::StatusOr<std::string> read = secret ? ReadSecret(path) : ReadFile(path);
  if (!read.ok()) return Wrong(key, std::string(read.status().message()));
  return read;
}

absl::StatusOr<ClientTls> ReadTls(const v1::Tls& tls) {
  if (!tls.crl_path().empty()) return Wrong("tls.crl_path", "is the engine's only");
  const auto certificate = ReadNamed("tls.certificate_path", tls.certificate_path(), false);
  if (!certificate.ok()) return certificate.status();
  const auto key = ReadNamed("tls.key_path", tls.key_path(), true);
  if (!key.ok()) return key.status();
  const auto ca = ReadNamed("tls.ca_path", tls.ca_path(), false);
  if (!ca.ok()) return ca.status();
  return ClientTls{.certificate_pem = *certificate, .key_pem = *key, .ca_pem = *ca};
}

bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  in_addr v4{};
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127);
}

absl::Status FillTraining(const v1::ClientConfig& config, ClientOptions& options) {
  if (config.has_tls()) return Wrong("tls", "not with training: true, which is plain text");
  if (!IsLoopback(config.engine())) {
    return Wrong("engine", absl::StrCat("\"", config.engine(),
                                        "\" is not this machine, and training: true is plain text: "
                                        "only 127.0.0.1, localhost or [::1]"));
  }
  if (config.token_path().empty()) return Wrong("token_path", "required with training: true");
  const absl::StatusOr<std::string> token = ReadToken(config.token_path());
  if (!token.ok()) return Wrong("token_path", std::string(token.status().message()));
  options.token = *token;
  return absl::OkStatus();
}

absl::Status FillSecured(const v1::ClientConfig& config, ClientOptions& options) {
  if (!config.token_path().empty()) return Wrong("token_path", "only with training: true");
  if (!config.has_tls()) return Wrong("tls", "required, unless training: true");
  absl::StatusOr<ClientTls> tls = ReadTls(config.tls());
  if (!tls.ok()) return tls.status();
  options.tls = *std::move(tls);
  return absl::OkStatus();
}

// A path in a configuration is meant from the folder of that configuration.
void MoveTo(const std::string& folder, std::string* path) {
  if (!path->empty() && path->front() != '/') *path = folder + *path;
}

}  // namespace

absl::StatusOr<ClientOptions> ClientOptionsOf(const v1::ClientConfig& config) {
  const std::size_t colon = config.engine().rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == config.engine().size()) {
    return Wrong("engine", "required, host:port");
  }
  if (config.deadline_ms() < 0 || config.deadline_ms() > kDeadlineMaxMs) {
    return Wrong("deadline_ms", absl::StrCat("0 to ", kDeadlineMaxMs));
  }
  if (config.channels() > kChannelsMax) {
    return Wrong("channels", absl::StrCat("1 to ", kChannelsMax));
  }
  ClientOptions options;
  options.address = config.engine();
  if (config.deadline_ms() != 0) options.deadline_ms = config.deadline_ms();
  if (config.channels() != 0) options.channels = static_cast<int>(config.channels());
  const absl::Status filled =
      config.training() ? FillTraining(config, options) : FillSecured(config, options);
  if (!filled.ok()) return filled;
  return options;
}

absl::StatusOr<ClientOptions> LoadClientOptions(const std::string& config_path) {
  const absl::StatusOr<std::string> text = ReadFile(config_path);
  if (!text.ok()) return text.status();
  v1::ClientConfig config;
  const absl::Status parsed = ParseTextProto(config_path, *text, config);
  if (!parsed.ok()) return parsed;
  const std::string folder = config_path.substr(0, config_path.rfind('/') + 1);
  if (config.has_tls()) {
    MoveTo(folder, config.mutable_tls()->mutable_certificate_path());
    MoveTo(folder, config.mutable_tls()->mutable_key_path());
    MoveTo(folder, config.mutable_tls()->mutable_ca_path());
  }
  MoveTo(folder, config.mutable_token_path());
  absl::StatusOr<ClientOptions> options = ClientOptionsOf(config);
  if (!options.ok()) return Wrong(config_path, std::string(options.status().message()));
  return options;
}

}  // namespace yizhan
