// Goal: the doctor sees each thing that can be wrong with an installation.
// Method: a sound installation in a folder; each row breaks one thing and names the line expected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>

#include "engine/base/random.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_store.h"
#include "engine/personal/key_folder.h"
#include "tests/cli/support/run_program.h"
#include "tests/service/pilot.h"

namespace yizhan::cli {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using testing_support::Ran;
using testing_support::RunYizhan;

PeerName Named(Role role, const std::string& name) {
  return {.role = role, .scope = "", .name = name};
}

// How the ledger of an installation is made.
struct LedgerPlan {
  std::int64_t posted_s = NowS() - 60;
  std::vector<std::string> officers = {"li", "wang"};
  std::int64_t officer_days = 365;
  bool pack = true;
  bool training = false;
};

class Ward {
 public:
  Ward() {
    tls_ = pilot_.tls();
    fs::create_directory(data());
    fs::permissions(data(), fs::perms(0700));
    SystemRandom random;
    YIZHAN_CHECK(
        OpenKeyFolder({.keys_dir = keys(), .kek_path = ""}, v1::AES_256_GCM, 0, random).ok());
    MakeLedger({});
  }

  std::string path(const std::string& name) const { return pilot_.path(name); }
  std::string data() const { return path("data"); }
  std::string keys() const { return path("keys"); }
  Pilot& pilot() { return pilot_; }
  v1::Tls& tls() { return tls_; }

  // Replaces the ledger.
  void MakeLedger(const LedgerPlan& plan) {
    fs::remove_all(data() + "/rocks");
    fs::remove(data() + "/anchor");
    const auto store = OpenStore();
    Append append;
    append.epoch = *store->Fence("doctor_test");
    append.expected = store->Durable();
    v1::Entry entry;
    entry.set_posted_ms(plan.posted_s * 1000);
    entry.mutable_ledger_opened()->set_ledger_id(std::string(16, 'L'));
    entry.mutable_ledger_opened()->set_training(plan.training);
    append.leaves = {EncodeLeaf(entry)};
    for (const std::string& id : plan.officers) append.effects.push_back(OfficerEffect(id, plan));
    if (plan.pack) {
      v1::PackRow row;
      row.set_pack_hash(std::string(32, 'P'));
      append.effects.push_back(PutRow(Table::kPack, kActivePackKey, row));
    }
    AppendResult appended = AppendResult::kUnknown;
    store->AppendBatch(std::move(append),
                       [&](AppendResult result, TreeHead /*head*/) { appended = result; });
    YIZHAN_CHECK(appended == AppendResult::kDurable);
  }
  std::unique_ptr<RocksStore> OpenStore() const {
    auto store =
        RocksStore::Open({.data_dir = data(), .disk_reserve_bytes = 0, .node = "doctor_test"});
    YIZHAN_CHECK(store.ok());
    return *std::move(store);
  }

  // Another authority of the same look, for what must not be trusted.
  Pilot& stranger() { return stranger_; }

  // Of an authority made long ago; the certificate has ended since.
  IssuedPair OldEngine() {
    const std::string folder = path("old-ca");
    auto old = Authority::Create(folder, "Invented pilot of old", NowS() - 100 * kDayS);
    YIZHAN_CHECK(old.ok());
    tls_.set_ca_path(folder + "/ca.crt");
    const auto pair =
        old->Issue({.name = Named(Role::kEngine, "e"), .hosts = {"127.0.0.1"}, .valid_days = 10},
                   NowS() - 20 * kDayS);
    YIZHAN_CHECK(pair.ok());
    return *pair;
  }

  void Set(const std::string& line) { extra_ += line + "\n"; }
  void Listen(const std::string& address) { listen_ = address; }
  void KeysIn(const std::string& folder) { keys_dir_ = folder; }
  void Config(const std::string& text) { whole_ = text; }
  void Client(const std::string& config) {
    Pilot::WriteText(path("client.textproto"), config);
    args_ = {"--client", path("client.textproto")};
  }

  Ran Examine() const {
    Pilot::WriteText(path("engine.textproto"), whole_.empty() ? ConfigText() : whole_);
    std::vector<std::string> args = {"doctor", "--config", path("engine.textproto"), "--json"};
    args.insert(args.end(), args_.begin(), args_.end());
    return RunYizhan(args);
  }

