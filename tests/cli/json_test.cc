#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "google/protobuf/util/json_util.h"
#include "tools/cli/json_members.h"
#include "tools/cli/json_out.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {
namespace {

struct MembersRow {
  const char* name;
  std::string json;
  bool ok;
  std::vector<std::pair<std::string, std::string>> members;
};

class JsonMembersTest : public testing::TestWithParam<MembersRow> {};

TEST_P(JsonMembersTest, SplitsOneObject) {
  const auto members = JsonMembers(GetParam().json);
  ASSERT_EQ(members.ok(), GetParam().ok);
  if (!members.ok()) {
    EXPECT_EQ(ReasonOf(members.status()), v1::FIELD_MALFORMED);
    return;
  }
  std::vector<std::pair<std::string, std::string>> got;
  for (const JsonMember& member : *members) got.emplace_back(member.key, member.value);
  EXPECT_EQ(got, GetParam().members);
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonMembersTest,
    testing::ValuesIn(std::vector<MembersRow>{
        {"Empty", "{}", true, {}},
        {"Verbatim", R"( { "a" : 1.10 , "b":"x" } )", true, {{"a", "1.10"}, {"b", "\"x\""}}},
        {"Nested",
         R"({"a":{"b":[1,"}"],"c":{}},"d":[]})",
         true,
         {{"a", R"({"b":[1,"}"],"c":{}})"}, {"d", "[]"}}},
        {"EscapedQuote", R"({"a":"x\"},{\\"})", true, {{"a", R"("x\"},{\\")"}}},
        {"ByteOrderMark", "\xEF\xBB\xBF{\"a\":1}", true, {{"a", "1"}}},
        {"NoText", "", false, {}},
        {"Array", "[1]", false, {}},
        {"Open", R"({"a":1)", false, {}},
        {"OpenString", R"({"a":"x)", false, {}},
        {"OpenEscape", R"({"a":"x\)", false, {}},
        {"NoValue", R"({"a":})", false, {}},
        {"NoKey", R"({:1})", false, {}},
        {"KeyWithoutQuotes", R"({a:1})", false, {}},
        {"TrailingComma", R"({"a":1,})", false, {}},
        {"TwoObjects", R"({"a":1}{})", false, {}},
        {"MoreCloseThanOpen", R"({"a":1]})", false, {}},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(MemberTextTest, QuotesComeOff) {
  const auto members = JsonMembers(R"({"_at":3,"msgid":"M1"})");
  ASSERT_TRUE(members.ok());
  EXPECT_EQ(MemberText(*members, "_at"), "3");
  EXPECT_EQ(MemberText(*members, "msgid"), "M1");
  EXPECT_EQ(MemberText(*members, "other"), std::nullopt);
}

TEST(JsonTextTest, FieldNamesAsInTheProtoAndEveryFieldPrinted) {
  v1::GetReply reply;
  reply.set_state(v1::NOT_POSTED);
  const std::string json = JsonText(reply);
  EXPECT_THAT(json, testing::HasSubstr("\"ended_by\": \"0\""));
  EXPECT_THAT(json, testing::HasSubstr("\"state\": \"NOT_POSTED\""));
}

TEST(JsonErrorTest, HoldsTheDetail) {
  const std::string json = JsonError(Refuse({.reason = v1::LATE, .field = "not_after_ms"}));
  EXPECT_THAT(json, testing::StartsWith("{\"error\": {"));
  EXPECT_THAT(json, testing::HasSubstr("\"reason\": \"LATE\""));
}

TEST(JsonObjectTest, EscapesAndKeepsOrder) {
  JsonObject inner;
  inner.Number("n", 18446744073709551615ULL);
  JsonObject json;
  json.Text("z", "a\"\\\n张").Bool("ok", true).Texts("list", {"x", "y"}).Object("in", inner);
  EXPECT_EQ(json.Text(), R"({"z": "a\"\\\u000a张", "ok": true, "list": ["x", "y"], )"
                         R"("in": {"n": 18446744073709551615}})");
}

}  // namespace
}  // namespace yizhan::cli
