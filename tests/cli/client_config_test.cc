// What the program says of a caller's configuration that cannot be used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "tests/cli/support/run_program.h"
#include "tests/service/pilot.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using testing_support::Ran;
using testing_support::RunYizhan;

// A usable configuration of a caller whose engine nobody runs.
struct Caller {
  Pilot pilot;
  v1::Tls tls;
  std::string engine = "127.0.0.1:1";
  std::string extra = "deadline_ms: 500\n";

  Caller() : tls(pilot.tls("desk")) { pilot.Write("desk", pilot.Issue(kDeskName)); }
  std::string Write() const {
    std::string path = pilot.path("desk.textproto");
    Pilot::WriteText(path, "engine: \"" + engine + "\"\ntls { certificate_path: \"" +
                               tls.certificate_path() + "\" key_path: \"" + tls.key_path() +
                               "\" ca_path: \"" + tls.ca_path() + "\" }\n" + extra);
    return path;
  }
};

struct ConfigRow {
  const char* name;
  std::function<void(Caller&)> break_it;
  int exit_code;
  std::string says;
};

class ClientConfigTest : public ::testing::TestWithParam<ConfigRow> {};

TEST_P(ClientConfigTest, ExitCodeAndWords) {
  Caller caller;
  GetParam().break_it(caller);
  const Ran ran = RunYizhan({"--config", caller.Write(), "fund", "show"});
  EXPECT_EQ(ran.exit_code, GetParam().exit_code) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ClientConfigTest,
    ::testing::ValuesIn(std::vector<ConfigRow>{
        {"Good", [](Caller&) {}, 4, "通信未成功"},
        {"UnknownKey", [](Caller& c) { c.extra = "no_such_key: 1"; }, 2, "no_such_key"},
        {"EngineEmpty", [](Caller& c) { c.engine = ""; }, 2, "engine"},
        {"CertificateAbsent", [](Caller& c) { c.tls.set_certificate_path("/nowhere.crt"); }, 2,
         "/nowhere.crt"},
        {"KeyAbsent", [](Caller& c) { c.tls.set_key_path("/nowhere.key"); }, 2, "/nowhere.key"},
        {"KeyForAll",
         [](Caller& c) {
           std::filesystem::permissions(c.tls.key_path(), std::filesystem::perms(0644));
         },
         2, "chmod 600"},
        {"AuthorityAbsent", [](Caller& c) { c.tls.set_ca_path("/nowhere/ca.crt"); }, 2,
         "/nowhere/ca.crt"},
        {"TrainingAndCertificate", [](Caller& c) { c.extra = "training: true"; }, 2, "training"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ClientConfigOrderTest, TheEngineOptionComesFirst) {
  Caller caller;
  caller.engine = "nowhere.invalid:1";
  const Ran ran =
      RunYizhan({"--config", caller.Write(), "--engine", "127.0.0.1:1", "fund", "show"});
  EXPECT_EQ(ran.exit_code, 4) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("通信未成功"));
}

}  // namespace
}  // namespace yizhan::cli
