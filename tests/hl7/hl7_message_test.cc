// Bytes as segments and fields: separators, escapes, character sets, line ends, places.

#include "adapters/hl7/hl7_message.h"

#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "tests/hl7/good_message.h"

namespace yizhan::hl7 {
namespace {

using namespace std::string_literals;

std::string TextAt(const std::string& raw, const std::string& place,
                   Charset charset = Charset::kUtf8) {
  const auto message = ReadMessage(raw, charset);
  if (!message.ok()) return "refused: " + DetailOf(message.status()).field();
  return message->Text(ParsePlace(place).value());
}

struct ReadRow {
  const char* name;
  std::string raw;
  const char* place;
  std::string expected;
};

class ReadTest : public ::testing::TestWithParam<ReadRow> {};
TEST_P(ReadTest, TextAtAPlace) {
  EXPECT_EQ(TextAt(GetParam().raw, GetParam().place), GetParam().expected);
}

const std::string kHead = "MSH|^~\\&|A|B|C|D|20120629||DFT^P03|M1|P|2.5\r";
const std::string kGb = "MSH|^~\\&|A|B|C|D|20120629||DFT^P03|M1|P|2.5||||||GB 18030-2000\r";
const std::string kLatin = "MSH|^~\\&|A|B|C|D|20120629||DFT^P03|M1|P|2.5||||||8859/1\r";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ReadTest, ::testing::ValuesIn(std::vector<ReadRow>{
    {"field", kHead + "PID|1||X1", "PID-3", "X1"},
    {"msh_1", kHead, "MSH-1", "|"},
    {"msh_2", kHead, "MSH-2", "^~\\&"},
    {"msh_10", kHead, "MSH-10", "M1"},
    {"component", kHead + "PID|1||X^Y^Z", "PID-3.2", "Y"},
    {"subcomponent", kHead + "PID|1||X^Y&Z", "PID-3.2.2", "Z"},
    {"first_of_all", kHead + "PID|1||X&W^Y~V", "PID-3", "X"},
    {"repetition", kHead + "PID|1||X~Y^2~Z", "PID-3[2].2", "2"},
    {"second_segment", kHead + "IN1|1|310\rIN1|2|390", "IN1[2]-2", "390"},
    {"z_segment", kHead + "ZPR|1|2|3", "ZPR-3", "3"},
    {"missing_segment", kHead, "ZPR-3", ""},
    {"missing_field", kHead + "ZPR|1", "ZPR-40", ""},
    {"missing_component", kHead + "ZPR|1", "ZPR-1.3.2", ""},
    {"null_stays", kHead + "PV1|\"\"", "PV1-1", "\"\""},
    {"blanks_cut", kHead + "ZPR| 12.00  ", "ZPR-1", "12.00"},
    {"lf", "MSH|^~\\&|A\nZPR|7\n", "ZPR-1", "7"},
    {"crlf", "MSH|^~\\&|A\r\nZPR|7\r\n\r\n", "ZPR-1", "7"},
    {"nuls_behind", "MSH|^~\\&|A\rZPR|7\r\0\0"s, "ZPR-1", "7"},
    {"nul_line", "MSH|^~\\&|A\r\0\rZPR|7\r"s, "ZPR-1", "7"},
    {"line_ends_before", "\r\nMSH|^~\\&|A\rZPR|7\r", "ZPR-1", "7"},
    {"byte_order_mark", "\xef\xbb\xbfMSH|^~\\&|A\rZPR|7\r", "ZPR-1", "7"},
    {"own_separators", "MSH$%!/*$A\rZPR$7%8*9!x", "ZPR-1.2.2", "9"},
    {"own_escape", "MSH$%!/*$A\rZPR$7/F/8/S//T//R//E/", "ZPR-1", "7$8%*!/"},
    {"truncation_sign", "MSH|^~\\&#|A\rZPR|7^8", "ZPR-1.2", "8"},
    {"no_subcomponents", "MSH|^~\\|A\rZPR|7&8", "ZPR-1", "7&8"},
    {"component_only", "MSH|^|A|B\rZPR|7^8~9", "ZPR-1.2", "8~9"},
    {"escapes", kHead + "ZPR|\\F\\\\S\\\\T\\\\R\\\\E\\", "ZPR-1", "|^&~\\"},
    {"hex", kHead + "ZPR|a\\XE4BDA0\\b", "ZPR-1", "a\u4f60" "b"},
    {"hex_small", kHead + "ZPR|\\X4a4B\\", "ZPR-1", "JK"},
    {"hex_wrong", kHead + "ZPR|\\X4\\", "ZPR-1", "\\X4\\"},
    {"hex_no_utf8", kHead + "ZPR|\\XFF\\", "ZPR-1", "\\XFF\\"},
    {"hex_gb", kGb + "ZPR|\\XC4E3\\", "ZPR-1", "\u4f60"},
    {"highlight", kHead + "ZPR|\\H\\a\\N\\", "ZPR-1", "a"},
    {"line_break", kHead + "ZPR|a\\.br\\b", "ZPR-1", "a b"},
    {"unknown_escape", kHead + "ZPR|\\Q\\", "ZPR-1", "\\Q\\"},
    {"open_escape", kHead + "ZPR|a\\", "ZPR-1", "a\\"},
    {"utf8", kHead + "PID|1||||\u5f20^\u4e09", "PID-5.2", "\u4e09"},
    // The second byte of the first character is '|', of the second '^', of the third '\\'.
    {"gb_second_bytes", kGb + "PID|1||||\x81\x7c^\x81\x5e\x81\x5c|next", "PID-6", "next"},
    {"gb_second_bytes_2", kGb + "PID|1||||\x81\x7c^\x81\x5e\x81\x5c^x|next", "PID-5.3", "x"},
    {"gb_four_bytes", kGb + "PID|1||||\x82\x30\x81\x30|next", "PID-6", "next"},
    {"gb_in_msh", "MSH|^~\\&|\x81\x7c\x81\x7c|B|C|D|2012||DFT^P03|M1|P|2.5||||||GB18030\rZPR|\xc4\xe3", "ZPR-1", "\u4f60"},
    {"latin", kLatin + "PID|1||||M\xfcller", "PID-5", "M\u00fcller"},
}), [](const auto& row) { return std::string(row.param.name); });

struct RefusedRow {
  const char* name;
  std::string raw;
  v1::Reason reason;
  const char* field;
};
class RefusedTest : public ::testing::TestWithParam<RefusedRow> {};
TEST_P(RefusedTest, NamesWhatIsWrong) {
  const auto message = ReadMessage(GetParam().raw, Charset::kUtf8);
  ASSERT_FALSE(message.ok());
  EXPECT_EQ(ReasonOf(message.status()), GetParam().reason);
  EXPECT_EQ(DetailOf(message.status()).field(), GetParam().field);
}
std::string Many(const std::string& text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}
INSTANTIATE_TEST_SUITE_P(Rows, RefusedTest, ::testing::ValuesIn(std::vector<RefusedRow>{
    {"empty", "", v1::FIELD_MALFORMED, "MSH"},
    {"nuls", std::string(20, '\0'), v1::FIELD_MALFORMED, "MSH"},
    {"other_segment", "PID|1|2|3\r", v1::FIELD_MALFORMED, "MSH"},
    {"batch_header", "FHS|^~\\&|A\rMSH|^~\\&|A\r", v1::FIELD_MALFORMED, "MSH"},
    {"short", "MSH|^~", v1::FIELD_MALFORMED, "MSH"},
    {"first_line_short", "MSH|^\rPID|1|2|3", v1::FIELD_MALFORMED, "MSH"},
    {"letter_separates", "MSHA^~\\&A", v1::FIELD_MALFORMED, "MSH-1"},
    {"blank_separates", "MSH ^~\\& A", v1::FIELD_MALFORMED, "MSH-1"},
    {"no_separators", "MSH||A|B|C", v1::FIELD_MALFORMED, "MSH-2"},
    {"too_many_separators", "MSH|^~\\&#!|A", v1::FIELD_MALFORMED, "MSH-2"},
    {"same_twice", "MSH|^^\\&|A", v1::FIELD_MALFORMED, "MSH-2"},
    {"digit_separates", "MSH|^~\\1|A", v1::FIELD_MALFORMED, "MSH-2"},
    {"bad_segment_name", kHead + "Pid|1", v1::FIELD_MALFORMED, "segment 2"},
    {"long_segment_name", kHead + "PIDX|1", v1::FIELD_MALFORMED, "segment 2"},
    {"second_message", kHead + kHead, v1::FIELD_MALFORMED, "message"},
    {"charset_unknown", "MSH|^~\\&|A|B|C|D|2012||DFT^P03|M1|P|2.5||||||BIG-5\r", v1::FIELD_UNKNOWN_VALUE, "MSH-18"},
    {"not_utf8", kHead + "PID|\xff", v1::FIELD_NOT_UTF8, "MSH-18"},
    {"not_gb", kGb + "PID|\x81", v1::FIELD_NOT_UTF8, "MSH-18"},
    {"not_ascii", "MSH|^~\\&|A|B|C|D|2012||DFT^P03|M1|P|2.5||||||ASCII\rPID|\xe4\xbd\xa0", v1::FIELD_NOT_UTF8, "MSH-18"},
    {"too_many_segments", kHead + Many("ZPR|1\r", kSegmentsMax), v1::TOO_MANY_ITEMS, "message"},
    {"too_many_fields", kHead + "ZPR" + Many("|", kFieldsMax), v1::TOO_MANY_ITEMS, "segment 2"},
    {"too_many_fields_in_msh", kHead.substr(0, kHead.size() - 1) + Many("|", kFieldsMax) + "\r", v1::FIELD_MALFORMED, "MSH"},
}), [](const auto& row) { return std::string(row.param.name); });

struct PlaceRow {
  const char* name;
  const char* text;
  const char* written;  // "": no place.
};
class PlaceTest : public ::testing::TestWithParam<PlaceRow> {};
TEST_P(PlaceTest, ParsesAndIsWritten) {
  const auto place = ParsePlace(GetParam().text);
  EXPECT_EQ(place.has_value() ? PlaceText(*place) : "", GetParam().written);
}
INSTANTIATE_TEST_SUITE_P(Rows, PlaceTest, ::testing::ValuesIn(std::vector<PlaceRow>{
    {"field", "ZPR-4", "ZPR-4"}, {"component", "IN1-2.1", "IN1-2.1"},
    {"subcomponent", "FT1-11.1.2", "FT1-11.1.2"}, {"second_segment", "IN1[2]-3", "IN1[2]-3"},
    {"repetition", "PID-3[2].1", "PID-3[2].1"}, {"ones", "IN1[1]-3[1].1.1", "IN1-3.1"},
    {"no_dash", "ZPR4", ""}, {"no_field", "ZPR-", ""}, {"zero", "ZPR-0", ""}, {"word", "ZPR-x", ""},
    {"small", "zpr-1", ""}, {"short", "ZP-1", ""}, {"four_parts", "ZPR-1.2.3.4", ""},
    {"empty_part", "ZPR-1.", ""}, {"index_open", "ZPR[2-1", ""}, {"index_zero", "ZPR[0]-1", ""},
    {"index_word", "ZPR-1[x]", ""}, {"far", "ZPR-9999", ""}, {"very_far", "ZPR-99999999999999999999", ""},
    {"empty", "", ""},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(EscapedTest, WhatIsWrittenIsReadAgain) {
  const auto header = ReadHeader(kHead, Charset::kUtf8);
  ASSERT_TRUE(header.ok());
  const std::string text = "a|b^c~d\\e&f \u6551\u52a9";
  EXPECT_EQ(Unescaped(Escaped(text, header->separators), *header), text);
  EXPECT_EQ(Escaped("a\rb\tc", header->separators), "a b c");
  EXPECT_EQ(Escaped("a|b", {.escape = 0}), "a b");
}

TEST(HeaderTest, IsReadWhateverTheRestIs) {
  const auto header =
      ReadHeader("MSH|^~\\&|\xff|B|C|D|2012||DFT^P03|\xfe 7|P|2.5\rgarbage\x01", Charset::kUtf8);
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->Raw(3), "\xff");
  EXPECT_EQ(header->Raw(10), "\xfe 7");
  EXPECT_EQ(header->Code(9, 2), "P03");
  EXPECT_EQ(header->Raw(99), "");
  EXPECT_TRUE(header->charset_known);
}

TEST(HeaderTest, HalfACharacterAtItsEndIsDropped) {
  const auto header = ReadHeader("MSH|^~\\&|A|B|C|D\xd0\xd0\xd0\rPID|1", Charset::kUtf8);
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->Raw(6), "D\xd0\xd0");
}

TEST(CharsetTest, TextsGoThereAndBack) {
  const std::string text = "\u6551\u52a9 50.00 \u5143";
  for (const Charset charset : {Charset::kUtf8, Charset::kGb18030}) {
    const auto bytes = FromUtf8(text, charset);
    ASSERT_TRUE(bytes.has_value());
    EXPECT_EQ(ToUtf8(*bytes, charset), text);
  }
  EXPECT_EQ(FromUtf8(text, Charset::kLatin1), std::nullopt);
  EXPECT_EQ(FromUtf8(text, Charset::kAscii), std::nullopt);
  EXPECT_EQ(CharsetOf("unicode utf-8"), Charset::kUtf8);
  EXPECT_EQ(CharsetOf("gb18030"), Charset::kGb18030);
  EXPECT_EQ(CharsetOf("KS X 1001"), std::nullopt);
}

}  // namespace
}  // namespace yizhan::hl7
