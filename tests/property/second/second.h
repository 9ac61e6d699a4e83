// Second: the second evaluator. It knows the contract and nothing of the engine: own numbers, own
// dates, own rules, naive on purpose. A driver feeds it what it feeds the engine and compares.
//
// Units:    fen; dates "YYYY-MM-DD".
// Owner:    the caller; copying one copies its whole ledger.
// Errors:   Reply::refusal; a refused step changes nothing.
// Threads:  one at a time.
// Law:      adjudication.md sections 2 to 8, RULINGS.md D1 to D11. May include nothing of engine/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/property/second/plain.h"

namespace yizhan::second {

struct Office;  // The ledger and everything it has heard.

class Second {
 public:
  Second();
  ~Second();
  Second(const Second& other);
  Second& operator=(const Second& other);

  // From here on these packs decide, composed in this order (R16). `upstream` is the table of D1.
  void Activate(const std::vector<v1::PolicyPack>& packs, const std::vector<UpstreamRow>& upstream);
  // The same, with the table as it stands in the packs.
  void Activate(const std::vector<v1::PolicyPack>& packs);

  // R32. kFundTooLow; kForm when the amount is out of bounds.
  Reply Grant(const std::string& fund, Fen amount_fen);
  Reply Withdraw(const std::string& fund, Fen amount_fen);

  // The whole record from here on. Incomes stand beside it (D8).
  // Returns how many live settlements it touches: each of their years is to be folded again.
  int SetPerson(std::uint64_t person_no, const v1::PersonRecord& record,
                const std::vector<IncomeSpan>& incomes = {});

  Reply Settle(const BillInput& input);
  // What Settle would say, crossings included; posts nothing. With `replaces`, without it (R41).
  Reply Quote(const BillInput& input, Handle replaces = 0);

  // A settlement, outside aid or application settlement.
  Reply Reverse(Handle original, const std::string& posting_date);
  // An unknown message makes a tombstone (R45).
  Reply ReverseMessage(const std::string& sender, const std::string& message_id,
                       const std::string& posting_date);
  Reply Replace(Handle original, const BillInput& input);
  // An unknown message is tombstoned and the new bill settled (R47).
  Reply ReplaceMessage(const std::string& sender, const std::string& message_id,
                       const BillInput& input);

  Reply RecordOutside(const OutsideAid& aid);
  // D4 to D6. The outcome has the program's one step; its due_fen are the residuals after it.
  Reply Apply(const Application& application);

  // R50, R51. Year 0: every accounting year.
  Proposal Propose(std::uint64_t person_no, int year) const;
  // Refused when the proposal is no longer the one with this digest.
  Reply Adjust(std::uint64_t person_no, int year, const std::string& digest,
               const std::string& posting_date);

  // The same; `proposal` is what Propose says now.
  Reply Adjust(const Proposal& proposal, std::uint64_t person_no, int year,
               const std::string& digest, const std::string& posting_date);

  bool IsLive(Handle handle) const;
  // One number; 0 when nothing was ever there.
  Fen Get(const Key& key) const;
  // Every account, fund, granted sum and metric that is not 0.
  Numbers Dump() const;

 private:
  std::unique_ptr<Office> office_;
};

}  // namespace yizhan::second
