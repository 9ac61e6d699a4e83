// OfficerStatement: exactly what an officer signs, and how many must.
//
// Units:    *_ms are Unix milliseconds.
// Threads:  pure.
// Format:   Digests are versioned by their first words: never change one.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/digest.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/officer.pb.h"

namespace yizhan {

struct OfficerStatement {
  std::string ledger_id;  // 16 bytes: a signature is worth nothing in another ledger.
  v1::OfficerOperation operation = v1::OFFICER_OPERATION_UNSPECIFIED;
  std::string content;  // 32 bytes, of the functions below.
  std::string request_id;
  std::int64_t valid_until_ms = 0;
};

// What is signed (Ed25519 over these 32 bytes), and the key under which it is used up.
Hash32 StatementDigest(const OfficerStatement& statement);

// Contents.
// Pack hash and effective date. Entries older than the date were signed over the hash alone.
std::string ActivationContent(const v1::PackActivated& activated);
Hash32 FundChangeDigest(const v1::FundChanged& change);  // Fund, kind, amount, note.
Hash32 ErasureDigest(std::uint64_t person_no, const std::string& order_reference);
Hash32 PeriodDigest(const v1::PeriodClosed& closed);  // Institution, period, lines, file.
Hash32 PayoutDigest(const v1::PaidOut& paid);         // Payee, postings, reference.
Hash32 BulkDigest(const v1::BulkApproved& approved);  // Year, town, pack, proposals.

// Different officers that must sign: one for what can be seen and put right, else proposer and
// approver.
int SignaturesNeeded(v1::OfficerOperation operation);

}  // namespace yizhan
