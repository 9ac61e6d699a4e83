// The edge's configuration: every key that can be wrong, by name.

#include "adapters/edge/edge_config.h"

#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/base/secret_file.h"
#include "gtest/gtest.h"
#include "tests/identity/pilot_authority.h"
#include "tests/national/sm_keys.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::edge {
namespace {

constexpr char kGood[] = R"(data_dir: "DIR/inbox"
client { engine: "127.0.0.1:7000" training: true token_path: "DIR/token" }
institution_id: "H1"
inbox_key_path: "DIR/inbox.key"
metrics_listen: "127.0.0.1:0"
http { listen: "0.0.0.0:8080" }
national { }
shanghai { }
fhir { }
mllp { listen: "0.0.0.0:2575" mapping_path: "DIR/mapping" }
files { folder: "DIR/lists" }
)";

struct Row {
  const char* name;
  const char* from;
  const char* to;
  const char* said;  // Empty: still good.
};

std::string WithAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

void WriteText(const std::string& path, const std::string& text, mode_t mode = 0600) {
  std::ofstream(path, std::ios::binary) << text;
  ASSERT_EQ(chmod(path.c_str(), mode), 0);
}

class EdgeConfigTest : public ::testing::TestWithParam<Row> {
 protected:
  EdgeConfigTest() {
    WriteText(folder_ / "token", "secret-token\n");
    WriteText(folder_ / "world", "secret-world\n", 0644);
    WriteText(folder_ / "mapping", "name: \"sample\" in_scope: \"ZPR-2\"");
    WriteText(folder_ / "x", "x");
    WriteText(folder_ / "no_place", "name: \"sample\" in_scope: \"ZPR\"");
    WriteText(folder_ / "secret", "secret-x");
    national::WriteKeys(folder_ / "own", Keys(0));
    national::WriteKeys(folder_ / "peer", Keys(1));
    WriteText(folder_ / "sm4", "0123456789abcdef0123456789abcdef\n");
    WriteText(folder_ / "short", "0123\n");
    std::filesystem::create_directory(folder_ / "lists");
  }

  absl::StatusOr<v1::EdgeConfig> Read(const std::string& from, const std::string& to,
                                      const std::string& upstream = "") {
    std::string text = kGood;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    WriteText(folder_ / "edge.textproto", WithAll(text, "DIR", folder_.path()));
    return ReadEdgeConfig(folder_ / "edge.textproto", upstream);
  }

  // Made once: there are many rows.
  static const national::KeyPair& Keys(std::size_t which) {
    static const std::array<national::KeyPair, 2> keys = {national::MakeKeys(),
                                                          national::MakeKeys()};
    return keys.at(which);
  }

  ScratchFolder folder_;
};

