// AidRow: what one aid program paid, as a row of setldetail.
//
// Units:    fen; lengths are characters.
// Threads:  pure.
// Source:   domain.md section 2.4: crt_payb_lmt_amt (本次可支付限额) is the room before this
// payment;
//           setl_proc_info explains it, and says what is left after it.
#pragma once

#include <string>
#include <vector>

#include "adapters/national/aided_setlinfo.h"
#include "adapters/national/json_writer.h"
#include "engine/base/money.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::national {

struct AidRow {
  std::string fund;  // fund_pay_type
  std::string title;
  Money base;  // inscp_scp_amt
  Money room;  // Before it: the smallest of its caps and its fund; the base when nothing limits it.
  Money paid;
  std::string explanation;
};

// In the order of the evaluation; without those whose payment upstream's own rows hold.
std::vector<AidRow> AidRowsOf(const v1::SettleResult& result, const FundOfProgram& funds,
                              bool upstream_stays);

void WriteAidRow(const AidRow& row, JsonWriter& out);

// Whole sentences of at most so many characters; "……" stands for the rest.
std::string CutAtSentence(const std::string& text, std::size_t characters_max);

}  // namespace yizhan::national
