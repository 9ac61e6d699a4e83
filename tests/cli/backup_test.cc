// Goal: a day's ledger is copied while the desks work, and put back with the loss named.
// Method: a real engine; backup, more settlements, restore, verify and rebuild by `yizhan` alone.
#include <filesystem>

#include "tests/cli/support/end_to_end.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;

class BackupTest : public EndToEndTest {
 protected:
  static Ran Backup(const std::string& name) { return As("admin", {"ledger", "backup", name}); }
  static Ran Restore(const std::string& backup, const std::string& data_dir,
                     std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"ledger", "restore", process_->path("backups/" + backup), data_dir});
    return RunYizhan(more);
  }
  static void Settle(const std::string& id) {
    const Ran settled = Desk({"settle", "-"}, Message2207("B-" + id, "BS-" + id, "", "CARD0002"));
    ASSERT_EQ(settled.exit_code, 0) << settled.err;
  }
};

TEST_F(BackupTest, IsMadeWhileTheEngineRunsAndIsVerified) {
  Settle("1");
  const Ran made = Backup("day-1");
  EXPECT_EQ(made.exit_code, 0) << made.out << made.err;
  EXPECT_THAT(made.out, HasSubstr("Verified by full replay"));
  const std::string place = process_->path("place");
  const Ran restored = Restore("day-1", place);
  EXPECT_EQ(restored.exit_code, 0) << restored.out << restored.err;
  EXPECT_EQ(RunYizhan({"ledger", "verify", place}).exit_code, 0);
}

TEST_F(BackupTest, NamesAndCallersAreChecked) {
  for (const char* name : {"../day", ".day", "a/b", "day 1"}) {
    const Ran refused = Backup(name);
    EXPECT_EQ(refused.exit_code, 1) << name;
    EXPECT_THAT(refused.err, HasSubstr("FIELD_MALFORMED")) << name;
  }
  ASSERT_EQ(Backup("taken").exit_code, 0);
  EXPECT_THAT(Backup("taken").err, HasSubstr("a new name"));
  EXPECT_THAT(As("relief", {"ledger", "backup", "other"}).err, HasSubstr("NOT_ALLOWED"));
}

TEST_F(BackupTest, RestoreOverTheRunningEngineIsRefused) {
  ASSERT_EQ(Backup("running").exit_code, 0);
  const Ran refused = Restore("running", process_->data_dir());
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("another process uses the ledger"));
}

// Last by name: it stops the engine.
TEST_F(BackupTest, ZRestoreOverANewerLedgerNeedsTheLossNamed) {
  ASSERT_EQ(Backup("old").exit_code, 0);
  Settle("2");
  Settle("3");
  process_->Kill();
  const Ran refused = Restore("old", process_->data_dir());
  EXPECT_EQ(refused.exit_code, 1) << refused.out;
  const std::string mark = "--accept-loss ";
  ASSERT_THAT(refused.err, HasSubstr(mark));
  const std::size_t at = refused.err.rfind(mark) + mark.size();
  const std::string loss = refused.err.substr(at, refused.err.find_first_of(" \n", at) - at);
  EXPECT_EQ(Restore("old", process_->data_dir(), {"--accept-loss", "1..2"}).exit_code, 1);
  EXPECT_EQ(RunYizhan({"ledger", "verify", process_->data_dir()}).exit_code, 0);

  const Ran restored = Restore("old", process_->data_dir(), {"--accept-loss", loss});
  EXPECT_EQ(restored.exit_code, 0) << restored.out << restored.err;
  EXPECT_TRUE(std::filesystem::exists(process_->data_dir() + "/rocks.before-1"));
  const Ran verified = RunYizhan({"ledger", "verify", process_->data_dir(), "--rebuild"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("nothing written"));
  process_->Start();
  Settle("2");  // It was lost, and is settled again.
}

// Of a stopped engine.
TEST_F(BackupTest, ZzStoppedFolderIsCopied) {
  process_->Kill();
  const std::string copy = process_->path("cold");
  const Ran made = RunYizhan({"ledger", "backup", copy, "--data-dir", process_->data_dir()});
  EXPECT_EQ(made.exit_code, 0) << made.out << made.err;
  EXPECT_EQ(RunYizhan({"ledger", "verify", copy}).exit_code, 0);
  process_->Start();
}

}  // namespace
}  // namespace yizhan::cli
