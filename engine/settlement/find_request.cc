#include "engine/settlement/find_request.h"

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"

namespace yizhan {

absl::StatusOr<std::optional<std::uint64_t>> FindRequest(const Caller& caller,
                                                         const BoundRequest& request,
                                                         const Reader& state) {
  const auto row = GetRow<v1::MessageKeyRow>(state, Table::kMessageKey,
                                             MessageKey(caller.sender, request.request_id));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return std::optional<std::uint64_t>();
  if ((*row)->kind() == request.kind && (*row)->digest() == request.digest) {
    return std::optional<std::uint64_t>((*row)->number());
  }
  return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT,
                 .field = "request_id",
                 .found = request.request_id,
                 .related = (*row)->number()});
}

}  // namespace yizhan
