// GoodMessage: one good 2207, and how a row of a table changes it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan::national {

// Each row replaces the first occurrence of a text in the good message.
using Changes = std::vector<std::pair<std::string, std::string>>;

// Invented person. 18523.47 = 10014.11 in scope + 1200.50 + 0.00 + 7308.86; funds 9000.00 + 500.14.
inline constexpr char kGood[] = R"({
  "infno": "2207", "msgid": "H31011400001201206290930000001", "mdtrtarea_admvs": "310114",
  "fixmedins_code": "H31011400001", "opter_name": "CANARY-OPERATOR",
  "input": {
    "setlinfo": {
      "mdtrt_id": "V1", "setl_id": "S1", "psn_cert_type": "01", "certno": "CANARYNO1",
      "psn_name": "金丝雀", "insutype": "310", "med_type": "21", "hosp_lv": "03",
      "setl_time": "2012-06-29 09:30:00", "age": 61.5,
      "medfee_sumamt": 18523.47, "inscp_scp_amt": "10014.11", "preselfpay_amt": 1200.5,
      "overlmt_selfpay": 0, "fulamt_ownpay_amt": "7308.86",
      "hifp_pay": 9000.00, "cvlserv_pay": 0, "hifes_pay": 0.00, "hifmi_pay": 500.14,
      "hifob_pay": 0, "maf_pay": 0, "oth_pay": 0, "fund_pay_sumamt": 9500.14,
      "psn_part_amt": 9023.33, "acct_pay": 20.00, "acct_mulaid_pay": 3.33,
      "psn_cash_pay": "9000.00", "hosp_part_amt": 0, "balc": 77.7
    },
    "setldetail": null,
    "mdtrtinfo": {"begntime": "2012-06-20 08:00:00", "endtime": "2012-06-28", "refl_no": "R1"},
    "diseinfo": [{"diag_code": "I10", "diag_srt_no": "2"}, {"diag_code": "C34.9", "diag_srt_no": 1}]
  }
})";

inline std::string Changed(const Changes& changes) {
  std::string json = kGood;
  for (const auto& [from, to] : changes) {
    const std::size_t at = json.find(from);
    EXPECT_NE(at, std::string::npos) << "the good message has no " << from;
    if (at != std::string::npos) json.replace(at, from.size(), to);
  }
  return json;
}

// The change that gives the message a setldetail; and one fund of it.
inline std::pair<std::string, std::string> Detail(const std::string& items) {
  return {"\"setldetail\": null", "\"setldetail\": [" + items + "]"};
}
inline std::string Fund(const std::string& code, const std::string& amount) {
  return "{\"fund_pay_type\": \"" + code + "\", \"fund_payamt\": " + amount + "}";
}

}  // namespace yizhan::national