  std::string ConfigText() const {
    return "data_dir: \"" + data() + "\"\nkeys_dir: \"" + (keys_dir_.empty() ? keys() : keys_dir_) +
           "\"\nlisten: \"" + listen_ + "\"\ntls { certificate_path: \"" + tls_.certificate_path() +
           "\" key_path: \"" + tls_.key_path() + "\" ca_path: \"" + tls_.ca_path() +
           "\" crl_path: \"" + tls_.crl_path() + "\" }\n" + extra_;
  }

 private:
  Effect OfficerEffect(const std::string& id, const LedgerPlan& plan) {
    const IssuedPair pair = pilot_.Issue(Named(Role::kOfficer, id), NowS(), plan.officer_days);
    const auto certificate = ParseCertificate(pair.certificate_pem);
    YIZHAN_CHECK(certificate.ok());
    v1::OfficerRow row;
    row.mutable_officer()->set_id(id);
    row.mutable_officer()->set_public_key(certificate->ed25519_public_key);
    row.mutable_officer()->set_certificate(certificate->der);
    return PutRow(Table::kOfficer, "i" + id, row);
  }

  Pilot pilot_;
  Pilot stranger_;
  v1::Tls tls_;
  std::string listen_ = "127.0.0.1:7443";
  std::string keys_dir_, extra_, whole_;
  std::vector<std::string> args_;
};

void Chmod(const std::string& path, unsigned mode) {
  YIZHAN_CHECK(::chmod(path.c_str(), mode) == 0);
}

void EngineFrom(Ward& ward, const IssuedPair& pair) { ward.pilot().Write("engine", pair); }

TEST(DoctorTest, ASoundInstallationHasNothingWrong) {
  Ward ward;
  const Ran ran = ward.Examine();
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"wrong\": 0"));
}

TEST(DoctorTest, ItChangesNothing) {
  Ward ward;
  ward.Examine();
  const auto times = [&] {
    std::map<std::string, fs::file_time_type> found;
    for (const auto& file : fs::recursive_directory_iterator(ward.data())) {
      found[file.path().string()] = fs::last_write_time(file.path());
    }
    for (const auto& file : fs::recursive_directory_iterator(ward.keys())) {
      found[file.path().string()] = fs::last_write_time(file.path());
    }
    return found;
  };
  const auto before = times();
  ward.Examine();
  EXPECT_EQ(before, times());
}

struct DoctorRow {
  const char* name;
  std::function<void(Ward&)> break_it;
  std::string check;
  std::string verdict;
  std::string says;
};

class DoctorTable : public ::testing::TestWithParam<DoctorRow> {};

TEST_P(DoctorTable, SeesIt) {
  Ward ward;
  GetParam().break_it(ward);
  const Ran ran = ward.Examine();
  const std::string line =
      R"({"check": ")" + GetParam().check + R"(", "verdict": ")" + GetParam().verdict + R"(", )";
  ASSERT_THAT(ran.out, HasSubstr(line)) << ran.err;
  const std::size_t from = ran.out.find(line);
  EXPECT_THAT(ran.out.substr(from, ran.out.find('}', from) - from), HasSubstr(GetParam().says));
  if (GetParam().verdict == "wrong") {
    EXPECT_EQ(ran.exit_code, 1);
  }
}

const std::vector<DoctorRow>& ConfigRows() {
  static const std::vector<DoctorRow> rows = {
      {"UnknownKey", [](Ward& w) { w.Set("no_such_key: 1"); }, "config", "wrong", "no_such_key"},
      {"ConfigAbsentTls", [](Ward& w) { w.tls().set_key_path(""); }, "config", "wrong", "key_path"},
      {"OneMistakeDoesNotHideOthers",
       [](Ward& w) {
         w.KeysIn(w.data() + "/keys");
         w.MakeLedger({.pack = false});
       },
       "pack", "wrong", "policy activate"},
      {"Training", [](Ward& w) { w.Set("training: true"); }, "training", "warning", "never"},
      {"Descriptors", [](Ward& w) { w.Set("limits { connections_max: 10000000 }"); }, "descriptors",
       "warning", "ulimit -n"},
      {"BrokenClient", [](Ward& w) { w.Client("engine: 7"); }, "client", "wrong",
       "client.textproto"},
  };
  return rows;
}

