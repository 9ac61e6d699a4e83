#include "bench/load/grow.h"

#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <system_error>

#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/ledger/rocks_store.h"
#include "engine/personal/key_folder.h"
#include "engine/personal/personal_data.h"
#include "engine/service/config.h"
#include "engine/settlement/engine.h"
#include "tests/service/world.h"
#include "tools/cli/progress.h"

namespace yizhan::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kInFlightMax = 4'096;
constexpr std::size_t kBatchMax = 1'024;
constexpr std::uint64_t kLookEvery = 1'000;
constexpr std::int64_t kBillFen = 50'000;
const Caller kOffice{.sender = "district/bench",
                     .actor = "district/bench",
                     .role = Role::kDistrict,
                     .institution_id = "",
                     .town = "",
                     .scope = Scope::kAll};
const Caller kDesk{.sender = "anting",
                   .actor = "terminal/anting/bench",
                   .role = Role::kTerminal,
                   .institution_id = "anting",
                   .town = "",
                   .scope = Scope::kOwnInstitution};

// At most kInFlightMax calls open; every one must succeed.
class InFlight {
 public:
  template <typename Reply>
  Engine::Done<Reply> Open() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_ < kInFlightMax; });
    ++open_;
    return [this](const absl::StatusOr<Reply>& reply) {
      if (!reply.ok()) std::fprintf(stderr, "%s\n", reply.status().ToString().c_str());
      YIZHAN_CHECK(reply.ok());
      const std::lock_guard closing(mutex_);
      --open_;
      changed_.notify_all();
    };
  }
  void WaitAll() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t open_ = 0;
};

template <typename Value>
Value Must(absl::StatusOr<Value> value) {
  if (!value.ok()) std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
  YIZHAN_CHECK(value.ok());
  return *std::move(value);
}

std::uint64_t WalBytes(const std::string& data_dir) {
  std::uint64_t bytes = 0;
  for (const auto& file : fs::directory_iterator(data_dir + "/rocks")) {
    std::error_code gone;
    if (file.path().extension() == ".log") bytes += file.file_size(gone);
  }
  return bytes;
}

void Import(Engine& engine) {
  InFlight open;
  for (std::size_t i = 0; i < kGrowthPersons; ++i) {
    engine.ImportPerson(kOffice, testing::World::Person(GrowthCard(i), "增长"),
                        open.Open<v1::ImportReply>());
  }
  open.WaitAll();
}

v1::SettleRequest RequestOf(std::uint64_t entry, std::int64_t now_ms) {
  v1::SettleRequest request = testing::World::Request("g" + std::to_string(entry));
  v1::Bill& bill = *request.mutable_bill();
  bill.clear_insurer_payments();
  bill.set_total_fen(kBillFen);
  bill.set_in_scope_fen(kBillFen);
  request.mutable_person()->mutable_card()->set_cert_no(GrowthCard(entry % kGrowthPersons));
  request.set_not_after_ms(now_ms + 60'000);
  return request;
}

void SettleUntil(Engine& engine, const LedgerStore& store, const std::string& data_dir,
                 const Growth& growth) {
  cli::Progress progress("entries");
  const SystemClock clock;
  InFlight open;
  std::uint64_t next = store.Durable().size;
  while (next < growth.entries || WalBytes(data_dir) < growth.wal_bytes_min) {
    for (std::uint64_t i = 0; i < kLookEvery; ++i) {
      engine.Settle(kDesk, RequestOf(next++, clock.NowMs()), kNoDeadline,
                    open.Open<v1::SettleResult>());
    }
    progress.Update(next, growth.entries);
  }
  open.WaitAll();
}

}  // namespace

std::string GrowthCard(std::size_t person) { return "GROW" + std::to_string(1'000'000 + person); }

void Grow(const Growth& growth) {
  const v1::EngineConfig config = Must(ReadConfig(growth.config_path));
  const auto store = Must(RocksStore::Open({.data_dir = config.data_dir(), .node = "growth"}));
  SystemRandom random;
  SystemClock clock;
  PackCatalog packs;
  const KeyFolder keys =
      Must(OpenKeyFolder({.keys_dir = config.keys_dir(), .kek_path = config.kek_path()},
                         config.personal_suite(), store->Durable().size, random));
  PersonalData personal(*keys.vault, random, config.personal_suite());
  EngineOptions options;
  options.desk_queue_max = kInFlightMax;
  options.bulk_queue_max = kInFlightMax;
  options.desk_batch_max = kBatchMax;
  options.bulk_batch_max = kBatchMax;
  const auto engine =
      Must(Engine::Start(*store, packs, clock, random, keys.index_key, personal, options));
  if (store->Durable().size < kGrowthPersons) Import(*engine);
  SettleUntil(*engine, *store, config.data_dir(), growth);
  _exit(0);
}

}  // namespace yizhan::bench
