// The printed page of one settlement: every figure in its place, hostile text kept as text. The
// golden page is written anew with YIZHAN_UPDATE_GOLDEN=1 when it is missing; look at it.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tools/cli/explain_report.h"
#include "tools/cli/report_page.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Three layers: one pays, one loses to a better alternative, one does not apply.
constexpr char kReply[] = R"pb(
  result {
    number: 3183
    posted_ms: 1340933400000
    person_no: 12648430
    illustrative: true
    state: SETTLED
    institution_name: "安亭医院"
    bill {
      institution_id: "anting"
      bill_no: "B-<7>"
      service_start: "2012-06-20"
      service_end: "2012-06-28"
      accounting_date: "2012-06-29"
      total_fen: 432600
      insurer_payments { fund_code: "390100" amount_fen: 294000 }
      hospital_borne_fen: 0
      upstream_aid { fund_code: "610100" amount_fen: 100 }
    }
    outcome {
      aid_fen: 94500
      due { in_scope_self_pay_fen: 31500 out_of_scope_fen: 12600 }
      patient_due_fen: 44100
      cash_due_fen: 44100
    }
    pack_hash: "0123456789abcdef0123456789abcdef"
  }
  steps {
    program_id: "sh-2012-major"
    title: "低保和低收入家庭重大疾病医疗救助"
    title_en: "Major illness"
    layer: MUNICIPAL
    step {
      status: CHOSEN
      figures {
        base_fen: 126000
        accumulated_before_fen: 100
        accumulated_after_fen: 126100
        entitlement_before_fen: 50
        entitlement_after_fen: 63050
        caps { account: 1 limit_fen: 5000000 room_fen: 4999950 }
        pay_fen: 63000
        draw { in_scope_self_pay_fen: 63000 }
      }
    }
    sentence_zh: "本次救助630.00元。"
    sentence_en: "Pays 630.00 yuan."
    source {
      document: "沪民救发〔2012〕1号"
      article: "第三条"
      quote: "按50%给予救助"
      confidence: SECONDARY
    }
  }
  steps {
    program_id: "jd-topup"
    title: "区级补充医疗救助"
    layer: DISTRICT
    step {
      status: CHOSEN
      figures {
        base_fen: 63000
        entitlement_after_fen: 31500
        fund_room_fen: 900000
        pay_fen: 31500
        draw { in_scope_self_pay_fen: 31500 }
      }
    }
    sentence_zh: "本次救助315.00元。"
    sentence_en: "Pays 315.00 yuan."
    source {
      document: "示例"
      article: "一"
      quote: "<script>alert(1)</script>"
      confidence: ILLUSTRATIVE
    }
  }
  steps {
    program_id: "jd-other"
    title: "另一项目"
    layer: DISTRICT
    step {
      status: BETTER_ALTERNATIVE
      figures { base_fen: 63000 pay_fen: 100 }
    }
    sentence_zh: "未采用。"
    sentence_en: "Not taken."
    source { document: "示例" confidence: VERIFIED }
  }
  steps {
    program_id: "charity"
    title: "慈善"
    layer: CHARITY
    step { status: NOT_ELIGIBLE not_eligible: IDENTITY }
    sentence_zh: "不适用。"
    sentence_en: "Does not apply."
  }
  facts {
    person_no: 12648430
    identities { value: "dibao" from: "2012-06-20" until: "2012-06-28" }
  }
  breaks { sentence_zh: "上游金额不一致。" sentence_en: "Upstream differs." }
)pb";

v1::ExplainReply Reply(const std::string& text) {
  v1::ExplainReply reply;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &reply));
  return reply;
}

TEST(ExplainPageTest, IsTheGoldenPage) {
  const std::string page = ReportPage(ExplainReport(Reply(kReply)));
  const std::string path = YIZHAN_SOURCE_DIR "/tests/cli/golden/explain.html";
  if (std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr && !std::filesystem::exists(path)) {
    std::ofstream(path, std::ios::binary) << page;
  }
  std::stringstream golden;
  golden << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(page, golden.str());
}

TEST(ExplainPageTest, HostileTextStaysText) {
  const std::string page = ReportPage(ExplainReport(Reply(kReply)));
  EXPECT_THAT(page, HasSubstr("B-&lt;7&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
}

TEST(ExplainPageTest, NothingIsFetched) {
  const std::string page = ReportPage(ExplainReport(Reply(kReply)));
  for (const char* outside : {"http:", "https:", "src=", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST(ExplainPageTest, OfATrainingLedgerSaysSo) {
  v1::ExplainReply reply = Reply(kReply);
  EXPECT_THAT(ReportPage(ExplainReport(reply)), Not(HasSubstr("TRAINING")));
  reply.mutable_result()->set_training(true);
  EXPECT_THAT(ReportPage(ExplainReport(reply)),
              HasSubstr("<div class=\"each-page\">培训 TRAINING"));
}

TEST(ExplainPageTest, OfAYearOnApplication) {
  const std::string page = ReportPage(ExplainReport(Reply(R"pb(
    result {
      number: 9
      application { program_id: "p" year: 2023 bills: 4 bills: 5 }
      outcome { aid_fen: 100 }
    })pb")));
  EXPECT_THAT(page, HasSubstr("2023 年度申请救助，计入 2 笔结算"));
}

TEST(ExplainPageTest, OfAidPaidElsewhere) {
  const std::string page = ReportPage(ExplainReport(Reply(R"pb(
    result {
      number: 9
      outside_aid {
        program_id: "p"
        base_fen: 1000
        paid_fen: 500
        accounting_date: "2012-06-01"
        reference: "JD-1"
      }
    })pb")));
  EXPECT_THAT(page, HasSubstr("其他单位已付的救助，项目 p"));
  EXPECT_THAT(page, HasSubstr("5.00"));
}

}  // namespace
}  // namespace yizhan::cli
