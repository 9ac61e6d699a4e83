// Cosigner: what agrees with the mirror is cosigned and kept; whatever differs from what was seen
// before is refused, though it is signed with the ledger's own key.

#include "tools/witness/cosigner.h"

#include <string>

#include "engine/books/authorization.h"
#include "engine/books/mirror.h"
#include "engine/ledger/memory_store.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

constexpr std::int64_t kNowS = 1'340'933'400;

class CosignerTest : public testing::Test {
 protected:
  CosignerTest()
      : folder_(scratch_.path() + "/witness"), cosigner_(desk_->store(), folder_, witness_) {
    EXPECT_TRUE(folder_.Open().ok());
    EXPECT_TRUE(cosigner_.Start().ok());
  }

  std::string Origin() const { return OriginOf(LedgerIdOf(*desk_->store().OpenView()).value()); }
  NoteSigner Log(char seed = 'l') const {
    return {.name = Origin(),
            .type = NoteKeyType::kLog,
            .key = Ed25519Key::FromSeed(std::string(32, seed)).value()};
  }
  Note Signed(const TreeHead& head) const {
    return SignCheckpoint({.origin = Origin(), .head = head}, Log());
  }
  absl::StatusOr<Note> Cosign(Cosigner& cosigner, const Note& note) const {
    const auto checkpoint = cosigner.Read(note, Log().verifier());
    if (!checkpoint.ok()) return checkpoint.status();
    return cosigner.Cosign(note, *checkpoint, kNowS);
  }
  void ExpectDiffers(const absl::Status& status, const std::string& words) const {
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_NE(status.message().find(words), absl::string_view::npos) << status;
  }

  ScratchFolder scratch_;
  const WitnessFolder folder_;
  const std::unique_ptr<test::Desk> desk_ = test::Desk::Ready();
  const NoteSigner witness_{.name = "yizhan-witness/bureau",
                            .type = NoteKeyType::kCosigner,
                            .key = Ed25519Key::FromSeed(std::string(32, 'w')).value()};
  Cosigner cosigner_;
};

TEST_F(CosignerTest, SignsWhatAgreesAndKeepsIt) {
  const TreeHead head = desk_->Head();
  const auto cosigned = Cosign(cosigner_, Signed(head));
  ASSERT_TRUE(cosigned.ok()) << cosigned.status();
  EXPECT_EQ(VerifyNote(*cosigned, witness_.verifier()).value(), kNowS);
  EXPECT_TRUE(VerifyCheckpoint(*cosigned, Log().verifier()).ok());
  EXPECT_EQ(folder_.Cosigned().value()->Text(), cosigned->Text());
  EXPECT_EQ(cosigner_.last(), head);
  desk_->Import("another", {"dibao"});
  EXPECT_TRUE(Cosign(cosigner_, Signed(desk_->Head())).ok());
  EXPECT_EQ(cosigner_.last(), desk_->Head());
}

TEST_F(CosignerTest, TheSameCheckpointIsNotSignedTwice) {
  const auto first = Cosign(cosigner_, Signed(desk_->Head()));
  const auto again = Cosign(cosigner_, Signed(desk_->Head()));
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(again->Text(), first->Text());
}

TEST_F(CosignerTest, ARewrittenLedgerSignedWithTheRightKeyIsRefused) {
  TreeHead rewritten = desk_->Head();
  rewritten.root[5] ^= 1;
  ExpectDiffers(Cosign(cosigner_, Signed(rewritten)).status(),
                "expected root " + HexText(desk_->Head().root));
  EXPECT_FALSE(folder_.Cosigned().value().has_value());
}

TEST_F(CosignerTest, AShorterLedgerIsRefused) {
  const TreeHead before = desk_->Head();
  desk_->Import("another", {"dibao"});
  ASSERT_TRUE(Cosign(cosigner_, Signed(desk_->Head())).ok());
  ExpectDiffers(Cosign(cosigner_, Signed(before)).status(), "shorter than before");
}

TEST_F(CosignerTest, AnotherKeyOrLedgerIsRefused) {
  const Note other_key = SignCheckpoint({.origin = Origin(), .head = desk_->Head()}, Log('m'));
  ExpectDiffers(Cosign(cosigner_, other_key).status(), "signed with its key");
  NoteSigner other = Log();
  other.name = "yizhan/0000000000000000";
  const Note note = SignCheckpoint({.origin = other.name, .head = desk_->Head()}, other);
  ExpectDiffers(cosigner_.Read(note, other.verifier()).status(), "another ledger");
}

TEST_F(CosignerTest, AnOldCopyOfTheMirrorIsNoticedAtTheStart) {
  ASSERT_TRUE(Cosign(cosigner_, Signed(desk_->Head())).ok());
  Cosigner again(desk_->store(), folder_, witness_);
  EXPECT_TRUE(again.Start().ok());
  EXPECT_EQ(again.last(), desk_->Head());
  const MemoryStore empty;
  Cosigner old(empty, folder_, witness_);
  ExpectDiffers(old.Start(), "an old copy of the folder");
}

TEST_F(CosignerTest, OnceStoppedItStaysStopped) {
  ASSERT_TRUE(folder_.Stop("entry 7: expected this, found that").ok());
  const absl::Status opened = folder_.Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(opened));
  EXPECT_NE(opened.message().find("entry 7: expected this"), absl::string_view::npos) << opened;
}

}  // namespace
}  // namespace yizhan
