// Golden bytes of a data folder: where leaves, rows, tiles and marks lie, written out by hand.

#include <string>

#include "engine/base/digest.h"
#include "engine/ledger/rocks_files.h"
#include "tests/ledger/golden_file.h"
#include "tests/ledger_rocks/rocks_folder.h"

namespace yizhan {
namespace {

using namespace std::string_literals;

struct Row {
  const char* name;
  Family family;
  std::string key;
  std::string value;
};

class RocksGoldenTest : public RocksFolderTest {
 protected:
  static std::string Stored(const RocksFiles& files, Family family, const std::string& key) {
    return files.Get({}, family, key).value().value_or("(none)");
  }
};

TEST_F(RocksGoldenTest, KeysAndMarksHaveTheirBytes) {
  MakeAndClose(1, 256);
  const auto files = RocksFiles::Open(dir(), Access::kReadOnly, nullptr).value();
  const std::string size = "\0\0\0\0\0\0\x01\0"s;  // 256
  const std::vector<Row> rows = {
      {"FirstLeaf", kLog, "L\0\0\0\0\0\0\0\0"s, "leaf 0"},
      {"LastLeaf", kLog, "L\0\0\0\0\0\0\0\xff"s, "leaf 255"},
      {"Holder", kState, "\x01n", "256"},
      {"MessageKey", kKeys, "\x08n", "256"},
      {"Private", kPrivateRows, "\x0bn", "256"},
      {"AppliedLog", kLog, "\0applied"s, size},
      {"AppliedState", kState, "\0applied"s, size},
      {"AppliedKeys", kKeys, "\0applied"s, size},
      {"AppliedPrivate", kPrivateRows, "\0applied"s, size},
      {"Epoch", kState, "\0epoch"s, "\0\0\0\0\0\0\0\x01"s + "test"},
      {"Made", kState, "\0made"s, "yizhan-ledger-1 test"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(HexText(Stored(*files, row.family, row.key)), HexText(row.value)) << row.name;
  }
  const std::string tile = Stored(*files, kState, "\0t\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(tile.size(), 8192U);
  ExpectGolden("tiles/0-0.sha256.hex", Bytes(Sha256(tile)));
}

}  // namespace
}  // namespace yizhan
