// ClientOptions: what a caller's configuration file may say, and how it is refused.

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/client/client.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {
namespace {

class Folder {
 public:
  Folder() {
    Write("desk.crt", "certificate");
    Write("ca.crt", "authority");
    WriteSecretly("desk.key", "key");
    WriteSecretly("desk.token", "token\n");
  }
  void Write(const std::string& name, std::string_view text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  void WriteSecretly(const std::string& name, std::string_view text) const {
    Write(name, text);
    Rights(name, 0600);
  }
  void Rights(const std::string& name, unsigned rights) const {
    std::filesystem::permissions(path(name), static_cast<std::filesystem::perms>(rights));
  }
  std::string path(const std::string& name) const { return scratch_.path() + "/" + name; }

 private:
  ScratchFolder scratch_;
};

constexpr char kSecured[] = R"(engine: "engine.example:7443"
tls {
  certificate_path: "desk.crt"
  key_path: "desk.key"
  ca_path: "ca.crt"
}
)";
constexpr char kTraining[] = R"(engine: "127.0.0.1:7443"
training: true
token_path: "desk.token"
)";

TEST(ClientOptionsTest, SecuredReadsItsFilesBesideTheConfiguration) {
  const Folder folder;
  folder.Write("client.textproto", std::string(kSecured) + "deadline_ms: 1500 channels: 16");
  const auto options = LoadClientOptions(folder.path("client.textproto"));
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->address, "engine.example:7443");
  EXPECT_EQ(options->tls.certificate_pem, "certificate");
  EXPECT_EQ(options->tls.key_pem, "key");
  EXPECT_EQ(options->tls.ca_pem, "authority");
  EXPECT_EQ(options->token, "");
  EXPECT_EQ(options->deadline_ms, 1500);
  EXPECT_EQ(options->channels, 16);
}

TEST(ClientOptionsTest, TrainingReadsItsToken) {
  const Folder folder;
  folder.Write("client.textproto", kTraining);
  const auto options = LoadClientOptions(folder.path("client.textproto"));
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_TRUE(options->tls.empty());
  EXPECT_EQ(options->token, "token");
  EXPECT_EQ(options->deadline_ms, 3000);
  EXPECT_EQ(options->channels, 1);
}

TEST(ClientOptionsTest, FromAnotherFolderTheSameFilesAreMeant) {
  const Folder folder;
  folder.Write("client.textproto", kTraining);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path(""));
  EXPECT_TRUE(LoadClientOptions("client.textproto").ok());
  EXPECT_TRUE(LoadClientOptions("./client.textproto").ok());
  std::filesystem::current_path(before);
}

struct Row {
  const char* name;
  std::string text;
  const char* says;
  std::function<void(const Folder&)> change = [](const Folder&) {};
};

class RefusedOptionsTest : public ::testing::TestWithParam<Row> {};

TEST_P(RefusedOptionsTest, InWordsThatNameFileAndKey) {
  const Folder folder;
  const std::string path = folder.path("client.textproto");
  folder.Write("client.textproto", GetParam().text);
  GetParam().change(folder);
  const auto options = LoadClientOptions(path);
  ASSERT_FALSE(options.ok());
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string said(options.status().message());
  EXPECT_NE(said.find(path), std::string::npos) << said;
  EXPECT_NE(said.find(GetParam().says), std::string::npos) << said;
}

// `text` with one part replaced.
std::string With(std::string text, const std::string& part, const std::string& other) {
  return text.replace(text.find(part), part.size(), other);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RefusedOptionsTest, ::testing::Values(
    Row{"UnknownKey",  std::string(kSecured) + "tokn_path: \"x\"", "textproto:7:10: "},
    Row{"BadForm",     "engine: 7443", "textproto:1:9: "},
    Row{"Empty",       "", "empty"},
    Row{"Absent",      kSecured, "No such file", [](const Folder& folder) {
          std::filesystem::remove(folder.path("client.textproto")); }},
    Row{"NoEngine",    With(kSecured, "engine.example:7443", ""), "engine: required"},
    Row{"NoPort",      With(kSecured, "engine.example:7443", "engine"), "engine: required"},
    Row{"NeitherTlsNorTraining", "engine: \"e:1\"", "tls: required"},
    Row{"EmptyTls",    "engine: \"e:1\" tls {}", "tls.certificate_path: required"},
    Row{"NoKey",       With(kSecured, "desk.key", ""), "tls.key_path: required"},
    Row{"NoAuthority", With(kSecured, "ca.crt", ""), "tls.ca_path: required"},
    Row{"KeyAbsent",   With(kSecured, "desk.key", "other.key"), "tls.key_path"},
    Row{"CertificateAbsent", With(kSecured, "desk.crt", "other.crt"), "tls.certificate_path"},
    Row{"AuthorityEmpty", kSecured, "tls.ca_path", [](const Folder& folder) {
          folder.Write("ca.crt", ""); }},
    Row{"CrlIsTheEngines", With(kSecured, "ca_path", "crl_path: \"c\" ca_path"), "tls.crl_path"},
    Row{"KeyForAll",   kSecured, "chmod 600", [](const Folder& folder) {
          folder.Rights("desk.key", 0644); }},
    Row{"KeyWritableForAll", kSecured, "chmod 600", [](const Folder& folder) {
          folder.Rights("desk.key", 0602); }},
    Row{"TokenForAll", kTraining, "chmod 600", [](const Folder& folder) {
          folder.Rights("desk.token", 0604); }},
    Row{"TokenWithCertificates", std::string(kSecured) + "token_path: \"desk.token\"",
        "token_path: only with training"},
    Row{"TrainingWithTls", std::string(kSecured) + "training: true token_path: \"desk.token\"",
        "tls: not with training"},
    Row{"TrainingWithoutToken", With(kTraining, "desk.token", ""), "token_path: required"},
    Row{"TrainingElsewhere", With(kTraining, "127.0.0.1", "192.0.2.1"), "not this machine"},
    Row{"TrainingByAnyAddress", With(kTraining, "127.0.0.1", "0.0.0.0"), "not this machine"},
    Row{"TrainingByALookalike", With(kTraining, "127.0.0.1", "127.0.0.1.example"),
        "not this machine"},
    Row{"DeadlineNegative", std::string(kTraining) + "deadline_ms: -1", "deadline_ms"},
    Row{"DeadlineTooLong",  std::string(kTraining) + "deadline_ms: 600001", "deadline_ms"},
    Row{"ChannelsTooMany",  std::string(kTraining) + "channels: 17", "channels: 1 to 16"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
