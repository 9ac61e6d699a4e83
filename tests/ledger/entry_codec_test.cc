// The entry codec: there and back, and one row per way a leaf can be wrong.

#include "engine/ledger/entry_codec.h"

#include <functional>
#include <string>

#include "engine/ledger/wire_scan.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/ledger/sample_entries.h"

namespace yizhan {
namespace {

v1::Entry DayOpened() {
  v1::Entry entry;
  entry.set_number(7);
  entry.set_posted_ms(1);
  entry.mutable_day_opened()->set_day("2024-01-15");
  return entry;
}

// As in FORMAT.md.
TEST(EntryCodecTest, WorkedExample) {
  const std::string stored = EncodeLeaf(DayOpened());
  // Format 2, semantics 1, kind 11, 18 bytes.
  EXPECT_EQ(HexText(stored.substr(0, 7)), "02010b00000012");
  EXPECT_EQ(HexText(stored.substr(7)), "080710015a0c0a0a323032342d30312d3135");
  EXPECT_EQ(HexText(LeafHash(stored)),
            "decf6e3366aee94a4dcb4aac974876265c729580d2c912c73ef6384cb6c2627f");
}

TEST(EntryCodecTest, EveryKindComesBackAsItWas) {
  for (const SampleEntry& sample : SampleEntries()) {
    const absl::StatusOr<v1::Entry> back = DecodeLeaf(EncodeLeaf(sample.entry));
    ASSERT_TRUE(back.ok()) << sample.name << back.status();
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*back, sample.entry))
        << sample.name;
  }
}

TEST(EntryCodecTest, EveryCutAndEveryFlippedByteIsSeenOrChangesTheHash) {
  const std::string stored = EncodeLeaf(DayOpened());
  for (std::size_t length = 0; length < stored.size(); ++length) {
    EXPECT_FALSE(DecodeLeaf(stored.substr(0, length)).ok()) << length;
  }
  for (std::size_t at = 0; at < stored.size(); ++at) {
    std::string flipped = stored;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    EXPECT_NE(LeafHash(flipped), LeafHash(stored)) << at;
  }
}

TEST(EntryCodecTest, LeafHashIsRfc6962s) {
  EXPECT_EQ(LeafHash("abc"), Sha256(std::string("\0abc", 4)));
}

struct Case {
  const char* name;
  std::function<void(std::string&)> spoil;
  absl::StatusCode code;
  const char* words;
};

class DecodeTest : public testing::TestWithParam<Case> {};

TEST_P(DecodeTest, Refuses) {
  std::string stored = EncodeLeaf(DayOpened());
  GetParam().spoil(stored);
  const absl::Status status = DecodeLeaf(stored).status();
  EXPECT_EQ(status.code(), GetParam().code) << status;
  EXPECT_NE(std::string(status.message()).find(GetParam().words), std::string::npos) << status;
}

std::function<void(std::string&)> Set(std::size_t at, int value) {
  return [at, value](std::string& stored) { stored[at] = static_cast<char>(value); };
}

// A payload of its own, under a header that fits it.
std::function<void(std::string&)> Payload(int kind, const std::string& bytes) {
  return [kind, bytes](std::string& stored) {
    stored = std::string("\x02\x01", 2) + static_cast<char>(kind) + std::string(3, '\0') +
             static_cast<char>(bytes.size()) + bytes;
  };
}

using enum absl::StatusCode;

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, DecodeTest, testing::Values(
    Case{"Empty", [](std::string& s) { s.clear(); }, kDataLoss, "leaf is empty"},
    Case{"CutHeader", [](std::string& s) { s.resize(6); }, kDataLoss, "header is cut: 6 of 7"},
    Case{"FormatZero", Set(0, 0), kDataLoss, "format version 0"},
    Case{"FormatNewer", Set(0, 3), kFailedPrecondition, "cannot verify: leaf has format version 3"},
    Case{"FormatOfDevelopment", Set(0, 1), kFailedPrecondition,
         "format version 1, made by a development version"},
    Case{"FormatNewest", Set(0, 255), kFailedPrecondition, "cannot verify"},
    Case{"FormatNewerOfOneByte", [](std::string& s) { s = "\x03"; }, kFailedPrecondition,
         "cannot verify"},
    Case{"SemanticsZero", Set(1, 0), kDataLoss, "semantics version 0"},
    Case{"SemanticsNewer", Set(1, 2), kFailedPrecondition,
         "cannot verify: leaf has semantics version 2"},
    Case{"KindOfAnother", Set(2, 12), kDataLoss, "header says kind 12, body is of kind 11"},
    Case{"KindUnknown", Set(2, 200), kDataLoss, "header says kind 200"},
    Case{"LengthShort", Set(6, 17), kDataLoss, "header says 17 payload bytes, found 18"},
    Case{"LengthLong", Set(6, 19), kDataLoss, "header says 19 payload bytes, found 18"},
    Case{"LengthHuge", Set(3, 255), kDataLoss, "payload bytes, found 18"},
    Case{"TrailingByte", [](std::string& s) { s += '\0'; }, kDataLoss, "found 19"},
    Case{"NoBody", Payload(11, "\x08\x07"), kDataLoss, "no body"},
    Case{"TwoBodies", Payload(11, std::string("\x5a\x00\x92\x01\x00", 5)), kDataLoss,
         "second member of a oneof"},
    Case{"UnknownField", Payload(11, std::string("\x5a\x00\xf8\x07\x01", 5)), kDataLoss,
         "unknown field"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(EntryCodecDeathTest, RefusesAnEntryWithoutBody) {
  EXPECT_DEATH(EncodeLeaf(v1::Entry()), "BODY_NOT_SET");
}

TEST(EntryCodecDeathTest, RefusesWhatTheScanRefuses) {
  v1::Entry entry = DayOpened();
  entry.mutable_day_opened()->set_day("\xff");
  EXPECT_DEATH(EncodeLeaf(entry), "");
}

}  // namespace
}  // namespace yizhan
