// EndToEndTest: an engine behind mutual TLS with officers enrolled, a pack in force, the hospital
// `anting` live and two people in its register; and the messages of its desks.
//
// Threads:  one.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "tests/cli/support/pilot_engine.h"

namespace yizhan::cli {

using testing_support::PilotEngine;
using testing_support::Ran;
using testing_support::ReadFile;
using testing_support::RunYizhan;

inline constexpr char kPacks[] = YIZHAN_SOURCE_DIR "/engine/policy/packs/";
inline constexpr char kRegister[] =
    "证件号码,姓名,出生日期,街镇,险种,救助类别,起始日期,截止日期\n"
    "CARD0001,张三丰,1950-01-01,安亭镇,310,dibao,2010-01-01,\n"
    "CARD0002,李四,1951-01-01,安亭镇,310,dibao,2010-01-01,\n"
    "CARD0003,王五,1951-01-01,安亭镇,310,dibao,2011-01-01,2010-01-01\n";

// All of it in scope; insurance paid 6 000.00.
inline std::string Message2207(const std::string& msgid, const std::string& setl_id,
                               const std::string& extra = "", const std::string& card = "CARD0001",
                               int total_yuan = 10'000) {
  const std::string total = std::to_string(total_yuan) + ".00";
  const std::string part = std::to_string(total_yuan - 6'000) + ".00";
  return "{" + extra + R"("infno":"2207","msgid":")" + msgid +
         R"(","fixmedins_code":"anting","input":{"setlinfo":{"mdtrt_id":"V)" + setl_id +
         R"(","setl_id":")" + setl_id + R"(","psn_cert_type":"01","certno":")" + card +
         R"(","psn_name":"张三丰","insutype":"310","med_type":"21","hosp_lv":"02",)"
         R"("setl_time":"2012-06-29 09:30:00","medfee_sumamt":")" +
         total + R"(","inscp_scp_amt":")" + total +
         R"(","preselfpay_amt":"0","overlmt_selfpay":"0","fulamt_ownpay_amt":"0",)"
         R"("hifp_pay":"6000.00","cvlserv_pay":"0","hifes_pay":"0","hifmi_pay":"0",)"
         R"("hifob_pay":"0","maf_pay":"0","oth_pay":"0","fund_pay_sumamt":"6000.00",)"
         R"("psn_part_amt":")" +
         part + R"(","acct_pay":"0","psn_cash_pay":")" + part +
         R"(","hosp_part_amt":"0"},"mdtrtinfo":{"begntime":"2012-06-20","endtime":"2012-06-28"},)"
         R"("diseinfo":[{"diag_code":"I10","diag_srt_no":"1"}]}})";
}

inline std::string Message2601(const std::string& msgid, const std::string& omsgid,
                               const std::string& extra) {
  return "{" + extra + R"("infno":"2601","msgid":")" + msgid +
         R"(","fixmedins_code":"anting","input":{"data":{"psn_no":"P","omsgid":")" + omsgid +
         R"(","oinfno":"2207"}}})";
}

inline const std::vector<std::string> kPackFiles = {
    std::string(kPacks) + "cn-sh/2012.textproto",
    std::string(kPacks) + "cn-sh-jd/2012-pilot.textproto"};

class EndToEndTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    process_ = new PilotEngine();
    process_->Start();
    for (const char* officer : {"li", "wang", "zhao"}) {
      Must(As("admin", {"officer", "enrol", process_->path(std::string(officer) + ".crt")}));
    }
    ActivatePack();
    Must(As("admin", {"institution", "add", "anting", "安亭医院", "--level", "2"}));
    Must(As("admin", {"institution", "live", "anting", "--from", "2012-01-01"}));
    const Ran imported = As("relief", {"register", "import", "-"}, kRegister);
    EXPECT_EQ(imported.exit_code, 2) << imported.err;  // The third row's span is reversed.
    EXPECT_THAT(imported.out, ::testing::HasSubstr("created 2"));
  }
  static void TearDownTestSuite() {
    delete process_;
    process_ = nullptr;
  }

  // `officer sign WHAT...` by one officer; the file. `how`: --request-id R or --same-as FILE.
  static std::string Sign(const std::string& officer, std::vector<std::string> what,
                          const std::vector<std::string>& how) {
    const std::string out = process_->path(officer + "-" + std::to_string(++signed_) + ".sig");
    what.insert(what.begin(), {"officer", "sign"});
    what.insert(what.end(),
                {"--officer", officer, "--key", process_->path(officer + ".key"), "--out", out});
    what.insert(what.end(), how.begin(), how.end());
    Must(As("admin", what));
    return out;
  }
  static void ActivatePack() {
    std::vector<std::string> what = {"activate"};
    what.insert(what.end(), kPackFiles.begin(), kPackFiles.end());
    what.insert(what.end(), {"--effective-from", "2012-01-01"});
    const std::string li = Sign("li", what, {"--request-id", "pack-1"});
    const std::string wang = Sign("wang", what, {"--same-as", li});
    what.insert(what.begin(), "policy");
    what.insert(what.end(), {"--signature", li, "--signature", wang});
    Must(As("admin", what));
  }

  static void Must(const Ran& ran) { ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err; }

  static Ran As(const std::string& caller, std::vector<std::string> args,
                const std::string& input = "") {
    return process_->As(caller, std::move(args), input);
  }
  static Ran Desk(std::vector<std::string> args, const std::string& input = "") {
    return As("anting", std::move(args), input);
  }

  template <typename Message>
  static Message Json(const Ran& ran) {
    Message message;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &message).ok())
        << ran.exit_code << ran.out << ran.err;
    return message;
  }

  static inline PilotEngine* process_ = nullptr;
  static inline int signed_ = 0;
};

}  // namespace yizhan::cli
