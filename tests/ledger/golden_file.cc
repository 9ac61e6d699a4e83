#include "tests/ledger/golden_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

namespace pb = google::protobuf;

void WriteText(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
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

}  // namespace

bool UpdatingGolden() { return std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr; }

std::string GoldenPath(const std::string& name) {
  return YIZHAN_SOURCE_DIR "/tests/golden/" + name;
}

std::string ReadGolden(const std::string& name) {
  std::ifstream file(GoldenPath(name), std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void ExpectGolden(const std::string& name, const std::string& bytes) {
  const std::string lines = HexLines(bytes);
  if (UpdatingGolden() && !std::filesystem::exists(GoldenPath(name))) {
    WriteText(GoldenPath(name), lines);
  }
  EXPECT_EQ(ReadGolden(name), lines) << name;
}

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

void ExpectGoldenFields(const std::string& name,
                        std::initializer_list<const pb::Descriptor*> messages) {
  std::set<std::string> seen;
  std::set<std::string> now;
  for (const pb::Descriptor* message : messages) ListMessage(*message, seen, now);
  std::set<std::string> before;
  std::istringstream text(ReadGolden(name));
  for (std::string line; std::getline(text, line);) before.insert(line);
  for (const std::string& line : before) {
    EXPECT_TRUE(now.contains(line)) << "gone or changed: " << line;
  }
  if (UpdatingGolden() && !testing::Test::HasFailure()) {
    std::string lines;
    for (const std::string& line : now) lines += line + "\n";
    WriteText(GoldenPath(name), lines);
    return;
  }
  for (const std::string& line : now) {
    EXPECT_TRUE(before.contains(line))
        << "new: " << line << "\n  it changes the format (engine/ledger/FORMAT.md, Additions); "
        << "then run this test with YIZHAN_UPDATE_GOLDEN=1";
  }
}

}  // namespace yizhan
