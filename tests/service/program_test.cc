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
training: true
keys_dir: "DIR/keys"
peers { sender: "relief" role: "district" token_path: "DIR/good.token" }
peers { sender: "desk" role: "terminal" institution_id: "anting" token_path: "DIR/desk.token" }
)";

// The same with certificates. CA is the folder of the authority.
constexpr char kGoodTls[] = R"(data_dir: "DIR/ledger"
keys_dir: "DIR/keys"
listen: "0.0.0.0:7000"
tls {
  certificate_path: "CA/../engine.crt"
  key_path: "CA/../engine.key"
  ca_path: "CA/ca.crt"
  crl_path: "CA/crl.pem"
}
)";

std::string WithAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

class ConfigTest : public ::testing::TestWithParam<ConfigRow> {
 protected:
  // Files a row may name.
  static void Prepare(EngineProcess& engine) {
    const std::string& folder = engine.folder();
    WriteWholeFile(folder + "/good.token", "secret-one\n");
    WriteWholeFile(folder + "/desk.token", "secret-two\n");
    WriteWholeFile(folder + "/third.token", "secret-of-the-third\n");
    WriteWholeFile(folder + "/empty.token", "\n");
    WriteWholeFile(folder + "/world.token", "secret-three\n", 0644);
    std::filesystem::create_directory(folder + "/elsewhere");
    std::filesystem::create_directory_symlink(folder + "/elsewhere", folder + "/link");
    std::filesystem::create_directory_symlink(folder + "/nothing", folder + "/dangling");
  }

  static void Check(EngineProcess& engine, std::string text, const ConfigRow& row) {
    const std::string& folder = engine.folder();
    const std::size_t at = text.find(row.from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, std::string(row.from).size(), row.to);
    const std::string ca = std::filesystem::path(engine.pilot().ca_path()).parent_path();
    WriteWholeFile(folder + "/c.textproto", WithAll(WithAll(text, "DIR", folder), "CA/", ca + "/"));

    std::string said;
    const int code = engine.Run({"--config", folder + "/c.textproto", "--check-config"}, &said);

    EXPECT_EQ(code, *row.said == '\0' ? 0 : 1) << said;
    EXPECT_NE(said.find(row.said), std::string::npos) << said;
    EXPECT_EQ(said.find("secret-"), std::string::npos) << "a secret is shown: " << said;
    EXPECT_EQ(said.find("PRIVATE"), std::string::npos) << "a key is shown: " << said;
    EXPECT_FALSE(std::filesystem::exists(folder + "/ledger")) << "checking changed the disk";
    EXPECT_FALSE(std::filesystem::exists(folder + "/keys")) << "checking changed the disk";
  }
};

TEST_P(ConfigTest, IsChecked) {
  EngineProcess engine;
  Prepare(engine);
  Check(engine, kGood, GetParam());
}

class TlsConfigTest : public ConfigTest {};

