// Names in certificates: one name, one spelling; everything else is refused.

#include "engine/identity/peer_name.h"

#include <ostream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct GoodCase {
  const char* test;
  PeerName name;
  std::string uri;
  std::string text;
};
void PrintTo(const GoodCase& row, std::ostream* out) { *out << row.test; }

class GoodNameTest : public testing::TestWithParam<GoodCase> {};

TEST_P(GoodNameTest, IsWrittenAndReadBack) {
  const GoodCase& row = GetParam();
  EXPECT_EQ(UriOf(row.name), row.uri);
  EXPECT_EQ(row.name.Text(), row.text);
  const absl::StatusOr<PeerName> parsed = ParsePeerUri(row.uri);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, row.name);
}

const std::string k64Bytes(64, 'a');

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, GoodNameTest, testing::Values(
    GoodCase{"Terminal", {Role::kTerminal, "JD1", "desk-1"}, "yizhan://terminal/JD1/desk-1", "terminal/JD1/desk-1"},
    GoodCase{"Edge", {Role::kEdge, "JD1", "his"}, "yizhan://edge/JD1/his", "edge/JD1/his"},
    GoodCase{"ChineseTown", {Role::kTown, "安亭镇", "li"}, "yizhan://town/%E5%AE%89%E4%BA%AD%E9%95%87/li", "town/安亭镇/li"},
    GoodCase{"ChineseNameToo", {Role::kTown, "外冈镇", "窗口 1"}, "yizhan://town/%E5%A4%96%E5%86%88%E9%95%87/%E7%AA%97%E5%8F%A3%201", "town/外冈镇/窗口 1"},
    GoodCase{"District", {Role::kDistrict, "", "wang"}, "yizhan://district/wang", "district/wang"},
    GoodCase{"Auditor", {Role::kAuditor, "", "a"}, "yizhan://auditor/a", "auditor/a"},
    GoodCase{"Witness", {Role::kWitness, "", "w"}, "yizhan://witness/w", "witness/w"},
    GoodCase{"Monitor", {Role::kMonitor, "", "m"}, "yizhan://monitor/m", "monitor/m"},
    GoodCase{"Admin", {Role::kAdmin, "", "root.1_~"}, "yizhan://admin/root.1_~", "admin/root.1_~"},
    GoodCase{"Engine", {Role::kEngine, "", "e1"}, "yizhan://engine/e1", "engine/e1"},
    GoodCase{"Door", {Role::kDoor, "JD1", "his"}, "yizhan://door/JD1/his", "door/JD1/his"},
    GoodCase{"Officer", {Role::kOfficer, "", "li"}, "yizhan://officer/li", "officer/li"},
    GoodCase{"ReservedCharacters", {Role::kAdmin, "", "a%b?c#d@e:f"}, "yizhan://admin/a%25b%3Fc%23d%40e%3Af", "admin/a%b?c#d@e:f"},
    GoodCase{"SixtyFourBytes", {Role::kAdmin, "", k64Bytes}, "yizhan://admin/" + k64Bytes, "admin/" + k64Bytes}),
  [](const auto& row) { return row.param.test; });
// clang-format on

struct BadCase {
  const char* test;
  std::string uri;
  const char* says;
};
void PrintTo(const BadCase& row, std::ostream* out) { *out << row.test; }

class BadNameTest : public testing::TestWithParam<BadCase> {};

