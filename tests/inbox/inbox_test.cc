// The inbox on disk: what a restart finds, what a wrong key, a tampered row and a disk that fails
// come to.

#include "adapters/inbox/inbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/base/secret_file.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::edge {
namespace {

constexpr std::int64_t kNowMs = 1'340'933'400'000;

class InboxTest : public ::testing::Test {
 protected:
  absl::Status Open(const std::string& institution_id = "H1", rocksdb::Env* env = nullptr) {
    inbox_.reset();
    auto opened = Inbox::Open({.data_dir = folder_ / "inbox",
                               .key_path = folder_ / "inbox.key",
                               .institution_id = institution_id,
                               .env = env},
                              clock_, random_);
    if (!opened.ok()) return opened.status();
    inbox_ = *std::move(opened);
    return absl::OkStatus();
  }

  std::uint64_t Add(v1::InboxState state, const std::string& message_id = "M") {
    v1::InboxRecord record;
    record.set_protocol(4);
    record.set_raw("MSH|^~\\&|");
    record.set_state(state);
    record.set_message_id(message_id);
    const auto number = inbox_->Add(record);
    EXPECT_TRUE(number.ok()) << number.status();
    return number.value_or(0);
  }

  // One row, as it lies on disk.
  void ChangeRow(const std::string& key, const std::function<void(std::string&)>& change) {
    inbox_.reset();
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, folder_ / "inbox/rocks", &db).ok());
    std::string value;
    ASSERT_TRUE(db->Get({}, key, &value).ok());
    change(value);
    ASSERT_TRUE(db->Put({}, key, value).ok());
    delete db;
  }

  static std::string RecordKey(char number) { return "r" + std::string(7, '\0') + number; }

  ScratchFolder folder_;
  ManualClock clock_{kNowMs};
  SeededRandom random_{7};
  std::unique_ptr<Inbox> inbox_;
};

