// FaultyFileSystem: RocksDB's file system with the faults of DiskFaults.
// tests/support/faulty_disk.h makes it.
//
// Threads:  any.
#pragma once

#include <memory>

#include "rocksdb/file_system.h"
#include "tests/support/disk_faults.h"

namespace yizhan {

std::shared_ptr<rocksdb::FileSystem> MakeFaultyFileSystem(std::shared_ptr<DiskFaults> faults);

}  // namespace yizhan
