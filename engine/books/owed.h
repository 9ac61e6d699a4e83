// Owed: what is owed to a hospital or a patient and not yet paid, as open lines inside his row:
// above 0 the office owes, below 0 it was paid too much. Folds and readers use the same lines.
//
// Units:    fen; months are YYYYMM of the posting date, 0 in rows of persons and once closed.
// Errors:   AMOUNT_OVERFLOW; DataLoss when a posting names a program its pack does not have.
// Threads:  pure.
// Law:      adjudication.md section 5, Postings.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "engine/base/month.h"
#include "engine/books/draft.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

using OwedLines = google::protobuf::RepeatedPtrField<v1::OwedLine>;
using Postings = google::protobuf::RepeatedPtrField<v1::Posting>;
using NamedPostings = google::protobuf::RepeatedPtrField<v1::NamedPosting>;

struct OwedPlace {
  v1::PostingAccount account = v1::POSTING_ACCOUNT_UNSPECIFIED;
  std::string program_id;
  Month month = 0;
};

// Adds to the line at its sorted place; a line that comes to 0 vanishes.
absl::Status AddOwed(const OwedPlace& place, std::int64_t amount_fen, OwedLines& lines);

// Postings of a settlement or contra, whose programs are places in `pack`: those of the hospital
// into its row, in the month of the entry; those of the patient into his.
absl::Status OweHospital(const v1::Entry& entry, const Postings& postings, const CompiledPack& pack,
                         v1::InstitutionRow& row);
absl::Status OwePatient(const v1::Entry& entry, const Postings& postings, const CompiledPack& pack,
                        v1::HolderRow& row);
// Those of an adjustment, or taken back of one. The person's row of this step is in `staged`.
absl::Status OwePatient(const NamedPostings& postings, std::uint64_t person_no, Draft& staged);

}  // namespace yizhan