const std::vector<DoctorRow>& CertificateRows() {
  static const std::vector<DoctorRow> rows = {
      {"OtherAuthority", [](Ward& w) { EngineFrom(w, w.stranger().IssueEngine("127.0.0.1")); },
       "certificate", "wrong", "authority"},
      {"NoCertificate", [](Ward& w) { fs::remove(w.path("engine.crt")); }, "certificate", "wrong",
       "engine.crt"},
      {"NotACertificate", [](Ward& w) { Pilot::WriteText(w.path("engine.crt"), "x"); },
       "certificate", "wrong", "engine.crt"},
      {"AuthorityAbsent", [](Ward& w) { w.tls().set_ca_path("/nowhere.crt"); }, "certificate",
       "wrong", "/nowhere.crt"},
      {"Expired", [](Ward& w) { EngineFrom(w, w.OldEngine()); }, "certificate_dates", "wrong",
       "renew"},
      {"EndsSoon",
       [](Ward& w) { EngineFrom(w, w.pilot().Issue(Named(Role::kEngine, "e"), NowS(), 10)); },
       "certificate_dates", "warning", "renew"},
      {"ATerminalsCertificate", [](Ward& w) { EngineFrom(w, w.pilot().Issue(kDeskName)); },
       "certificate_role", "wrong", "terminal/"},
      {"OtherKey",
       [](Ward& w) {
         IssuedPair pair = w.pilot().IssueEngine("127.0.0.1");
         pair.key_pem = w.pilot().IssueEngine("127.0.0.1").key_pem;
         EngineFrom(w, pair);
       },
       "certificate_key", "wrong", "engine.key"},
      {"KeyForAll", [](Ward& w) { Chmod(w.path("engine.key"), 0644); }, "certificate_key", "wrong",
       "chmod 600"},
      {"OtherHost", [](Ward& w) { EngineFrom(w, w.pilot().IssueEngine("yizhan.example")); },
       "certificate_hosts", "wrong", "127.0.0.1"},
      {"CrlOfAnother", [](Ward& w) { w.tls().set_crl_path(w.stranger().crl_path()); },
       "revocations", "wrong", "authority"},
      {"CrlAbsent", [](Ward& w) { w.tls().set_crl_path("/nowhere.pem"); }, "revocations", "wrong",
       "/nowhere.pem"},
      {"CrlOld",
       [](Ward& w) {
         YIZHAN_CHECK(w.pilot().authority().RefreshRevocations(NowS() - 40 * kDayS).ok());
       },
       "revocations", "wrong", "out of date"},
      {"CrlEndsSoon",
       [](Ward& w) {
         YIZHAN_CHECK(w.pilot().authority().RefreshRevocations(NowS() - 27 * kDayS).ok());
       },
       "revocations", "warning", "ends on"},
      {"CrlNotConfigured", [](Ward& w) { w.tls().set_crl_path(""); }, "revocations", "warning",
       "crl_path"},
  };
  return rows;
}