TEST_F(InboxTest, ARestartFindsEverything) {
  ASSERT_TRUE(Open().ok());
  const std::string edge_id = inbox_->edge_id();
  const std::uint64_t first = Add(v1::ARRIVED);
  const std::uint64_t second = Add(v1::TOLD_LATE, "N");
  ASSERT_TRUE(
      inbox_->Update(first, [](v1::InboxRecord& record) { record.set_state(v1::ANSWERED); }).ok());
  ASSERT_TRUE(inbox_->Put("kind", "key", "value").ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(inbox_->edge_id(), edge_id);
  EXPECT_EQ(inbox_->Get(first)->state(), v1::ANSWERED);
  EXPECT_EQ(inbox_->Get(first)->raw(), "MSH|^~\\&|");
  EXPECT_EQ(inbox_->Get(first)->changed_ms(), kNowMs);
  EXPECT_EQ(inbox_->Unfinished(), std::vector<std::uint64_t>{second});
  EXPECT_EQ(*inbox_->FindByMessage("M"), std::vector<std::uint64_t>{first});
  EXPECT_TRUE(inbox_->FindByMessage("other")->empty());
  EXPECT_EQ(inbox_->Counts().at(4)[v1::ANSWERED], 1U);
  EXPECT_EQ(inbox_->Counts().at(4)[v1::TOLD_LATE], 1U);
  EXPECT_EQ(inbox_->Counts().at(4)[v1::ARRIVED], 0U);
  EXPECT_EQ(*inbox_->Find("kind", "key"), "value");
  EXPECT_EQ(Add(v1::ARRIVED), second + 1);
  EXPECT_TRUE(absl::IsNotFound(inbox_->Get(99).status()));
}

TEST_F(InboxTest, AReversalIsFoundByTheMessageItReverses) {
  ASSERT_TRUE(Open().ok());
  v1::InboxRecord record;
  record.set_state(v1::REVERSAL_OWED);
  record.set_message_id("R1");
  record.mutable_reverse()->set_message_id("M");
  ASSERT_TRUE(inbox_->Add(record).ok());
  EXPECT_EQ(inbox_->FindByMessage("M")->size(), 1U);
  EXPECT_EQ(inbox_->FindByMessage("R1")->size(), 1U);
}

TEST_F(InboxTest, ItsKeyIsMadeOnceForItsOwnerOnly) {
  ASSERT_TRUE(Open().ok());
  struct stat found {};
  ASSERT_EQ(stat((folder_ / "inbox.key").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  inbox_.reset();
  ASSERT_EQ(chmod((folder_ / "inbox.key").c_str(), 0644), 0);
  EXPECT_TRUE(absl::IsInvalidArgument(Open()));
  ASSERT_EQ(unlink((folder_ / "inbox.key").c_str()), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(Open())) << "a new key would hide the loss";
  ASSERT_TRUE(WriteSecret(folder_ / "inbox.key", std::string(32, 'k')).ok());
  EXPECT_TRUE(absl::IsDataLoss(Open())) << Open();
  ASSERT_TRUE(WriteSecret(folder_ / "inbox.key", "short").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(Open()));
}

TEST_F(InboxTest, IsOfOneHospitalAndOneProcess) {
  ASSERT_TRUE(Open().ok());
  const auto second = Inbox::Open(
      {.data_dir = folder_ / "inbox", .key_path = folder_ / "inbox.key", .institution_id = "H1"},
      clock_, random_);
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << second.status();
  EXPECT_TRUE(absl::IsFailedPrecondition(Open("H2")));
}

TEST_F(InboxTest, AnotherFormatIsNotTakenForAnotherKey) {
  ASSERT_TRUE(Open().ok());
  ChangeRow("!format", [](std::string& value) { value = "yizhan-inbox-2"; });
  EXPECT_TRUE(absl::IsFailedPrecondition(Open()));
}

struct Spoiled {
  const char* name;
  std::function<void(std::string&)> change;
};
// clang-format off
const Spoiled kSpoiled[] = {
    {"BitOfTheText", [](std::string& row) { row.back() = static_cast<char>(row.back() ^ 1); }},
    {"BitOfTheNonce", [](std::string& row) { row[3] = static_cast<char>(row[3] ^ 1); }},
    {"CutShort", [](std::string& row) { row.resize(row.size() - 1); }},
    {"NoSuite", [](std::string& row) { row[0] = 9; }},
    {"NonceLongerThanTheRow", [](std::string& row) { row[1] = '\xFF'; row.resize(20); }},
    {"Empty", [](std::string& row) { row.clear(); }}};
// clang-format on

TEST_F(InboxTest, ATamperedRowIsRefused) {
  for (const Spoiled& spoiled : kSpoiled) {
    SCOPED_TRACE(spoiled.name);
    std::string whole;
    ASSERT_TRUE(Open().ok());
    if (inbox_->Summaries().empty()) Add(v1::ANSWERED);
    ChangeRow(RecordKey(1), [&](std::string& row) {
      whole = row;
      spoiled.change(row);
    });
    ASSERT_TRUE(Open().ok()) << "a finished record is read when it is asked for";
    EXPECT_TRUE(absl::IsDataLoss(inbox_->Get(1).status()));
    ChangeRow(RecordKey(1), [&](std::string& row) { row = whole; });
  }
}

TEST_F(InboxTest, AnUnfinishedRowThatWasTamperedWithRefusesToOpen) {
  ASSERT_TRUE(Open().ok());
  Add(v1::TOLD_LATE);
  ChangeRow(RecordKey(1), kSpoiled[0].change);
  EXPECT_TRUE(absl::IsDataLoss(Open()));
}

TEST_F(InboxTest, ARowThatWasMovedIsRefused) {
  ASSERT_TRUE(Open().ok());
  Add(v1::ANSWERED, "A");
  Add(v1::ANSWERED, "B");
  std::string first;
  ChangeRow(RecordKey(1), [&](std::string& row) { first = row; });
  ChangeRow(RecordKey(2), [&](std::string& row) { row = first; });
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(inbox_->Get(1).ok());
  EXPECT_TRUE(absl::IsDataLoss(inbox_->Get(2).status()));
}

TEST_F(InboxTest, NothingOfAMessageCanBeReadInItsFiles) {
  ASSERT_TRUE(Open().ok());
  v1::InboxRecord record;
  record.set_state(v1::ARRIVED);
  record.set_raw("SECRET-CARD-0001");
  record.set_message_id("SECRET-MESSAGE");
  ASSERT_TRUE(inbox_->Add(record).ok());
  ASSERT_TRUE(inbox_->Put("kind", "SECRET-KEY", "SECRET-VALUE").ok());
  inbox_.reset();
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_ / "inbox")) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)),
                            std::istreambuf_iterator<char>());
    EXPECT_EQ(bytes.find("SECRET"), std::string::npos) << file.path();
  }
}

