// WireScan: one row per refusal, and its nearest neighbour that is accepted.

#include "engine/ledger/wire_scan.h"

#include <string>

#include "absl/strings/escaping.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

namespace pb = google::protobuf;

constexpr char kProto[] = R"(
name: "test.proto" syntax: "proto3"
enum_type { name: "Color"
  value { name: "NONE" number: 0 } value { name: "RED" number: 1 }
  value { name: "BELOW" number: -1 } }
message_type { name: "T"
  field { name: "i32" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
  field { name: "i64" number: 2 type: TYPE_INT64 label: LABEL_OPTIONAL }
  field { name: "u32" number: 3 type: TYPE_UINT32 label: LABEL_OPTIONAL }
  field { name: "u64" number: 4 type: TYPE_UINT64 label: LABEL_OPTIONAL }
  field { name: "s32" number: 5 type: TYPE_SINT32 label: LABEL_OPTIONAL }
  field { name: "flag" number: 6 type: TYPE_BOOL label: LABEL_OPTIONAL }
  field { name: "color" number: 7 type: TYPE_ENUM label: LABEL_OPTIONAL type_name: ".Color" }
  field { name: "f64" number: 8 type: TYPE_FIXED64 label: LABEL_OPTIONAL }
  field { name: "f32" number: 9 type: TYPE_FIXED32 label: LABEL_OPTIONAL }
  field { name: "text" number: 10 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "raw" number: 11 type: TYPE_BYTES label: LABEL_OPTIONAL }
  field { name: "nested" number: 12 type: TYPE_MESSAGE label: LABEL_OPTIONAL type_name: ".T" }
  field { name: "texts" number: 13 type: TYPE_STRING label: LABEL_REPEATED }
  field { name: "packed" number: 14 type: TYPE_INT32 label: LABEL_REPEATED }
  field { name: "list" number: 15 type: TYPE_MESSAGE label: LABEL_REPEATED type_name: ".T" }
  field { name: "a" number: 16 type: TYPE_INT32 label: LABEL_OPTIONAL oneof_index: 0 }
  field { name: "b" number: 17 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 }
  field { name: "maybe" number: 18 type: TYPE_INT32
         label: LABEL_OPTIONAL oneof_index: 1 proto3_optional: true }
  field { name: "real" number: 19 type: TYPE_FLOAT label: LABEL_OPTIONAL }
  field { name: "table" number: 20 type: TYPE_MESSAGE
         label: LABEL_REPEATED type_name: ".T.TableEntry" }
  field { name: "loose" number: 21 type: TYPE_UINT32
         label: LABEL_REPEATED options { packed: false } }
  field { name: "wide" number: 22 type: TYPE_FIXED32 label: LABEL_REPEATED }
  oneof_decl { name: "one" } oneof_decl { name: "_maybe" }
  nested_type { name: "TableEntry" options { map_entry: true }
    field { name: "key" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
    field { name: "value" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL } }
})";

const pb::Descriptor& TestMessage() {
  static pb::DescriptorPool pool;
  static const pb::Descriptor* const message = [] {
    pb::FileDescriptorProto file;
    EXPECT_TRUE(pb::TextFormat::ParseFromString(kProto, &file));
    return pool.BuildFile(file)->FindMessageTypeByName("T");
  }();
  return *message;
}

std::string Bytes(const std::string& hex) {
  std::string packed;
  for (const char c : hex) {
    if (c != ' ') packed.push_back(c);
  }
  return absl::HexStringToBytes(packed);
}

struct Case {
  const char* name;
  const char* hex;
  const char* refusal;  // Empty = accepted.
};

class WireScanTest : public testing::TestWithParam<Case> {};

TEST_P(WireScanTest, Says) {
  const Case& c = GetParam();
  const absl::Status status = ScanWire(TestMessage(), Bytes(c.hex));
  if (*c.refusal == '\0') {
    EXPECT_TRUE(status.ok()) << status;
    return;
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(std::string(status.message()).find(c.refusal), std::string::npos) << status;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, WireScanTest, testing::Values(
    //   name                      bytes                                 refusal
    Case{"Empty",                  "",                                   ""},
    Case{"EachScalarInOrder",      "0801 1001 1801 2001 2801 3001 3801"
                                   "410100000000000000 4d01000000",      ""},
    Case{"UnknownField",           "f801 01",                            "unknown field"},
    Case{"FieldNumberZero",        "00",                                 "no field number"},
    Case{"TagBeyond32Bits",        "8880808010 01",                      "no field number"},
    Case{"SingularTwice",          "0801 0802",                          "i32: written twice"},
    Case{"MessageTwice",           "6200 6200",                          "nested: written twice"},
    Case{"StringTwice",            "520161 520161",                      "text: written twice"},
    Case{"OneofFirst",             "800101",                             ""},
    Case{"OneofZeroIsPresent",     "800100",                             ""},
    Case{"OneofSecondMember", "800101 8a010161", "second member of a oneof"},
    Case{"OneofSameMemberTwice",   "800101 800101",                      "a: written twice"},
    Case{"Descending", "1001 0801", "i32: field numbers descend"},
    Case{"DescendingAfterList",    "6a0161 520161",                      "field numbers descend"},
    Case{"RepeatedStrings",        "6a0161 6a0161 6a00",                 ""},
    Case{"RepeatedMessages",       "7a00 7a020801",                      ""},
    Case{"NonMinimalTag",          "8800 01",                            "non-minimal varint"},
    Case{"NonMinimalValue",        "088100",                             "i32: non-minimal varint"},
    Case{"NonMinimalLength", "52810061", "text: non-minimal varint"},
    Case{"NegativeInt32",          "08ffffffffffffffffff01",             ""},
    Case{"NegativeInt32InFive",    "08ffffffff0f",                       "i32: value beyond int32"},
    Case{"Int32Min",               "0880808080f8ffffffff01",             ""},
    Case{"Int32BelowMin",          "08fffffffff7ffffffff01",             "i32: value beyond int32"},
    Case{"Int32Max",               "08ffffffff07",                       ""},
    Case{"Int32AboveMax",          "088080808008",                       "i32: value beyond int32"},
    Case{"NegativeInt64",          "10ffffffffffffffffff01",             ""},
    Case{"Uint32Max",              "18ffffffff0f",                       ""},
    Case{"Uint32TooLarge", "188080808010", "u32: value beyond 32 bits"},
    Case{"Uint64Max",              "20ffffffffffffffffff01",             ""},
    Case{"VarintBeyond64Bits", "20ffffffffffffffffff02", "u64: varint beyond 64 bits"},
    Case{"VarintElevenBytes",      "2080808080808080808080 01",          "u64: varint"},
    Case{"Sint32TooLarge", "288080808010", "s32: value beyond 32 bits"},
    Case{"BoolTwo",                "3002",                               "flag: bool above 1"},
    Case{"EnumKnown",              "3801",                               ""},
    Case{"EnumNegativeKnown",      "38ffffffffffffffffff01",             ""},
    Case{"EnumUnknown", "3802", "color: unknown enum value"},
    Case{"EnumBeyondInt32", "388180808010", "color: enum beyond int32"},
    Case{"DefaultVarint", "0800", "i32: default value written out"},
    Case{"DefaultBool", "3000", "flag: default value written out"},
    Case{"DefaultEnum", "3800", "color: default value written out"},
    Case{"DefaultFixed", "410000000000000000", "f64: default value written out"},
    Case{"DefaultString", "5200", "text: default value written out"},
    Case{"DefaultBytes", "5a00", "raw: default value written out"},
    Case{"EmptyMessageIsPresent",  "6200",                               ""},
    Case{"OptionalZeroIsPresent",  "900100",                             ""},
    Case{"OptionalTwice",          "900100 900101",                      "maybe: written twice"},
    Case{"VarintForString",        "5001",                               "text: wrong wire type"},
    Case{"StringForVarint",        "0a0161",                             "i32: wrong wire type"},
    Case{"Fixed32ForFixed64",      "4501000000",                         "f64: wrong wire type"},
    Case{"Fixed64ForFixed32",      "490100000000000000",                 "f32: wrong wire type"},
    Case{"GroupStart",             "63 64",                              "nested: wrong wire type"},
    Case{"WireTypeSix",            "0e01",                               "i32: wrong wire type"},
    Case{"CutTag",                 "80",                                 "truncated varint"},
    Case{"CutVarint",              "0880",                               "i32: truncated varint"},
    Case{"NoValue",                "08",                                 "i32: truncated varint"},
    Case{"CutFixed64", "4101000000000000", "f64: truncated fixed-width"},
    Case{"CutFixed32", "4d010000", "f32: truncated fixed-width"},
    Case{"CutString", "520261", "text: length runs past the end"},
    Case{"HugeLength", "52ffffffffffffffffff01", "text: length runs past the end"},
    Case{"TrailingByte",           "0801 00",                            "no field number"},
    Case{"InnerRunsOut", "6202 0880 01", "nested.i32: truncated varint"},
    Case{"InnerUnknown",           "6203 f80101",                        "nested: unknown field"},
    Case{"InnerPath", "6204 6202 3002", "nested.nested.flag: bool above 1"},
    Case{"Utf8",                   "520ce6b199c3a9f09f9880e4b880",       ""},
    Case{"Utf8Overlong",           "5202c080",                           "text: invalid UTF-8"},
    Case{"Utf8Surrogate",          "5203eda080",                         "text: invalid UTF-8"},
    Case{"Utf8Cut",                "5202e6b1",                           "text: invalid UTF-8"},
    Case{"Utf8BeyondUnicode",      "5204f4908080",                       "text: invalid UTF-8"},
    Case{"Utf8InList",             "6a01ff",                             "texts: invalid UTF-8"},
    Case{"BytesMayBeAnything",     "5a01ff",                             ""},
    Case{"Packed",                 "7203010200",                         ""},
    Case{"PackedEmpty", "7200", "packed: empty packed list"},
    Case{"PackedTwice",            "720101 720101",                      "packed: written twice"},
    Case{"PackedNonMinimal", "72028100", "packed: non-minimal varint"},
    Case{"PackedTooLarge", "72058080808008", "packed: value beyond int32"},
    Case{"PackedCut", "720180 01", "packed: truncated varint"},
    Case{"PackedNotPacked",        "7001",                               "packed: wrong wire type"},
    Case{"PackedFixed",            "b2010801000000 00000000",            ""},
    Case{"PackedFixedCut", "b20105 01000000 00", "wide: truncated fixed-width"},
    Case{"LooseTwice",             "a80101 a80100",                      ""},
    Case{"LoosePacked",            "aa010101",                           "loose: wrong wire type"},
    Case{"Float", "9d0100000000", "real: a type no entry may have"},
    Case{"Map", "a2010408011002", "table: a type no entry may have"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// `levels` messages inside each other, the outermost included.
std::string Nested(int levels) {
  std::string bytes;
  for (int i = 1; i < levels; ++i) {
    std::string outer = "\x62";
    outer.push_back(static_cast<char>(bytes.size()));
    bytes = outer + bytes;
  }
  return bytes;
}

TEST(WireScanDepthTest, NestsToTheLimitAndNoFurther) {
  EXPECT_TRUE(ScanWire(TestMessage(), Nested(kWireNestingMax)).ok());
  const absl::Status status = ScanWire(TestMessage(), Nested(kWireNestingMax + 1));
  EXPECT_NE(std::string(status.message()).find("nested too deeply"), std::string::npos) << status;
}

}  // namespace
}  // namespace yizhan
