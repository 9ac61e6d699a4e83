#include "adapters/national/gateway_check.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/base/digest.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr std::int64_t kSkewMaxMs = 300'000;
constexpr std::size_t kNoncesMax = 200'000;
constexpr std::size_t kNonceBytesMax = 64;

absl::Status NotAuthenticated(const char* header, const char* expected) {
  return Refuse({.reason = v1::NOT_AUTHENTICATED, .field = header, .expected = expected});
}

std::optional<std::int64_t> SecondsOf(const std::string& text) {
  std::int64_t seconds = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || last != end || text.size() > 12) return std::nullopt;
  return seconds;
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// Takes as long wherever they differ.
bool Same(const std::string& a, const std::string& b) {
  unsigned differ = a.size() == b.size() ? 0U : 1U;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] != b[i]) differ |= 1U;
  }
  return differ == 0;
}

}  // namespace

absl::Status GatewayCheck::Check(const edge::HttpRequest& request, std::int64_t now_ms) {
  if (paasid_.empty()) return absl::OkStatus();
  if (request.Header("x-tif-paasid") != paasid_) {
    return NotAuthenticated("x-tif-paasid", "已登记的应用/the one configured");
  }
  const std::string timestamp = request.Header("x-tif-timestamp");
  const std::optional<std::int64_t> seconds = SecondsOf(timestamp);
  if (!seconds.has_value() || *seconds * 1000 < now_ms - kSkewMaxMs ||
      *seconds * 1000 > now_ms + kSkewMaxMs) {
    return NotAuthenticated("x-tif-timestamp", "与本机时间相差五分钟以内/within 5 minutes");
  }
  const std::string nonce = request.Header("x-tif-nonce");
  if (nonce.empty() || nonce.size() > kNonceBytesMax) {
    return NotAuthenticated("x-tif-nonce", "1..64");
  }
  const std::string expected = HexText(Sha256(timestamp + token_ + nonce + timestamp));
  if (!Same(LowerCase(request.Header("x-tif-signature")), expected)) {
    return NotAuthenticated("x-tif-signature", "SHA256(timestamp+token+nonce+timestamp)");
  }
  return Remember(nonce, now_ms);
}

// A timestamp may lie as far ahead as behind: a nonce is kept for both.
absl::Status GatewayCheck::Remember(const std::string& nonce, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (nonces_.size() >= kNoncesMax) {
    std::erase_if(nonces_, [&](const auto& seen) { return seen.second < now_ms - 2 * kSkewMaxMs; });
    if (nonces_.size() >= kNoncesMax) return Refuse({.reason = v1::RATE_LIMITED});
  }
  const auto [found, fresh] = nonces_.emplace(nonce, now_ms);
  if (fresh) return absl::OkStatus();
  if (found->second >= now_ms - 2 * kSkewMaxMs) {
    return NotAuthenticated("x-tif-nonce", "只用一次/used once");
  }
  found->second = now_ms;
  return absl::OkStatus();
}

}  // namespace yizhan::national
