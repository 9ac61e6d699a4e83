#include "engine/service/server.h"

#include <chrono>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_store.h"
#include "engine/service/institution_service.h"
#include "engine/service/ledger_service.h"
#include "engine/service/log.h"
#include "engine/service/policy_service.h"
#include "engine/service/register_service.h"
#include "engine/service/relief_service.h"
#include "engine/service/secret_file.h"
#include "engine/service/settlement_service.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "prometheus/exposer.h"

namespace yizhan {
namespace {

constexpr std::size_t kReaderThreads = 2;
constexpr std::size_t kReadersWaitingMax = 512;
constexpr int kTransportBytesMax = 5 << 20;  // Above every RpcRule's own limit.
constexpr int kStreamsPerConnectionMax = 1024;
constexpr int kConnectionAgeMaxMs = 30 * 60 * 1000;
constexpr int kConnectionAgeGraceMs = 60 * 1000;
constexpr int kMetadataBytesMax = 8 * 1024;
constexpr int kMetricsThreads = 1;
constexpr std::chrono::seconds kStopWait{2};

// "host:1234" with another port.
std::string WithPort(const std::string& address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':') + 1), port);
}

absl::StatusOr<std::string> LedgerId(const LedgerStore& store) {
  const absl::StatusOr<std::string> leaf = store.OpenView()->Leaf(0);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  return entry->ledger_opened().ledger_id();
}

// The exposer throws when the port is taken; no exception leaves this file.
std::unique_ptr<prometheus::Exposer> OpenPage(const std::string& address, std::string& error) {
  try {
    return std::make_unique<prometheus::Exposer>(address, kMetricsThreads);
  } catch (const std::exception& thrown) {
    error = thrown.what();
    return nullptr;
  }
}

EngineOptions OptionsOf(const v1::EngineConfig& config) {
  EngineOptions options;
  if (!config.district().empty()) options.district = config.district();
  options.desk_queue_max = config.desk_queue_max();
  options.bulk_queue_max = config.bulk_queue_max();
  return options;
}

}  // namespace

// In order of construction: each needs those before it.
class Server::Parts {
 public:
  explicit Parts(const Config& config) : config_(config), peers_(config.peers) {}
  ~Parts() { Stop(); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  absl::Status Start() {
    const absl::Status engine = StartEngine();
    if (!engine.ok()) return engine;
    const absl::Status page = StartPage();
    if (!page.ok()) return page;
    return StartPort();
  }

  void Stop() {
    if (server_ != nullptr && server_->GetHealthCheckService() != nullptr) {
      server_->GetHealthCheckService()->SetServingStatus(false);
    }
    if (engine_ != nullptr) engine_->Drain();
    if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now() + kStopWait);
    server_.reset();
    page_.reset();
    readers_.Stop();
  }

  std::string address() const { return WithPort(config_.engine.listen(), port_); }
  std::string metrics_address() const {
    if (page_ == nullptr) return "";
    return WithPort(config_.engine.metrics_listen(), page_->GetListeningPorts().front());
  }
  absl::Status health() const { return engine_->health(); }

 private:
  absl::Status StartEngine() {
    const v1::EngineConfig& config = config_.engine;
    absl::StatusOr<std::unique_ptr<RocksStore>> store =
        RocksStore::Open({.data_dir = config.data_dir(),
                          .disk_reserve_bytes = config.disk_reserve_bytes(),
                          .node = "yizhand"});
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    const absl::StatusOr<IndexKey> key =
        OpenIndexKey(config.data_dir(), store_->Durable().size, random_);
    if (!key.ok()) return absl::FailedPreconditionError(std::string(key.status().message()));
    queries_ = std::make_unique<Queries>(*store_, packs_, clock_, *key);
    absl::StatusOr<std::unique_ptr<Engine>> engine =
        Engine::Start(*store_, packs_, clock_, random_, *key, OptionsOf(config));
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    metrics_->Watch({.engine = engine_.get(), .store = store_.get(), .readers = &readers_});
    return absl::OkStatus();
  }

  absl::Status StartPage() {
    const std::string& address = config_.engine.metrics_listen();
    if (address.empty()) return absl::OkStatus();
    std::string error;
    page_ = OpenPage(address, error);
    if (page_ == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("metrics_listen: ", address, ": ", error));
    }
    page_->RegisterCollectable(metrics_);
    return absl::OkStatus();
  }

  absl::Status StartPort() {
    const absl::StatusOr<std::string> ledger_id = LedgerId(*store_);
    if (!ledger_id.ok()) return ledger_id.status();
    serving_.reset(
        new Serving{*engine_, *queries_, *store_, peers_, readers_, *metrics_, clock_, *ledger_id});
    MakeServices();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    builder.AddListeningPort(config_.engine.listen(), grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(kTransportBytesMax);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // Two engines never share a port.
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kConnectionAgeMaxMs);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kConnectionAgeGraceMs);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
    for (const std::unique_ptr<grpc::Service>& service : services_) {
      builder.RegisterService(service.get());
    }
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("listen: cannot listen on ", config_.engine.listen()));
    }
    return absl::OkStatus();
  }

  void MakeServices() {
    services_.push_back(std::make_unique<SettlementService>(*serving_));
    services_.push_back(std::make_unique<RegisterService>(*serving_));
    services_.push_back(std::make_unique<InstitutionFace>(*serving_));
    services_.push_back(std::make_unique<PolicyFace>(*serving_));
    services_.push_back(std::make_unique<ReliefFace>(*serving_));
    services_.push_back(std::make_unique<LedgerFace>(*serving_));
  }

  const Config config_;
  const Peers peers_;
  SystemClock clock_;
  SystemRandom random_;
  PackCatalog packs_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<Queries> queries_;
  ReaderPool readers_{kReaderThreads, kReadersWaitingMax};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Metrics> metrics_ = std::make_shared<Metrics>();
  std::unique_ptr<prometheus::Exposer> page_;
  std::unique_ptr<Serving> serving_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config) {
  auto parts = std::make_unique<Parts>(config);
  const absl::Status started = parts->Start();
  if (!started.ok()) return started;
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

std::string Server::address() const { return parts_->address(); }
std::string Server::metrics_address() const { return parts_->metrics_address(); }
absl::Status Server::health() const { return parts_->health(); }
void Server::Stop() { parts_->Stop(); }

}  // namespace yizhan
