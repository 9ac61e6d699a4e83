// Charset: UTF-8 first, GB18030 second, else refused.

#include "adapters/files/charset.h"

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::files {
namespace {

struct Case {
  const char* name;
  std::string bytes;
  const char* text;  // Null: refused.
};

class ToUtf8Test : public testing::TestWithParam<Case> {};

TEST_P(ToUtf8Test, Reads) {
  const absl::StatusOr<std::string> text = ToUtf8(GetParam().bytes);
  if (GetParam().text == nullptr) {
    ASSERT_FALSE(text.ok());
    EXPECT_EQ(ReasonOf(text.status()), v1::FIELD_NOT_UTF8);
    return;
  }
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, GetParam().text);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ToUtf8Test, testing::Values(
    Case{"Empty",            "",                                  ""},
    Case{"Ascii",            "a,b",                               "a,b"},
    Case{"Utf8",             "安亭镇",                            "安亭镇"},
    Case{"ByteOrderMark",    "\xef\xbb\xbf安亭镇",                "安亭镇"},
    Case{"TwoByteGb18030",   "\xb0\xb2\xcd\xa4\xd5\xf2",          "安亭镇"},
    Case{"FourByteGb18030",  "\x81\x39\xee\x39\xb0\xb2",          "㐀安"},
    Case{"BeyondTheBmp",     "\x95\x32\x82\x36\xb0\xb2",          "\xf0\xa0\x80\x80安"},
    Case{"CutOffGb18030",    "\xb0\xb2\xcd",                      nullptr},
    Case{"Utf16",            std::string("\xff\xfe\x89\x5b", 4),  nullptr},
    Case{"NeitherNor",       "\x80\xff",                          nullptr}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct Back {
  const char* name;
  std::string text;
  const char* bytes;  // Null: refused.
};

class ToGb18030Test : public testing::TestWithParam<Back> {};

TEST_P(ToGb18030Test, Writes) {
  const absl::StatusOr<std::string> bytes = ToGb18030(GetParam().text);
  if (GetParam().bytes == nullptr) {
    EXPECT_EQ(ReasonOf(bytes.status()), v1::FIELD_NOT_UTF8);
    return;
  }
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, GetParam().bytes);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ToGb18030Test, testing::Values(
    Back{"Empty",      "",                        ""},
    Back{"Ascii",      "a,b",                     "a,b"},
    Back{"TwoByte",    "安亭镇",                  "\xb0\xb2\xcd\xa4\xd5\xf2"},
    Back{"FourByte",   "㐀安",                    "\x81\x39\xee\x39\xb0\xb2"},
    Back{"BeyondBmp",  "\xf0\xa0\x80\x80安",     "\x95\x32\x82\x36\xb0\xb2"},
    Back{"NotUtf8",    "\xb0\xb2",                nullptr}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::files
