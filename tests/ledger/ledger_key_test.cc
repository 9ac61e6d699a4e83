// The ledger's key file: made once, remembered, and no other is taken for it.

#include "engine/ledger/ledger_key.h"

#include <filesystem>
#include <string>

#include "engine/base/digest.h"
#include "engine/base/secret_file.h"
#include "engine/ledger/memory_store.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

class LedgerKeyTest : public testing::Test {
 protected:
  void ExpectRefused(const std::string& words) {
    const absl::Status status = OpenLedgerKey(path_, store_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_NE(std::string(status.message()).find(words), std::string::npos) << status;
    EXPECT_EQ(std::string(status.message()).find("PRIVATE"), std::string::npos);
  }

  ScratchFolder folder_;
  MemoryStore store_;
  const std::string path_ = folder_ / "ledger.key";
};

TEST_F(LedgerKeyTest, IsMadeAtTheFirstStartAndStays) {
  const std::string made = OpenLedgerKey(path_, store_)->public_key();
  EXPECT_EQ(store_.SigningKey().value(), made);
  EXPECT_EQ(std::filesystem::status(path_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(OpenLedgerKey(path_, store_)->public_key(), made);
}

TEST_F(LedgerKeyTest, OneThatLiesThereIsTakenByALedgerWithoutOne) {
  const Ed25519Key key = Ed25519Key::Generate();
  ASSERT_TRUE(WriteSecret(path_, key.ToPem()).ok());
  EXPECT_EQ(OpenLedgerKey(path_, store_)->public_key(), key.public_key());
  EXPECT_EQ(store_.SigningKey().value(), key.public_key());
}

TEST_F(LedgerKeyTest, AMissingOneIsNeverMadeAnew) {
  const std::string made = OpenLedgerKey(path_, store_)->public_key();
  std::filesystem::remove(path_);
  ExpectRefused("missing");
  ExpectRefused(HexText(made));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(LedgerKeyTest, AnotherLedgersIsRefused) {
  ASSERT_TRUE(OpenLedgerKey(path_, store_).ok());
  ASSERT_TRUE(WriteSecret(path_, Ed25519Key::Generate().ToPem()).ok());
  ExpectRefused("the key of another ledger");
}

TEST_F(LedgerKeyTest, ADamagedOneIsRefused) {
  ASSERT_TRUE(WriteSecret(path_, "-----BEGIN PRIVATE KEY-----\nx\n").ok());
  ExpectRefused("not a private key");
  EXPECT_EQ(store_.SigningKey().value(), "") << "nothing was bound";
}

TEST_F(LedgerKeyTest, OneThatOthersMayReadIsRefused) {
  ASSERT_TRUE(OpenLedgerKey(path_, store_).ok());
  std::filesystem::permissions(path_, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  ExpectRefused("chmod 600");
}

}  // namespace
}  // namespace yizhan
