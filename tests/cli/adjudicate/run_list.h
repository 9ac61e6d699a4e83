// RunList: `yizhan adjudicate` on a list, and the rows of JSON that it answers with.
//
// Threads:  one.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/national/json_reader.h"
#include "tests/cli/support/run_program.h"

namespace yizhan::cli {

using testing_support::Ran;
using testing_support::RunYizhan;

inline constexpr char kPacks[] = YIZHAN_SOURCE_DIR "/engine/policy/packs/";
inline constexpr char kFiles[] = YIZHAN_SOURCE_DIR "/tests/cli/adjudicate/";

inline std::string FileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream from(text);
  for (std::string line; std::getline(from, line);) lines.push_back(line);
  return lines;
}

// A path such as "settled.outcome.aid_fen" in a row; "" when nothing is there.
inline std::string At(const Json& row, const std::string& path) {
  const Json* at = &row;
  std::istringstream names(path);
  for (std::string name; at != nullptr && std::getline(names, name, '.');) at = at->Find(name);
  return at == nullptr ? "" : at->text;
}

struct Listed {
  Ran ran;
  std::vector<Json> rows;

  // The row of a line that has this member; an empty one when there is none.
  Json Row(std::uint64_t line, const std::string& member = "line") const {
    for (const Json& row : rows) {
      if (At(row, "line") == std::to_string(line) && row.Find(member) != nullptr) return row;
    }
    return {};
  }
  // "sh-major-base" -> its value with its year, of persons; the state's rows.
  std::int64_t Value(const std::string& account_id) const {
    std::int64_t sum = 0;
    for (const Json& row : rows) {
      const Json* account = row.Find("account");
      if (account == nullptr) continue;
      for (const Json& value : account->Find("values")->items) {
        if (At(value, "account_id") == account_id) sum += std::stoll(At(value, "value_fen"));
      }
    }
    return sum;
  }
  std::string Fund() const {
    for (const Json& row : rows) {
      if (row.Find("fund") != nullptr) return At(row, "fund.balance_fen");
    }
    return "";
  }
};

// In a folder of its own, with the pilot's rules and people.csv of this folder.
class ListTest : public ::testing::Test {
 protected:
  ListTest() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(info->test_suite_name()) + info->name();
    for (char& c : name) c = c == '/' ? '_' : c;
    folder_ = std::filesystem::path(::testing::TempDir()) / ("yizhan_list_" + name);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~ListTest() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }

  static std::vector<std::string> Pilot(const std::string& option) {
    return {option, std::string(kPacks) + "cn-sh/2012.textproto", option,
            std::string(kPacks) + "cn-sh-jd/2012-pilot.textproto"};
  }
  static std::string FiveBills() { return FileText(std::string(kFiles) + "bills.jsonl"); }
  static std::string People() { return std::string(kFiles) + "people.csv"; }

  static Listed Parsed(Ran ran, const std::string& text) {
    Listed listed{.ran = std::move(ran), .rows = {}};
    for (const std::string& line : LinesOf(text)) {
      const absl::StatusOr<Json> row = ParseJson(line);
      EXPECT_TRUE(row.ok()) << line;
      if (row.ok()) listed.rows.push_back(*row);
    }
    return listed;
  }
  // The list as bills.jsonl, with 5 000.00 in the fund.
  Listed Adjudicate(const std::string& list, const std::vector<std::string>& more = {"--state"},
                    const std::string& people = People()) const {
    std::vector<std::string> args = Pilot("--pack");
    args.insert(args.begin(), "adjudicate");
    args.insert(args.end(), {"--register", people, "--bills", Write("bills.jsonl", list), "--fund",
                             "charity-fund=5000.00"});
    args.insert(args.end(), more.begin(), more.end());
    const Ran ran = RunYizhan(args);
    return Parsed(ran, ran.out);
  }

  std::filesystem::path folder_;
};

}  // namespace yizhan::cli
