// FundHistory: what a fund held when an entry was decided.
//
// Units:    fen.
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  one. Reads the log backwards to the last entry that tells, and remembers: on a snapshot
//           for a question; on the loop only for a confirmation.
// Law:      ruling R51.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/base/money.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

class FundHistory {
 public:
  FundHistory(const Reader& state, PackCatalog& packs) : state_(state), packs_(packs) {}

  // The balance the entry met. 0 when the fund was not there yet.
  absl::StatusOr<Money> Before(const v1::Entry& settlement, const std::string& fund_id);
  absl::StatusOr<Money> Today(const std::string& fund_id);

 private:
  absl::StatusOr<Money> Search(std::uint64_t number, const std::string& fund_id);

  const Reader& state_;
  PackCatalog& packs_;
  std::map<std::pair<std::uint64_t, std::string>, Money> known_;
};

}  // namespace yizhan
