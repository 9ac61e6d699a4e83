// Keys are made once, kept to their owner, and survive a rotation that stops anywhere.

#include "engine/personal/key_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>

#include "engine/base/digest.h"
#include "tests/personal/file_bytes.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;
using test::ReadBytes;
using test::WriteBytes;

constexpr v1::PersonalSuite kSuite = v1::AES_256_GCM;

class KeyFolderTest : public ::testing::Test {
 protected:
  absl::StatusOr<KeyFolder> Open(std::uint64_t ledger_size) {
    return OpenKeyFolder(paths_, kSuite, ledger_size, random_);
  }
  // A folder with the keys of persons 1 and 2.
  void Make() {
    const auto made = Open(0);
    ASSERT_TRUE(made.ok()) << made.status();
    for (const std::uint64_t person_no : {1U, 2U}) {
      ASSERT_TRUE(made->vault->Add(person_no, std::string(32, static_cast<char>(person_no))).ok());
    }
    ASSERT_TRUE(made->vault->Sync().ok());
  }
  void ExpectKeysThere(const std::string& where) {
    const auto opened = Open(9);
    ASSERT_TRUE(opened.ok()) << where << ": " << opened.status();
    EXPECT_EQ(opened->vault->Find(1)->value(), std::string(32, '\1')) << where;
    EXPECT_EQ(opened->vault->Find(2)->value(), std::string(32, '\2')) << where;
    for (const char* left : {"kek.key.next", "kek.key.old", "vault.next", "vault.old"}) {
      EXPECT_FALSE(fs::exists(paths_.keys_dir + "/" + left)) << where << ": " << left;
    }
  }

  ScratchFolder scratch_;
  const KeyPaths paths_{.keys_dir = scratch_ / "keys", .kek_path = ""};
  SeededRandom random_{5};
};

TEST_F(KeyFolderTest, IsMadeWithTheFirstLedgerOnly) {
  EXPECT_EQ(Open(1).status().code(), absl::StatusCode::kFailedPrecondition);
  fs::remove_all(paths_.keys_dir);
  Make();
  EXPECT_EQ(fs::status(paths_.keys_dir).permissions(), fs::perms::owner_all);
  for (const std::string& path : {paths_.index_key(), paths_.kek(), paths_.vault()}) {
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << path;
  }
  ExpectKeysThere("as made");
}

TEST_F(KeyFolderTest, TheKekMayLieElsewhere) {
  const KeyPaths paths{.keys_dir = scratch_ / "keys", .kek_path = scratch_ / "medium.key"};
  ASSERT_TRUE(OpenKeyFolder(paths, kSuite, 0, random_).ok());
  EXPECT_TRUE(fs::exists(scratch_ / "medium.key"));
  EXPECT_FALSE(fs::exists(paths_.kek()));
}

struct ModeRow {
  const char* name;
  const char* mark;  // Empty: from before marks. Null: no keys yet.
  std::uint64_t ledger_size;
  bool training;
  const char* says;   // Of the refusal; empty: opened.
  const char* after;  // The mark then; empty: none.
};

class KeyModeTest : public KeyFolderTest, public ::testing::WithParamInterface<ModeRow> {};

