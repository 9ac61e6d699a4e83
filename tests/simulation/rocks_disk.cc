#include "tests/simulation/rocks_disk.h"

#include "engine/base/check.h"
#include "engine/ledger/rocks_store.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::simulation {
namespace {

constexpr std::uint64_t kOneSeedIn = 10;

class RocksDisk : public Disk {
 public:
  LedgerStore& store() override { return *store_; }
  absl::Status Reopen() override {
    store_.reset();
    auto store = RocksStore::Open(
        {.data_dir = folder_ / "ledger", .disk_reserve_bytes = 0, .node = "simulation"});
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    return absl::OkStatus();
  }

 private:
  ScratchFolder folder_;
  std::unique_ptr<RocksStore> store_;
};

}  // namespace

std::unique_ptr<Disk> MakeDisk(std::uint64_t seed, Sometimes& sometimes) {
  if (seed % kOneSeedIn != 0) return MakeMemoryDisk();
  sometimes.Met("seed on RocksDB");
  return std::make_unique<RocksDisk>();
}

const std::vector<std::string>& MustBeMetOnRocks() {
  static const std::vector<std::string> kAll = {"seed on RocksDB"};
  return kAll;
}

}  // namespace yizhan::simulation
