#include "engine/service/server.h"

#include <exception>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/books/authorization.h"
#include "engine/books/opening.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/ledger_key.h"
#include "engine/ledger/rocks_store.h"
#include "engine/personal/key_folder.h"
#include "engine/personal/personal_data.h"
#include "engine/service/alerts_service.h"
#include "engine/service/backup_maker.h"
#include "engine/service/institution_service.h"
#include "engine/service/ledger_service.h"
#include "engine/service/log.h"
#include "engine/service/officer_service.h"
#include "engine/service/policy_service.h"
#include "engine/service/port.h"
#include "engine/service/reconciliation_service.h"
#include "engine/service/register_service.h"
#include "engine/service/relief_service.h"
#include "engine/service/settlement_service.h"
#include "engine/service/tls.h"
#include "engine/settlement/key_check.h"
#include "prometheus/exposer.h"

namespace yizhan {
namespace {

constexpr std::size_t kReaderThreads = 2;
constexpr std::size_t kReadersWaitingMax = 512;
constexpr std::size_t kExplainerThreads = 1;
constexpr std::size_t kExplainersWaitingMax = 512;  // Beyond them, bills settle without sentences.
constexpr int kMetricsThreads = 1;

// "host:1234" with another port.
std::string WithPort(const std::string& address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':') + 1), port);
}

// Who issues officers' certificates. The revocation list is that of the callers' authority.
OfficerTrust TrustOf(const v1::EngineConfig& config) {
  const std::string& ca_path = config.tls().ca_path();
  if (config.officer_ca_path().empty()) return {ca_path, config.tls().crl_path()};
  std::error_code error;
  const bool same = std::filesystem::equivalent(config.officer_ca_path(), ca_path, error);
  return {config.officer_ca_path(), same && !error ? config.tls().crl_path() : ""};
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
  options.training = config.training();
  options.desk_queue_max = config.desk_queue_max();
  options.bulk_queue_max = config.bulk_queue_max();
  return options;
}

FollowOptions FollowOptionsOf(const v1::EngineConfig& config) {
  return {.synchronous = config.mirror() == v1::SYNCHRONOUS,
          .mirror_wait_ms = config.mirror_wait_ms()};
}

}  // namespace

