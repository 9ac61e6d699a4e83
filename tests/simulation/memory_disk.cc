#include "engine/ledger/memory_store.h"
#include "tests/simulation/disk.h"

namespace yizhan::simulation {
namespace {

class MemoryDisk : public Disk {
 public:
  LedgerStore& store() override { return store_; }
  absl::Status Reopen() override {
    store_.Reopen();
    return absl::OkStatus();
  }

 private:
  MemoryStore store_;
};

}  // namespace

std::unique_ptr<Disk> MakeMemoryDisk() { return std::make_unique<MemoryDisk>(); }

}  // namespace yizhan::simulation
