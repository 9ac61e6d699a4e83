// The damage table of ARCHITECTURE.md: a byte flipped in any file, an old copy of any file, any
// file gone. Who notices: start, or `ledger verify` (CheckFiles); what nobody notices has changed
// nothing.

#include <fstream>
#include <map>
#include <sstream>

#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::map<std::string, std::string> FilesOf(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.is_regular_file()) files[file.path().filename().string()] = ReadBytes(file.path());
  }
  return files;
}

class RocksSweepTest : public RocksFolderTest {
 protected:
  // Whether start or verify refuses. When neither does, the ledger must be whole.
  bool Noticed(std::uint64_t size) {
    const auto store = RocksStore::OpenReadOnly(dir());
    if (!store.ok() || !(*store)->CheckFiles().ok()) return true;
    ExpectWhole(**store, size);
    return false;
  }
  void PutBack(const std::map<std::string, std::string>& files) {
    fs::remove_all(dir() + "/rocks");
    fs::create_directory(dir() + "/rocks");
    for (const auto& [name, bytes] : files) WriteBytes(dir() + "/rocks/" + name, bytes);
  }
  // A byte flipped at every `step`th place; how many of these nobody noticed.
  int Unnoticed(const std::string& path, std::uint64_t size, std::size_t step) {
    const std::string bytes = ReadBytes(path);
    int unnoticed = 0;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
      WriteBytes(path, flipped);
      if (!Noticed(size)) ++unnoticed;
    }
    WriteBytes(path, bytes);
    return unnoticed;
  }
};

TEST_F(RocksSweepTest, WholeLedgerIsWhole) {
  MakeAndClose(5, 100);
  EXPECT_FALSE(Noticed(500));
}

TEST_F(RocksSweepTest, AnyByteOfATableFileIsNoticed) {
  MakeAndClose(5, 100);
  for (const std::string& path : Files(".sst")) {
    EXPECT_EQ(Unnoticed(path, 500, 1 + fs::file_size(path) / 23), 0) << path;
  }
}

TEST_F(RocksSweepTest, AnyByteOfTheAnchorIsNoticed) {
  MakeAndClose(5, 100);
  EXPECT_EQ(Unnoticed(anchor(), 500, 97), 0);
}

TEST_F(RocksSweepTest, AnyByteOfCurrentIsNoticed) {
  MakeAndClose(5, 100);
  EXPECT_EQ(Unnoticed(dir() + "/rocks/CURRENT", 500, 1), 0);
}

TEST_F(RocksSweepTest, AnyByteOfTheManifestIsNoticed) {
  MakeAndClose(5, 100);
  for (const auto& [name, bytes] : FilesOf(dir() + "/rocks")) {
    if (!name.starts_with("MANIFEST")) continue;
    EXPECT_EQ(Unnoticed(dir() + "/rocks/" + name, 500, 1 + bytes.size() / 97), 0) << name;
  }
}

// The last record may be one whose anchor was not yet written: only there a flip looks like a write
// that power cut short, and the batch is one that may not have been answered.
TEST_F(RocksSweepTest, AnyByteOfALiveWalIsNoticed) {
  MakeAndDie(20, 10);
  const std::string wal = Files(".log").back();
  const std::string bytes = ReadBytes(wal);
  const std::size_t last = bytes.size() - bytes.size() / 15;
  for (std::size_t at = 0; at < last; at += 1 + bytes.size() / 41) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    WriteBytes(wal, flipped);
    EXPECT_TRUE(Noticed(200)) << at << " of " << bytes.size();
  }
}

// Each file alone as it was when the ledger had half its entries: refused, or it changes nothing.
TEST_F(RocksSweepTest, AnOldCopyOfAnyFileTakesNothing) {
  MakeAndClose(5, 100);
  const std::map<std::string, std::string> old = FilesOf(dir() + "/rocks");
  MakeAndClose(5, 100);
  const std::map<std::string, std::string> now = FilesOf(dir() + "/rocks");
  int noticed = 0;
  for (const auto& [name, bytes] : old) {
    WriteBytes(dir() + "/rocks/" + name, bytes);
    if (Noticed(1000)) ++noticed;
    PutBack(now);
  }
  EXPECT_GE(noticed, 1);  // CURRENT names a manifest that is gone.
}

TEST_F(RocksSweepTest, AnOldCopyOfALiveWalIsNoticed) {
  MakeAndDie(5, 100);
  const std::string old = ReadBytes(Files(".log").back());
  const std::string name = Files(".log").back();
  ASSERT_EQ(InDyingProcess([&] {
              const auto store = Open();
              return store.ok() && AppendBatches(**store, 5, 100) ? 0 : 1;
            }),
            0);
  WriteBytes(name, old);  // Of a log that was flushed since: RocksDB removes it.
  ExpectWhole(*Open().value(), 1000);
}

TEST_F(RocksSweepTest, AnyFileGoneIsNoticed) {
  MakeAndDie(5, 100);
  MakeAndDie(5, 100);
  const std::map<std::string, std::string> now = FilesOf(dir() + "/rocks");
  for (const auto& [name, bytes] : now) {
    const bool needed = name == "CURRENT" || name.starts_with("MANIFEST") ||
                        name.ends_with(".sst") || (name.ends_with(".log") && !bytes.empty());
    fs::remove(dir() + "/rocks/" + name);
    EXPECT_EQ(Noticed(1000), needed) << name;
    PutBack(now);
  }
}

// Written by the store's own code: everything fits, and only who kept an older root can tell.
TEST_F(RocksSweepTest, ForgedLedgerWithItsOwnTreeIsForAnOutsider) {
  MakeAndClose(3, 100);
  const TreeHead kept = RocksStore::OpenReadOnly(dir()).value()->Durable();
  fs::remove_all(dir());
  ASSERT_EQ(InDyingProcess([&] {
              const auto store = Open().value();
              const std::uint64_t epoch = store->Fence("forger").value();
              std::vector<std::string> leaves = LeafTexts(0, 300);
              leaves[150] = "leaf 150, a little more";
              Append append{epoch, store->Durable(), leaves, {}, false};
              return AppendNow(*store, append).result == AppendResult::kDurable ? 0 : 1;
            }),
            0);
  const auto store = Open();
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE((*store)->CheckFiles().ok());
  EXPECT_EQ((*store)->Durable().size, kept.size);
  EXPECT_NE((*store)->Durable().root, kept.root);
}

TEST_F(RocksSweepTest, ForgedLedgerBesideAnOlderAnchorIsRefused) {
  MakeAndClose(3, 100);
  fs::copy_file(anchor(), folder_.path() + "/anchor.old");
  fs::remove_all(dir());
  ASSERT_EQ(InDyingProcess([&] {
              const auto store = Open().value();
              const std::uint64_t epoch = store->Fence("forger").value();
              std::vector<std::string> leaves = LeafTexts(0, 400);
              leaves[150] = "leaf 150, a little more";
              Append append{epoch, store->Durable(), leaves, {}, false};
              return AppendNow(*store, append).result == AppendResult::kDurable ? 0 : 1;
            }),
            0);
  fs::copy_file(folder_.path() + "/anchor.old", anchor(), fs::copy_options::overwrite_existing);
  ExpectRefused(absl::StatusCode::kDataLoss, "entries were altered");
}

}  // namespace
}  // namespace yizhan
