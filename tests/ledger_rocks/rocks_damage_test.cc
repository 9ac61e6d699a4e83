// Damaged, shortened and mixed-up folders: refused in words, never served.

#include <algorithm>
#include <fstream>

#include "engine/ledger/rocks_files.h"
#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

using enum absl::StatusCode;

void FlipByte(const std::string& path, std::uintmax_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char byte = static_cast<char>(file.get() ^ 0x10);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

class RocksDamageTest : public RocksFolderTest {
 protected:
  // Opens the database itself, as no program of ours does.
  void Tamper(const std::function<void(RocksFiles&, rocksdb::WriteBatch&)>& change) {
    const auto files = RocksFiles::Open(dir(), Access::kExisting, nullptr).value();
    rocksdb::WriteBatch batch;
    change(*files, batch);
    ASSERT_TRUE(files->db().Write({}, &batch).ok());
  }
  std::string Wal() { return Files(".log").back(); }
};

TEST_F(RocksDamageTest, CutWalRecordBehindTheAnchorIsRefused) {
  MakeAndDie(20);
  fs::resize_file(Wal(), fs::file_size(Wal()) - 5);
  const absl::Status status = Open().status();
  // The last batch may have died before its anchor: then one entry less is the truth.
  if (status.ok()) {
    EXPECT_EQ(Open().value()->Durable().size, 19U);
    return;
  }
  EXPECT_EQ(status.code(), kDataLoss);
  EXPECT_NE(std::string(status.message()).find("acknowledged entries are gone"), std::string::npos);
}

TEST_F(RocksDamageTest, TornUnacknowledgedRecordIsForgotten) {
  MakeAndClose(20);
  fs::copy_file(anchor(), folder_.path() + "/anchor.20");
  MakeAndDie(1);
  fs::copy_file(folder_.path() + "/anchor.20", anchor(), fs::copy_options::overwrite_existing);
  fs::resize_file(Wal(), fs::file_size(Wal()) - 5);
  ExpectWhole(*Open().value(), 20);
}

TEST_F(RocksDamageTest, MissingWalIsRefused) {
  MakeAndDie(20);
  fs::remove(Wal());
  ExpectRefused(kDataLoss, "");
}

TEST_F(RocksDamageTest, MissingWalAfterAFlushIsRefused) {
  MakeAndClose(20);
  MakeAndDie(20);
  fs::remove(Wal());
  ExpectRefused(kDataLoss, "the log has 20 entries, its anchor says");
}

TEST_F(RocksDamageTest, FlippedByteInTheMiddleOfTheWalIsRefused) {
  MakeAndDie(50, 3);
  FlipByte(Wal(), fs::file_size(Wal()) / 2);
  ExpectRefused(kDataLoss, "");
}

TEST_F(RocksDamageTest, FlippedByteInATableFileIsFound) {
  MakeAndClose(3, 300);
  const std::string table = Files(".sst").back();
  for (std::uintmax_t at = 100; at < fs::file_size(table) * 3 / 4; at += 5003) {
    FlipByte(table, at);
    const auto store = Open();
    const absl::Status status = !store.ok()
                                    ? store.status()
                                    : (*store)->Read(0, 900, [](std::uint64_t number, auto stored) {
                                        EXPECT_EQ(stored, LeafText(number));
                                        return true;
                                      });
    EXPECT_FALSE(status.ok()) << at;
    FlipByte(table, at);
  }
}

TEST_F(RocksDamageTest, MissingTableFileIsRefused) {
  MakeAndClose(3, 300);
  fs::remove(Files(".sst").front());
  EXPECT_FALSE(Open().ok());
}

TEST_F(RocksDamageTest, GapInTheLogIsRefused) {
  MakeAndDie(30);
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Delete(files.family(kLog), LeafKey(11));
  });
  ExpectRefused(kDataLoss, "entry 11 is missing from the log");
}

TEST_F(RocksDamageTest, AlteredEntryIsRefused) {
  MakeAndDie(30);
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Put(files.family(kLog), LeafKey(11), "leaf 12");
  });
  ExpectRefused(kDataLoss, "the root of the first ");
}

TEST_F(RocksDamageTest, AlteredTileIsRefused) {
  MakeAndDie(3, 100);
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Put(files.family(kState), TileKey(0, 0), std::string(8192, 'x'));
  });
  ExpectRefused(kDataLoss, "do not hash to tile 0/0");
}

