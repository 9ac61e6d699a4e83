// LeafFile and LeafTree: leaves are read as they lie; a file that is cut says where; the tree is
// that of RFC 6962.

#include "engine/audit/leaf_file.h"

#include <fstream>
#include <string>
#include <vector>

#include "engine/audit/leaf_tree.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

std::string Leaf(std::size_t number) { return "leaf " + std::to_string(number); }

std::string FileOf(std::size_t count) {
  std::string bytes = kLeavesHead;
  for (std::size_t i = 0; i < count; ++i) {
    bytes += std::string(7, '\0') + static_cast<char>(Leaf(i).size()) + Leaf(i);
  }
  return bytes;
}

std::string Written(const ScratchFolder& folder, const std::string& bytes) {
  std::ofstream(folder / "leaves", std::ios::binary | std::ios::trunc) << bytes;
  return folder / "leaves";
}

TEST(LeafFile, IsReadAtAnyPlace) {
  const ScratchFolder folder;
  const auto file = LeafFile::Open(Written(folder, FileOf(1'000))).value();
  EXPECT_EQ(file->size(), 1'000U);
  EXPECT_EQ(file->damage(), "");
  EXPECT_EQ(file->Leaf(0).value(), "leaf 0");
  EXPECT_EQ(file->Leaf(999).value(), "leaf 999");
  EXPECT_EQ(file->Leaves(998, 1'000).value(), (std::vector<std::string>{"leaf 998", "leaf 999"}));
  EXPECT_TRUE(file->Leaves(7, 7).value().empty());
  EXPECT_EQ(file->Leaf(1'000).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(file->Leaves(1'000, 1'001).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(LeafFile, CutAnywhereItHasTheWholeLeavesBefore) {
  const ScratchFolder folder;
  const std::string whole = FileOf(3);
  const std::size_t head = sizeof kLeavesHead - 1;
  for (std::size_t bytes = head; bytes < whole.size(); ++bytes) {
    const auto file = LeafFile::Open(Written(folder, whole.substr(0, bytes))).value();
    const std::size_t leaves = (bytes - head) / 14;
    EXPECT_EQ(file->size(), leaves);
    EXPECT_EQ(file->damage().empty(), bytes == head + 14 * leaves);
  }
}

TEST(LeafFile, AnotherFileIsRefused) {
  const ScratchFolder folder;
  EXPECT_EQ(LeafFile::Open(folder / "none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(LeafFile::Open(folder.path()).status().code(), absl::StatusCode::kNotFound);
  for (const char* bytes : {"", "yizhan-ledger-export 2\n", "yizhan"}) {
    EXPECT_EQ(LeafFile::Open(Written(folder, bytes)).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(LeafTree, IsTheTreeOfTheLedger) {
  const ScratchFolder folder;
  for (const std::size_t size : {0U, 1U, 255U, 256U, 257U, 700U}) {
    const auto file = LeafFile::Open(Written(folder, FileOf(size))).value();
    const auto tree = LeafTree::Build(*file, [](std::uint64_t, std::uint64_t) {}).value();
    MerkleTree expected;
    EXPECT_EQ(tree.RootOf(0), expected.Root());
    for (std::size_t i = 0; i < size; ++i) {
      expected.Append(LeafHash(Leaf(i)));
      if (i % 50 != 0 && i + 1 != size) continue;
      EXPECT_EQ(tree.RootOf(i + 1), expected.Root()) << i;
    }
  }
}

}  // namespace
}  // namespace yizhan
