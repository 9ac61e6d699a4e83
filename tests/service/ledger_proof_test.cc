// What an outsider gets from a running engine: signed checkpoints, proofs that hold, and that the
// witness's signature is kept; and what an engine with a wrong key or another history does.

#include <algorithm>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/base/secret_file.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/proof.h"
#include "gtest/gtest.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr int kExitPersonMustLook = 3;

NoteSigner Witness(const std::string& name) {
  return {.name = "yizhan-witness/" + name,
          .type = NoteKeyType::kCosigner,
          .key = Ed25519Key::FromSeed(std::string(32, name.back())).value()};
}

Hash32 HashOf(const std::string& bytes) {
  Hash32 hash{};
  EXPECT_EQ(bytes.size(), hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

template <typename Reply>
std::vector<Hash32> PathOf(const Reply& reply) {
  std::vector<Hash32> path;
  for (const std::string& bytes : reply.path()) path.push_back(HashOf(bytes));
  return path;
}

class LedgerProofTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = new World({.more = "witness_keys: \"" + Witness("bureau").verifier().Text() + "\""});
  }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  static v1::LedgerCheckpoint Now() { return world_->Checkpoint(); }
  static Checkpoint Verified(const v1::LedgerCheckpoint& now) {
    const VerifierKey key = VerifierKey::Parse(now.verifier_key()).value();
    return VerifyCheckpoint(Note::Parse(now.note()).value(), key).value();
  }
  static absl::StatusOr<v1::InclusionProofReply> Inclusion(std::uint64_t number,
                                                           std::uint64_t size) {
    v1::InclusionProofRequest request;
    request.set_number(number);
    request.set_size(size);
    return Call<v1::Ledger>(world_->process().NewClient("anting/desk-1"),
                            &v1::Ledger::Stub::InclusionProof, request);
  }
  static absl::StatusOr<v1::ConsistencyProofReply> Consistency(std::uint64_t from,
                                                               std::uint64_t until) {
    v1::ConsistencyProofRequest request;
    request.set_from(from);
    request.set_until(until);
    return Call<v1::Ledger>(world_->process().NewClient("auditor"),
                            &v1::Ledger::Stub::ConsistencyProof, request);
  }
  static absl::StatusOr<v1::CosignReply> Cosign(const std::string& note) {
    v1::CosignRequest request;
    request.set_note(note);
    return Call<v1::Ledger>(world_->process().NewClient("witness"), &v1::Ledger::Stub::Cosign,
                            request);
  }
  static std::string CosignedBy(const std::string& witness) {
    Note note = Note::Parse(Now().note()).value();
    Sign(note, Witness(witness), 1'700'000'000);
    return note.Text();
  }

  static inline World* world_ = nullptr;
};

TEST_F(LedgerProofTest, TheCheckpointIsSignedAndSaysTheSame) {
  const v1::LedgerCheckpoint now = Now();
  const Checkpoint checkpoint = Verified(now);
  EXPECT_EQ(checkpoint.origin, OriginOf(now.ledger_id()));
  EXPECT_EQ(checkpoint.head.size, now.size());
  EXPECT_EQ(checkpoint.head.root, HashOf(now.root()));
}

TEST_F(LedgerProofTest, EveryEntryIsProvedToWhoeverAsks) {
  const Checkpoint checkpoint = Verified(Now());
  for (const v1::Leaf& leaf : world_->Leaves()) {
    const auto proof = Inclusion(leaf.number(), checkpoint.head.size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(HashOf(proof->leaf_hash()), LeafHash(leaf.stored()));
    EXPECT_TRUE(
        VerifyInclusion(leaf.number(), LeafHash(leaf.stored()), checkpoint.head, PathOf(*proof))
            .ok());
  }
}

TEST_F(LedgerProofTest, LaterCheckpointsOnlyAddToEarlierOnes) {
  const Checkpoint before = Verified(Now());
  ASSERT_TRUE(world_->Settle(World::Request("PROOF-1")).ok());
  const Checkpoint after = Verified(Now());
  ASSERT_GT(after.head.size, before.head.size);
  const auto proof = Consistency(before.head.size, 0);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->until(), after.head.size);
  EXPECT_TRUE(VerifyConsistency(before.head, after.head, PathOf(*proof)).ok());
}

TEST_F(LedgerProofTest, WhatHasNoProofIsRefused) {
  const std::uint64_t size = Now().size();
  for (const absl::Status& status :
       {Inclusion(size, size).status(), Inclusion(0, size + 1).status(),
        Inclusion(size, 0).status(), Consistency(0, size).status(),
        Consistency(size, size - 1).status(), Consistency(1, size + 1).status()}) {
    EXPECT_EQ(ReasonOf(status), v1::ENTRY_UNKNOWN) << status;
  }
}

TEST_F(LedgerProofTest, TheWitnessesSignatureIsKeptOverARestart) {
  const std::string note = CosignedBy("bureau");
  EXPECT_EQ(Cosign(note)->size(), Now().size());
  EXPECT_EQ(Now().cosigned(), note);
  EXPECT_EQ(ReadWholeFile(world_->process().data_dir() + "/cosigned"), note);
  world_->process().Kill();
  world_->process().Start();
  EXPECT_EQ(Now().cosigned(), note);
}

TEST_F(LedgerProofTest, OtherNotesAreNotKept) {
  const std::string before = Now().cosigned();
  for (const std::string& note : {CosignedBy("nobody"), Now().note(), std::string("x")}) {
    EXPECT_EQ(ReasonOf(Cosign(note).status()), v1::CHECKPOINT_REFUSED) << note;
  }
  EXPECT_EQ(Now().cosigned(), before);
}

// Stops the engine, changes a file, and says what a start then says.
struct Wrong {
  const char* name;
  const char* says;
  std::function<void(const EngineProcess&)> act;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongFilesTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongFilesTest, TheEngineDoesNotStart) {
  EngineProcess engine({.more = "witness_keys: \"" + Witness("bureau").verifier().Text() + "\""});
  engine.Start();
  const v1::LedgerCheckpoint now =
      Call<v1::Ledger>(engine.NewClient("witness"), &v1::Ledger::Stub::Checkpoint,
                       v1::CheckpointRequest())
          .value();
  Note note = Note::Parse(now.note()).value();
  Sign(note, Witness("bureau"), 1);
  v1::CosignRequest request;
  request.set_note(note.Text());
  ASSERT_TRUE(
      Call<v1::Ledger>(engine.NewClient("witness"), &v1::Ledger::Stub::Cosign, request).ok());
  EXPECT_EQ(engine.Stop(), 0);
  GetParam().act(engine);
  EXPECT_EQ(engine.RunToTheEnd(), kExitPersonMustLook);
  EXPECT_NE(ReadWholeFile(engine.log_path()).find(GetParam().says), std::string::npos)
      << ReadWholeFile(engine.log_path());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, WrongFilesTest, ::testing::Values(
    Wrong{"KeyOfAnother", "the key of another ledger", [](const EngineProcess& engine) {
      EXPECT_TRUE(WriteSecret(engine.keys_dir() + "/ledger.key",
                              Ed25519Key::Generate().ToPem()).ok());
    }},
    Wrong{"KeyGone", "put the file back", [](const EngineProcess& engine) {
      std::filesystem::remove(engine.keys_dir() + "/ledger.key");
    }},
    Wrong{"KeyDamaged", "not a private key", [](const EngineProcess& engine) {
      EXPECT_TRUE(WriteSecret(engine.keys_dir() + "/ledger.key", "PRIVATE").ok());
    }},
    Wrong{"CosignedChanged", "a witness signed another history", [](const EngineProcess& engine) {
      const std::string path = engine.data_dir() + "/cosigned";
      std::string text = ReadWholeFile(path);
      text[text.find('\n') + 1] = '9';
      WriteWholeFile(path, text);
    }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::testing
