#include "adapters/watched/watched_folder.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"

namespace yizhan::watched {
namespace {

constexpr std::size_t kNameBytesMax = 255;
constexpr char kResultEnd[] = ".result.csv";
constexpr char kPartEnd[] = ".part";
constexpr std::size_t kDigestDigitsInName = 32;

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string NoteOf(const FileStamp& stamp, const std::string& digest) {
  return absl::StrCat(stamp.bytes, " ", stamp.changed_ns, " ", digest);
}

absl::Status WhyNotAFile(FileStamp::Kind kind) {
  return absl::InvalidArgumentError(kind == FileStamp::Kind::kLink
                                        ? "是符号链接，不予读取；请直接放入文件"
                                        : "不是普通文件，不予读取");
}

}  // namespace

bool IsListName(const std::string& name) {
  if (name.empty() || name[0] == '.' || name[0] == '~') return false;
  const std::string lower = Lower(name);
  if (lower.ends_with(kResultEnd)) return false;
  return lower.ends_with(".csv") || lower.ends_with(".jsonl");
}

std::string ResultNameOf(const std::string& name) {
  const std::size_t room = kNameBytesMax - (sizeof kResultEnd - 1) - (sizeof kPartEnd - 1);
  if (name.size() <= room) return name + kResultEnd;
  return HexText(Sha256(name)).substr(0, kDigestDigitsInName) + kResultEnd;
}

WatchedFolder::WatchedFolder(edge::Intake& intake, const Clock& clock, WatchedOptions options)
    : intake_(intake), clock_(clock), options_(std::move(options)) {}

WatchedFolder::~WatchedFolder() { Stop(); }

void WatchedFolder::Start() {
  if (thread_.joinable()) return;
  stop_.store(false);
  thread_ = std::thread([this] { Loop(); });
}

void WatchedFolder::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_.store(true);
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void WatchedFolder::Loop() {
  while (!stop_.load()) {
    if (!Poll().ok()) failures_.fetch_add(1);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(options_.poll_ms),
                   [this] { return stop_.load(); });
  }
}

// One list in trouble does not keep the others waiting.
absl::Status WatchedFolder::Poll() {
  const absl::StatusOr<ListFolder> folder = ListFolder::Open(options_.folder);
  if (!folder.ok()) return folder.status();
  const absl::StatusOr<std::vector<std::string>> names = folder->Names();
  if (!names.ok()) return names.status();
  absl::Status first;
  for (const std::string& name : *names) {
    if (stop_.load()) break;
    if (!IsListName(name)) continue;
    const absl::Status looked = Look(*folder, name);
    if (first.ok()) first = looked;
  }
  Forget(*names);
  return first;
}

absl::Status WatchedFolder::Look(const ListFolder& folder, const std::string& name) {
  const absl::StatusOr<FileStamp> stamp = folder.Stamp(name);
  if (absl::IsNotFound(stamp.status())) return absl::OkStatus();
  if (!stamp.ok()) return stamp.status();
  const std::int64_t now_ms = clock_.NowMs();
  const auto [found, fresh] = seen_.try_emplace(name, Seen{.stamp = *stamp, .since_ms = now_ms});
  Seen& seen = found->second;
  if (!fresh && !(seen.stamp == *stamp)) seen = {.stamp = *stamp, .since_ms = now_ms};
  if (seen.done) return absl::OkStatus();
  if (now_ms - seen.since_ms < std::int64_t{options_.quiet_ms}) return absl::OkStatus();
  const absl::Status taken = Take(folder, name, *stamp);
  if (absl::IsUnavailable(taken)) return absl::OkStatus();  // Goes on with the next look.
  if (taken.ok()) seen.done = true;
  return taken;
}

absl::Status WatchedFolder::Take(const ListFolder& folder, const std::string& name,
                                 const FileStamp& stamp) {
  const auto before = intake_.notes().Find(kDoneNotes, name);
  if (!before.ok()) return before.status();
  const std::string result = ResultNameOf(name);
  const std::string note = before->value_or("");
  if (note.starts_with(NoteOf(stamp, ""))) return absl::OkStatus();
  ListRun run(intake_, folder, options_.institution_id, stop_);
  absl::StatusOr<std::string> bytes =
      stamp.kind == FileStamp::Kind::kRegular ? folder.Read(name) : WhyNotAFile(stamp.kind);
  if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
  if (absl::IsInvalidArgument(bytes.status())) {
    const absl::Status refused = run.RefuseFile(result, bytes.status());
    return refused.ok() ? Finish(name, stamp, "-") : refused;
  }
  if (!bytes.ok()) return bytes.status();
  const std::string digest = HexText(Sha256(*bytes));
  // Touched, and nothing else; unless its result was taken away: then it is wanted again.
  if (note.ends_with(" " + digest) && folder.Has(result)) return Finish(name, stamp, digest);
  const absl::Status ran =
      run.Run({.name = name, .result = result, .bytes = *std::move(bytes), .digest = digest});
  if (!ran.ok()) return ran;
  return Finish(name, stamp, digest);
}

absl::Status WatchedFolder::Finish(const std::string& name, const FileStamp& stamp,
                                   const std::string& digest) {
  const absl::Status noted = intake_.notes().Put(kDoneNotes, name, NoteOf(stamp, digest));
  if (noted.ok()) lists_done_.fetch_add(1);
  return noted;
}

// Of lists that are gone nothing is remembered: settled twice they are told as 重复.
void WatchedFolder::Forget(const std::vector<std::string>& names) {
  const auto gone = [&](const std::string& name) {
    return !std::binary_search(names.begin(), names.end(), name);
  };
  std::erase_if(seen_, [&](const auto& item) { return gone(item.first); });
  if (names.size() >= kFilesMax) return;
  std::vector<std::string> old;
  const absl::Status read =
      intake_.notes().ForEach(kDoneNotes, "", [&](std::string_view key, std::string_view) {
        if (gone(std::string(key))) old.emplace_back(key);
        return true;
      });
  if (!read.ok()) return;
  for (const std::string& name : old) {
    if (!intake_.notes().Erase(kDoneNotes, name).ok()) return;
  }
}

}  // namespace yizhan::watched
