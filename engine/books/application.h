// Application: which bills an application settlement counts, and its form as a settlement, so that
// what holds for all settlements (keys, moves, contra) is written once.
//
// Units:    fen; years are calendar years.
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure.
// Law:      adjudication.md section 4, mode; D4-D7.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// What is settled once: one program of one person in one year.
struct ApplicationKey {
  std::string program_id;
  std::uint32_t year = 0;
  std::uint64_t person_no = 0;
};

// Stands where settlements have a bill: no institution, the request id as message id, the key
// above as bill number, 31 December as accounting date. Its natural key is that of the
// application; its fingerprint the digest of the request.
Bill ApplicationBill(const ApplicationKey& key, const std::string& request_id);

// An application settlement or outside aid in the form of a settlement; any other entry as it is.
v1::Entry AsSettlement(v1::Entry entry);

// The bill of a stored settlement, or the stand-in of the other two.
absl::StatusOr<Bill> StoredBill(const v1::Settled& settled);
bool IsApplication(const v1::Settled& settled);
bool IsOutside(const v1::Settled& settled);
// Of a bill that came here: not one of the other two.
bool IsOfBill(const v1::Settled& settled);

// What is applied for: a version of a program, by its place, in a year, by a person.
struct Applied {
  const CompiledPack& pack;
  std::uint32_t program;
  std::uint32_t year;
  const PersonFacts& person;
};

struct CountedBills {
  std::vector<std::uint64_t> numbers;  // Ascending.
  Buckets residuals;                   // Their due buckets, summed.
};

// D5: the live settlements of the year, of the person or of his household, that pass the tests of
// `program`, with their own dates, facts and levels.
absl::StatusOr<CountedBills> CountBills(const Applied& applied, const Reader& state);

// Whether one settlement counts, live or not, and its due buckets are added to `residuals`.
absl::StatusOr<bool> CountBill(const Applied& applied, const v1::Settled& settled,
                               Buckets& residuals);

// D7: a live application settlement that counted this settlement; 0 = none.
absl::StatusOr<std::uint64_t> ApplicationOver(const v1::Entry& settlement, const Reader& state);

}  // namespace yizhan