// In order of construction: each needs those before it.
class Server::Parts {
 public:
  Parts(const Config& config, const std::optional<Promotion>& promotion)
      : config_(config), promotion_(promotion) {}
  ~Parts() { Stop(); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  absl::Status Start() {
    for (absl::Status (Parts::*step)() :
         {&Parts::StartEngine, &Parts::StartPeers, &Parts::StartPort, &Parts::StartPage}) {
      const absl::Status started = (this->*step)();
      if (!started.ok()) return started;
    }
    return absl::OkStatus();
  }

  void Stop() {
    if (port_ != nullptr) port_->NotServing();
    if (engine_ != nullptr) engine_->Drain();
    if (followed_ != nullptr) {  // Followers wait for entries that will not come.
      followed_->written_tail().Close();
      followed_->tail().Close();
    }
    if (port_ != nullptr) port_->Shutdown();
    page_.reset();
    readers_.Stop();
    explainers_.Stop();
  }

  std::string address() const { return WithPort(config_.engine.listen(), port_->port()); }
  std::string metrics_address() const {
    if (page_ == nullptr) return "";
    return WithPort(config_.engine.metrics_listen(), page_->GetListeningPorts().front());
  }
  absl::Status health() const {
    const absl::Status succession = succession_->health();
    return succession.ok() ? engine_->health() : succession;
  }

 private:
  absl::Status StartEngine() {
    const v1::EngineConfig& config = config_.engine;
    absl::StatusOr<std::unique_ptr<RocksStore>> store =
        RocksStore::Open({.data_dir = config.data_dir(),
                          .disk_reserve_bytes = config.disk_reserve_bytes(),
                          .node = "yizhand",
                          .use = promotion_ ? StoreUse::kPromotion : StoreUse::kEngine});
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    // Before its keys are touched, or made, and before another engine is told to end.
    const absl::Status mode = CheckLedgerMode(*store_->OpenView(), config.training());
    if (!mode.ok()) return mode;
    const KeyPaths paths{.keys_dir = config.keys_dir(), .kek_path = config.kek_path()};
    absl::StatusOr<KeyFolder> keys = OpenKeyFolder(
        paths, config.personal_suite(), store_->Durable().size, random_, config.training());
    // A key that is missing or wrong is nothing to restart over: a person must look.
    if (!keys.ok()) return absl::FailedPreconditionError(std::string(keys.status().message()));
    const std::string& key_path = config.ledger_key_path();
    absl::StatusOr<Ed25519Key> ledger_key =
        OpenLedgerKey(key_path.empty() ? config.keys_dir() + "/ledger.key" : key_path, *store_);
    if (!ledger_key.ok()) return ledger_key.status();
    ledger_key_ = *std::move(ledger_key);
    vault_ = std::move(keys->vault);
    personal_ = std::make_unique<PersonalData>(*vault_, random_, config.personal_suite());
    if (promotion_) {
      const absl::Status promoted = Promote(*store_, *personal_, keys->index_key, *promotion_);
      if (!promoted.ok()) return promoted;
    }
    const absl::Status fit = CheckKeysFit(*store_->OpenView(), *personal_, keys->index_key);
    if (!fit.ok()) return fit;
    MarkKeys(paths);
    followed_ = std::make_unique<FollowedStore>(*store_, FollowOptionsOf(config));
    queries_ = std::make_unique<Queries>(*followed_, packs_, clock_, keys->index_key,
                                         AlertAgeing{config.alert_ageing_days()});
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Start(
        *followed_, packs_, clock_, random_, keys->index_key, *personal_, OptionsOf(config));
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    return absl::OkStatus();
  }

  // Keys from before folders were marked, now known to be this ledger's. One without persons fits
  // any keys: then only its own signing key among them tells. What cannot be marked serves as it
  // did before.
  void MarkKeys(const KeyPaths& paths) const {
    if (config_.engine.training() && !config_.engine.ledger_key_path().empty()) return;
    const absl::Status marked = MarkKeyFolder(paths, config_.engine.training());
    if (marked.ok()) return;
    LogEvent(LogLevel::kWarning, "keys_not_marked", {{"why", std::string(marked.message())}});
  }

  absl::Status StartPeers() {
    const v1::EngineConfig& config = config_.engine;
    if (config.training()) {
      LogEvent(LogLevel::kWarning, "training",
               {{"meaning", "plain text and tokens, this machine only; never for real data"}});
      peers_ = PeersByToken(config_.peers);
      credentials_ = grpc::InsecureServerCredentials();
      return absl::OkStatus();
    }
    absl::StatusOr<std::unique_ptr<Peers>> peers =
        PeersByCertificate(config.tls().ca_path(), config.tls().crl_path(), clock_);
    if (!peers.ok()) return peers.status();
    peers_ = *std::move(peers);
    absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials =
        TlsCredentials(config.tls(), *peers_);
    if (!credentials.ok()) return credentials.status();
    credentials_ = *std::move(credentials);
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<Cosigned>> OpenCosigned(const NoteSigner& signer) const {
    Cosigned::Keys keys{.ledger = signer.verifier(), .witnesses = {}};
    for (const std::string& text : config_.engine.witness_keys()) {
      absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
      if (!key.ok()) return key.status();
      keys.witnesses.push_back(*std::move(key));
    }
    return Cosigned::Open(config_.engine.data_dir() + "/cosigned", std::move(keys),
                          *store_->OpenView());
  }

  absl::Status StartPort() {
    const absl::StatusOr<std::string> ledger_id = LedgerIdOf(*store_->OpenView());
    if (!ledger_id.ok()) return ledger_id.status();
    const NoteSigner signer{
        .name = OriginOf(*ledger_id), .type = NoteKeyType::kLog, .key = *ledger_key_};
    absl::StatusOr<std::unique_ptr<Cosigned>> cosigned = OpenCosigned(signer);
    if (!cosigned.ok()) return cosigned.status();
    cosigned_ = *std::move(cosigned);
    const v1::Limits& limits = config_.engine.limits();
    succession_ = std::make_unique<Succession>(*store_, *ledger_id);
    limits_ =
        std::make_unique<PeerLimits>(limits.calls_per_second_max(), limits.streams_per_peer_max());
    backups_ = std::make_unique<BackupMaker>(*store_, config_.engine.backup_dir());
    serving_.reset(new Serving{*engine_, *queries_, *followed_, *followed_, *succession_, *peers_,
                               *limits_, readers_, explainers_, *metrics_, clock_, *ledger_id,
                               TrustOf(config_.engine), signer, *cosigned_, *backups_});
    MakeServices();
    absl::StatusOr<std::unique_ptr<Port>> port =
        Port::Open(config_.engine, std::move(credentials_), services_);
    if (!port.ok()) return port.status();
    port_ = *std::move(port);
    serving_->gate = port_->gate();
    return absl::OkStatus();
  }

  absl::Status StartPage() {
    metrics_->Watch({.engine = engine_.get(),
                     .store = store_.get(),
                     .readers = &readers_,
                     .gate = port_->gate(),
                     .training = config_.engine.training()});
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

  void MakeServices() {
    services_.push_back(std::make_unique<SettlementService>(*serving_));
    services_.push_back(std::make_unique<RegisterService>(*serving_));
    services_.push_back(std::make_unique<InstitutionFace>(*serving_));
    services_.push_back(std::make_unique<PolicyFace>(*serving_));
    services_.push_back(std::make_unique<ReliefFace>(*serving_));
    services_.push_back(std::make_unique<ReconciliationFace>(*serving_));
    services_.push_back(std::make_unique<AlertsFace>(*serving_));
    services_.push_back(std::make_unique<OfficerFace>(*serving_));
    services_.push_back(std::make_unique<LedgerFace>(*serving_));
  }

  const Config config_;
  const std::optional<Promotion> promotion_;
  SystemClock clock_;
  SystemRandom random_;
  PackCatalog packs_;
  std::unique_ptr<RocksStore> store_;
  std::unique_ptr<FollowedStore> followed_;
  std::optional<Ed25519Key> ledger_key_;
  std::unique_ptr<Cosigned> cosigned_;
  std::unique_ptr<FileVault> vault_;
  std::unique_ptr<PersonalData> personal_;
  std::unique_ptr<Queries> queries_;
  ReaderPool readers_{kReaderThreads, kReadersWaitingMax};
  ReaderPool explainers_{kExplainerThreads, kExplainersWaitingMax};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Peers> peers_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<Succession> succession_;
  std::unique_ptr<PeerLimits> limits_;
  std::shared_ptr<Metrics> metrics_ = std::make_shared<Metrics>();
  std::unique_ptr<BackupMaker> backups_;
  std::unique_ptr<Serving> serving_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<Port> port_;
  std::unique_ptr<prometheus::Exposer> page_;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config,
                                                      const std::optional<Promotion>& promotion) {
  auto parts = std::make_unique<Parts>(config, promotion);
  const absl::Status started = parts->Start();
  if (!started.ok()) return started;
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

std::string Server::address() const { return parts_->address(); }
std::string Server::metrics_address() const { return parts_->metrics_address(); }
absl::Status Server::health() const { return parts_->health(); }
void Server::Stop() { parts_->Stop(); }

}  // namespace yizhan
