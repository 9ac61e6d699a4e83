// Golden bytes: what was once written must be written, read and hashed alike for ever.
//
// YIZHAN_UPDATE_GOLDEN=1 writes files that are missing and adds new fields to descriptors.txt; it
// never changes what is there.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/ledger/anchor.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/tree.h"
#include "gtest/gtest.h"
#include "tests/ledger/append_now.h"
#include "tests/ledger/golden_file.h"
#include "tests/ledger/sample_entries.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

TEST(GoldenTest, EntriesAreWrittenAsTheyWere) {
  for (const SampleEntry& sample : SampleEntries()) {
    ExpectGolden("entries/" + sample.name + ".hex", EncodeLeaf(sample.entry));
  }
}

// Also those of kinds and releases that SampleEntries no longer makes.
TEST(GoldenTest, EveryStoredEntryIsStillReadAndWrittenBack) {
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(GoldenPath("entries"))) {
    const std::string stored =
        FromHexLines(ReadGolden("entries/" + file.path().filename().string()));
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    ASSERT_TRUE(entry.ok()) << file.path() << entry.status();
    EXPECT_EQ(HexText(EncodeLeaf(*entry)), HexText(stored)) << file.path();
    ++files;
  }
  EXPECT_GE(files, v1::Entry::descriptor()->FindOneofByName("body")->field_count());
}

TEST(GoldenTest, NoFieldIsRenumberedRetypedOrRenamed) {
  ExpectGoldenFields("descriptors.txt", {v1::Entry::descriptor()});
}

// Of 65 536 leaves: 256 tiles of leaf hashes and the one above them.
TEST(GoldenTest, TilesHaveTheirBytes) {
  MerkleTree tree;
  std::vector<Tile> tiles;
  for (std::uint64_t number = 0; number < kTileHashes * kTileHashes; ++number) {
    for (Tile& tile : tree.Append(LeafHash(LeafText(number)))) tiles.push_back(std::move(tile));
  }
  ASSERT_EQ(tiles.size(), kTileHashes + 1);
  for (const std::size_t at : {std::size_t{0}, kTileHashes}) {
    std::string bytes;
    for (const Hash32& hash : tiles[at].hashes) bytes += Bytes(hash);
    ExpectGolden("tiles/" + std::to_string(tiles[at].level) + "-0.sha256.hex",
                 Bytes(Sha256(bytes)));
  }
}

// The empty ledger's slot, and that of three entries in the other one.
TEST(GoldenTest, TheAnchorHasItsBytes) {
  const ScratchFolder folder;
  ASSERT_TRUE(Anchor::Create(folder / "anchor").ok());
  Anchor::Open(folder / "anchor").value()->Advance({{3, Sha256("three")}, Sha256("ledger")});
  std::stringstream bytes;
  bytes << std::ifstream(folder / "anchor", std::ios::binary).rdbuf();
  ASSERT_EQ(bytes.str().size(), 8192U);
  ExpectGolden("anchor/slot-0.hex", bytes.str().substr(0, 120));
  ExpectGolden("anchor/slot-1.hex", bytes.str().substr(4096, 120));
  EXPECT_EQ(bytes.str().substr(120, 4096 - 120), std::string(4096 - 120, '\0'));
}

}  // namespace
}  // namespace yizhan
