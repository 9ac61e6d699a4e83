#include "engine/books/alert.h"

#include <utility>

#include "engine/books/bind.h"
#include "engine/books/crossings.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {

absl::StatusOr<std::optional<StandingAlert>> FindAlert(const AlertName& name, const Reader& state,
                                                       PackCatalog& packs) {
  if (name.raised_by >= state.size()) return std::nullopt;
  const absl::StatusOr<std::string> leaf = state.Leaf(name.raised_by);
  if (!leaf.ok()) return leaf.status();
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  const StoredCrossings stored = CrossingsIn(*entry);
  if (name.place >= stored.crossings.size()) return std::nullopt;
  const v1::Crossing& crossing = stored.crossings[name.place];
  const auto pack = packs.Find(state, stored.pack_hash);
  if (!pack.ok()) return pack.status();
  StandingAlert alert{.key = AlertKey((*pack)->thresholds[crossing.threshold()].id, crossing),
                      .row = {}};
  auto row = GetRow<v1::AlertRow>(state, Table::kAlert, alert.key);
  if (!row.ok()) return row.status();
  // The row is another's once this one was withdrawn and the metric crossed again.
  const bool standing = row->has_value() && (*row)->number() == name.raised_by;
  if (!standing) return std::nullopt;
  alert.row = **std::move(row);
  return alert;
}

bool MayFollow(v1::AlertState now, v1::AlertState step) {
  if (now == v1::ALERT_CLOSED || step == v1::ALERT_OPEN) return false;
  return step == v1::REFERRED || step > now;
}

Hash32 AlertStepDigest(const v1::AlertHandled& handled) {
  return Canonical("yizhan alert step v1")
      .Number(static_cast<std::int64_t>(handled.raised_by()))
      .Number(handled.place())
      .Number(handled.state())
      .Text(handled.referred_to())
      .Text(handled.program_id())
      .Number(handled.outcome())
      .Text(handled.reference())
      .Sha256();
}

absl::StatusOr<std::vector<Effect>> FoldAlertHandled(const v1::Entry& entry, const Reader& before,
                                                     PackCatalog& packs) {
  const v1::AlertHandled& handled = entry.alert_handled();
  auto alert = FindAlert({handled.raised_by(), handled.place()}, before, packs);
  if (!alert.ok()) return alert.status();
  if (!alert->has_value()) return Broken(entry, "the warning does not stand");
  v1::AlertRow& row = (*alert)->row;
  if (!MayFollow(row.state(), handled.state())) {
    return Broken(entry, "the warning's state does not allow the step",
                  {.field = "state",
                   .expected = v1::AlertState_Name(row.state()),
                   .found = v1::AlertState_Name(handled.state())});
  }
  if (row.last_step() != handled.previous_step()) {
    return Broken(entry, "the warning had another step before",
                  {.field = "previous_step",
                   .expected = std::to_string(row.last_step()),
                   .found = std::to_string(handled.previous_step())});
  }
  row.set_state(handled.state());
  row.set_last_step(entry.number());
  std::vector<Effect> effects = {PutRow(Table::kAlert, std::move((*alert)->key), row)};
  const absl::Status bound = BindRequest(
      entry, {v1::MessageKeyRow::ALERT_STEP, handled.request_id(), Bytes(AlertStepDigest(handled))},
      before, effects);
  if (!bound.ok()) return bound;
  return effects;
}

}  // namespace yizhan
