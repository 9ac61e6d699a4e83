#include "engine/settlement/card_index.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/books/keys.h"
#include "yizhan/v1/private.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {
namespace {

absl::Status Damaged(std::string_view key) {
  return absl::DataLossError("private row " + HexText(key) + " does not parse");
}

absl::Status AddCard(std::string_view key, std::string_view value, const PersonalData& personal,
                     const IndexKey& index_key, CardIndex& index) {
  const std::optional<std::uint64_t> person_no = NumberOfKey(key);
  v1::SealedRow sealed;
  if (!person_no.has_value() || !sealed.ParseFromString(std::string(value))) return Damaged(key);
  const absl::StatusOr<v1::PrivateRow> row = personal.OpenFor(*person_no, sealed);
  if (absl::IsNotFound(row.status())) {
    ++index.without_key;
    return absl::OkStatus();
  }
  if (!row.ok()) return row.status();
  v1::PrivatePerson person;
  if (!person.ParseFromString(row->raw())) return Damaged(key);
  index.rows.push_back(
      {.table = Table::kCard, .key = CardKey(person.card(), index_key), .value = std::string(key)});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CardIndex> MakeCardIndex(const View& view, const PersonalData& personal,
                                        const IndexKey& key) {
  CardIndex index;
  absl::Status added;
  const absl::Status scanned =
      view.Scan(Table::kPrivate, "", [&](std::string_view person, std::string_view value) {
        added = AddCard(person, value, personal, key, index);
        return added.ok();
      });
  if (!scanned.ok()) return scanned;
  if (!added.ok()) return added;
  return index;
}

}  // namespace yizhan
