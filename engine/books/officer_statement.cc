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

Hash32 PeriodDigest(const v1::PeriodClosed& closed) {
  Canonical content("yizhan period close v1");
  content.Text(closed.institution_id()).Text(closed.period()).Number(closed.lines_size());
  for (const v1::ClosedLine& line : closed.lines()) {
    content.Text(line.program_id())
        .Number(line.opening_fen())
        .Number(line.posted_fen())
        .Number(line.closing_fen());
  }
  const v1::ReconciledFile& file = closed.reconciled();
  return content.Number(closed.has_reconciled() ? 1 : 0)
      .Text(file.sha256())
      .Number(static_cast<std::int64_t>(file.rows()))
      .Number(static_cast<std::int64_t>(file.agree()))
      .Number(static_cast<std::int64_t>(file.differ()))
      .Sha256();
}

Hash32 PayoutDigest(const v1::PaidOut& paid) {
  Canonical content("yizhan payout v1");
  content.Number(paid.payee())
      .Text(paid.institution_id())
      .Number(static_cast<std::int64_t>(paid.person_no()))
      .Number(paid.postings_size());
  for (const v1::NamedPosting& posting : paid.postings()) {
    content.Number(posting.account())
        .Text(posting.program_id())
        .Number(posting.payee())
        .Number(posting.amount_fen());
  }
  return content.Text(paid.reference()).Sha256();
}

Hash32 BulkDigest(const v1::BulkApproved& approved) {
  Canonical canonical("yizhan bulk approval v1");
  canonical.Number(approved.year())
      .Text(approved.town())
      .Text(approved.pack_hash())
      .Number(approved.proposals_size());
  for (const v1::ApprovedProposal& proposal : approved.proposals()) {
    canonical.Number(static_cast<std::int64_t>(proposal.person_no()))
        .Text(proposal.proposal_digest());
  }
  return canonical.Sha256();
}

int SignaturesNeeded(v1::OfficerOperation operation) {
  return operation == v1::CHANGE_FUND || operation == v1::CLOSE_PERIOD ? 1 : 2;
}

}  // namespace yizhan
