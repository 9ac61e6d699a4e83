// WatchedFolder: looks into a folder again and again for lists of bills, and has each one settled.
//
// A list is NAME.csv (bill_columns.h) or NAME.jsonl (national messages, one a line); its result is
// NAME.csv.result.csv. Not looked at: names that begin with "." or "~" or end in .tmp, .part or
// .result.csv. A list whose size or time still changes waits until it has been still for
// `quiet_ms` of our own clock. What is done is remembered by name, time, size and SHA-256
// ("files.done"); another content under the same name is read again.
//
// Units:    *_ms are milliseconds.
// Owner:    intake and clock outlive it.
// Errors:   what is wrong with a file stands in its result; what is wrong with the folder in
//           failures().
// Threads:  Start makes one thread; Poll is for that thread, or for a test without it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "adapters/intake/intake.h"
#include "adapters/watched/list_folder.h"
#include "adapters/watched/list_run.h"
#include "engine/base/clock.h"

namespace yizhan::watched {

inline constexpr char kDoneNotes[] = "files.done";

struct WatchedOptions {
  std::string folder{};
  std::string institution_id{};
  std::uint32_t poll_ms = 1000;
  std::uint32_t quiet_ms = 2000;
};

class WatchedFolder {
 public:
  WatchedFolder(edge::Intake& intake, const Clock& clock, WatchedOptions options);
  ~WatchedFolder();
  WatchedFolder(const WatchedFolder&) = delete;
  WatchedFolder& operator=(const WatchedFolder&) = delete;

  void Start();
  // Between two lines of a list, too; what is not done goes on after the next Start.
  void Stop();

  // Looks once.
  absl::Status Poll();

  std::uint64_t lists_done() const { return lists_done_.load(); }
  std::uint64_t failures() const { return failures_.load(); }

 private:
  struct Seen {
    FileStamp stamp{};
    std::int64_t since_ms = 0;
    bool done = false;
  };

  void Loop();
  absl::Status Look(const ListFolder& folder, const std::string& name);
  absl::Status Take(const ListFolder& folder, const std::string& name, const FileStamp& stamp);
  absl::Status Finish(const std::string& name, const FileStamp& stamp, const std::string& digest);
  void Forget(const std::vector<std::string>& names);

  edge::Intake& intake_;
  const Clock& clock_;
  const WatchedOptions options_;
  std::map<std::string, Seen> seen_;
  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> lists_done_{0};
  std::atomic<std::uint64_t> failures_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

// Whether a name is a list's.
bool IsListName(const std::string& name);
// The name of its result; a digest stands in for a name that has no room for it.
std::string ResultNameOf(const std::string& name);

}  // namespace yizhan::watched
