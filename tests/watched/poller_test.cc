// The thread that looks by itself, and how it stops.

#include <thread>

#include "engine/base/clock.h"
#include "tests/watched/folder_scene.h"

namespace yizhan::watched {
namespace {

class PollerTest : public FolderScene {
 protected:
  std::unique_ptr<WatchedFolder> Eager() {
    return std::make_unique<WatchedFolder>(
        intake_, desk_->clock(),
        WatchedOptions{
            .folder = lists_.path(), .institution_id = "H1", .poll_ms = 1, .quiet_ms = 0});
  }
  static void WaitUntilDone(const WatchedFolder& folder, std::uint64_t lists) {
    while (folder.lists_done() < lists) std::this_thread::yield();
  }
};

TEST_F(PollerTest, TakesWhatIsLaidDown) {
  Lay("a.csv", std::string(kHead) + kFirst);
  const auto folder = Eager();
  folder->Start();
  folder->Start();  // Once is enough.
  WaitUntilDone(*folder, 1);
  folder->Stop();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算");
}

TEST_F(PollerTest, StoppedItGoesOnWhenStartedAgain) {
  const auto folder = Eager();
  folder->Start();
  folder->Stop();
  Lay("a.csv", std::string(kHead) + kFirst);
  folder->Start();
  WaitUntilDone(*folder, 1);
  folder->Stop();
  folder->Stop();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算");
}

TEST_F(PollerTest, StoppedWithinAListNothingIsLostOrDoubled) {
  std::string list = kHead;
  for (int i = 0; i < 200; ++i) {
    list += Changed(kFirst, {{"S1", "S" + std::to_string(1000 + i)}});
  }
  Lay("a.csv", list);
  const std::uint64_t before = Size();
  {
    const auto folder = Eager();
    folder->Start();
    while (Size() < before + 20) std::this_thread::yield();
  }
  const auto folder = Eager();
  folder->Start();
  while (!Has("a.csv.result.csv")) std::this_thread::yield();
  folder->Stop();
  EXPECT_EQ(Size(), before + 200);
  const std::string outcomes = Outcomes("a.csv.result.csv");
  EXPECT_TRUE(outcomes.starts_with("2结算 3结算 ")) << outcomes;
  EXPECT_TRUE(outcomes.ends_with(" 201结算")) << outcomes;
}

TEST_F(PollerTest, AFolderThatIsAwayIsCounted) {
  std::filesystem::remove_all(lists_.path());
  const auto folder = Eager();
  folder->Start();
  while (folder->failures() < 2) std::this_thread::yield();
  std::filesystem::create_directory(lists_.path());
  Lay("a.csv", std::string(kHead) + kFirst);
  WaitUntilDone(*folder, 1);
  folder->Stop();
  EXPECT_EQ(Outcomes("a.csv.result.csv"), "2结算");
}

}  // namespace
}  // namespace yizhan::watched
