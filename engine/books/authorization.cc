#include "engine/books/authorization.h"

#include <optional>
#include <set>
#include <vector>

#include "engine/base/ed25519.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/keys.h"
#include "engine/books/opening.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

constexpr std::size_t kOfficerIdCharactersMax = 64;

using Signers = std::vector<std::optional<v1::OfficerRow>>;

std::string Place(int index, const char* what) {
  return "authorization.signatures[" + std::to_string(index) + "]." + what;
}

// An id that is none may hold anything: it is not repeated.
std::string Shown(const std::string& id) {
  return TextFault(id, kOfficerIdCharactersMax).has_value() ? "" : id;
}

absl::Status CheckCount(const v1::Authorization& authorization, v1::OfficerOperation operation) {
  const int needed = SignaturesNeeded(operation);
  if (authorization.signatures_size() == needed) return absl::OkStatus();
  return Refuse({.reason = v1::SIGNATURES_MISSING,
                 .field = "authorization.signatures",
                 .expected = std::to_string(needed),
                 .found = std::to_string(authorization.signatures_size())});
}

// In the order of the signatures; empty where nobody is enrolled under that id.
absl::StatusOr<Signers> FindSigners(const v1::Authorization& authorization, const Reader& state) {
  Signers signers;
  for (const v1::OfficerSignature& signature : authorization.signatures()) {
    auto row = GetRow<v1::OfficerRow>(state, Table::kOfficer, OfficerIdKey(signature.officer()));
    if (!row.ok()) return row.status();
    signers.push_back(*std::move(row));
  }
  return signers;
}

// Neither one id twice, nor one key under two ids.
absl::Status CheckDifferent(const v1::Authorization& authorization, const Signers& signers) {
  std::set<std::string> ids;
  std::set<std::string> keys;
  for (int i = 0; i < authorization.signatures_size(); ++i) {
    const std::string& id = authorization.signatures(i).officer();
    const auto& signer = signers[static_cast<std::size_t>(i)];
    const bool new_id = ids.insert(id).second;
    const bool new_key = !signer.has_value() || keys.insert(signer->officer().public_key()).second;
    if (new_id && new_key) continue;
    return Refuse(
        {.reason = v1::SAME_OFFICER_TWICE, .field = Place(i, "officer"), .found = Shown(id)});
  }
  return absl::OkStatus();
}

absl::Status CheckInTime(const v1::Authorization& authorization, std::int64_t posted_ms) {
  const std::int64_t until_ms = authorization.valid_until_ms();
  const std::string field = "authorization.valid_until_ms";
  if (until_ms < posted_ms) {
    return Refuse({.reason = v1::AUTHORIZATION_EXPIRED,
                   .field = field,
                   .expected = "not before " + std::to_string(posted_ms),
                   .found = std::to_string(until_ms)});
  }
  // Unsigned: whatever a stored entry claims, the difference is right.
  const std::uint64_t ahead_ms =
      static_cast<std::uint64_t>(until_ms) - static_cast<std::uint64_t>(posted_ms);
  if (ahead_ms <= static_cast<std::uint64_t>(kAuthorizationAheadMaxMs)) return absl::OkStatus();
  return Refuse({.reason = v1::AUTHORIZATION_EXPIRED,
                 .field = field,
                 .expected = "at most 30 days ahead",
                 .found = std::to_string(until_ms)});
}

absl::Status CheckUnused(const Hash32& digest, const Reader& state) {
  const auto row = GetRow<v1::StatementRow>(state, Table::kStatement, Bytes(digest));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::OkStatus();
  return Refuse(
      {.reason = v1::SIGNATURE_USED, .field = "authorization", .related = (*row)->number()});
}

absl::Status CheckMaySign(const v1::Authorization& authorization, const Signers& signers) {
  for (int i = 0; i < authorization.signatures_size(); ++i) {
    const std::string& id = authorization.signatures(i).officer();
    if (signers[static_cast<std::size_t>(i)].has_value()) continue;
    return Refuse(
        {.reason = v1::OFFICER_UNKNOWN, .field = Place(i, "officer"), .found = Shown(id)});
  }
  for (int i = 0; i < authorization.signatures_size(); ++i) {
    const v1::OfficerRow& signer = *signers[static_cast<std::size_t>(i)];
    if (!signer.officer().retired()) continue;
    return Refuse({.reason = v1::OFFICER_RETIRED,
                   .field = Place(i, "officer"),
                   .found = signer.officer().id(),
                   .related = signer.last_change()});
  }
  return absl::OkStatus();
}

absl::Status CheckSigned(const v1::Authorization& authorization, const Signers& signers,
                         const Hash32& digest) {
  for (int i = 0; i < authorization.signatures_size(); ++i) {
    const v1::OfficerSignature& signature = authorization.signatures(i);
    const v1::Officer& officer = signers[static_cast<std::size_t>(i)]->officer();
    if (Ed25519Verify(officer.public_key(), Bytes(digest), signature.signature())) continue;
    return Refuse(
        {.reason = v1::SIGNATURE_INVALID, .field = Place(i, "signature"), .found = officer.id()});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> LedgerIdOf(const Reader& state) {
  const absl::StatusOr<v1::LedgerOpened> opened = OpeningOf(state);
  if (!opened.ok()) return opened.status();
  return opened->ledger_id();
}

absl::StatusOr<Hash32> CheckAuthorization(const v1::Authorization& authorization,
                                          const Authorized& authorized, std::int64_t posted_ms,
                                          const Reader& state) {
  const absl::StatusOr<std::string> ledger_id = LedgerIdOf(state);
  if (!ledger_id.ok()) return ledger_id.status();
  const Hash32 digest = StatementDigest({.ledger_id = *ledger_id,
                                         .operation = authorized.operation,
                                         .content = authorized.content,
                                         .request_id = authorized.request_id,
                                         .valid_until_ms = authorization.valid_until_ms()});
  absl::Status status = CheckCount(authorization, authorized.operation);
  if (!status.ok()) return status;
  const absl::StatusOr<Signers> signers = FindSigners(authorization, state);
  if (!signers.ok()) return signers.status();
  status = CheckDifferent(authorization, *signers);
  if (status.ok()) status = CheckInTime(authorization, posted_ms);
  if (status.ok()) status = CheckUnused(digest, state);
  if (status.ok()) status = CheckMaySign(authorization, *signers);
  if (status.ok()) status = CheckSigned(authorization, *signers, digest);
  if (!status.ok()) return status;
  return digest;
}

v1::Authorization StoredForm(const v1::Authorization& authorization) {
  v1::Authorization stored;
  stored.set_valid_until_ms(authorization.valid_until_ms());
  for (const v1::OfficerSignature& signature : authorization.signatures()) {
    v1::OfficerSignature& kept = *stored.add_signatures();
    kept.set_officer(signature.officer());
    kept.set_signature(signature.signature());
  }
  return stored;
}

}  // namespace yizhan
