// Secret files: only what nobody else can read is read, and what is written is whole.

#include "engine/base/secret_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>

#include "engine/base/check.h"
#include "engine/base/whole_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

using testing::HasSubstr;

class SecretFileTest : public testing::Test {
 protected:
  SecretFileTest() : folder_(std::filesystem::temp_directory_path() / "yizhan-XXXXXX") {
    YIZHAN_CHECK(::mkdtemp(folder_.data()) != nullptr);
    path_ = folder_ + "/secret";
  }
  ~SecretFileTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& bytes, mode_t mode = 0600) const {
    ASSERT_TRUE(WriteWhole(path_, bytes, Privacy::kPublic).ok());
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
  }
  std::string Refused() const {
    const absl::Status status = ReadSecret(path_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
    EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("swordfish")));
    return std::string(status.message());
  }
  mode_t Mode() const {
    struct stat found {};
    YIZHAN_CHECK(::stat(path_.c_str(), &found) == 0);
    return found.st_mode & 0777U;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(SecretFileTest, WrittenIsReadBackAndTheOwnersOnly) {
  const std::string bytes = std::string("a\0b\n", 4);
  const mode_t before = ::umask(0);
  ASSERT_TRUE(WriteSecret(path_, bytes).ok());
  ::umask(before);
  EXPECT_EQ(*ReadSecret(path_), bytes);
  EXPECT_EQ(Mode(), 0600U);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(SecretFileTest, WrittenOverAnOldOneThatOthersCouldReadIsTheOwnersOnly) {
  Write("old", 0644);
  ASSERT_TRUE(WriteSecret(path_, "new").ok());
  EXPECT_EQ(*ReadSecret(path_), "new");
  EXPECT_EQ(Mode(), 0600U);
}

TEST_F(SecretFileTest, AFileLeftBesideByACrashDoesNotMatter) {
  ASSERT_TRUE(WriteWhole(path_ + ".new", "half", Privacy::kPublic).ok());
  ASSERT_TRUE(WriteSecret(path_, "whole").ok());
  EXPECT_EQ(*ReadSecret(path_), "whole");
}

TEST_F(SecretFileTest, AFailedWriteLeavesTheOldOne) {
  Write("old");
  EXPECT_FALSE(WriteSecret(path_, "").ok());
  EXPECT_FALSE(WriteSecret(path_, std::string(kSecretBytesMax + 1, 'a')).ok());
  EXPECT_EQ(*ReadSecret(path_), "old");
  EXPECT_FALSE(WriteSecret(folder_ + "/none/secret", "a").ok());
  EXPECT_FALSE(WriteSecret(folder_, "a").ok());
  EXPECT_FALSE(std::filesystem::exists(folder_ + ".new"));
}

TEST_F(SecretFileTest, RightsOfOthersAreRefused) {
  for (const mode_t mode : {0604U, 0602U, 0601U, 0644U, 0666U}) {
    Write("swordfish", mode);
    EXPECT_THAT(Refused(), HasSubstr("chmod 600")) << mode;
  }
  for (const mode_t mode : {0400U, 0600U, 0640U}) {
    Write("swordfish", mode);
    EXPECT_TRUE(ReadSecret(path_).ok()) << mode;
  }
}

TEST_F(SecretFileTest, WhatIsNoFileOfASecretsSizeIsRefused) {
  EXPECT_THAT(Refused(), HasSubstr("No such file"));
  Write("");
  EXPECT_THAT(Refused(), HasSubstr("empty"));
  Write(std::string(kSecretBytesMax, 'a'));
  EXPECT_TRUE(ReadSecret(path_).ok());
  Write(std::string(kSecretBytesMax + 1, 'a'));
  EXPECT_THAT(Refused(), HasSubstr("longer than"));
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
  EXPECT_THAT(Refused(), HasSubstr("not a regular file"));
}

TEST_F(SecretFileTest, APipeIsRefusedAndNotWaitedFor) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(Refused(), HasSubstr("not a regular file"));
}

struct TokenCase {
  const char* test;
  std::string bytes;
  const char* token;  // Empty: refused.
};
void PrintTo(const TokenCase& row, std::ostream* out) { *out << row.test; }

class TokenTest : public SecretFileTest, public testing::WithParamInterface<TokenCase> {};

TEST_P(TokenTest, IsOneLine) {
  Write(GetParam().bytes);
  const absl::StatusOr<std::string> token = ReadToken(path_);
  EXPECT_EQ(token.ok() ? *token : "", GetParam().token);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TokenTest, testing::Values(
    TokenCase{"Plain", "t0ken", "t0ken"},
    TokenCase{"WithLineEnd", "t0ken\n", "t0ken"},
    TokenCase{"WithWindowsLineEnd", "t0ken\r\n", "t0ken"},
    TokenCase{"OnlyLineEnd", "\n", ""},
    TokenCase{"TwoLines", "t0ken\nmore\n", ""},
    TokenCase{"Space", "t0 ken", ""},
    TokenCase{"NotAscii", "令牌", ""}),
  [](const auto& row) { return row.param.test; });
// clang-format on

}  // namespace
}  // namespace yizhan
