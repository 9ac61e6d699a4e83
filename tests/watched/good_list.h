// GoodList: one good list of bills, and how a row of a table changes it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan::watched {

using Changes = std::vector<std::pair<std::string, std::string>>;

inline std::string Changed(std::string text, const Changes& changes) {
  for (const auto& [from, to] : changes) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "nothing to change: " << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return text;
}

inline constexpr char kHead[] =
    "结算编号,就诊号,证件号码,姓名,医疗类别,开始日期,结束日期,结算日期,诊断,总费用,政策范围内,"
    "全自费,基金310100,个人账户支付\r\n";
// Half of the 40.00 that are left in scope is aid.
inline constexpr char kFirst[] =
    "S1,V1,CANARYNO1,金丝雀,21,2012-06-20,2012-06-28,2012/6/29,I10;E11.9,130.00,100.00,30.00,"
    "60.00,10.00\r\n";
inline constexpr char kSecond[] =
    "S2,V2,CANARYNO1,金丝雀,11,,20120629,2012-06-29,,50,50.00,,0,\r\n";

// National messages, one line each.
inline constexpr char kJsonSettle[] =
    R"({"infno":"2207","msgid":"N1","fixmedins_code":"H1","input":{"setlinfo":{"mdtrt_id":"V1",)"
    R"("setl_id":"S1","psn_cert_type":"01","certno":"CANARYNO1","med_type":"21",)"
    R"("setl_time":"2012-06-29 09:30:00","medfee_sumamt":130.00,"inscp_scp_amt":100,)"
    R"("preselfpay_amt":0,"overlmt_selfpay":0,"fulamt_ownpay_amt":30,"hifp_pay":60,)"
    R"("cvlserv_pay":0,)"
    R"("hifes_pay":0,"hifmi_pay":0,"hifob_pay":0,"maf_pay":0,"oth_pay":0,"fund_pay_sumamt":60,)"
    R"("psn_part_amt":70,"acct_pay":10,"psn_cash_pay":60,"insutype":"310"},)"
    R"("mdtrtinfo":{"begntime":"2012-06-20","endtime":"2012-06-28"}}})"
    "\n";
inline constexpr char kJsonReverse[] =
    R"({"infno":"2601","msgid":"N2","fixmedins_code":"H1","input":{"data":{"psn_no":"x",)"
    R"("omsgid":"N1","oinfno":"2207"}}})"
    "\n";

}  // namespace yizhan::watched
