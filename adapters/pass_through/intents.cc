#include "adapters/pass_through/intents.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "adapters/pass_through/aid_answer.h"

namespace yizhan::edge {
namespace {

constexpr char kIntent[] = "pass.intent";
constexpr char kOpen[] = "pass.open";
constexpr char kSetlId[] = "pass.setl";
constexpr char kCancel[] = "pass.cancel";
constexpr char kLine[] = "pass.line";
constexpr char kVisit[] = "pass.visit";

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kAnswersKeptMs = 35 * kDayMs;  // A repeat comes within minutes.
constexpr std::int64_t kKeptMs = 400 * kDayMs;        // A cancellation within its year.
constexpr std::size_t kTidyBatchMax = 1'000;

std::string LineKey(const std::string& day, LineKind kind, const std::string& msgid) {
  return day + "/" + static_cast<char>(kind) + "/" + msgid;
}

// With the aid that stands in the HIS's books, the settlement itself is kept for its year.
bool MayGo(const v1::PassIntent& intent, std::int64_t now_ms) {
  const std::int64_t age_ms = now_ms - intent.changed_ms();
  if (IsOpen(intent)) return false;
  return age_ms > (intent.aid() == v1::PASS_AID_NONE ? kAnswersKeptMs : kKeptMs);
}

// Only what a repeat would be told again.
bool MaySlim(const v1::PassIntent& intent, std::int64_t now_ms) {
  return !IsOpen(intent) && intent.has_asked() && now_ms - intent.changed_ms() > kAnswersKeptMs;
}

}  // namespace

std::vector<NoteChange> SetlIdNote(const std::string& setl_id, const std::string& msgid) {
  if (setl_id.empty()) return {};
  return {{kSetlId, setl_id, msgid}};
}

NoteChange CancelNote(const std::string& cancel_msgid, const std::string& msgid) {
  return {kCancel, cancel_msgid, msgid};
}

NoteChange LineNote(const std::string& day, LineKind kind, const v1::PassIntent& intent) {
  v1::PassLine line;
  line.set_insutype(intent.insutype());
  line.set_clr_type(intent.clr_type());
  line.set_aid_fen(ExtraAidFen(intent.result()));
  line.set_account_back_fen(AccountBackFen(intent.result()));
  return {kLine, LineKey(day, kind, intent.msgid()), line.SerializeAsString()};
}

NoteChange NoLine(const std::string& day, LineKind kind, const std::string& msgid) {
  return {kLine, LineKey(day, kind, msgid), std::nullopt};
}

std::string StateName(v1::PassState state) {
  constexpr std::string_view kPrefix = "PASS_";
  const std::string& name = v1::PassState_Name(state);
  return absl::AsciiStrToLower(name.substr(std::min(name.size(), kPrefix.size())));
}

bool IsOpen(const v1::PassIntent& intent) {
  switch (intent.state()) {
    case v1::PASS_ASKED:
    case v1::PASS_TAKING_BACK:
    case v1::PASS_CANCELLED:
    case v1::PASS_UNCLEAR:
      return true;
    case v1::PASS_SETTLED:
      return intent.aid() == v1::PASS_AID_UNSPECIFIED;
    default:
      return false;
  }
}

absl::StatusOr<std::string> Intents::Text(const char* kind, const std::string& key) const {
  absl::StatusOr<std::optional<std::string>> found = notes_.Find(kind, key);
  if (!found.ok()) return found.status();
  return found->value_or("");
}

absl::StatusOr<std::optional<v1::PassIntent>> Intents::Find(const std::string& msgid) const {
  const absl::StatusOr<std::optional<std::string>> found = notes_.Find(kIntent, msgid);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return std::nullopt;
  v1::PassIntent intent;
  if (!intent.ParseFromString(**found)) return absl::DataLossError("a note that is no intent");
  return intent;
}

absl::Status Intents::Put(v1::PassIntent& intent, std::vector<NoteChange> with) {
  intent.set_changed_ms(clock_.NowMs());
  with.push_back({kIntent, intent.msgid(), intent.SerializeAsString()});
  with.push_back({kOpen, intent.msgid(), IsOpen(intent) ? std::optional("1") : std::nullopt});
  return notes_.Write(with);
}

absl::Status Intents::Erase(const std::string& msgid) {
  return notes_.Write({{kIntent, msgid, std::nullopt}, {kOpen, msgid, std::nullopt}});
}

std::vector<std::string> Intents::Open() const {
  std::vector<std::string> open;
  (void)notes_.ForEach(kOpen, "", [&](std::string_view key, std::string_view) {
    open.emplace_back(key);
    return true;
  });
  return open;
}

absl::StatusOr<std::string> Intents::MsgidOf(const std::string& setl_id) const {
  return Text(kSetlId, setl_id);
}

absl::StatusOr<std::string> Intents::MsgidOfCancel(const std::string& cancel_msgid) const {
  return Text(kCancel, cancel_msgid);
}

absl::Status Intents::ForEachLine(
    Day from, Day until,
    const std::function<void(LineKind, const std::string&, const v1::PassLine&)>& item) const {
  for (Day day = from; day <= until; ++day.days) {
    const std::string prefix = DayText(day) + "/";
    const absl::Status status =
        notes_.ForEach(kLine, prefix, [&](std::string_view key, std::string_view value) {
          v1::PassLine line;
          const std::string_view rest = key.substr(prefix.size());
          if (rest.size() > 2 &&
              line.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
            item(static_cast<LineKind>(rest[0]), std::string(rest.substr(2)), line);
          }
          return true;
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Intents::TidyIntents(Exclusions& turns) {
  std::vector<std::string> old;
  auto status = notes_.ForEach(kIntent, "", [&](std::string_view, std::string_view value) {
    v1::PassIntent intent;
    if (!intent.ParseFromArray(value.data(), static_cast<int>(value.size()))) return true;
    if (MayGo(intent, clock_.NowMs()) || MaySlim(intent, clock_.NowMs())) {
      old.push_back(intent.msgid());
    }
    return old.size() < kTidyBatchMax;
  });
  for (const std::string& msgid : old) {
    if (status.ok()) status = TidyOne(turns, msgid);
  }
  if (!status.ok()) return status;
  return old.size() == kTidyBatchMax;
}

// As it is in its turn: it may be being cancelled since it was looked at.
absl::Status Intents::TidyOne(Exclusions& turns, const std::string& msgid) {
  const Exclusions::Hold turn(turns, msgid);
  absl::StatusOr<std::optional<v1::PassIntent>> found = Find(msgid);
  if (!found.ok() || !found->has_value()) return found.status();
  v1::PassIntent& intent = **found;
  if (MayGo(intent, clock_.NowMs())) {
    return notes_.Write({{kSetlId, intent.setl_id(), std::nullopt},
                         {kCancel, intent.taking_back().msgid(), std::nullopt},
                         {kIntent, msgid, std::nullopt},
                         {kOpen, msgid, std::nullopt}});
  }
  if (!MaySlim(intent, clock_.NowMs())) return absl::OkStatus();
  intent.clear_asked();  // Its age goes on from when it came to rest.
  intent.clear_settled();
  return notes_.Put(kIntent, msgid, intent.SerializeAsString());
}

absl::StatusOr<bool> Intents::Tidy(Exclusions& turns) {
  const std::int64_t now_ms = clock_.NowMs();
  const std::string first_day = DayText(BusinessDay(now_ms - kKeptMs));
  std::vector<NoteChange> old;
  auto status = notes_.ForEach(kVisit, "", [&](std::string_view key, std::string_view value) {
    v1::PassVisit visit;
    visit.ParseFromArray(value.data(), static_cast<int>(value.size()));
    if (now_ms - visit.changed_ms() > kKeptMs)
      old.push_back({kVisit, std::string(key), std::nullopt});
    return old.size() < kTidyBatchMax;
  });
  status.Update(notes_.ForEach(kLine, "", [&](std::string_view key, std::string_view) {
    if (key >= first_day) return false;
    old.push_back({kLine, std::string(key), std::nullopt});
    return old.size() < 2 * kTidyBatchMax;
  }));
  if (status.ok() && !old.empty()) status = notes_.Write(old);
  if (!status.ok()) return status;
  const absl::StatusOr<bool> more = TidyIntents(turns);
  if (!more.ok()) return more;
  return *more || old.size() >= kTidyBatchMax;
}

}  // namespace yizhan::edge
