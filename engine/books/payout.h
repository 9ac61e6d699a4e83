// Payout: money that left the office for a hospital or a patient, or that a patient gave back.
//
// The open lines of one posting account are netted; an account above 0 is paid, one below 0 is
// carried on (hospital) or given back (patient). What a patient is owed and what he is to give back
// are two accounts and never netted against each other.
//
// Units:    fen.
// Errors:   DataLoss when an entry does not follow from the state before it; AMOUNT_OVERFLOW.
// Threads:  pure.
// Law:      adjudication.md section 5, Postings.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/books/owed.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// What a payout, or with `given_back` a patient's giving back, clears today: per open line one
// posting against it and one on PAID. None: nothing to pay. Of a hospital only closed lines.
absl::StatusOr<std::vector<v1::NamedPosting>> PayoutPostings(v1::Payee payee, bool given_back,
                                                             const OwedLines& owed);

// The sum on PAID: above 0 paid out, below 0 given back.
absl::StatusOr<std::int64_t> PaidFen(const NamedPostings& postings);

// Sameness of a repeated request: payee, amount, reference. The postings follow from the books.
Hash32 PayoutRequestDigest(const v1::PaidOut& paid);

absl::StatusOr<std::vector<Effect>> FoldPaidOut(const v1::Entry& entry, const Reader& before);

}  // namespace yizhan