TEST_F(RocksDamageTest, MissingTileBehindTheCleanMarkIsRefused) {
  MakeAndClose(3, 100);
  MakeAndClose(1);  // Records that 300 were flushed.
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Delete(files.family(kState), TileKey(0, 0));
  });
  ExpectRefused(kDataLoss, "tile 0/0 is missing");
}

TEST_F(RocksDamageTest, FamilyThatIsBehindIsRefused) {
  MakeAndDie(30);
  for (const Family family : {kState, kKeys, kPrivateRows}) {
    Tamper([&](RocksFiles& files, rocksdb::WriteBatch& batch) {
      batch.Put(files.family(family), kAppliedKey, EncodeNumber(29));
    });
    ExpectRefused(kDataLoss, std::string("family '") + kFamilyNames[family] + "' has applied 29");
    Tamper([&](RocksFiles& files, rocksdb::WriteBatch& batch) {
      batch.Put(files.family(family), kAppliedKey, EncodeNumber(30));
    });
  }
  ExpectWhole(*Open().value(), 30);
}

TEST_F(RocksDamageTest, LogShorterThanItsMarkersIsRefused) {
  MakeAndDie(30);
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Delete(files.family(kLog), LeafKey(29));
  });
  ExpectRefused(kDataLoss, "has applied 30 entries, the log has 29");
}

TEST_F(RocksDamageTest, LogShorterThanItsCleanMarkIsRefused) {
  MakeAndClose(30);
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Put(files.family(kState), kCleanKey, EncodeNumber(31));
  });
  ExpectRefused(kDataLoss, "the log has 30 entries, 31 were flushed");
}

TEST_F(RocksDamageTest, OlderCopyBesideANewerAnchorIsRefused) {
  MakeAndClose(10);
  const std::string copy = folder_.path() + "/copy";
  fs::copy(dir() + "/rocks", copy, fs::copy_options::recursive);
  MakeAndClose(10);
  fs::remove_all(dir() + "/rocks");
  fs::copy(copy, dir() + "/rocks", fs::copy_options::recursive);
  ExpectRefused(kDataLoss, "the log has 10 entries, its anchor says");
}

TEST_F(RocksDamageTest, AnchorOfAnotherLedgerIsRefused) {
  MakeAndClose(10);
  const std::string other = folder_.path() + "/other";
  ASSERT_EQ(InDyingProcess([&] {
              const auto store = RocksStore::Open(OptionsFor(other)).value();
              const std::uint64_t epoch = store->Fence("x").value();
              const Append append{epoch, store->Durable(), {"another"}, {}, false};
              return AppendNow(*store, append).result == AppendResult::kDurable ? 0 : 1;
            }),
            0);
  { ASSERT_TRUE(RocksStore::Open(OptionsFor(other)).ok()); }
  fs::copy_file(other + "/anchor", anchor(), fs::copy_options::overwrite_existing);
  ExpectRefused(kDataLoss, "another ledger's anchor, or entries were altered");
}

TEST_F(RocksDamageTest, OlderAnchorOfThisLedgerIsAccepted) {
  MakeAndClose(10);
  fs::copy_file(anchor(), folder_.path() + "/anchor.10");
  MakeAndClose(10, 100);
  fs::copy_file(folder_.path() + "/anchor.10", anchor(), fs::copy_options::overwrite_existing);
  ExpectWhole(*Open().value(), 1010);
}

TEST_F(RocksDamageTest, MissingAnchorIsRefused) {
  MakeAndClose(10);
  fs::remove(anchor());
  ExpectRefused(kFailedPrecondition, "no anchor file");
}

TEST_F(RocksDamageTest, SpoiltAnchorIsRefused) {
  MakeAndClose(10);
  FlipByte(anchor(), 20);
  FlipByte(anchor(), 4096 + 20);
  ExpectRefused(kDataLoss, "neither slot is valid");
}

TEST_F(RocksDamageTest, MissingDatabaseIsRefused) {
  MakeAndClose(10);
  fs::remove_all(dir() + "/rocks");
  EXPECT_FALSE(Open().ok());
  EXPECT_FALSE(RocksStore::OpenReadOnly(dir()).ok());
}

TEST_F(RocksDamageTest, NewerLayoutIsRefused) {
  MakeAndClose(10);
  Tamper([](RocksFiles& files, rocksdb::WriteBatch& batch) {
    batch.Put(files.family(kState), kMadeKey, "yizhan-ledger-2 test");
  });
  ExpectRefused(kFailedPrecondition, "use the release that made it");
}

}  // namespace
}  // namespace yizhan
