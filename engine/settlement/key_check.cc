#include "engine/settlement/key_check.h"

#include <optional>
#include <string>

#include "engine/books/keys.h"
#include "yizhan/v1/private.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {
namespace {

constexpr int kPersonsLookedAt = 8;

absl::Status Wrong(const std::string& what) {
  return absl::FailedPreconditionError(
      what + "; put back the keys folder that belongs to this data_dir (never make a new one)");
}

// NotFound: his key is not in the vault, which an erasure explains.
absl::Status CheckPerson(const View& view, const PersonalData& personal, const IndexKey& index_key,
                         std::uint64_t person_no, std::string_view stored) {
  v1::SealedRow sealed;
  if (!sealed.ParseFromString(std::string(stored))) {
    return absl::DataLossError("a private row does not parse; verify the ledger");
  }
  const absl::StatusOr<v1::PrivateRow> row = personal.OpenFor(person_no, sealed);
  if (absl::IsNotFound(row.status())) return row.status();
  if (!row.ok()) return Wrong("the vault's keys do not open this ledger's private rows");
  v1::PrivatePerson person;
  if (!person.ParseFromString(row->raw())) {
    return absl::DataLossError("an opened private row does not parse; verify the ledger");
  }
  const absl::StatusOr<std::optional<std::string>> card =
      view.Get(Table::kCard, CardKey(person.card(), index_key));
  if (!card.ok()) return card.status();
  if (*card == NumberKey(person_no)) return absl::OkStatus();
  return Wrong("index.key is not the one under which this ledger's cards were stored");
}

}  // namespace

absl::Status CheckKeysFit(const View& view, const PersonalData& personal,
                          const IndexKey& index_key) {
  absl::Status found;
  bool any_row = false;
  int fit = 0;
  const absl::Status scanned =
      view.Scan(Table::kPrivate, "", [&](std::string_view key, std::string_view value) {
        const std::optional<std::uint64_t> person_no = NumberOfKey(key);
        any_row = true;
        found = person_no.has_value() ? CheckPerson(view, personal, index_key, *person_no, value)
                                      : absl::DataLossError("a private row has no person");
        if (found.ok()) ++fit;
        return (found.ok() || absl::IsNotFound(found)) && fit < kPersonsLookedAt;
      });
  if (!scanned.ok()) return scanned;
  if (fit == 0 && any_row && absl::IsNotFound(found)) {
    return Wrong("the vault holds no key of anybody in this ledger");
  }
  return absl::IsNotFound(found) ? absl::OkStatus() : found;
}

}  // namespace yizhan
