// The cosigned checkpoint: what is kept, what is refused, and that another history is noticed at
// the next start.

#include "engine/ledger/cosigned.h"

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "engine/ledger/memory_store.h"
#include "gtest/gtest.h"
#include "tests/ledger/append_now.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

NoteSigner SignerOf(const std::string& name, NoteKeyType type) {
  const char seed = name.back();
  return {.name = name, .type = type, .key = Ed25519Key::FromSeed(std::string(32, seed)).value()};
}

class CosignedTest : public testing::Test {
 protected:
  CosignedTest() {
    Grow(store_, 300);
    cosigned_ = Open(store_).value();
  }

  static void Grow(MemoryStore& store, std::uint64_t until) {
    const std::uint64_t epoch = store.Fence("test").value();
    const TreeHead head = store.Durable();
    ASSERT_EQ(AppendNow(store, {epoch, head, LeafTexts(head.size, until), {}, false}).result,
              AppendResult::kDurable);
  }

  absl::StatusOr<std::unique_ptr<Cosigned>> Open(const MemoryStore& store,
                                                 std::vector<NoteSigner> witnesses = {
                                                     Witness('a'), Witness('b')}) {
    Cosigned::Keys keys{.ledger = ledger_.verifier(), .witnesses = {}};
    for (const NoteSigner& witness : witnesses) keys.witnesses.push_back(witness.verifier());
    return Cosigned::Open(path_, keys, *store.OpenView());
  }
  absl::StatusOr<std::uint64_t> Take(const Note& note) {
    return cosigned_->Take(note.Text(), *store_.OpenView());
  }

  static NoteSigner Witness(char name) {
    return SignerOf("yizhan-witness/" + std::string(1, name), NoteKeyType::kCosigner);
  }
  Note CheckpointAt(const TreeHead& head) const {
    return SignCheckpoint({.origin = ledger_.name, .head = head}, ledger_);
  }
  Note NowBy(char witness, std::int64_t time_s = 1) const {
    Note note = CheckpointAt(store_.Durable());
    Sign(note, Witness(witness), time_s);
    return note;
  }
  std::string Stored() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  const NoteSigner ledger_ = SignerOf("yizhan/0123456789abcdef", NoteKeyType::kLog);
  ScratchFolder folder_;
  const std::string path_ = folder_ / "cosigned";
  MemoryStore store_;
  std::unique_ptr<Cosigned> cosigned_;
};

TEST_F(CosignedTest, IsKeptInMemoryAndInTheFile) {
  EXPECT_EQ(cosigned_->Newest(), "");
  EXPECT_EQ(Take(NowBy('a')).value(), 300U);
  EXPECT_EQ(cosigned_->Newest(), NowBy('a').Text());
  EXPECT_EQ(Stored(), NowBy('a').Text());
  EXPECT_EQ(Open(store_).value()->Newest(), NowBy('a').Text());
}

TEST_F(CosignedTest, ANewerOneReplacesAndAnOlderOneDoesNot) {
  const Note older = NowBy('a');
  Grow(store_, 301);
  const Note newer = NowBy('b');
  EXPECT_EQ(Take(newer).value(), 301U);
  EXPECT_EQ(Take(older).value(), 301U);
  EXPECT_EQ(cosigned_->Newest(), newer.Text());
}

TEST_F(CosignedTest, WitnessesOfOneSizeAreKeptTogether) {
  ASSERT_TRUE(Take(NowBy('a', 1)).ok());
  ASSERT_TRUE(Take(NowBy('b', 2)).ok());
  ASSERT_TRUE(Take(NowBy('a', 3)).ok());  // Signed again, later.
  const Note kept = Note::Parse(cosigned_->Newest()).value();
  EXPECT_EQ(VerifyNote(kept, ledger_.verifier()).value(), 0);
  EXPECT_EQ(VerifyNote(kept, Witness('a').verifier()).value(), 3);
  EXPECT_EQ(VerifyNote(kept, Witness('b').verifier()).value(), 2);
  EXPECT_EQ(kept.signatures.size(), 3U);
}

