// Bind: what an entry takes for ever: its sender's request id, and the statement that officers
// signed for it.
//
// Errors:   DataLoss naming the entry: the id is taken, or the authorization does not hold.
// Threads:  pure; effects are added to what the caller has.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/refusal.h"
#include "engine/books/authorization.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

// DataLoss: "entry 7: what".
absl::Status Broken(const v1::Entry& entry, const std::string& what);
// The same, with what the books say (expected) and what the entry says (found).
absl::Status Broken(const v1::Entry& entry, const std::string& what, const Mismatch& mismatch);

struct BoundRequest {
  v1::MessageKeyRow::Kind kind = v1::MessageKeyRow::KIND_UNSPECIFIED;
  std::string request_id;
  std::string digest;  // 32 bytes, of the request's content.
};

absl::Status BindRequest(const v1::Entry& entry, const BoundRequest& request, const Reader& before,
                         std::vector<Effect>& effects);

absl::Status BindStatement(const v1::Entry& entry, const v1::Authorization& authorization,
                           const Authorized& authorized, const Reader& before,
                           std::vector<Effect>& effects);

}  // namespace yizhan
