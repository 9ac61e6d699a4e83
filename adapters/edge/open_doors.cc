#include "adapters/edge/open_doors.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/http/http_server.h"
#include "adapters/mllp/mllp_server.h"
#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"

namespace yizhan::edge {
namespace {

constexpr std::uint32_t kMsPerSecond = 1000;
constexpr std::size_t kPemBytesMax = std::size_t{1} << 20;

std::string HostOf(const std::string& listen) { return listen.substr(0, listen.rfind(':')); }

// A server under the name that is said when it is open.
template <typename Server>
class Listener : public Door {
 public:
  Listener(const char* name, const std::string& listen, std::unique_ptr<Server> server)
      : address_(absl::StrCat(name, " ", HostOf(listen), ":", server->port())),
        server_(std::move(server)) {}
  std::string address() const override { return address_; }
  void Stop() override { server_->Stop(); }

 private:
  const std::string address_;
  const std::unique_ptr<Server> server_;
};

class Folder : public Door {
 public:
  Folder(const std::string& folder, watched::WatchedFolder& watched)
      : address_("files " + folder), watched_(watched) {
    watched_.Start();
  }
  std::string address() const override { return address_; }
  void Stop() override { watched_.Stop(); }

 private:
  const std::string address_;
  watched::WatchedFolder& watched_;
};

absl::StatusOr<HttpTls> ReadTls(const v1::Tls& tls) {
  const auto certificate = ReadWhole(tls.certificate_path(), kPemBytesMax, Privacy::kPublic);
  if (!certificate.ok()) return certificate.status();
  const auto key = ReadSecret(tls.key_path());
  if (!key.ok()) return key.status();
  HttpTls read{.certificate_pem = *certificate, .key_pem = *key, .client_ca_pem = {}};
  if (tls.ca_path().empty()) return read;
  const auto ca = ReadWhole(tls.ca_path(), kPemBytesMax, Privacy::kPublic);
  if (!ca.ok()) return ca.status();
  read.client_ca_pem = *ca;
  return read;
}

absl::StatusOr<std::unique_ptr<Door>> OpenHttp(const v1::HttpDoor& config, Protocols& protocols) {
  HttpOptions options{.listen = config.listen()};
  if (config.connections_max() != 0) options.connections_max = config.connections_max();
  if (config.workers() != 0) options.workers = config.workers();
  if (config.idle_max_s() != 0) options.idle_max_ms = config.idle_max_s() * kMsPerSecond;
  if (config.has_tls()) {
    absl::StatusOr<HttpTls> tls = ReadTls(config.tls());
    if (!tls.ok()) return tls.status();
    options.tls = *std::move(tls);
  }
  auto server = HttpServer::Start(std::move(options), protocols.HttpRoutes());
  if (!server.ok()) return server.status();
  return std::make_unique<Listener<HttpServer>>("http", config.listen(), *std::move(server));
}

absl::StatusOr<std::unique_ptr<Door>> OpenMllp(const v1::MllpDoor& config, Protocols& protocols) {
  auto server = mllp::MllpServer::Start(mllp::OptionsOf(config), protocols.hl7()->Handler());
  if (!server.ok()) return server.status();
  return std::make_unique<Listener<mllp::MllpServer>>("mllp", config.listen(), *std::move(server));
}

absl::Status Wrong(const char* key, const absl::Status& why) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", why.message()));
}

}  // namespace

absl::StatusOr<Doors> OpenDoors(const v1::EdgeConfig& config, Protocols& protocols) {
  Doors doors;
  if (protocols.pass_through() != nullptr) protocols.pass_through()->Resume();
  if (config.has_http()) {
    auto door = OpenHttp(config.http(), protocols);
    if (!door.ok()) return Wrong("http", door.status());
    doors.push_back(*std::move(door));
  }
  if (config.has_mllp()) {
    auto door = OpenMllp(config.mllp(), protocols);
    if (!door.ok()) return Wrong("mllp", door.status());
    doors.push_back(*std::move(door));
  }
  if (config.has_files()) {
    doors.push_back(std::make_unique<Folder>(config.files().folder(), *protocols.files()));
  }
  return doors;
}

}  // namespace yizhan::edge
