// The vault gives back each key, destroys it in place, and notices every kind of damage.

#include "engine/personal/file_vault.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "engine/personal/cipher.h"
#include "tests/personal/file_bytes.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

using test::ReadBytes;
using test::WriteBytes;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kSlotBytes = 128;

class FileVaultTest : public ::testing::TestWithParam<v1::PersonalSuite> {
 protected:
  absl::StatusOr<std::unique_ptr<FileVault>> Open(const std::string& kek) {
    return FileVault::Open(path_, kek, GetParam(), random_, /*may_create=*/true);
  }
  // Persons 1 to `count` have keys; the vault is closed again.
  void Fill(std::uint64_t count) {
    const auto vault = Open(kek_);
    ASSERT_TRUE(vault.ok()) << vault.status();
    for (std::uint64_t i = 1; i <= count; ++i) {
      ASSERT_TRUE((*vault)->Add(i, std::string(32, static_cast<char>(i))).ok());
    }
    ASSERT_TRUE((*vault)->Sync().ok());
  }
  std::set<std::uint64_t> Persons(const FileVault& vault) {
    std::set<std::uint64_t> persons;
    vault.ForEach([&](std::uint64_t person_no) { persons.insert(person_no); });
    return persons;
  }

  ScratchFolder scratch_;
  const std::string path_ = scratch_ / "vault";
  SeededRandom random_{3};
  const std::string kek_ = NewDataKey(random_);
};

TEST_P(FileVaultTest, KeepsKeysOverAReopening) {
  Fill(3);
  const std::string bytes = ReadBytes(path_);
  EXPECT_EQ(bytes.size(), kHeaderBytes + 3 * kSlotBytes);
  EXPECT_EQ(bytes.find(std::string(32, '\2')), std::string::npos) << "a key lies there bare";
  const auto vault = Open(kek_);
  ASSERT_TRUE(vault.ok()) << vault.status();
  EXPECT_EQ((*vault)->Find(2)->value(), std::string(32, '\2'));
  EXPECT_FALSE((*vault)->Find(4)->has_value());
  EXPECT_EQ((*vault)->Add(2, std::string(32, 'x')).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Persons(**vault), (std::set<std::uint64_t>{1, 2, 3}));
}

TEST_P(FileVaultTest, DestroysInPlace) {
  Fill(3);
  const std::string slot = ReadBytes(path_).substr(kHeaderBytes + kSlotBytes, kSlotBytes);
  {
    const auto vault = Open(kek_);
    ASSERT_TRUE((*vault)->Destroy(2).ok());
    ASSERT_TRUE((*vault)->Destroy(2).ok());
    EXPECT_FALSE((*vault)->Find(2)->has_value());
  }
  const std::string after = ReadBytes(path_);
  for (std::size_t i = 32; i + 8 <= kSlotBytes; i += 8) {  // The wrapped key and the sum.
    const std::string part = slot.substr(i, 8);
    if (part == std::string(8, '\0')) continue;
    EXPECT_EQ(after.find(part, kHeaderBytes), std::string::npos) << "bytes " << i << " are left";
  }
  const auto vault = Open(kek_);
  ASSERT_TRUE(vault.ok()) << vault.status();
  EXPECT_EQ(Persons(**vault), (std::set<std::uint64_t>{1, 3}));
  ASSERT_TRUE((*vault)->Add(2, std::string(32, 'n')).ok());
  EXPECT_EQ((*vault)->Find(2)->value(), std::string(32, 'n'));
}

TEST_P(FileVaultTest, RefusesAnotherKekAndASecondOpener) {
  Fill(1);
  const absl::Status other = Open(NewDataKey(random_)).status();
  EXPECT_EQ(other.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(other.message()).find("another key-encryption key"), std::string::npos);
  const auto first = Open(kek_);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(Open(kek_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_P(FileVaultTest, RefusesWhatOthersMayRead) {
  Fill(1);
  ::chmod(path_.c_str(), 0640);
  EXPECT_EQ(Open(kek_).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(FileVaultTest, EveryFlippedByteOfWhatIsUsedIsNoticed) {
  Fill(2);
  const std::string good = ReadBytes(path_);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x40);
    WriteBytes(path_, bad);
    EXPECT_FALSE(Open(kek_).ok()) << "byte " << i;
  }
}

TEST_P(FileVaultTest, ASlotMovedToAnotherPlaceIsNoticed) {
  Fill(2);
  std::string bytes = ReadBytes(path_);
  std::swap_ranges(bytes.begin() + kHeaderBytes, bytes.begin() + kHeaderBytes + kSlotBytes,
                   bytes.begin() + kHeaderBytes + kSlotBytes);
  WriteBytes(path_, bytes);
  EXPECT_EQ(Open(kek_).status().code(), absl::StatusCode::kDataLoss);
}

// A crash tears only what was never synced: the last slot.
TEST_P(FileVaultTest, ATornLastSlotIsDropped) {
  Fill(3);
  const std::string good = ReadBytes(path_);
  for (const std::size_t kept : {1U, 27U, 64U, 127U}) {
    WriteBytes(path_, good.substr(0, kHeaderBytes + 2 * kSlotBytes + kept));
    const auto vault = Open(kek_);
    ASSERT_TRUE(vault.ok()) << kept << ": " << vault.status();
    EXPECT_EQ(Persons(**vault), (std::set<std::uint64_t>{1, 2}));
    EXPECT_TRUE((*vault)->Add(3, std::string(32, 'r')).ok());
    EXPECT_EQ((*vault)->Find(3)->value(), std::string(32, 'r'));
  }
}

TEST_P(FileVaultTest, IsMadeOnlyWhenItMayBe) {
  const auto none = FileVault::Open(path_, kek_, GetParam(), random_, /*may_create=*/false);
  EXPECT_EQ(none.status().code(), absl::StatusCode::kInvalidArgument);
  WriteBytes(path_, "something else");
  EXPECT_EQ(Open(kek_).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(FileVaultTest, CopiesUnderANewKek) {
  Fill(3);
  const std::string new_kek = NewDataKey(random_);
  const std::string copy_path = scratch_ / "copy";
  {
    const auto vault = Open(kek_);
    ASSERT_TRUE((*vault)->CopyTo(copy_path, new_kek, GetParam(), random_).ok());
    EXPECT_FALSE((*vault)->CopyTo(copy_path, new_kek, GetParam(), random_).ok()) << "it exists";
  }
  const auto copy = FileVault::Open(copy_path, new_kek, GetParam(), random_, false);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ((*copy)->Find(3)->value(), std::string(32, '\3'));
}

INSTANTIATE_TEST_SUITE_P(Suites, FileVaultTest,
                         ::testing::Values(v1::AES_256_GCM, v1::SM4_CTR_HMAC_SM3),
                         [](const auto& row) { return v1::PersonalSuite_Name(row.param); });

}  // namespace
}  // namespace yizhan
