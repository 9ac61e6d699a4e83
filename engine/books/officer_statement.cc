#include "engine/books/officer_statement.h"

namespace yizhan {

Hash32 StatementDigest(const OfficerStatement& statement) {
  return Canonical("yizhan officer statement v1")
      .Text(statement.ledger_id)
      .Number(statement.operation)
      .Text(statement.content)
      .Text(statement.request_id)
      .Number(statement.valid_until_ms)
      .Sha256();
}

std::string ActivationContent(const v1::PackActivated& activated) {
  if (activated.effective_from().empty()) return activated.pack_hash();
  return Bytes(Canonical("yizhan pack activation v1")
                   .Text(activated.pack_hash())
                   .Text(activated.effective_from())
                   .Sha256());
}

Hash32 FundChangeDigest(const v1::FundChanged& change) {
  return Canonical("yizhan fund change v1")
      .Text(change.fund_id())
      .Number(change.kind())
      .Number(change.amount_fen())
      .Text(change.note())
      .Sha256();
}

Hash32 ErasureDigest(std::uint64_t person_no, const std::string& order_reference) {
  return Canonical("yizhan erasure v1")
      .Number(static_cast<std::int64_t>(person_no))
      .Text(order_reference)
      .Sha256();
}

int SignaturesNeeded(v1::OfficerOperation operation) {
  return operation == v1::CHANGE_FUND ? 1 : 2;
}

}  // namespace yizhan
