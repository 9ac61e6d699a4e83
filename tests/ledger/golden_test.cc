// Golden bytes: what was once written must be written, read and hashed alike for ever.
//
// YIZHAN_UPDATE_GOLDEN=1 writes files that are missing and adds new fields to descriptors.txt; it
// never changes what is there.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/ledger/entry_codec.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "tests/ledger/sample_entries.h"

namespace yizhan {
namespace {

namespace pb = google::protobuf;

const std::string kGoldenFolder = YIZHAN_SOURCE_DIR "/tests/golden/";

bool Updating() { return std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr; }

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteText(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// Hex in lines of 64 digits.
std::string HexLines(const std::string& bytes) {
  const std::string hex = HexText(bytes);
  std::string lines;
  for (std::size_t at = 0; at < hex.size(); at += 64) lines += hex.substr(at, 64) + "\n";
  return lines;
}

std::string FromHexLines(const std::string& lines) {
  std::string hex;
  for (const char c : lines) {
    if (c != '\n') hex.push_back(c);
  }
  return absl::HexStringToBytes(hex);
}

TEST(GoldenTest, EntriesAreWrittenAsTheyWere) {
  for (const SampleEntry& sample : SampleEntries()) {
    const std::string path = kGoldenFolder + "entries/" + sample.name + ".hex";
    const std::string lines = HexLines(EncodeLeaf(sample.entry));
    if (Updating() && !std::filesystem::exists(path)) WriteText(path, lines);
    EXPECT_EQ(ReadText(path), lines) << path;
  }
}

// Also those of kinds and releases that SampleEntries no longer makes.
TEST(GoldenTest, EveryStoredEntryIsStillReadAndWrittenBack) {
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(kGoldenFolder + "entries")) {
    const std::string stored = FromHexLines(ReadText(file.path().string()));
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    ASSERT_TRUE(entry.ok()) << file.path() << entry.status();
    EXPECT_EQ(HexText(EncodeLeaf(*entry)), HexText(stored)) << file.path();
    ++files;
  }
  EXPECT_GE(files, v1::Entry::descriptor()->FindOneofByName("body")->field_count());
}

void ListEnum(const pb::EnumDescriptor& type, std::set<std::string>& lines) {
  for (int i = 0; i < type.value_count(); ++i) {
    lines.insert(
        absl::StrCat(type.full_name(), ".", type.value(i)->name(), " = ", type.value(i)->number()));
  }
}

void ListMessage(const pb::Descriptor& message, std::set<std::string>& seen,
                 std::set<std::string>& lines) {
  if (!seen.insert(message.full_name()).second) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const pb::FieldDescriptor& field = *message.field(i);
    std::string type = field.type_name();
    std::string label = field.is_repeated() ? "repeated" : "singular";
    if (field.real_containing_oneof() != nullptr) {
      label = "oneof:" + field.real_containing_oneof()->name();
    } else if (field.has_optional_keyword()) {
      label = "optional";
    }
    if (field.message_type() != nullptr) {
      type = field.message_type()->full_name();
      ListMessage(*field.message_type(), seen, lines);
    } else if (field.enum_type() != nullptr) {
      type = field.enum_type()->full_name();
      ListEnum(*field.enum_type(), lines);
    }
    EXPECT_FALSE(field.is_map() || type == "float" || type == "double" ||
                 type == "google.protobuf.Any")
        << field.full_name() << ": no entry may have a " << type;
    lines.insert(absl::StrCat(message.full_name(), ".", field.name(), " ", field.number(), " ",
                              type, " ", label));
  }
}

TEST(GoldenTest, NoFieldIsRenumberedRetypedOrRenamed) {
  std::set<std::string> seen;
  std::set<std::string> now;
  ListMessage(*v1::Entry::descriptor(), seen, now);
  const std::string path = kGoldenFolder + "descriptors.txt";
  std::set<std::string> before;
  std::istringstream text(ReadText(path));
  for (std::string line; std::getline(text, line);) before.insert(line);
  for (const std::string& line : before) {
    EXPECT_TRUE(now.contains(line)) << "gone or changed: " << line;
  }
  if (Updating() && !HasFailure()) {
    std::string lines;
    for (const std::string& line : now) lines += line + "\n";
    WriteText(path, lines);
    return;
  }
  for (const std::string& line : now) {
    EXPECT_TRUE(before.contains(line))
        << "new: " << line << "\n  it changes the format (engine/ledger/FORMAT.md, Additions); "
        << "then run this test with YIZHAN_UPDATE_GOLDEN=1";
  }
}

}  // namespace
}  // namespace yizhan