TEST_P(EdgeConfigTest, IsChecked) {
  const auto config = Read(GetParam().from, GetParam().to);
  const std::string said(config.status().message());
  EXPECT_EQ(config.ok(), *GetParam().said == '\0') << said;
  EXPECT_NE(said.find(GetParam().said), std::string::npos) << said;
  EXPECT_EQ(said.find("secret-"), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "inbox")) << "checking changed the disk";
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, EdgeConfigTest, ::testing::Values(
    Row{"Good", "fhir", "fhir", ""},
    Row{"UnknownKey", "fhir { }", "fire { }", "edge.textproto:9:"},
    Row{"NoDataDir", "data_dir: \"DIR/inbox\"", "", "data_dir: required"},
    Row{"LongDataDir", "DIR/inbox\"", "DIR/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"", "data_dir: too long"},
    Row{"NoInstitution", "institution_id: \"H1\"", "", "institution_id: required"},
    Row{"LongInstitution", "\"H1\"", "\"H012345678901234567890123456789\"", "institution_id"},
    Row{"NoKey", "inbox_key_path: \"DIR/inbox.key\"", "", "inbox_key_path: required"},
    Row{"KeyInTheInbox", "DIR/inbox.key", "DIR/inbox/key", "inbox_key_path: lies in data_dir"},
    Row{"KeyInTheInboxBehindDots", "DIR/inbox.key", "DIR/x/../inbox/key", "inbox_key_path: lies in data_dir"},
    Row{"NoClient", "client { engine: \"127.0.0.1:7000\" training: true token_path: \"DIR/token\" }", "", "client: required"},
    Row{"ClientWithoutTls", "training: true token_path: \"DIR/token\"", "", "client: tls"},
    Row{"TokenOthersMayRead", "DIR/token", "DIR/world", "client: token_path"},
    Row{"AnswerTooSoon", "http {", "answer_within_ms: 199 http {", "answer_within_ms: 200 to 30000, not 199"},
    Row{"AnswerTooLate", "http {", "answer_within_ms: 30001 http {", "answer_within_ms"},
    Row{"UnansweredTooSoon", "http {", "unanswered_after_s: 9 http {", "unanswered_after_s: 10 to"},
    Row{"UnansweredWithinAnswers", "http {", "answer_within_ms: 30000 http {", "unanswered_after_s: more than twice"},
    Row{"KeptTooLong", "http {", "keep_days: 3651 http {", "keep_days"},
    Row{"MetricsForAll", "metrics_listen: \"127.0.0.1:0\"", "metrics_listen: \"0.0.0.0:9100\"", "metrics_listen: not this machine's"},
    Row{"MetricsNoPort", "metrics_listen: \"127.0.0.1:0\"", "metrics_listen: \"127.0.0.1\"", "metrics_listen"},
    Row{"NoMetrics", "metrics_listen: \"127.0.0.1:0\"", "", ""},
    Row{"NoHttp", "http { listen: \"0.0.0.0:8080\" }", "", "http: required by"},
    Row{"HttpWithoutListen", "http { listen: \"0.0.0.0:8080\" }", "http { }", "http.listen: required"},
    Row{"HttpPortTooLarge", "0.0.0.0:8080", "0.0.0.0:80800", "http.listen"},
    Row{"HttpWorkers", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" workers: 1025", "http.workers"},
    Row{"HttpConnections", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" connections_max: 65537", "http.connections_max"},
    Row{"HttpIdle", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" idle_max_s: 86401", "http.idle_max_s"},
    Row{"HttpTlsWithoutFiles", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" tls { }", "http.tls.certificate_path: required"},
    Row{"HttpTlsKeyOthersMayRead", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" tls { certificate_path: \"DIR/mapping\" key_path: \"DIR/world\" }", "http.tls.key_path"},
    Row{"HttpTlsNoCertificate", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" tls { certificate_path: \"DIR/x\" key_path: \"DIR/secret\" }", "http.tls.certificate_path: holds no certificate"},
    Row{"HttpTlsRevocations", "\"0.0.0.0:8080\"", "\"0.0.0.0:8080\" tls { crl_path: \"DIR/mapping\" }", "http.tls.crl_path"},
    Row{"PathWithoutSlash", "fhir { }", "fhir { path: \"fhir\" }", "fhir.path: begins with /"},
    Row{"SamePath", "fhir { }", "fhir { path: \"/shanghai\" }", "fhir.path: is the path of shanghai.path, too"},
    Row{"BothNationalDoors", "national { }", "national { } pass_through { upstream: \"http://insurer:1/\" }", "pass_through: takes the place"},
    Row{"PassThrough", "national { }", "pass_through { upstream: \"http://insurer:1/\" }", ""},
    Row{"UpstreamNoUrl", "national { }", "pass_through { upstream: \"insurer:1\" }", "pass_through.upstream"},
    Row{"UpstreamTlsWithoutCa", "national { }", "pass_through { upstream: \"https://insurer/\" }", "pass_through.ca_path"},
    Row{"UpstreamTooSlow", "national { }", "pass_through { upstream: \"http://insurer:1/\" upstream_within_ms: 60001 }", "pass_through.upstream_within_ms"},
    Row{"PaasWithoutToken", "national { }", "national { paasid: \"p\" }", "national.paas_token_path"},
    Row{"PaasTokenOthersMayRead", "national { }", "national { paasid: \"p\" paas_token_path: \"DIR/world\" }", "national.paas_token_path"},
    Row{"FundWithoutProgram", "national { }", "national { funds { fund_pay_type: \"610100\" } }", "national.funds[0].program_id"},
    Row{"FundWithoutCode", "national { }", "national { funds { program_id: \"a\" } }", "national.funds[0].fund_pay_type"},
    Row{"FundCodeTooLong", "national { }", "national { funds { program_id: \"a\" fund_pay_type: \"6101001\" } }", "national.funds[0].fund_pay_type"},
    Row{"FundTwice", "national { }", "national { funds { program_id: \"a\" fund_pay_type: \"1\" } funds { program_id: \"a\" fund_pay_type: \"2\" } }", "national.funds[1].program_id"},
    Row{"Sm", "national { }", "national { sm { key_path: \"DIR/own.pem\" peer_key_path: \"DIR/peer.pub\" sm4_key_path: \"DIR/sm4\" } }", ""},
    Row{"SmNoKey", "national { }", "national { sm { key_path: \"DIR/secret\" peer_key_path: \"DIR/peer.pub\" } }", "national.sm.key_path: "},
    Row{"SmNoPeersKey", "national { }", "national { sm { key_path: \"DIR/own.pem\" peer_key_path: \"DIR/x\" } }", "national.sm.peer_key_path: "},
    Row{"UpstreamSmNoKey", "national { }", "pass_through { upstream: \"http://insurer:1/\" upstream_sm { key_path: \"DIR/own.pem\" peer_key_path: \"DIR/x\" } }", "pass_through.upstream_sm.peer_key_path: "},
    Row{"HisSmNoKey", "national { }", "pass_through { upstream: \"http://insurer:1/\" his_sm { key_path: \"DIR/secret\" peer_key_path: \"DIR/peer.pub\" } }", "pass_through.his_sm.key_path: "},
    Row{"UpstreamNoAuthority", "national { }", "pass_through { upstream: \"https://insurer/\" ca_path: \"DIR/x\" }", "pass_through.ca_path: holds no certificate"},
    Row{"SmWithoutKey", "national { }", "national { sm { peer_key_path: \"DIR/peer.pub\" } }", "national.sm.key_path: required"},
    Row{"Sm4Short", "national { }", "national { sm { key_path: \"DIR/own.pem\" peer_key_path: \"DIR/peer.pub\" sm4_key_path: \"DIR/short\" } }", "national.sm.sm4_key_path: must hold 32"},
    Row{"TrialTooShort", "shanghai { }", "shanghai { trial_valid_s: 59 }", "shanghai.trial_valid_s"},
    Row{"MllpWithoutMapping", "mapping_path: \"DIR/mapping\"", "", "mllp.mapping_path: required"},
    Row{"MllpNoSuchMapping", "DIR/mapping\" }\nfiles", "DIR/nothing\" }\nfiles", "mllp.mapping_path"},
    Row{"MllpNoMapping", "DIR/mapping\" }\nfiles", "DIR/x\" }\nfiles", "mllp.mapping_path: "},
    Row{"MllpMappingWithoutAPlace", "DIR/mapping\" }\nfiles", "DIR/no_place\" }\nfiles", "hl7_mapping.in_scope"},
    Row{"MllpMessageTooSmall", "0.0.0.0:2575\"", "0.0.0.0:2575\" message_bytes_max: 1023", "mllp.message_bytes_max"},
    Row{"FilesWithoutFolder", "folder: \"DIR/lists\"", "", "files.folder: required"},
    Row{"FilesNoFolder", "DIR/lists", "DIR/token", "is no folder"},
    Row{"FilesPolled", "DIR/lists\"", "DIR/lists\" poll_ms: 49", "files.poll_ms"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST_F(EdgeConfigTest, CertificatesAreReadAsAStartReadsThem) {
  test::PilotAuthority authority;
  for (const char* name : {"one", "two"}) {
    const IssuedPair pair = authority.Issued({.role = Role::kEngine, .scope = "", .name = name});
    WriteText(folder_ / (std::string(name) + ".crt"), pair.certificate_pem);
    WriteText(folder_ / (std::string(name) + ".key"), pair.key_pem);
  }
  WriteText(folder_ / "ca.crt", authority.ca());
  const struct {
    const char* key;
    const char* ca;
    const char* said;
  } rows[] = {{"one.key", "ca.crt", ""},
              {"two.key", "ca.crt", "tls.key_path: holds no key"},
              {"secret", "ca.crt", "tls.key_path: holds no key"},
              {"one.key", "x", "tls.ca_path: holds no certificate"}};
  for (const auto& row : rows) {
    const std::string tls = "\" tls { certificate_path: \"DIR/one.crt\" key_path: \"DIR/" +
                            std::string(row.key) + "\" ca_path: \"DIR/" + row.ca + "\" }";
    for (const char* listen : {"0.0.0.0:8080", "0.0.0.0:2575"}) {
      const auto config = Read(std::string(listen) + "\"", listen + tls);
      const std::string said(config.status().message());
      EXPECT_EQ(config.ok(), *row.said == '\0') << said;
      EXPECT_NE(said.find(row.said), std::string::npos) << said;
      EXPECT_EQ(said.find("secret-"), std::string::npos) << said;
    }
  }
}

TEST_F(EdgeConfigTest, FillsWhatIsNotSaid) {
  const auto config = Read("fhir", "fhir");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->answer_within_ms(), 3000U);
  EXPECT_EQ(config->unanswered_after_s(), 60U);
  EXPECT_EQ(config->keep_days(), 30U);
  EXPECT_EQ(config->national().path(), "/");
  EXPECT_EQ(config->shanghai().path(), "/shanghai");
  EXPECT_EQ(config->fhir().path(), "/fhir");
  EXPECT_EQ(config->mllp().message_bytes_max(), 1U << 20);
  EXPECT_EQ(config->files().quiet_ms(), 2000U);
}

TEST_F(EdgeConfigTest, AnUpstreamOfTheCommandLineHolds) {
  const auto config = Read("national { }", "", "http://insurer:9/api");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->pass_through().upstream(), "http://insurer:9/api");
  EXPECT_EQ(config->pass_through().upstream_within_ms(), 8000U);
  EXPECT_FALSE(Read("fhir", "fhir", "http://insurer:9/api").ok()) << "beside national";
}

}  // namespace
}  // namespace yizhan::edge
