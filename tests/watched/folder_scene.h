// FolderScene: a watched folder on the memory intake, with one person of dibao.
//
// Units:    the clock stands at kMorningMs; a list is quiet after 2 s of it.
// Threads:  one.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "adapters/files/csv.h"
#include "adapters/watched/watched_folder.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"
#include "tests/support/memory_intake.h"
#include "tests/support/scratch_folder.h"
#include "tests/watched/good_list.h"

namespace yizhan::watched {

class FolderScene : public ::testing::Test {
 protected:
  FolderScene() : desk_(test::Desk::Ready()), intake_(*desk_) {
    desk_->Import("CANARYNO1", {"dibao"});
    folder_ = Fresh();
  }

  // As after a restart: what is remembered is in the notes and the folder.
  std::unique_ptr<WatchedFolder> Fresh() {
    return std::make_unique<WatchedFolder>(
        intake_, desk_->clock(),
        WatchedOptions{.folder = lists_.path(), .institution_id = "H1", .quiet_ms = 2000});
  }

  void Lay(const std::string& name, const std::string& bytes) {
    std::ofstream file(lists_ / name, std::ios::binary);
    file << bytes;
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(lists_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  bool Has(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(lists_ / name));
  }

  // Seen once, quiet, taken.
  void Watch() {
    EXPECT_TRUE(folder_->Poll().ok());
    desk_->clock().Advance(2000);
    EXPECT_TRUE(folder_->Poll().ok());
  }

  // The rows of a result, without its head.
  std::string Rows(const std::string& name) const {
    const std::string text = Read(name);
    const std::string head = ResultHead();
    EXPECT_TRUE(text.starts_with(head)) << text;
    return text.size() < head.size() ? text : text.substr(head.size());
  }
  // Line and outcome of each row.
  std::string Outcomes(const std::string& name) const {
    std::string outcomes;
    const std::string text = Rows(name);
    files::CsvReader rows(text);
    while (const std::optional<files::CsvRecord> row = rows.Next()) {
      if (row->cells.size() < 3) return "damaged";
      outcomes += (outcomes.empty() ? "" : " ") + row->cells[0] + row->cells[2];
    }
    return outcomes;
  }
  std::uint64_t Size() const { return desk_->Head().size; }

  std::unique_ptr<test::Desk> desk_;
  test::MemoryIntake intake_;
  ScratchFolder lists_;
  std::unique_ptr<WatchedFolder> folder_;
};

}  // namespace yizhan::watched
