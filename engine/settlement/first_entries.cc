#include "engine/settlement/first_entries.h"

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"

namespace yizhan {

absl::Status PostLedgerOpened(const std::string& node, const LedgerOpening& opening,
                              const Situation& situation, Draft& draft) {
  YIZHAN_CHECK(situation.random != nullptr && draft.size() == 0);
  v1::Entry entry;
  entry.set_posted_ms(situation.posted_ms);
  entry.set_sender(node);
  std::string id;
  for (int i = 0; i < 2; ++i) id += NumberKey(situation.random->Next());
  entry.mutable_ledger_opened()->set_ledger_id(id);
  entry.mutable_ledger_opened()->set_district(opening.district);
  entry.mutable_ledger_opened()->set_training(opening.training);
  return draft.Post(std::move(entry), situation.packs).status();
}

absl::Status PostDayOpened(const std::string& node, const Situation& situation, Draft& draft) {
  const std::string today = DayText(situation.Today());
  const auto row = GetRow<v1::DayRow>(draft, Table::kDay, kDayKey);
  if (!row.ok()) return row.status();
  if (row->has_value() && (*row)->day() >= today) return absl::OkStatus();
  v1::Entry entry;
  entry.set_posted_ms(situation.posted_ms);
  entry.set_sender(node);
  entry.mutable_day_opened()->set_day(today);
  return draft.Post(std::move(entry), situation.packs).status();
}

}  // namespace yizhan
