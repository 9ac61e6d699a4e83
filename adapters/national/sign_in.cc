#include "adapters/national/sign_in.h"

#include <optional>
#include <utility>
#include <vector>

#include "adapters/national/fields.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr char kKind[] = "national.sign";
constexpr char kOurs[] = "YZ";
constexpr std::size_t kDayDigits = 8;
constexpr std::uint64_t kSerialsOfOneSecond = 10'000;
constexpr std::size_t kForgottenAtOnceMax = 1'000;

std::string TodayPrefix(std::int64_t now_ms) {
  return kOurs + CompactTime(now_ms).substr(0, kDayDigits);
}

std::string NumberOf(Now now) {
  const std::string serial = std::to_string(now.serial % kSerialsOfOneSecond);
  return kOurs + CompactTime(now.ms) + std::string(4 - serial.size(), '0') + serial;
}

absl::Status ForgetOtherDays(std::int64_t now_ms, edge::Notes& notes) {
  const std::string today = TodayPrefix(now_ms);
  std::vector<std::string> old;
  const auto collect = [&](std::string_view key, std::string_view) {
    if (!key.starts_with(today)) old.emplace_back(key);
    return old.size() < kForgottenAtOnceMax;
  };
  if (auto status = notes.ForEach(kKind, kOurs, collect); !status.ok()) return status;
  for (const std::string& key : old) {
    if (auto status = notes.Erase(kKind, key); !status.ok()) return status;
  }
  return absl::OkStatus();
}

Output SignedAt(const char* name, std::string sign_no, std::int64_t now_ms) {
  return {.write = [name, sign_no = std::move(sign_no), now_ms](JsonWriter& out) {
    out.BeginObject().Key(name).BeginObject();
    out.Text("sign_time", TimeText(now_ms));
    if (!sign_no.empty()) out.Text("sign_no", sign_no);
    out.EndObject().EndObject();
  }};
}

}  // namespace

absl::StatusOr<Output> SignIn(const Json& input, Now now, edge::Notes& notes) {
  const auto sign_in = Require(input, "signIn", Json::Kind::kObject, "input");
  if (!sign_in.ok()) return sign_in.status();
  Fields fields(**sign_in, "input.signIn");
  const std::string opter_no = fields.RequiredText("opter_no", 20);
  fields.RequiredText("mac", 20);
  fields.RequiredText("ip", 40);
  if (!fields.status().ok()) return fields.status();
  if (auto status = ForgetOtherDays(now.ms, notes); !status.ok()) return status;
  const std::string sign_no = NumberOf(now);
  if (auto status = notes.Put(kKind, sign_no, opter_no); !status.ok()) return status;
  return SignedAt("signinoutb", sign_no, now.ms);
}

absl::StatusOr<Output> SignOut(const Json& input, Now now, edge::Notes& notes) {
  const auto sign_out = Require(input, "signOut", Json::Kind::kObject, "input");
  if (!sign_out.ok()) return sign_out.status();
  Fields fields(**sign_out, "input.signOut");
  const std::string sign_no = fields.RequiredText("sign_no", 30);
  fields.RequiredText("opter_no", 20);
  if (!fields.status().ok()) return fields.status();
  if (auto status = notes.Erase(kKind, sign_no); !status.ok()) return status;
  return SignedAt("signoutoutb", "", now.ms);
}

absl::Status CheckSigned(const std::string& sign_no, std::int64_t now_ms,
                         const edge::Notes& notes) {
  if (!sign_no.starts_with(kOurs)) return absl::OkStatus();
  if (sign_no.starts_with(TodayPrefix(now_ms))) {
    const absl::StatusOr<std::optional<std::string>> found = notes.Find(kKind, sign_no);
    if (!found.ok()) return found.status();
    if (found->has_value()) return absl::OkStatus();
  }
  return Refuse({.reason = v1::NOT_AUTHENTICATED,
                 .field = "sign_no",
                 .expected = "当日签到，请重新签到9001/signed in today"});
}

}  // namespace yizhan::national
