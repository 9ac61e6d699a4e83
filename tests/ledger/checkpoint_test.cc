// Checkpoints: the published form, one spelling only, and whose signature counts.

#include "engine/ledger/checkpoint.h"

#include <string>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

// The example of C2SP tlog-checkpoint.
constexpr char kBody[] =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

NoteSigner SignerOf(const std::string& name) {
  return {.name = name,
          .type = NoteKeyType::kLog,
          .key = Ed25519Key::FromSeed(std::string(32, 's')).value()};
}

TEST(CheckpointTest, PublishedExample) {
  const Checkpoint checkpoint = Checkpoint::Parse(kBody).value();
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.head.size, 20852163U);
  EXPECT_EQ(HexText(checkpoint.head.root),
            "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  EXPECT_EQ(checkpoint.Text(), kBody);
}

TEST(CheckpointTest, OriginIsTheBeginningOfTheLedgersId) {
  EXPECT_EQ(OriginOf("\x01\x23\x45\x67\x89\xab\xcd\xef rest"), "yizhan/0123456789abcdef");
}

TEST(CheckpointTest, SignedOneIsRead) {
  const NoteSigner signer = SignerOf("yizhan/0123456789abcdef");
  const Checkpoint checkpoint{.origin = signer.name, .head = {.size = 3, .root = Sha256("r")}};
  const Note note = SignCheckpoint(checkpoint, signer);
  EXPECT_EQ(VerifyCheckpoint(Note::Parse(note.Text()).value(), signer.verifier()).value(),
            checkpoint);
  EXPECT_EQ(VerifyCheckpoint(note, SignerOf("yizhan/0000000000000000").verifier()).status().code(),
            absl::StatusCode::kDataLoss);
  VerifierKey cosigner = signer.verifier();
  cosigner.type = NoteKeyType::kCosigner;
  EXPECT_EQ(VerifyCheckpoint(note, cosigner).status().code(), absl::StatusCode::kInvalidArgument);
  Note longer = note;
  longer.text.replace(longer.text.find("\n3\n"), 3, "\n4\n");
  EXPECT_EQ(VerifyCheckpoint(longer, signer.verifier()).status().code(),
            absl::StatusCode::kDataLoss);
}

struct Bad {
  const char* name;
  std::string text;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadCheckpointTest : public testing::TestWithParam<Bad> {};

TEST_P(BadCheckpointTest, IsRefused) {
  EXPECT_EQ(Checkpoint::Parse(GetParam().text).status().code(), absl::StatusCode::kInvalidArgument);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Checkpoint, BadCheckpointTest,
    testing::Values(
        Bad{"Empty", ""},
        Bad{"NoRoot", "o\n1\n"},
        Bad{"NoOrigin", "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
        Bad{"NoLineEnd", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="},
        Bad{"Extension", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n"},
        Bad{"LeadingZero", "o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
        Bad{"Sign", "o\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
        Bad{"Space", "o\n 1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
        Bad{"Hex", "o\n0x1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
        Bad{"TooLarge", "o\n18446744073709551616\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"},
        Bad{"ShortRoot", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n"},
        Bad{"RootUnpadded", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n"},
        Bad{"RootOtherSpelling", "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n"}),
    testing::PrintToStringParamName());
// clang-format on

}  // namespace
}  // namespace yizhan