TEST_F(InboxTest, PrunesOnlyWhatIsFinishedAndOld) {
  ASSERT_TRUE(Open().ok());
  std::vector<std::uint64_t> kept;
  for (const v1::InboxState state :
       {v1::ARRIVED, v1::TOLD_LATE, v1::LATE_REVERSED, v1::REVERSAL_OWED, v1::DEAD_LETTER}) {
    kept.push_back(Add(state));
  }
  for (const v1::InboxState state : {v1::ANSWERED, v1::TURNED_DOWN, v1::RECORDED_LATE,
                                     v1::TAKEN_BACK, v1::DISCARDED, v1::MESSAGE_DONE}) {
    Add(state);
  }
  clock_.Advance(1000);
  kept.push_back(Add(v1::ANSWERED));
  EXPECT_EQ(*inbox_->Prune(kNowMs + 1), 6U);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(*inbox_->FindByMessage("M"), kept);
  EXPECT_EQ(inbox_->Summaries().size(), kept.size());
  EXPECT_EQ(inbox_->Counts().at(4)[v1::ANSWERED], 1U);
  EXPECT_GT(Add(v1::ARRIVED), kept.back()) << "a number is never given twice";
}

TEST_F(InboxTest, NotesComeInTheOrderOfTheirKeys) {
  ASSERT_TRUE(Open().ok());
  for (const char* key : {"b2", "a", "b1", "b3", "c"}) {
    ASSERT_TRUE(inbox_->Put("kind", key, std::string("value of ") + key).ok());
  }
  ASSERT_TRUE(inbox_->Put("other", "b0", "x").ok());
  ASSERT_TRUE(inbox_->Put("kind", "b1", "newer").ok());
  ASSERT_TRUE(inbox_->Erase("kind", "b3").ok());
  std::vector<std::string> seen;
  const auto see = [&](std::string_view key, std::string_view value) {
    seen.push_back(std::string(key) + "=" + std::string(value));
    return seen.size() < 2;
  };
  ASSERT_TRUE(inbox_->ForEach("kind", "b", see).ok());
  EXPECT_EQ(seen, (std::vector<std::string>{"b1=newer", "b2=value of b2"}));
  EXPECT_FALSE(inbox_->Find("kind", "b3")->has_value());
}

// Power is cut at the n-th sync: what was acknowledged is there, whole; the rest may be or not.
TEST_F(InboxTest, WhatWasAcknowledgedOutlivesAPowerCut) {
  for (std::uint64_t nth = 1; nth <= 10; ++nth) {  // One sync an Add.
    for (const Loss loss : {Loss::kAll, Loss::kTorn, Loss::kNothing}) {
      const ScratchFolder folder;
      FaultyDisk disk(nth);
      const InboxOptions options{.data_dir = folder / "inbox",
                                 .key_path = folder / "inbox.key",
                                 .institution_id = "H1",
                                 .env = &disk.env()};
      auto inbox = Inbox::Open(options, clock_, random_);
      ASSERT_TRUE(inbox.ok()) << inbox.status();
      disk.faults().CrashAtNth(DiskOp::kSync, nth);
      std::vector<std::uint64_t> acknowledged;
      for (int i = 0; i < 10; ++i) {
        v1::InboxRecord record;
        record.set_state(v1::ARRIVED);
        record.set_message_id("M" + std::to_string(i));
        const auto number = (*inbox)->Add(record);
        if (number.ok()) acknowledged.push_back(*number);
      }
      EXPECT_EQ((*inbox)->failed(), acknowledged.size() < 10);
      disk.faults().Crash();
      inbox->reset();
      disk.faults().Restart(loss);
      disk.faults().Heal();
      inbox = Inbox::Open(options, clock_, random_);
      ASSERT_TRUE(inbox.ok()) << inbox.status();
      for (const std::uint64_t number : acknowledged) EXPECT_TRUE((*inbox)->Get(number).ok());
      EXPECT_LE((*inbox)->Unfinished().size(), acknowledged.size() + 1);
    }
  }
}

TEST_F(InboxTest, AfterAWriteThatFailedNothingIsAcknowledged) {
  FaultyDisk disk;
  ASSERT_TRUE(Open("H1", &disk.env()).ok());
  disk.faults().FailNth(DiskOp::kSync, 1, /*from_then_on=*/false);
  v1::InboxRecord record;
  record.set_state(v1::ARRIVED);
  EXPECT_EQ(inbox_->Add(record).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(inbox_->Add(record).status().code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(inbox_->Put("kind", "key", "value").ok());
  EXPECT_TRUE(inbox_->failed());
  inbox_.reset();
}

}  // namespace
}  // namespace yizhan::edge