TEST_P(BadNameTest, IsRefusedInWords) {
  const absl::StatusOr<PeerName> parsed = ParsePeerUri(GetParam().uri);
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(parsed.status().message()), testing::HasSubstr(GetParam().says));
  for (const char c : parsed.status().message()) EXPECT_TRUE(c >= ' ' && c <= '~');
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadNameTest, testing::Values(
    BadCase{"Empty", "", "must begin with yizhan://"},
    BadCase{"WrongScheme", "https://terminal/JD1/desk-1", "must begin with yizhan://"},
    BadCase{"UpperCaseScheme", "YIZHAN://admin/a", "must begin with yizhan://"},
    BadCase{"SchemeOnly", "yizhan://", "unknown role"},
    BadCase{"UpperCaseRole", "yizhan://Terminal/JD1/desk-1", "unknown role"},
    BadCase{"UnknownRole", "yizhan://boss/a", "unknown role"},
    BadCase{"RoleOnly", "yizhan://admin", "one part"},
    BadCase{"TerminalWithoutInstitution", "yizhan://terminal/desk-1", "two parts"},
    BadCase{"DoorWithoutInstitution", "yizhan://door/his", "two parts"},
    BadCase{"TownWithoutTown", "yizhan://town/li", "two parts"},
    BadCase{"AdminWithScope", "yizhan://admin/JD1/a", "one part"},
    BadCase{"ExtraSegment", "yizhan://terminal/JD1/desk-1/x", "two parts"},
    BadCase{"TrailingSlash", "yizhan://terminal/JD1/desk-1/", "two parts"},
    BadCase{"TrailingSlashWithoutScope", "yizhan://admin/a/", "one part"},
    BadCase{"EmptyScope", "yizhan://terminal//desk-1", "a part is empty"},
    BadCase{"EmptyName", "yizhan://terminal/JD1/", "a part is empty"},
    BadCase{"EmptyAdmin", "yizhan://admin/", "a part is empty"},
    BadCase{"PercentAtTheEnd", "yizhan://admin/a%", "two upper-case hex digits"},
    BadCase{"PercentWithOneDigit", "yizhan://admin/a%4", "two upper-case hex digits"},
    BadCase{"PercentWithoutHex", "yizhan://admin/a%ZZ", "two upper-case hex digits"},
    BadCase{"LowerCaseHex", "yizhan://town/%e5%ae%89/li", "two upper-case hex digits"},
    BadCase{"NeedlessPercent", "yizhan://admin/%61", "usual spelling"},
    BadCase{"PlainChinese", "yizhan://town/安亭镇/li", "usual spelling"},
    BadCase{"PlainSpace", "yizhan://admin/a b", "usual spelling"},
    BadCase{"Query", "yizhan://admin/a?b=c", "usual spelling"},
    BadCase{"Fragment", "yizhan://admin/a#b", "usual spelling"},
    BadCase{"EncodedSlash", "yizhan://admin/a%2Fb", "\"/\" in it"},
    BadCase{"EncodedNewline", "yizhan://admin/a%0Ab", "control characters"},
    BadCase{"EncodedNul", "yizhan://admin/a%00", "control characters"},
    BadCase{"RawNul", std::string("yizhan://admin/a\0b", 18), "control characters"},
    BadCase{"Delete", "yizhan://admin/a%7F", "control characters"},
    BadCase{"C1", "yizhan://admin/a%C2%85", "control characters"},
    BadCase{"NotUtf8", "yizhan://admin/%FF", "not UTF-8"},
    BadCase{"OverlongUtf8", "yizhan://admin/%C0%AF", "not UTF-8"},
    BadCase{"SixtyFiveBytes", "yizhan://admin/" + k64Bytes + "a", "longer than 64 bytes"},
    BadCase{"TwentyTwoChineseCharacters", "yizhan://admin/" + [] { std::string s; for (int i = 0; i < 22; ++i) s += "%E5%AE%89"; return s; }(), "longer than 64 bytes"}),
  [](const auto& row) { return row.param.test; });
// clang-format on

TEST(RoleTest, EveryRoleHasANameThatIsReadBack) {
  for (std::size_t at = 0; at < kRoles; ++at) {
    const Role role = static_cast<Role>(at);
    EXPECT_EQ(RoleNamed(RoleName(role)), role);
  }
  EXPECT_EQ(RoleNamed(""), std::nullopt);
  EXPECT_EQ(RoleNamed("terminal "), std::nullopt);
}

}  // namespace
}  // namespace yizhan