TEST_F(CosignedTest, SignaturesOfStrangersAreLeftOut) {
  Note note = NowBy('a');
  Sign(note, Witness('x'), 1);
  ASSERT_TRUE(Take(note).ok());
  EXPECT_EQ(cosigned_->Newest(), NowBy('a').Text());
}

TEST_F(CosignedTest, AWitnessThatIsNoLongerNamedCountsNoMore) {
  ASSERT_TRUE(Take(NowBy('a')).ok());
  EXPECT_EQ(Open(store_, {Witness('b')}).value()->Newest(), "");
}

TEST_F(CosignedTest, WhatIsNotToBeKeptIsRefused) {
  const TreeHead head = store_.Durable();
  const auto by_a = [](Note note) {
    Sign(note, Witness('a'), 1);
    return note.Text();
  };
  Note wrong = NowBy('a');
  wrong.signatures[1].bytes[20] ^= 1;
  const NoteSigner other = SignerOf("yizhan/0123456789abcdeF", NoteKeyType::kLog);
  const NoteSigner forged{ledger_.name, NoteKeyType::kLog, Ed25519Key::Generate()};
  const struct {
    const char* name;
    std::string text;
    const char* words;
  } rows[] = {
      {"NoNote", "hello\n", "not a note"},
      {"NoWitness", CheckpointAt(head).Text(), "no cosignature"},
      {"WrongSignature", wrong.Text(), "wrong signature"},
      {"Longer", by_a(CheckpointAt({head.size + 1, head.root})), "the ledger has 300"},
      {"OtherRoot", by_a(CheckpointAt({head.size, Sha256("x")})), "the root of the first 300"},
      {"OtherRootBefore", by_a(CheckpointAt({17, head.root})), "the root of the first 17"},
      {"OtherLedger", by_a(SignCheckpoint({other.name, head}, other)), "another ledger"},
      {"OtherKey", by_a(SignCheckpoint({ledger_.name, head}, forged)), "not signed with"},
  };
  for (const auto& row : rows) {
    const absl::Status status = cosigned_->Take(row.text, *store_.OpenView()).status();
    EXPECT_NE(std::string(status.message()).find(row.words), std::string::npos)
        << row.name << ": " << status;
  }
  EXPECT_EQ(cosigned_->Newest(), "");
  EXPECT_EQ(Stored(), "");
}

// Somebody put the ledger back, or made another one, and has its key.
TEST_F(CosignedTest, AnotherHistoryThanTheCosignedOneIsRefusedAtStart) {
  ASSERT_TRUE(Take(NowBy('a')).ok());
  MemoryStore shorter;
  Grow(shorter, 299);
  EXPECT_EQ(Open(shorter).status().code(), absl::StatusCode::kFailedPrecondition);
  MemoryStore rewritten;
  const std::uint64_t epoch = rewritten.Fence("test").value();
  std::vector<std::string> leaves = LeafTexts(0, 301);
  leaves[7] = "another leaf";
  ASSERT_EQ(AppendNow(rewritten, {epoch, rewritten.Durable(), leaves, {}, false}).result,
            AppendResult::kDurable);
  const absl::Status refused = Open(rewritten).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(std::string(refused.message()).find("a witness signed another history"),
            std::string::npos);
  Grow(store_, 302);
  EXPECT_TRUE(Open(store_).ok()) << "a longer one of the same history";
}

TEST_F(CosignedTest, AFlippedByteInTheFileIsNoticed) {
  ASSERT_TRUE(Take(NowBy('a')).ok());
  const std::string good = Stored();
  int left_out = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bad;
    const auto opened = Open(store_);
    // In the witness's name or key hash it is a stranger's signature.
    if (opened.ok()) ++left_out;
    EXPECT_TRUE(!opened.ok() || (*opened)->Newest().empty()) << at;
  }
  EXPECT_LE(left_out, 22);
}

}  // namespace
}  // namespace yizhan
