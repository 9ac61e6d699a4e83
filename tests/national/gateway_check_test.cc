// x-tif-* headers: a row is a call, and why it is turned away.

#include "adapters/national/gateway_check.h"

#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::national {
namespace {

constexpr std::int64_t kNowMs = 1'340'933'400'000;

edge::HttpRequest Signed(std::int64_t at_s, const std::string& nonce,
                         const std::string& paasid = "hospital") {
  const std::string timestamp = std::to_string(at_s);
  edge::HttpRequest request{.method = "POST", .target = "/", .body = "", .peer = ""};
  request.headers = {{"x-tif-paasid", paasid},
                     {"x-tif-timestamp", timestamp},
                     {"x-tif-nonce", nonce},
                     {"x-tif-signature", HexText(Sha256(timestamp + "token" + nonce + timestamp))}};
  return request;
}

struct Call {
  const char* name;
  edge::HttpRequest request;
  const char* wrong_header;  // "": it passes.
};

edge::HttpRequest With(edge::HttpRequest request, const std::string& header,
                       const std::string& value) {
  for (auto& [name, held] : request.headers) {
    if (name == header) held = value;
  }
  return request;
}

class GatewayCheckTest : public testing::TestWithParam<Call> {};

TEST_P(GatewayCheckTest, Checks) {
  GatewayCheck gateway("hospital", "token");
  const absl::Status status = gateway.Check(GetParam().request, kNowMs);
  EXPECT_EQ(DetailOf(status).field(), GetParam().wrong_header);
  EXPECT_EQ(status.ok(), std::string(GetParam().wrong_header).empty());
}

constexpr std::int64_t kNowS = kNowMs / 1000;

INSTANTIATE_TEST_SUITE_P(
    Table, GatewayCheckTest,
    testing::Values(
        Call{"Good", Signed(kNowS, "n"), ""}, Call{"FiveMinutesOld", Signed(kNowS - 300, "n"), ""},
        Call{"FiveMinutesAhead", Signed(kNowS + 300, "n"), ""},
        Call{"TooOld", Signed(kNowS - 301, "n"), "x-tif-timestamp"},
        Call{"TooFarAhead", Signed(kNowS + 301, "n"), "x-tif-timestamp"},
        Call{"Milliseconds", Signed(kNowMs, "n"), "x-tif-timestamp"},
        Call{"OtherApplication", Signed(kNowS, "n", "other"), "x-tif-paasid"},
        Call{
            "NoHeaders", {.method = "POST", .target = "/", .body = "", .peer = ""}, "x-tif-paasid"},
        Call{"NoNonce", Signed(kNowS, ""), "x-tif-nonce"},
        Call{"LongNonce", Signed(kNowS, std::string(65, 'n')), "x-tif-nonce"},
        Call{"UpperCaseHex",
             With(Signed(kNowS, "n"), "x-tif-signature",
                  [] {
                    std::string hex = Signed(kNowS, "n").Header("x-tif-signature");
                    for (char& c : hex) c = static_cast<char>(std::toupper(c));
                    return hex;
                  }()),
             ""},
        Call{"OtherSignature", With(Signed(kNowS, "n"), "x-tif-signature", std::string(64, '0')),
             "x-tif-signature"},
        Call{"NoSignature", With(Signed(kNowS, "n"), "x-tif-signature", ""), "x-tif-signature"},
        Call{"OtherNonceThanSigned", With(Signed(kNowS, "n"), "x-tif-nonce", "m"),
             "x-tif-signature"},
        Call{"TimeIsAWord", With(Signed(kNowS, "n"), "x-tif-timestamp", "now"), "x-tif-timestamp"}),
    [](const auto& row) { return row.param.name; });

TEST(GatewayTest, NonceOnceUntilNoTimestampCanBeGoodAnyMore) {
  GatewayCheck gateway("hospital", "token");
  EXPECT_TRUE(gateway.Check(Signed(kNowS, "n"), kNowMs).ok());
  EXPECT_EQ(DetailOf(gateway.Check(Signed(kNowS, "n"), kNowMs)).field(), "x-tif-nonce");
  const std::int64_t later_ms = kNowMs + 600'000;
  EXPECT_EQ(DetailOf(gateway.Check(Signed(later_ms / 1000, "n"), later_ms)).field(), "x-tif-nonce");
  EXPECT_TRUE(gateway.Check(Signed(later_ms / 1000 + 1, "n"), later_ms + 1'000).ok());
}

TEST(GatewayTest, WithoutApplicationNothingIsAsked) {
  GatewayCheck gateway("", "");
  EXPECT_TRUE(gateway.Check({.method = "POST", .target = "/", .body = "", .peer = ""}, 0).ok());
}

}  // namespace
}  // namespace yizhan::national
