// StatementTotals: national 3201, what a hospital says its period adds up to.
//
// The sums may lie anywhere in the message: in `input.data` of a request, in `output` of an answer
// that repeats them, or alone. Refunds, by refd_setl_flag of the message: absent or empty, the sums
// are less refunds, and a refund counts -1; "0", of settlements without any refund taken off; "1",
// of refunds alone, as negative amounts or as positive ones.
//
// Units:    amounts are decimal text (N16,2) until they are Money.
// Errors:   a Refusal whose field is the national path, as settlement_message.h.
// Threads:  pure.
// Source:   domain.md section 2.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/base/money.h"

namespace yizhan::national {

enum class TotalsOf : std::uint8_t { kNet, kSettled, kRefunds };

struct StatementTotals {
  Money total;                        // medfee_sumamt
  Money funds;                        // fund_pay_sumamt
  std::optional<Money> account;       // acct_pay
  std::optional<std::int64_t> count;  // fixmedins_setl_cnt
  TotalsOf of = TotalsOf::kNet;
  std::optional<Day> from;   // stmt_begndate
  std::optional<Day> until;  // stmt_enddate
  std::string result;        // stmt_rslt, of an answer
  std::string result_text;   // stmt_rslt_dscr
};

absl::StatusOr<StatementTotals> ParseStatementTotals(const std::string& json);

}  // namespace yizhan::national
