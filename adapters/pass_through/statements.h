// Statements: 3201, 3202, 3203, and the rows of a 3202 that a 9101 uploads, between two sets of
// books: in the HIS's, fund_pay_sumamt holds aid and cash_payamt lacks it; in the insurer's not.
//
// Before a message is forwarded, the aid of its days is taken off the funds and put back to cash
// and account; sums that the answer repeats are translated back. A row is translated by its
// setl_id.
//
// Units:    fen; amounts in messages stay text or number as they were.
// Errors:   a message that does not say which days it is about, or has no sums, is not changed.
// Threads:  as Notes; a message is one thread's.
// Source:   domain.md section 2.5.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "adapters/pass_through/detail_file.h"
#include "adapters/pass_through/envelope.h"
#include "adapters/pass_through/intents.h"
#include "engine/base/money.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

bool IsStatement(const std::string& infno);

// Aid of a message's days, with the sign it has in the HIS's sums.
struct PeriodAid {
  std::optional<Day> from;
  std::optional<Day> until;
  Money funds;
  Money account;
  std::map<std::string, Money> by_msgid{};
};

class Statements {
 public:
  explicit Statements(const Intents& intents) : intents_(intents) {}

  absl::StatusOr<PeriodAid> AidOf(const Asked& asked) const;
  absl::StatusOr<Translation> Translate(const PeriodAid& aid, Towards towards, Json& root) const;

 private:
  absl::Status TranslateNode(const PeriodAid& aid, Towards towards, Json& node,
                             Translation& done) const;
  absl::StatusOr<bool> TranslateRow(Towards towards, Json& row) const;
  absl::StatusOr<std::optional<v1::SettleResult>> AidOfSettlement(const std::string& setl_id) const;

  const Intents& intents_;
};

// "" when the insurer's sums, the ledger and the HIS agree; else who differs by how much.
std::string DifferenceOf(const Asked& asked, const Answer& answer, const PeriodAid& aid);
std::string LedgerDifferenceOf(const PeriodAid& aid, const v1::ListPostedReply& posted,
                               const Intents& intents);

}  // namespace yizhan::edge
