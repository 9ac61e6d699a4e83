// An export and its proofs are checked by verify.mjs, which shares no code with us; and whatever
// is changed in a file of an export, verify.mjs notices.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/note.h"
#include "tests/cli/support/run_program.h"
#include "tests/support/scratch_folder.h"
#include "tools/cli/export_folder.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using testing_support::Ran;
using testing_support::RunProgram;

constexpr std::uint64_t kSize = 600;      // Two full tiles, a partial one, one of level 1.
constexpr std::uint64_t kCosigned = 300;  // The witness lags behind.

NoteSigner SignerOf(const std::string& name, NoteKeyType type) {
  return {.name = name,
          .type = type,
          .key = Ed25519Key::FromSeed(std::string(32, name.back())).value()};
}
const NoteSigner& Ledger() {
  static const NoteSigner signer = SignerOf("yizhan/0123456789abcdef", NoteKeyType::kLog);
  return signer;
}
const NoteSigner& Witness() {
  static const NoteSigner signer = SignerOf("yizhan-witness/bureau", NoteKeyType::kCosigner);
  return signer;
}

std::string LeafOf(std::uint64_t number) {
  v1::Entry entry;
  entry.set_number(number);
  entry.set_posted_ms(static_cast<std::int64_t>(number) + 1);
  entry.mutable_day_opened()->set_day("2024-01-15");
  return EncodeLeaf(entry);
}

Ran Verify(std::vector<std::string> args) {
  args.insert(args.begin(), YIZHAN_SOURCE_DIR "/tests/outside/verify.mjs");
  Ran ran = RunProgram(YIZHAN_NODE, args);
  EXPECT_NE(ran.exit_code, 127) << "node is missing: tools/setup installs it";
  return ran;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class OutsideTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new ScratchFolder();
    MerkleTree tree;
    auto writer = ExportWriter::Create(dir()).value();
    Note cosigned;
    for (std::uint64_t number = 0; number < kSize; ++number) {
      ASSERT_TRUE(writer->Add(LeafOf(number)).ok());
      tree.Append(LeafHash(LeafOf(number)));
      if (tree.size() == kCosigned) cosigned = NoteOf(tree.Head());
    }
    Sign(cosigned, Witness(), 1'700'000'000);
    const absl::Status finished = writer->Finish({.checkpoint = NoteOf(tree.Head()).Text(),
                                                  .cosigned = cosigned.Text(),
                                                  .key = Ledger().verifier().Text()});
    ASSERT_TRUE(finished.ok()) << finished;
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static Note NoteOf(const TreeHead& head) {
    return SignCheckpoint({.origin = Ledger().name, .head = head}, Ledger());
  }
  static std::string dir() { return *folder_ / "export"; }
  static Ran VerifyExport() {
    return Verify(
        {dir(), "--key", Ledger().verifier().Text(), "--witness", Witness().verifier().Text()});
  }
  static std::vector<std::string> Files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir())) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    return files;
  }

  static inline ScratchFolder* folder_ = nullptr;
};

TEST_F(OutsideTest, TheExportIsWhole) {
  const Ran ran = VerifyExport();
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("yizhan/0123456789abcdef: 600 entries, 4 tiles, root "));
  EXPECT_THAT(ran.out, HasSubstr("cosigned by yizhan-witness/bureau at 2023-11-14T22:13:20"));
  for (const char* name : {"tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"}) {
    EXPECT_TRUE(std::filesystem::exists(dir() + "/" + name)) << name;
  }
  EXPECT_EQ(Files().size(), 8U);
}

TEST_F(OutsideTest, AFlippedByteInAnyFileIsNoticed) {
  for (const std::string& path : Files()) {
    const std::string good = ReadFile(path);
    for (const std::size_t at : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 1);
      WriteFile(path, bad);
      const Ran ran = VerifyExport();
      EXPECT_EQ(ran.exit_code, 1) << path << " " << at << ran.err;
      EXPECT_THAT(ran.err, HasSubstr("DIFFERS ")) << path << " " << at;
    }
    WriteFile(path, good);
  }
  EXPECT_EQ(VerifyExport().exit_code, 0) << "put back";
}

TEST_F(OutsideTest, ACutMissingOrStrangeFileIsNoticed) {
  for (const std::string& path : Files()) {
    const std::string good = ReadFile(path);
    WriteFile(path, good.substr(0, good.size() - 1));
    EXPECT_EQ(VerifyExport().exit_code, 1) << path;
    std::filesystem::remove(path);
    EXPECT_EQ(VerifyExport().exit_code, 1) << path;
    WriteFile(path, good);
  }
  WriteFile(dir() + "/more", "x");
  EXPECT_THAT(VerifyExport().err, HasSubstr("more: not part of an export"));
  std::filesystem::remove(dir() + "/more");
}

TEST_F(OutsideTest, AnotherKeyOrWitnessIsNotBelieved) {
  const std::string key = Ledger().verifier().Text();
  const std::string stranger = SignerOf("yizhan/z", NoteKeyType::kLog).verifier().Text();
  const std::string nobody =
      SignerOf("yizhan-witness/nobody", NoteKeyType::kCosigner).verifier().Text();
  EXPECT_EQ(Verify({dir()}).exit_code, 0);
  EXPECT_THAT(Verify({dir(), "--key", stranger}).err, HasSubstr("key: expected yizhan/z+"));
  EXPECT_THAT(Verify({dir(), "--key", key, "--witness", nobody}).err,
              HasSubstr("no signature of yizhan-witness/nobody"));
}

TEST_F(OutsideTest, AnExportThatIsNotTheCheckpointsIsNeverFinished) {
  const std::string other = *folder_ / "other";
  {
    auto writer = ExportWriter::Create(other).value();
    ASSERT_TRUE(writer->Add(LeafOf(0)).ok());
    const absl::Status finished =
        writer->Finish({.checkpoint = NoteOf({.size = 1, .root = Sha256("x")}).Text(),
                        .cosigned = {},
                        .key = Ledger().verifier().Text()});
    EXPECT_EQ(finished.code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_FALSE(std::filesystem::exists(other));
  EXPECT_FALSE(std::filesystem::exists(other + ".part"));
  EXPECT_FALSE(ExportWriter::Create(dir()).ok()) << "a folder that is not empty";
}

// The tiles of an export prove what the tree proves.
TEST_F(OutsideTest, TilesOfAnExportMakeProofs) {
  const TileOf tiles = ExportTiles(dir(), kSize);
  const TreeHead head{kSize, RootOf(kSize, tiles).value()};
  for (const std::uint64_t number : {0UL, 255UL, 256UL, 511UL, 512UL, 599UL}) {
    const auto path = InclusionProof(number, kSize, tiles);
    EXPECT_TRUE(VerifyInclusion(number, LeafHash(LeafOf(number)), head, *path).ok()) << number;
  }
  const auto steps = ConsistencyProof(kCosigned, kSize, tiles);
  const TreeHead before{kCosigned, RootOf(kCosigned, tiles).value()};
  EXPECT_TRUE(VerifyConsistency(before, head, *steps).ok());
}

}  // namespace
}  // namespace yizhan::cli