TEST_P(KeyModeTest, BelongsToEnginesOfItsOwn) {
  const ModeRow& row = GetParam();
  if (row.mark != nullptr) Make();
  const std::string mark = row.mark == nullptr ? "" : row.mark;
  if (!mark.empty()) WriteBytes(paths_.mode(), mark);
  const absl::Status opened =
      OpenKeyFolder(paths_, kSuite, row.ledger_size, random_, row.training).status();
  EXPECT_EQ(opened.ok(), std::string(row.says).empty()) << opened;
  EXPECT_NE(std::string(opened.message()).find(row.says), std::string::npos) << opened;
  EXPECT_EQ(fs::exists(paths_.mode()) ? ReadBytes(paths_.mode()) : "", row.after);
  if (row.mark != nullptr) ExpectKeysThere(row.name);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, KeyModeTest, ::testing::Values(
    ModeRow{"FirstOfARealOne", nullptr, 0, false, "", "real\n"},
    ModeRow{"FirstInTraining", nullptr, 0, true, "", "training\n"},
    ModeRow{"RealAgain", "real\n", 0, false, "", "real\n"},
    ModeRow{"TrainingAgain", "training\n", 7, true, "", "training\n"},
    ModeRow{"RealKeysInTraining", "real\n", 0, true, "正式引擎的密钥目录", "real\n"},
    ModeRow{"RealKeysOfATrainingLedger", "real\n", 7, true, "a keys_dir of its own", "real\n"},
    ModeRow{"TrainingKeysForReal", "training\n", 0, false, "培训引擎的密钥目录", "training\n"},
    ModeRow{"TrainingKeysOfARealLedger", "training\n", 7, false, "of a training engine",
            "training\n"},
    ModeRow{"UnmarkedCountAsReal", "", 0, false, "", "real\n"},
    ModeRow{"UnmarkedAreNotForTraining", "", 0, true, "engine for real data", ""},
    ModeRow{"UnmarkedOfARealLedger", "", 7, false, "", ""},
    ModeRow{"UnmarkedOfATrainingLedger", "", 7, true, "", ""},
    ModeRow{"NoMarkAtAll", "both\n", 7, false, "real or training", "both\n"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(KeyFolderTest, AMarkIsMadeOnceAndKept) {
  Make();
  EXPECT_FALSE(ReadKeyMode(paths_)->has_value());
  ASSERT_TRUE(MarkKeyFolder(paths_, true).ok());
  ASSERT_TRUE(MarkKeyFolder(paths_, false).ok());
  EXPECT_EQ(ReadKeyMode(paths_)->value(), true);
  EXPECT_EQ(fs::status(paths_.mode()).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

struct Broken {
  const char* name;
  std::function<void(const KeyPaths&)> how;
};

class BrokenKeyFolderTest : public KeyFolderTest, public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenKeyFolderTest, IsRefused) {
  Make();
  GetParam().how(paths_);
  const absl::Status status = Open(9).status();
  EXPECT_FALSE(status.ok());
  EXPECT_NE(std::string(status.message()).find(paths_.keys_dir), std::string::npos)
      << "the path is not named: " << status;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BrokenKeyFolderTest, ::testing::Values(
    Broken{"NoIndexKey",    [](const KeyPaths& p) { fs::remove(p.index_key()); }},
    Broken{"NoKek",         [](const KeyPaths& p) { fs::remove(p.kek()); }},
    Broken{"NoVault",       [](const KeyPaths& p) { fs::remove(p.vault()); }},
    Broken{"ShortIndexKey", [](const KeyPaths& p) { WriteBytes(p.index_key(), "short"); }},
    Broken{"OtherKek",      [](const KeyPaths& p) { WriteBytes(p.kek(), std::string(32, 'k')); }},
    Broken{"OpenFolder",    [](const KeyPaths& p) { ::chmod(p.keys_dir.c_str(), 0750); }},
    Broken{"OpenIndexKey",  [](const KeyPaths& p) { ::chmod(p.index_key().c_str(), 0644); }},
    Broken{"OpenKek",       [](const KeyPaths& p) { ::chmod(p.kek().c_str(), 0604); }},
    Broken{"OpenVault",     [](const KeyPaths& p) { ::chmod(p.vault().c_str(), 0640); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(KeyFolderTest, RotatesTheKek) {
  Make();
  const std::string kek = ReadBytes(paths_.kek());
  const std::string vault = ReadBytes(paths_.vault());
  const auto wrapped = RotateKek(paths_, kSuite, random_);
  ASSERT_TRUE(wrapped.ok()) << wrapped.status();
  EXPECT_EQ(*wrapped, 2U);
  EXPECT_NE(ReadBytes(paths_.kek()), kek);
  EXPECT_NE(ReadBytes(paths_.vault()), vault);
  ExpectKeysThere("rotated");
}

// A name given to the old bytes before shows what became of them.
TEST_F(KeyFolderTest, RotationOverwritesWhatWasBefore) {
  Make();
  fs::create_hard_link(paths_.kek(), scratch_ / "old-kek");
  fs::create_hard_link(paths_.vault(), scratch_ / "old-vault");
  ASSERT_TRUE(RotateKek(paths_, kSuite, random_).ok());
  for (const char* old : {"old-kek", "old-vault"}) {
    const std::string bytes = ReadBytes(scratch_ / old);
    EXPECT_FALSE(bytes.empty());
    EXPECT_EQ(bytes.find_first_not_of('\0'), std::string::npos) << old;
  }
}

TEST_F(KeyFolderTest, ARunningEngineKeepsItsKeys) {
  Make();
  const auto running = Open(9);
  ASSERT_TRUE(running.ok());
  EXPECT_EQ(RotateKek(paths_, kSuite, random_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// Every state that a crash in RotateKek can leave, made by hand from the state before and after.
struct Crash {
  const char* name;
  bool kek_next, vault_next, vault_old, vault_new, kek_old, kek_new;
};

class CrashTest : public KeyFolderTest, public ::testing::WithParamInterface<Crash> {};

TEST_P(CrashTest, IsFinishedOrUndone) {
  const Crash& crash = GetParam();
  Make();
  const std::string old_kek = ReadBytes(paths_.kek());
  const std::string old_vault = ReadBytes(paths_.vault());
  ASSERT_TRUE(RotateKek(paths_, kSuite, random_).ok());
  const std::string new_kek = ReadBytes(paths_.kek());
  const std::string new_vault = ReadBytes(paths_.vault());

  const auto put = [](const std::string& path, bool there, const std::string& bytes) {
    fs::remove(path);
    if (there) WriteBytes(path, bytes);
  };
  put(paths_.kek(), true, crash.kek_new ? new_kek : old_kek);
  put(paths_.vault(), true, crash.vault_new ? new_vault : old_vault);
  put(paths_.kek() + ".next", crash.kek_next, new_kek);
  put(paths_.vault() + ".next", crash.vault_next, new_vault);
  if (crash.vault_old && !crash.vault_new) {
    fs::create_hard_link(paths_.vault(), paths_.vault() + ".old");
  } else {
    put(paths_.vault() + ".old", crash.vault_old, old_vault);
  }
  if (crash.kek_old && !crash.kek_new) {
    fs::create_hard_link(paths_.kek(), paths_.kek() + ".old");
  } else {
    put(paths_.kek() + ".old", crash.kek_old, old_kek);
  }
  ExpectKeysThere(crash.name);
  EXPECT_TRUE(RotateKek(paths_, kSuite, random_).ok());
  ExpectKeysThere("rotated again");
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CrashTest, ::testing::Values(
    //                       kek.next vault.next vault.old vault new  kek.old kek new
    Crash{"KekNextWritten",    true,    false,     false,    false,   false,  false},
    Crash{"VaultNextWritten",  true,    true,      false,    false,   false,  false},
    Crash{"VaultOldLinked",    true,    true,      true,     false,   false,  false},
    Crash{"VaultRenamed",      true,    false,     true,     true,    false,  false},
    Crash{"KekOldLinked",      true,    false,     true,     true,    true,   false},
    Crash{"KekRenamed",        false,   false,     true,     true,    true,   true},
    Crash{"VaultOldWiped",     false,   false,     false,    true,    true,   true}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// A vault that was moved to the new KEK and then damaged still needs that KEK.
TEST_F(KeyFolderTest, DamageDuringARotationCostsNoKey) {
  Make();
  const std::string old_kek = ReadBytes(paths_.kek());
  ASSERT_TRUE(RotateKek(paths_, kSuite, random_).ok());
  const std::string new_kek = ReadBytes(paths_.kek());
  const std::string vault = ReadBytes(paths_.vault());
  WriteBytes(paths_.kek(), old_kek);
  WriteBytes(paths_.kek() + ".next", new_kek);
  for (const std::size_t at : {0U, 20U, 100U, 128U, 200U}) {
    std::string bad = vault;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    WriteBytes(paths_.vault(), bad);
    EXPECT_FALSE(Open(9).ok()) << at;
    EXPECT_FALSE(RotateKek(paths_, kSuite, random_).ok()) << at;
    const std::string next = paths_.kek() + ".next";
    EXPECT_EQ(ReadBytes(fs::exists(next) ? next : paths_.kek()), new_kek) << at;
  }
  WriteBytes(paths_.vault(), vault);
  ExpectKeysThere("mended");
}

TEST_F(KeyFolderTest, NeitherKekIsTheVaults) {
  Make();
  const std::string kek = ReadBytes(paths_.kek());
  WriteBytes(paths_.kek(), std::string(32, 'a'));
  WriteBytes(paths_.kek() + ".next", std::string(32, 'b'));
  WriteBytes(paths_.kek() + ".old", kek);
  const absl::Status status = Open(9).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(std::string(status.message()).find("put the vault's key back"), std::string::npos);
  EXPECT_EQ(ReadBytes(paths_.kek() + ".next"), std::string(32, 'b'));
  EXPECT_EQ(ReadBytes(paths_.kek() + ".old"), kek);
  fs::remove(paths_.kek());
  EXPECT_FALSE(Open(9).ok());
  EXPECT_EQ(ReadBytes(paths_.kek() + ".old"), kek) << "the only copy";
  WriteBytes(paths_.kek(), kek);
  ExpectKeysThere("put back");
}

TEST_F(KeyFolderTest, WhatAnUndoneRotationMadeIsOverwritten) {
  Make();
  WriteBytes(paths_.kek() + ".next", std::string(32, 'n'));
  WriteBytes(paths_.vault() + ".next", std::string(300, 'v'));
  fs::create_hard_link(paths_.kek() + ".next", scratch_ / "kek");
  fs::create_hard_link(paths_.vault() + ".next", scratch_ / "vault");
  ExpectKeysThere("undone");
  EXPECT_EQ(ReadBytes(scratch_ / "kek"), std::string(32, '\0'));
  EXPECT_EQ(ReadBytes(scratch_ / "vault"), std::string(300, '\0'));
}

TEST_F(KeyFolderTest, ATornNextKekIsDropped) {
  Make();
  WriteBytes(paths_.kek() + ".next", "torn");
  ExpectKeysThere("torn kek.next");
}

TEST_F(KeyFolderTest, ATornNextVaultIsDropped) {
  Make();
  WriteBytes(paths_.kek() + ".next", std::string(32, 'n'));
  WriteBytes(paths_.vault() + ".next", "torn");
  ExpectKeysThere("torn vault.next");
}

}  // namespace
}  // namespace yizhan
