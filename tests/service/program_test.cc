// yizhand as a program: configuration, secrets, exit codes, one process per folder.

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "engine/service/config.h"
#include "gtest/gtest.h"
#include "tests/service/engine_process.h"

namespace yizhan::testing {
namespace {

struct ConfigRow {
  const char* name;
  const char* from;  // Of the good configuration.
  const char* to;
  const char* said;  // Empty: still good.
};

// Names of the row's files are relative to this test's own folder.
constexpr char kGood[] = R"(data_dir: "DIR/ledger"
listen: "127.0.0.1:0"
peers { sender: "relief" role: "relief" token_path: "DIR/good.token" }
peers { sender: "desk" role: "institution" institution_id: "anting" token_path: "DIR/desk.token" }
)";

std::string WithAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

class ConfigTest : public ::testing::TestWithParam<ConfigRow> {};

TEST_P(ConfigTest, IsChecked) {
  const ConfigRow& row = GetParam();
  const EngineProcess engine;
  const std::string folder = engine.folder();
  WriteWholeFile(folder + "/good.token", "secret-one\n");
  WriteWholeFile(folder + "/desk.token", "secret-two\n");
  WriteWholeFile(folder + "/third.token", "secret-of-the-third\n");
  WriteWholeFile(folder + "/empty.token", "\n");
  WriteWholeFile(folder + "/world.token", "secret-three\n", 0644);
  std::string text = kGood;
  const std::size_t at = text.find(row.from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string(row.from).size(), row.to);
  WriteWholeFile(folder + "/c.textproto", WithAll(text, "DIR", folder));

  std::string said;
  const int code = engine.Run({"--config", folder + "/c.textproto", "--check-config"}, &said);

  EXPECT_EQ(code, *row.said == '\0' ? 0 : 1) << said;
  EXPECT_NE(said.find(row.said), std::string::npos) << said;
  EXPECT_EQ(said.find("secret-"), std::string::npos) << "a secret is shown: " << said;
  EXPECT_FALSE(std::filesystem::exists(folder + "/ledger")) << "checking changed the disk";
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ConfigTest, ::testing::Values(
    ConfigRow{"Good", "listen", "listen", ""},
    ConfigRow{"UnknownKey", "listen:", "lissen: 1\nlisten:", "c.textproto:2:"},
    ConfigRow{"BrokenSyntax", "data_dir:", "data_dir", "c.textproto:1:"},
    ConfigRow{"NoDataDir", "data_dir: \"DIR/ledger\"", "", "data_dir: required"},
    ConfigRow{"NoListen", "listen: \"127.0.0.1:0\"", "", "listen: required"},
    ConfigRow{"NotLoopback", "127.0.0.1:0", "0.0.0.0:7000", "plain text"},
    ConfigRow{"NotLoopbackName", "127.0.0.1:0", "hospital.example:7000", "plain text"},
    ConfigRow{"NoPort", "127.0.0.1:0", "127.0.0.1", "loopback host:port"},
    ConfigRow{"PortTooLarge", "127.0.0.1:0", "127.0.0.1:70000", "loopback host:port"},
    ConfigRow{"Localhost", "127.0.0.1:0", "localhost:0", ""},
    ConfigRow{"Ipv6Loopback", "127.0.0.1:0", "[::1]:0", ""},
    ConfigRow{"MetricsAddress", "listen:", "metrics_listen: \"x\"\nlisten:", "metrics_listen"},
    ConfigRow{"QueueTooLong", "listen:", "desk_queue_max: 1000001\nlisten:", "desk_queue_max"},
    ConfigRow{"UnknownRole", "role: \"relief\"", "role: \"boss\"", "peers[0].role"},
    ConfigRow{"NoSender", "sender: \"relief\"", "sender: \"\"", "peers[0].sender"},
    ConfigRow{"SenderTwice", "sender: \"desk\"", "sender: \"relief\"", "peers[1].sender"},
    ConfigRow{"DesksShareASender", "peers { sender: \"desk\"",
              "peers { sender: \"desk\" role: \"institution\" institution_id: \"anting\" "
              "token_path: \"DIR/third.token\" }\npeers { sender: \"desk\"", ""},
    ConfigRow{"InstitutionMissing", "institution_id: \"anting\"", "", "peers[1].institution_id"},
    ConfigRow{"InstitutionOfAnOffice", "role: \"relief\"",
              "role: \"relief\" institution_id: \"anting\"", "peers[0].institution_id"},
    ConfigRow{"NoSuchToken", "good.token", "none.token", "No such file"},
    ConfigRow{"EmptyToken", "good.token", "empty.token", "empty"},
    ConfigRow{"WorldReadableToken", "good.token", "world.token", "chmod 600"},
    ConfigRow{"TokenTwice", "good.token", "desk.token", "same token"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(ProgramTest, UsageErrorsExitOne) {
  const EngineProcess engine;
  std::string said;
  EXPECT_EQ(engine.Run({}, &said), 1);
  EXPECT_EQ(engine.Run({"--no-such-flag"}, &said), 1);
  EXPECT_EQ(engine.Run({"--config", "/no/such/file"}, &said), 1);
}

TEST(ProgramTest, OnlyOnePerFolder) {
  EngineProcess engine;
  engine.Start();
  std::string said;
  WriteWholeFile(engine.folder() + "/second.textproto",
                 WithAll(ReadWholeFile(engine.config_path()), engine.log_path(),
                         engine.folder() + "/second.log"));
  EXPECT_EQ(engine.Run({"--config", engine.folder() + "/second.textproto"}, &said), 3);
  EXPECT_NE(ReadWholeFile(engine.folder() + "/second.log").find("another process"),
            std::string::npos);
  EXPECT_EQ(engine.Stop(), 0);
}

TEST(ProgramTest, KeepsItsIndexKeyFromOthers) {
  EngineProcess engine;
  engine.Start();
  EXPECT_EQ(engine.Stop(), 0);
  const std::string key = engine.data_dir() + "/keys/index.key";
  struct stat found {};
  ASSERT_EQ(stat(key.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  EXPECT_EQ(found.st_size, 32);
  ASSERT_EQ(stat((engine.data_dir() + "/keys").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);

  ASSERT_EQ(chmod(key.c_str(), 0644), 0);
  EXPECT_EQ(engine.RunToTheEnd(), 3) << "world-readable";
  const std::string bytes = ReadWholeFile(key);
  WriteWholeFile(key, bytes.substr(1));
  EXPECT_EQ(engine.RunToTheEnd(), 3) << "too short";
  std::filesystem::remove(key);
  EXPECT_EQ(engine.RunToTheEnd(), 3) << "gone, and the ledger has entries";
  WriteWholeFile(key, bytes);
  engine.Start();
  EXPECT_EQ(engine.Stop(), 0);
}

TEST(ProgramTest, DoesNotServeALedgerWithoutItsAnchor) {
  EngineProcess engine;
  engine.Start();
  EXPECT_EQ(engine.Stop(), 0);
  std::filesystem::remove(engine.data_dir() + "/anchor");
  EXPECT_EQ(engine.RunToTheEnd(), 3);
  EXPECT_NE(ReadWholeFile(engine.log_path()).find("\"exit\":\"3\""), std::string::npos);
}

TEST(ProgramTest, TakenPortIsAConfigurationError) {
  EngineProcess engine;
  engine.Start();
  EngineProcess other;
  std::string said;
  WriteWholeFile(
      other.folder() + "/c.textproto",
      WithAll(WithAll(ReadWholeFile(engine.config_path()), engine.data_dir(), other.data_dir()),
              engine.metrics_address(), "127.0.0.1:0"));
  const std::string text = ReadWholeFile(other.folder() + "/c.textproto");
  WriteWholeFile(other.folder() + "/c.textproto",
                 WithAll(text, "127.0.0.1:0\"\nmetrics", engine.address() + "\"\nmetrics"));
  EXPECT_EQ(other.Run({"--config", other.folder() + "/c.textproto"}, &said), 1);
}

}  // namespace
}  // namespace yizhan::testing
