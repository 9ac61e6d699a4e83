#include "engine/books/bind.h"

#include "engine/books/keys.h"
#include "engine/books/rows.h"

namespace yizhan {

absl::Status Broken(const v1::Entry& entry, const std::string& what) {
  return absl::DataLossError("entry " + std::to_string(entry.number()) + ": " + what);
}

absl::Status Broken(const v1::Entry& entry, const std::string& what, const Mismatch& mismatch) {
  return Mismatched("entry " + std::to_string(entry.number()) + ": " + what, mismatch);
}

absl::Status BindRequest(const v1::Entry& entry, const BoundRequest& request, const Reader& before,
                         std::vector<Effect>& effects) {
  const std::string key = MessageKey(entry.sender(), request.request_id);
  const auto known = before.Get(Table::kMessageKey, key);
  if (!known.ok()) return known.status();
  if (known->has_value()) return Broken(entry, "its request id is already bound");
  v1::MessageKeyRow row;
  row.set_kind(request.kind);
  row.set_number(entry.number());
  row.set_digest(request.digest);
  effects.push_back(PutRow(Table::kMessageKey, key, row));
  return absl::OkStatus();
}

absl::Status BindStatement(const v1::Entry& entry, const v1::Authorization& authorization,
                           const Authorized& authorized, const Reader& before,
                           std::vector<Effect>& effects) {
  const absl::StatusOr<Hash32> digest =
      CheckAuthorization(authorization, authorized, entry.posted_ms(), before);
  if (!digest.ok()) {
    const v1::ErrorDetail why = DetailOf(digest.status());
    if (why.reason() == v1::REASON_UNSPECIFIED) return digest.status();
    return Broken(entry,
                  "its authorization does not hold: " + std::string(digest.status().message()),
                  {.field = why.field(), .expected = why.expected(), .found = why.found()});
  }
  v1::StatementRow row;
  row.set_number(entry.number());
  effects.push_back(PutRow(Table::kStatement, Bytes(*digest), row));
  return absl::OkStatus();
}

}  // namespace yizhan