const std::vector<DoctorRow>& FolderRows() {
  static const std::vector<DoctorRow> rows = {
      {"DataForAll", [](Ward& w) { Chmod(w.data(), 0755); }, "data_dir", "wrong", "chmod 700"},
      {"DataAbsent", [](Ward& w) { fs::remove_all(w.data()); }, "data_dir", "warning",
       "first start"},
      {"LedgerAbsent", [](Ward& w) { fs::remove_all(w.data() + "/rocks"); }, "ledger", "warning",
       "first start"},
      {"DiskReserve", [](Ward& w) { w.Set("disk_reserve_bytes: 4000000000000000"); }, "disk",
       "wrong", "make room"},
      {"AnchorGone", [](Ward& w) { fs::remove(w.data() + "/anchor"); }, "ledger", "wrong",
       "a person must look"},
      {"AnchorOfALongerLedger",
       [](Ward& w) {
         fs::copy_file(w.data() + "/anchor", w.path("anchor"));
         Pilot::WriteText(w.data() + "/anchor", std::string(fs::file_size(w.path("anchor")), 'x'));
       },
       "ledger", "wrong", "a person must look"},
      {"ATrainingLedger", [](Ward& w) { w.MakeLedger({.training = true}); }, "ledger_mode", "wrong",
       "a training ledger without"},
      {"ARealLedgerInTraining", [](Ward& w) { w.Set("training: true"); }, "ledger_mode", "wrong",
       "a ledger of real data"},
      {"KeysOfTraining", [](Ward& w) { Pilot::WriteText(w.keys() + "/mode", "training\n"); },
       "keys_mode", "wrong", "training engine"},
      {"ClockBehind", [](Ward& w) { w.MakeLedger({.posted_s = NowS() + 3600}); }, "clock", "wrong",
       "set the clock"},
      {"OneOfficer", [](Ward& w) { w.MakeLedger({.officers = {"li"}}); }, "officers", "wrong",
       "officer enrol"},
      {"OfficersEndSoon", [](Ward& w) { w.MakeLedger({.officer_days = 10}); },
       "officer_certificates", "warning", "wang"},
      {"NoPack", [](Ward& w) { w.MakeLedger({.pack = false}); }, "pack", "wrong",
       "policy activate"},
      {"KeysInsideData", [](Ward& w) { w.KeysIn(w.data() + "/keys"); }, "keys_place", "wrong",
       "outside"},
      {"KekInsideData", [](Ward& w) { w.Set("kek_path: \"" + w.data() + "/kek\""); }, "keys_place",
       "wrong", "outside"},
      {"KeysForGroup", [](Ward& w) { Chmod(w.keys(), 0750); }, "keys_dir", "wrong", "chmod 700"},
      {"KeysGone", [](Ward& w) { fs::remove_all(w.keys()); }, "keys_dir", "wrong", "restore"},
      {"IndexKeyGone", [](Ward& w) { fs::remove(w.keys() + "/index.key"); }, "index_key", "wrong",
       "index.key"},
      {"KekGone", [](Ward& w) { fs::remove(w.keys() + "/kek.key"); }, "kek", "wrong", "kek.key"},
      {"KekForAll", [](Ward& w) { Chmod(w.keys() + "/kek.key", 0604); }, "kek", "wrong",
       "chmod 600"},
      {"KekShort", [](Ward& w) { YIZHAN_CHECK(WriteSecret(w.keys() + "/kek.key", "k").ok()); },
       "kek", "wrong", "32"},
      {"KekOfAnother",
       [](Ward& w) { YIZHAN_CHECK(WriteSecret(w.keys() + "/kek.key", std::string(32, 'k')).ok()); },
       "kek", "wrong", "find the one that fits"},
      {"RotationInterrupted",
       [](Ward& w) {
         YIZHAN_CHECK(WriteSecret(w.keys() + "/kek.key.next", std::string(32, 'k')).ok());
       },
       "kek_rotation", "warning", "interrupted"},
  };
  return rows;
}

std::string RowName(const ::testing::TestParamInfo<DoctorRow>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Config, DoctorTable, ::testing::ValuesIn(ConfigRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Certificate, DoctorTable, ::testing::ValuesIn(CertificateRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Folder, DoctorTable, ::testing::ValuesIn(FolderRows()), RowName);

std::string CallerOf(Ward& ward) {
  ward.pilot().Write("admin", ward.pilot().Issue(Named(Role::kAdmin, "operator")));
  const v1::Tls tls = ward.pilot().tls("admin");
  return "engine: \"127.0.0.1:1\" tls { certificate_path: \"" + tls.certificate_path() +
         "\" key_path: \"" + tls.key_path() + "\" ca_path: \"" + tls.ca_path() + "\" }";
}

TEST(DoctorEngineTest, NoEngineRunsIsAWarning) {
  Ward ward;
  ward.Client(CallerOf(ward));
  const Ran ran = ward.Examine();
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(R"("check": "engine", "verdict": "warning")"));
}

TEST(DoctorEngineTest, AnEngineThatHoldsTheLedgerMustAnswer) {
  Ward ward;
  const auto held = ward.OpenStore();
  ward.Client(CallerOf(ward));
  const Ran ran = ward.Examine();
  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr(R"("check": "engine", "verdict": "wrong")"));
  EXPECT_THAT(ran.out, HasSubstr("in use by a running engine, anchored at 1 entries"));
}

TEST(DoctorEngineTest, WithoutAClientTheRunningEngineIsNotAsked) {
  Ward ward;
  const auto held = ward.OpenStore();
  const Ran ran = ward.Examine();
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("--client"));
}

TEST(DoctorEngineTest, CoreDumpsAreAWarning) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &before), 0);
  if (before.rlim_max == 0) GTEST_SKIP() << "this process may not allow core dumps";
  const rlimit some{.rlim_cur = before.rlim_max, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_CORE, &some), 0);
  Ward ward;
  const Ran ran = ward.Examine();
  ::setrlimit(RLIMIT_CORE, &before);
  EXPECT_THAT(ran.out, HasSubstr(R"("check": "core_dumps", "verdict": "warning")"));
}

}  // namespace
}  // namespace yizhan::cli
