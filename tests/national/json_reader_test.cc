// Json: what is JSON, what is refused and where, and that numbers stay text.

#include "adapters/national/json_reader.h"

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

std::string TextOf(const Json& json) {
  switch (json.kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kBool:
      return "bool";
    case Json::Kind::kNumber:
      return "#" + json.text;
    case Json::Kind::kString:
      return "'" + json.text + "'";
    case Json::Kind::kArray: {
      std::string text = "[";
      for (const Json& item : json.items) text += TextOf(item) + " ";
      return text + "]";
    }
    case Json::Kind::kObject: {
      std::string text = "{";
      for (const auto& [key, value] : json.members) text += key + ":" + TextOf(value) + " ";
      return text + "}";
    }
  }
  return "?";
}

struct Case {
  const char* name;
  std::string json;
  const char* tree;
};

class ParseJsonTest : public testing::TestWithParam<Case> {};

TEST_P(ParseJsonTest, Reads) {
  const absl::StatusOr<Json> json = ParseJson(GetParam().json);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(TextOf(*json), GetParam().tree);
}

std::string Nested(int levels) {
  const auto count = static_cast<std::size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ParseJsonTest, testing::Values(
    Case{"Scalars",        "[null, true, false, \"a\"]",      "[null bool bool 'a' ]"},
    Case{"NumbersAreText", "[1852.30, -0, 1e300, 92233720368547758079]",
                           "[#1852.30 #-0 #1e300 #92233720368547758079 ]"},
    Case{"Object",         "{\"a\": {\"b\": [1]}, \"c\": {}}", "{a:{b:[#1 ] } c:{} }"},
    Case{"Escapes",        "\"\\u5b89\\n\\ud840\\udc00\"",     "'安\n\xf0\xa0\x80\x80'"},
    Case{"ByteOrderMark",  "\xef\xbb\xbf{}",                   "{}"},
    Case{"SpacesAround",   " \n[]\t",                          "[]"},
    Case{"SameKeyInTwoObjects", "[{\"a\":1},{\"a\":2}]",       "[{a:#1 } {a:#2 } ]"},
    Case{"SixteenLevels",  Nested(16), "[[[[[[[[[[[[[[[[] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct Refused {
  const char* name;
  std::string json;
  v1::Reason reason;
  const char* field;
};

class RefusedJsonTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedJsonTest, SaysWhere) {
  const absl::StatusOr<Json> json = ParseJson(GetParam().json);
  ASSERT_FALSE(json.ok());
  EXPECT_EQ(v1::Reason_Name(ReasonOf(json.status())), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(DetailOf(json.status()).field(), GetParam().field);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RefusedJsonTest, testing::Values(
    Refused{"Empty",            "",                        v1::FIELD_MALFORMED, ""},
    Refused{"CutOff",           "{\"a\": 1",               v1::FIELD_MALFORMED, ""},
    Refused{"TwoValues",        "{} {}",                   v1::FIELD_MALFORMED, ""},
    Refused{"NotANumber",       "{\"a\": NaN}",            v1::FIELD_MALFORMED, ""},
    Refused{"Infinity",         "{\"a\": Infinity}",       v1::FIELD_MALFORMED, ""},
    Refused{"PlusSign",         "{\"a\": +1}",             v1::FIELD_MALFORMED, ""},
    Refused{"PointFirst",       "{\"a\": .5}",             v1::FIELD_MALFORMED, ""},
    Refused{"TrailingComma",    "{\"a\": 1,}",             v1::FIELD_MALFORMED, ""},
    Refused{"Comment",          "{} // no",                v1::FIELD_MALFORMED, ""},
    Refused{"SingleQuotes",     "{'a': 1}",                v1::FIELD_MALFORMED, ""},
    Refused{"NulByte",          std::string("{}\0{}", 5),  v1::FIELD_MALFORMED, ""},
    Refused{"KeyTwice",         "{\"a\":{\"b\":1,\"c\":2,\"b\":1}}", v1::FIELD_MALFORMED, "a.b"},
    Refused{"KeyTwiceInAList",  "{\"a\":[{},{\"b\":1,\"b\":1}]}", v1::FIELD_MALFORMED, "a[1].b"},
    Refused{"KeyTwiceByEscape", "{\"a\":1,\"\\u0061\":1}", v1::FIELD_MALFORMED, "a"},
    Refused{"PersonalKeyTwice", "{\"310114\":1,\"310114\":1}", v1::FIELD_MALFORMED, "?"},
    Refused{"InvalidUtf8",      "{\"a\":\"\xb0\xb2\"}",    v1::FIELD_NOT_UTF8, ""},
    Refused{"HalfASurrogate",   "{\"a\":\"\\udc00\"}",     v1::FIELD_NOT_UTF8, "a"},
    Refused{"HalfAKey",         "{\"\\udc00\":1}",         v1::FIELD_NOT_UTF8, "?"},
    Refused{"SeventeenLevels",  Nested(17),                v1::TOO_MANY_ITEMS,
            "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]"},
    Refused{"VeryDeep",         std::string(100'000, '['), v1::TOO_MANY_ITEMS,
            "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]"},
    Refused{"TooLong",          std::string(kJsonBytesMax + 1, ' '), v1::FIELD_TOO_LONG, ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(JsonTest, NullCountsAsAbsent) {
  const absl::StatusOr<Json> json = ParseJson("{\"a\": null, \"b\": 1}");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->Find("a"), nullptr);
  EXPECT_NE(json->Find("b"), nullptr);
  EXPECT_EQ(json->Find("c"), nullptr);
}

}  // namespace
}  // namespace yizhan
