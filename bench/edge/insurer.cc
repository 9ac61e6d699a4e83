#include "bench/edge/insurer.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_replace.h"
#include "adapters/national/json_edit.h"
#include "engine/base/check.h"

namespace yizhan::bench {
namespace {

// More than the edge has, so that it never waits for a place here.
constexpr std::uint32_t kWorkers = 128;
constexpr std::uint32_t kConnectionsMax = 1'024;

// 300.00 in all, 200.00 in scope; 100.00 is insured, 200.00 is left to the patient.
constexpr char kSettled[] =
    R"({"infcode":"0","inf_refmsgid":"310114201206100930000000000001","err_msg":"",)"
    R"("warn_msg":"","refmsg_time":"20120610093000000","respond_time":"20120610093000001",)"
    R"("output":{"setlinfo":{"mdtrt_id":"$VISIT","setl_id":"S$MSGID","psn_no":"P$CARD",)"
    R"("psn_name":"压测","psn_cert_type":"01","certno":"$CARD","insutype":"310",)"
    R"("clr_type":"21","med_type":"21","setl_time":"2012-06-10 09:30:00",)"
    R"("medfee_sumamt":"300.00","inscp_scp_amt":"200.00","preselfpay_amt":"50.00",)"
    R"("overlmt_selfpay":"30.00","fulamt_ownpay_amt":"20.00","hifp_pay":"100.00",)"
    R"("cvlserv_pay":"0.00","hifes_pay":"0.00","hifmi_pay":"0.00","hifob_pay":"0.00",)"
    R"("maf_pay":"0.00","oth_pay":"0.00","fund_pay_sumamt":"100.00","psn_part_amt":"200.00",)"
    R"("acct_pay":"0.00","acct_mulaid_pay":"0.00","psn_cash_pay":"200.00",)"
    R"("hosp_part_amt":"0.00"},"setldetail":[{"fund_pay_type":"310100",)"
    R"("inscp_scp_amt":"200.00","fund_payamt":"100.00","fund_pay_type_name":"统筹基金"}]}})";
constexpr char kRefused[] = R"({"infcode":"-1","err_msg":"只办理 2207","output":null})";

std::string AnswerTo(const std::string& message) {
  const absl::StatusOr<Json> root = ParseJson(message);
  if (!root.ok() || MemberText(*root, "infno") != "2207") return kRefused;
  const Json* input = root->Find("input");
  const Json* data = input == nullptr ? nullptr : input->Find("data");
  if (data == nullptr) return kRefused;
  return absl::StrReplaceAll(kSettled, {{"$MSGID", MemberText(*root, "msgid")},
                                        {"$VISIT", MemberText(*data, "mdtrt_id")},
                                        {"$CARD", MemberText(*data, "mdtrt_cert_no")}});
}

std::unique_ptr<edge::HttpServer> Started() {
  const auto answer = [](const edge::HttpRequest& request) {
    return edge::HttpResponse{.body = AnswerTo(request.body)};
  };
  auto server = edge::HttpServer::Start({.connections_max = kConnectionsMax, .workers = kWorkers},
                                        {{.path = "/", .handler = answer}});
  YIZHAN_CHECK(server.ok());
  return *std::move(server);
}

}  // namespace

Insurer::Insurer() : server_(Started()) {}

}  // namespace yizhan::bench
