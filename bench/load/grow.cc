#include "bench/load/grow.h"

#include <unistd.h>

#include <array>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "bench/load/callers.h"
#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/books/keys.h"
#include "engine/ledger/entry_codec.h"
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
constexpr std::size_t kCopiesTogether = 2'000;
constexpr std::int64_t kBillFen = 50'000;
const Caller kDesk = DeskOf("anting");

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

v1::SettleRequest RequestOf(std::size_t person) {
  v1::SettleRequest request = testing::World::Request("g" + std::to_string(person));
  v1::Bill& bill = *request.mutable_bill();
  bill.clear_insurer_payments();
  bill.set_total_fen(kBillFen);
  bill.set_in_scope_fen(kBillFen);
  request.mutable_person()->mutable_card()->set_cert_no(GrowthCard(person));
  return request;
}

// Everybody, and a settlement of each.
void Begin(Engine& engine) {
  InFlight open;
  for (std::size_t i = 0; i < kGrowthPersons; ++i) {
    engine.ImportPerson(kOffice, testing::World::Person(GrowthCard(i), "增长"),
                        open.Open<v1::ImportReply>());
  }
  open.WaitAll();
  for (std::size_t i = 0; i < kGrowthPersons; ++i) {
    engine.Settle(kDesk, RequestOf(i), kNoDeadline, open.Open<v1::SettleResult>());
  }
  open.WaitAll();
}

// The rows of a settlement that are keyed by what a copy changes, and that of its person.
struct Keys {
  std::string message;
  std::string natural;
  std::string person;
  std::string visit;

  explicit Keys(const v1::Entry& entry) {
    const v1::Bill& of = entry.settled().bill();
    const std::uint64_t person_no = entry.settled().facts().person_no();
    Bill bill;
    bill.institution_id = of.institution_id();
    bill.bill_no = of.bill_no();
    bill.message_id = of.message_id();
    message = MessageKey(entry.sender(), of.message_id());
    natural = NaturalKey(bill);
    person = PersonHolderKey(person_no);
    visit = VisitHolderKey(person_no, of.institution_id(), of.visit_no());
  }
  std::array<TableKey, 4> all() const {
    return {TableKey{Table::kMessageKey, message}, TableKey{Table::kNaturalKey, natural},
            TableKey{Table::kHolder, person}, TableKey{Table::kHolder, visit}};
  }
};

// Posts copies of settlements under new ids, with rows as large as theirs.
class Copier {
 public:
  explicit Copier(RocksStore& store) : store_(store), epoch_(Must(store.Fence("growth"))) {
    const absl::Status read =
        store.Read(0, store.Durable().size, [this](std::uint64_t, std::string_view stored) {
          v1::Entry entry = Must(DecodeLeaf(stored));
          if (entry.settled().bill().message_id().starts_with("g")) Take(std::move(entry));
          return originals_.size() < kGrowthPersons;
        });
    YIZHAN_CHECK(read.ok() && originals_.size() == kGrowthPersons);
  }

  void CopyBatch() {
    Append append{.epoch = epoch_, .expected = store_.Durable(), .leaves = {}, .effects = {}};
    for (std::size_t i = 0; i < kCopiesTogether; ++i) Copy(append.expected.size + i, append);
    store_.AppendBatch(std::move(append), [](AppendResult result, TreeHead) {
      YIZHAN_CHECK(result == AppendResult::kDurable);
    });
  }

 private:
  struct Original {
    v1::Entry entry;
    std::array<std::optional<std::string>, 4> rows;  // Of Keys::all.
  };

  void Take(v1::Entry entry) {
    Original original;
    const std::shared_ptr<const View> view = store_.OpenView();
    const std::array<TableKey, 4> keys = Keys(entry).all();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      original.rows[i] = Must(view->Get(keys[i].table, keys[i].key));
    }
    original.entry = std::move(entry);
    originals_.push_back(std::move(original));
  }

  void Copy(std::uint64_t number, Append& append) {
    Original& original = originals_[number % kGrowthPersons];
    v1::Entry& entry = original.entry;
    entry.set_number(number);
    v1::Bill& bill = *entry.mutable_settled()->mutable_bill();
    bill.set_message_id("copy" + std::to_string(number));
    bill.set_bill_no("bill-copy" + std::to_string(number));
    bill.set_visit_no("visit-copy" + std::to_string(number));
    append.leaves.push_back(EncodeLeaf(entry));
    const std::array<TableKey, 4> keys = Keys(entry).all();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!original.rows[i].has_value()) continue;
      append.effects.push_back({keys[i].table, keys[i].key, original.rows[i]});
    }
  }

  RocksStore& store_;
  const std::uint64_t epoch_;
  std::vector<Original> originals_;
};

void BeginIfNew(RocksStore& store, const v1::EngineConfig& config) {
  SystemRandom random;
  SystemClock clock;
  PackCatalog packs;
  const KeyFolder keys =
      Must(OpenKeyFolder({.keys_dir = config.keys_dir(), .kek_path = config.kek_path()},
                         config.personal_suite(), store.Durable().size, random));
  if (store.Durable().size >= kGrowthPersons) return;
  PersonalData personal(*keys.vault, random, config.personal_suite());
  EngineOptions options;
  options.desk_queue_max = kInFlightMax;
  options.bulk_queue_max = kInFlightMax;
  options.desk_batch_max = kBatchMax;
  options.bulk_batch_max = kBatchMax;
  const auto engine =
      Must(Engine::Start(store, packs, clock, random, keys.index_key, personal, options));
  Begin(*engine);
}

}  // namespace

std::string GrowthCard(std::size_t person) { return "GROW" + std::to_string(1'000'000 + person); }

void Grow(const Growth& growth) {
  const v1::EngineConfig config = Must(ReadConfig(growth.config_path));
  const auto store = Must(RocksStore::Open({.data_dir = config.data_dir(), .node = "growth"}));
  BeginIfNew(*store, config);
  Copier copier(*store);
  cli::Progress progress("entries");
  while (store->Durable().size < growth.entries ||
         WalBytes(config.data_dir()) < growth.wal_bytes_min) {
    copier.CopyBatch();
    progress.Update(store->Durable().size, growth.entries);
  }
  _exit(0);
}

}  // namespace yizhan::bench
