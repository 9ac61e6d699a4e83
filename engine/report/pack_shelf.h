// PackShelf: the packs of the entries read so far, and what an entry's postings say by program.
//
// Units:    fen.
// Owner:    parts point into the shelf's packs.
// Errors:   DataLoss naming the entry: a pack that no longer loads or was never activated, a
//           posting of a program that its pack does not have.
// Threads:  one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// What a program paid, or took back.
struct AidPart {
  const CompiledPack* pack = nullptr;
  const CompiledProgram* program = nullptr;
  Money amount = {};
};

// Of the entry's; DataLoss beyond the bound (R1).
absl::StatusOr<Money> BoundedAmount(std::uint64_t number, std::int64_t amount_fen);

using Postings = google::protobuf::RepeatedPtrField<v1::Posting>;

class PackShelf {
 public:
  // Keeps the pack of a PackActivated; nothing to do for other entries.
  absl::Status Read(const v1::Entry& entry);

  // `number`: of the entry that names it.
  absl::StatusOr<const CompiledPack*> Find(std::uint64_t number, const std::string& hash) const;
  // The postings on one account, as they stand.
  absl::StatusOr<std::vector<AidPart>> PartsOn(v1::PostingAccount account, std::uint64_t number,
                                               const std::string& pack_hash,
                                               const Postings& postings) const;

 private:
  std::map<std::string, PackCatalog::Pack> by_hash_;
};

}  // namespace yizhan
