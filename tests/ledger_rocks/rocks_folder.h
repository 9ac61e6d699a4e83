// RocksFolder: a ledger folder in a scratch place, and processes that die in it.
//
// A process that has opened RocksDB must not fork: children come first, or run alone.
// Threads:  one.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/rocks_store.h"
#include "gtest/gtest.h"
#include "tests/ledger/append_now.h"
#include "tests/ledger/naive_tree.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {

inline StoreOptions OptionsFor(const std::string& data_dir, std::uint64_t reserve_bytes = 0) {
  return {.data_dir = data_dir, .disk_reserve_bytes = reserve_bytes, .node = "test"};
}

// Runs `work` in a child that then ends without closing anything; its result is the exit code.
inline int InDyingProcess(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Appends `batches` batches of `each` leaves; batch n also writes its size under "n" in each
// family.
inline bool AppendBatches(RocksStore& store, int batches, std::uint64_t each) {
  const std::uint64_t epoch = store.Fence("test").value();
  for (int batch = 0; batch < batches; ++batch) {
    const TreeHead head = store.Durable();
    const std::string size = std::to_string(head.size + each);
    Append append{epoch, head, LeafTexts(head.size, head.size + each), {}, false};
    for (const Table table : {Table::kHolder, Table::kMessageKey, Table::kPrivate}) {
      append.effects.push_back({table, "n", size});
    }
    if (AppendNow(store, append).result != AppendResult::kDurable) return false;
  }
  return true;
}

class RocksFolderTest : public testing::Test {
 protected:
  // All of it acknowledged, and left in the WAL: nothing was flushed or closed.
  void MakeAndDie(int batches, std::uint64_t each = 1) {
    ASSERT_EQ(InDyingProcess([&] {
                const auto store = RocksStore::Open(OptionsFor(dir()));
                return store.ok() && AppendBatches(**store, batches, each) ? 0 : 1;
              }),
              0);
  }
  void MakeAndClose(int batches, std::uint64_t each = 1) {
    ASSERT_EQ(InDyingProcess([&] {
                const auto store = RocksStore::Open(OptionsFor(dir())).value();
                return AppendBatches(*store, batches, each) ? 0 : 1;
              }),
              0);
    ASSERT_TRUE(RocksStore::Open(OptionsFor(dir())).ok());
  }
  absl::StatusOr<std::unique_ptr<RocksStore>> Open() { return RocksStore::Open(OptionsFor(dir())); }

  // The ledger is the first `size` leaves, and every family agrees.
  void ExpectWhole(RocksStore& store, std::uint64_t size) {
    const std::vector<std::string> leaves = LeafTexts(0, size);
    EXPECT_EQ(store.Durable(), (TreeHead{size, NaiveRoot(leaves)}));
    std::vector<std::string> found;
    EXPECT_TRUE(store
                    .Read(0, size,
                          [&](std::uint64_t, std::string_view stored) {
                            found.emplace_back(stored);
                            return true;
                          })
                    .ok());
    EXPECT_EQ(found, leaves);
    for (const Table table : {Table::kHolder, Table::kMessageKey, Table::kPrivate}) {
      EXPECT_EQ(store.OpenView()->Get(table, "n").value(), std::to_string(size));
    }
  }
  void ExpectRefused(absl::StatusCode code, const std::string& words) {
    for (const bool read_only : {false, true}) {
      const absl::Status status =
          read_only ? RocksStore::OpenReadOnly(dir()).status() : Open().status();
      EXPECT_EQ(status.code(), code) << read_only << status;
      EXPECT_NE(std::string(status.message()).find(words), std::string::npos) << status;
    }
  }
  // Files of the database with this ending, smallest first.
  std::vector<std::string> Files(const std::string& ending) {
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(dir() + "/rocks")) {
      if (file.path().extension() == ending) files.push_back(file.path().string());
    }
    std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
      return std::filesystem::file_size(a) < std::filesystem::file_size(b);
    });
    return files;
  }

  std::string dir() const { return folder_.path() + "/ledger"; }
  std::string anchor() const { return dir() + "/anchor"; }

  ScratchFolder folder_;
};

}  // namespace yizhan