TEST_P(TlsConfigTest, IsChecked) {
  EngineProcess engine;
  Prepare(engine);
  Pilot& pilot = engine.pilot();
  const PeerName name{.role = Role::kEngine, .scope = {}, .name = "yizhand"};
  pilot.Write("expired", pilot.Issue(name, NowS() - 10 * kDayS, /*days=*/5));
  pilot.Write("later", pilot.Issue(name, NowS() + 2 * kDayS));
  pilot.Write("desk", pilot.Issue(kDeskName));
  Pilot other;
  pilot.Write("stranger", other.Issue(name));
  Pilot::WriteText(pilot.path("other.pem"), ReadWholeFile(other.crl_path()));
  WriteWholeFile(pilot.path("world.key"), ReadWholeFile(pilot.path("engine.key")), 0644);
  Check(engine, kGoodTls, GetParam());
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
    ConfigRow{"MetricsForOthers", "listen:", "metrics_listen: \"0.0.0.0:1\"\nlisten:",
              "metrics_listen"},
    ConfigRow{"QueueTooLong", "listen:", "desk_queue_max: 1000001\nlisten:", "desk_queue_max"},
    ConfigRow{"UnknownRole", "role: \"district\"", "role: \"boss\"", "peers[0].role"},
    ConfigRow{"OldRole", "role: \"district\"", "role: \"relief\"", "peers[0].role"},
    ConfigRow{"EngineIsNoCaller", "role: \"district\"", "role: \"engine\"", "peers[0].role"},
    ConfigRow{"OfficerIsNoCaller", "role: \"district\"", "role: \"officer\"", "peers[0].role"},
    ConfigRow{"NoSender", "sender: \"relief\"", "sender: \"\"", "peers[0].sender"},
    ConfigRow{"SenderTwice", "sender: \"desk\"", "sender: \"relief\"", "peers[1].sender"},
    ConfigRow{"DesksShareASender", "peers { sender: \"desk\"",
              "peers { sender: \"desk\" role: \"terminal\" institution_id: \"anting\" "
              "token_path: \"DIR/third.token\" }\npeers { sender: \"desk\"", ""},
    ConfigRow{"InstitutionMissing", "institution_id: \"anting\"", "", "peers[1].institution_id"},
    ConfigRow{"InstitutionOfAnOffice", "role: \"district\"",
              "role: \"district\" institution_id: \"anting\"", "peers[0].institution_id"},
    ConfigRow{"TownMissing", "role: \"district\"", "role: \"town\"", "peers[0].town"},
    ConfigRow{"TownOfficer", "role: \"district\"", "role: \"town\" town: \"t\"", ""},
    ConfigRow{"TownOfADesk", "role: \"terminal\"", "role: \"terminal\" town: \"t\"",
              "peers[1].town"},
    ConfigRow{"NoSuchToken", "good.token", "none.token", "No such file"},
    ConfigRow{"EmptyToken", "good.token", "empty.token", "empty"},
    ConfigRow{"WorldReadableToken", "good.token", "world.token", "chmod 600"},
    ConfigRow{"TokenTwice", "good.token", "desk.token", "same token"},
    ConfigRow{"NoPeers", "peers { sender: \"relief\" role: \"district\" token_path: "
              "\"DIR/good.token\" }\npeers { sender: \"desk\" role: \"terminal\" "
              "institution_id: \"anting\" token_path: \"DIR/desk.token\" }", "", "peers"},
    ConfigRow{"TokensWithoutTraining", "training: true", "", "peers: tokens are for training"},
    ConfigRow{"TlsInTraining", "training: true", "training: true tls {}", "tls: not together"},
    ConfigRow{"NoKeysDir", "keys_dir: \"DIR/keys\"", "", "keys_dir: required"},
    ConfigRow{"KeysAreTheLedger", "DIR/keys", "DIR/ledger", "lies in"},
    ConfigRow{"KeysInTheLedger", "DIR/keys", "DIR/ledger/keys", "keys_dir: lies in data_dir"},
    ConfigRow{"KeysInTheLedgerByDots", "DIR/keys", "DIR/x/../ledger/keys",
              "keys_dir: lies in data_dir"},
    ConfigRow{"LedgerInTheKeys", "DIR/keys", "DIR", "data_dir: lies in keys_dir"},
    ConfigRow{"KeysInTheLedgerByALink", "data_dir: \"DIR/ledger\"\nlisten: \"127.0.0.1:0\"\n"
              "training: true\nkeys_dir: \"DIR/keys\"",
              "data_dir: \"DIR/elsewhere\" listen: \"127.0.0.1:0\" training: true "
              "keys_dir: \"DIR/link/keys\"", "keys_dir: lies in data_dir"},
    ConfigRow{"LedgerInTheKeysByALink", "data_dir: \"DIR/ledger\"\nlisten: \"127.0.0.1:0\"\n"
              "training: true\nkeys_dir: \"DIR/keys\"",
              "data_dir: \"DIR/link/l\" listen: \"127.0.0.1:0\" training: true "
              "keys_dir: \"DIR/elsewhere\"", "data_dir: lies in keys_dir"},
    ConfigRow{"LinkToNothing", "DIR/keys", "DIR/dangling", "leads nowhere"},
    ConfigRow{"NamesThatBeginAlike", "DIR/keys", "DIR/ledger-keys", ""},
    ConfigRow{"KekInTheLedger", "listen:", "kek_path: \"DIR/ledger/kek.key\"\nlisten:",
              "kek_path: lies in data_dir"},
    ConfigRow{"LedgerKeyInTheLedger", "listen:", "ledger_key_path: \"DIR/ledger/l.key\"\nlisten:",
              "ledger_key_path: lies in data_dir"},
    ConfigRow{"WitnessKeyMistyped", "listen:",
              "witness_keys: \"PeterNeumann+c74f20a3+ARpc2QcUPDhM\"\nlisten:", "witness_keys[0]"},
    ConfigRow{"WitnessKeyOfALog", "listen:",
              "witness_keys: "
              "\"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\"\nlisten:",
              "not the key of a cosigner"},
    ConfigRow{"UnknownSuite", "listen:", "personal_suite: 9\nlisten:", "personal_suite"},
    ConfigRow{"Sm4", "listen:", "personal_suite: SM4_CTR_HMAC_SM3\nlisten:", ""},
    ConfigRow{"TooManyConnections", "listen:", "limits { connections_max: 65537 }\nlisten:",
              "limits.connections_max"},
    ConfigRow{"TooLittleMetadata", "listen:", "limits { metadata_bytes_max: 100 }\nlisten:",
              "limits.metadata_bytes_max"},
    ConfigRow{"HandshakeTooLong", "listen:", "limits { handshake_max_ms: 60001 }\nlisten:",
              "limits.handshake_max_ms"},
    ConfigRow{"NoSuchOfficerAuthority", "listen:", "officer_ca_path: \"DIR/no\"\nlisten:",
              "officer_ca_path"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Table, TlsConfigTest, ::testing::Values(
    ConfigRow{"Good", "listen", "listen", ""},
    ConfigRow{"NoTls", "tls {", "limits {} #", "c.textproto:"},
    ConfigRow{"NoCertificate", "certificate_path: \"CA/../engine.crt\"", "",
              "tls.certificate_path: required"},
    ConfigRow{"NoKey", "key_path: \"CA/../engine.key\"", "", "tls.key_path: required"},
    ConfigRow{"NoAuthority", "ca_path: \"CA/ca.crt\"", "", "tls.ca_path: required"},
    ConfigRow{"NoRevocationList", "crl_path: \"CA/crl.pem\"", "", "tls.crl_path: required"},
    ConfigRow{"CertificateMissing", "engine.crt", "none.crt", "No such file"},
    ConfigRow{"KeyMissing", "engine.key", "none.key", "No such file"},
    ConfigRow{"KeyReadableByAll", "engine.key", "world.key", "chmod 600"},
    ConfigRow{"KeyOfAnother", "engine.key", "desk.key", "tls.key_path"},
    ConfigRow{"Expired", "engine.crt", "expired.crt", "tls.certificate_path"},
    ConfigRow{"NotYetValid", "engine.crt", "later.crt", "tls.certificate_path"},
    ConfigRow{"ACallersCertificate", "engine.crt", "desk.crt", "not of an engine"},
    ConfigRow{"AnotherAuthority", "engine.crt", "stranger.crt", "tls.certificate_path"},
    ConfigRow{"ListOfAnotherAuthority", "CA/crl.pem", "CA/../other.pem", "tls.crl_path"},
    ConfigRow{"KeyInTheLedger", "CA/../engine.key", "DIR/ledger/engine.key",
              "tls.key_path: lies in data_dir"},
    ConfigRow{"PeersBesides", "listen:", "peers {}\nlisten:", "peers: tokens are for training"}),
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
  const std::string key = engine.keys_dir() + "/index.key";
  struct stat found {};
  ASSERT_EQ(stat(key.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  EXPECT_EQ(found.st_size, 32);
  ASSERT_EQ(stat(engine.keys_dir().c_str(), &found), 0);
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

TEST(ProgramTest, LeavesNoCoreAndIsClosedToOthers) {
  EngineProcess engine;
  engine.Start();
  const std::string proc = "/proc/" + std::to_string(engine.pid());
  const std::string limits = ReadWholeFile(proc + "/limits");
  const std::size_t at = limits.find("Max core file size");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(WithAll(limits.substr(at + 18, 44), " ", ""), "00") << limits.substr(at, 80);
  EXPECT_NE(ReadWholeFile(proc + "/status").find("Umask:\t0077"), std::string::npos);
  EXPECT_EQ(engine.Stop(), 0);
}

TEST(ProgramTest, TrainingIsSaidInLogAndMetrics) {
  for (const bool certificates : {false, true}) {
    EngineProcess engine({.certificates = certificates});
    engine.Start();
    EXPECT_EQ(Metric(engine, "yizhan_training"), certificates ? 0 : 1);
    const bool said =
        ReadWholeFile(engine.log_path()).find("\"event\":\"training\"") != std::string::npos;
    EXPECT_EQ(said, !certificates);
    EXPECT_EQ(engine.Stop(), 0);
  }
}

TEST(ProgramTest, TrainingOnTheCommandLineWantsATrainingConfiguration) {
  for (const bool certificates : {false, true}) {
    EngineProcess engine({.certificates = certificates});
    engine.Start();
    EXPECT_EQ(engine.Stop(), 0);
    std::string said;
    EXPECT_EQ(engine.Run({"--config", engine.config_path(), "--training", "--check-config"}, &said),
              certificates ? 1 : 0);
    EXPECT_EQ(said.find("--training") != std::string::npos, certificates) << said;
  }
}

// The folders of one, the mode and the callers of the other.
TEST(ProgramTest, NeitherModeOpensALedgerOfTheOther) {
  for (const bool certificates : {false, true}) {
    EngineProcess owner({.certificates = !certificates});
    owner.Start();
    EXPECT_EQ(owner.Stop(), 0);
    EngineProcess other({.certificates = certificates});
    other.Start();
    EXPECT_EQ(other.Stop(), 0);
    const std::string text =
        WithAll(WithAll(ReadWholeFile(other.config_path()), other.data_dir(), owner.data_dir()),
                other.keys_dir(), owner.keys_dir());
    WriteWholeFile(other.folder() + "/crossed.textproto", text);
    std::string said;
    EXPECT_EQ(other.Run({"--config", other.folder() + "/crossed.textproto"}, &said), 3);
    const std::string log = ReadWholeFile(other.log_path());
    EXPECT_NE(log.find(certificates ? "holds a training ledger" : "a ledger of real data"),
              std::string::npos)
        << log;
    owner.Start();  // Not fenced, and nothing in it was changed.
    EXPECT_EQ(owner.Stop(), 0);
  }
}

// A new ledger with the keys of the other mode; and neither engine is harmed by the attempt.
TEST(ProgramTest, NeitherModeTakesTheKeysOfTheOther) {
  for (const bool certificates : {false, true}) {
    EngineProcess owner({.certificates = !certificates});
    owner.Start();
    EXPECT_EQ(owner.Stop(), 0);
    EngineProcess other({.certificates = certificates});
    other.Start();
    EXPECT_EQ(other.Stop(), 0);
    const std::string text = WithAll(WithAll(ReadWholeFile(other.config_path()), other.data_dir(),
                                             other.folder() + "/new-ledger"),
                                     other.keys_dir(), owner.keys_dir());
    WriteWholeFile(other.folder() + "/crossed.textproto", text);
    std::string said;
    EXPECT_EQ(other.Run({"--config", other.folder() + "/crossed.textproto"}, &said), 3);
    const std::string log = ReadWholeFile(other.log_path());
    EXPECT_NE(log.find(certificates ? "keys of a training engine" : "an engine for real data"),
              std::string::npos)
        << log;
    owner.Start();
    EXPECT_EQ(owner.Stop(), 0);
  }
}

// Of an engine from before folders of keys were marked.
TEST(ProgramTest, KeysWithoutAMarkGetThatOfTheirLedger) {
  for (const bool certificates : {false, true}) {
    EngineProcess engine({.certificates = certificates});
    engine.Start();
    EXPECT_EQ(engine.Stop(), 0);
    const std::string mark = engine.keys_dir() + "/mode";
    EXPECT_EQ(ReadWholeFile(mark), certificates ? "real\n" : "training\n");
    EXPECT_TRUE(std::filesystem::remove(mark));
    engine.Start();
    EXPECT_EQ(engine.Stop(), 0);
    EXPECT_EQ(ReadWholeFile(mark), certificates ? "real\n" : "training\n");
  }
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
  WriteWholeFile(other.folder() + "/c.textproto",
                 WithAll(WithAll(WithAll(ReadWholeFile(engine.config_path()), engine.data_dir(),
                                         other.data_dir()),
                                 engine.keys_dir(), other.keys_dir()),
                         engine.metrics_address(), "127.0.0.1:0"));
  const std::string text = ReadWholeFile(other.folder() + "/c.textproto");
  WriteWholeFile(other.folder() + "/c.textproto",
                 WithAll(text, "127.0.0.1:0\"\nmetrics", engine.address() + "\"\nmetrics"));
  EXPECT_EQ(other.Run({"--config", other.folder() + "/c.textproto"}, &said), 1);
}

}  // namespace
}  // namespace yizhan::testing
