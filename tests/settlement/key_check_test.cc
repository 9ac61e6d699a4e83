// The keys folder must be this ledger's: another index key, another vault, and none.

#include "engine/settlement/key_check.h"

#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

struct KeyScene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  SeededRandom random{7};
  MemoryVault other_vault;

  KeyScene() { desk->Import("CARD-A", {"dibao"}); }
  absl::Status Check(const PersonalData& personal, const IndexKey& index_key) {
    return CheckKeysFit(*desk->store().OpenView(), personal, index_key);
  }
};

void ExpectWords(const absl::Status& status, const std::string& words) {
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_NE(std::string(status.message()).find(words), std::string::npos) << status;
  EXPECT_NE(std::string(status.message()).find("put back the keys folder"), std::string::npos);
}

TEST(KeyCheck, ItsOwnKeysFit) {
  KeyScene scene;
  EXPECT_EQ(scene.Check(scene.desk->personal(), scene.desk->index_key()), absl::OkStatus());
}

TEST(KeyCheck, LedgerWithoutPersonsFitsAnyKeys) {
  Desk desk;
  SeededRandom random(7);
  MemoryVault vault;
  const PersonalData personal(vault, random);
  EXPECT_EQ(CheckKeysFit(*desk.store().OpenView(), personal, {.bytes = std::string(32, 'x')}),
            absl::OkStatus());
}

TEST(KeyCheck, AnotherIndexKeyIsNamed) {
  KeyScene scene;
  IndexKey flipped = scene.desk->index_key();
  flipped.bytes[3] = static_cast<char>(flipped.bytes[3] ^ 1);
  ExpectWords(scene.Check(scene.desk->personal(), flipped), "index.key is not the one");
}

TEST(KeyCheck, VaultOfAnotherLedgerIsNamed) {
  KeyScene scene;
  const PersonalData other(scene.other_vault, scene.random);
  ExpectWords(scene.Check(other, scene.desk->index_key()), "holds no key of anybody");
}

TEST(KeyCheck, OtherKeysOfTheSamePersonsAreNamed) {
  KeyScene scene;
  scene.desk->personal().vault().ForEach([&](std::uint64_t person_no) {
    ASSERT_TRUE(scene.other_vault.Add(person_no, std::string(32, 'k')).ok());
  });
  const PersonalData other(scene.other_vault, scene.random);
  ExpectWords(scene.Check(other, scene.desk->index_key()),
              "do not open this ledger's private rows");
}

// A restored backup may hold rows of somebody whose key was destroyed since.
TEST(KeyCheck, OneMissingKeyAmongOthersIsAnErasure) {
  KeyScene scene;
  const std::uint64_t erased = scene.desk->Import("CARD-B", {"dibao"});
  ASSERT_TRUE(scene.desk->personal().Destroy(erased).ok());
  EXPECT_EQ(scene.Check(scene.desk->personal(), scene.desk->index_key()), absl::OkStatus());
}

}  // namespace
}  // namespace yizhan::test
