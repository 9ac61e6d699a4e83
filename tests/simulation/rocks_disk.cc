#include "tests/simulation/rocks_disk.h"

#include "engine/ledger/rocks_store.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::simulation {
namespace {

constexpr std::uint64_t kOneSeedIn = 10;

// Every end of the process is a power cut: what was not synced is torn, or all of it is gone.
class RocksDisk : public Disk {
 public:
  RocksDisk(std::uint64_t seed, Sometimes& sometimes) : sometimes_(sometimes), disk_(seed) {}

  LedgerStore& store() override { return *store_; }
  absl::Status Reopen() override {
    if (store_ != nullptr) CutPower();
    StoreOptions options{
        .data_dir = folder_ / "ledger", .disk_reserve_bytes = 0, .node = "simulation"};
    disk_.Serve(options);
    auto store = RocksStore::Open(options);
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    return absl::OkStatus();
  }

 private:
  void CutPower() {
    const std::uint64_t torn = disk_.faults().Happened(DiskFault::kTailTorn);
    const std::uint64_t dropped = disk_.faults().Happened(DiskFault::kBytesDropped);
    disk_.faults().Crash();
    store_.reset();
    disk_.faults().Restart(++cuts_ % 2 == 0 ? Loss::kAll : Loss::kTorn);
    sometimes_.Met("power cut");
    sometimes_.Met("torn tail", disk_.faults().Happened(DiskFault::kTailTorn) - torn);
    sometimes_.Met("unsynced bytes dropped",
                   disk_.faults().Happened(DiskFault::kBytesDropped) - dropped);
  }

  Sometimes& sometimes_;
  ScratchFolder folder_;
  FaultyDisk disk_;
  int cuts_ = 0;
  std::unique_ptr<RocksStore> store_;
};

}  // namespace

std::unique_ptr<Disk> MakeDisk(std::uint64_t seed, Sometimes& sometimes) {
  if (seed % kOneSeedIn != 0) return MakeMemoryDisk();
  sometimes.Met("seed on RocksDB");
  return std::make_unique<RocksDisk>(seed, sometimes);
}

const std::vector<std::string>& MustBeMetOnRocks() {
  static const std::vector<std::string> kAll = {"power cut", "seed on RocksDB", "torn tail",
                                                "unsynced bytes dropped"};
  return kAll;
}

}  // namespace yizhan::simulation
