#include "engine/books/outside.h"

#include <algorithm>

#include "engine/books/application.h"
#include "engine/books/bind.h"
#include "engine/books/fold_settlement.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

absl::Status CheckStated(const v1::Entry& entry, const CompiledPack& pack) {
  const v1::OutsideAid& aid = entry.outside_aid();
  const std::optional<Day> service_end = ParseDay(aid.service_end());
  const std::optional<Day> accounting_date = ParseDay(aid.accounting_date());
  if (!service_end.has_value() || !accounting_date.has_value() || *accounting_date < *service_end) {
    return Broken(entry, "its dates are none");
  }
  if (aid.base_fen() < 0 || aid.paid_fen() < 0) return Broken(entry, "a negative amount");
  if (aid.program() >= pack.programs.size() ||
      !pack.programs[aid.program()].in_force.Contains(*service_end)) {
    return Broken(entry, "its program is not in force on its service end date");
  }
  return absl::OkStatus();
}

absl::Status CheckMoves(const v1::Entry& entry, const CompiledPack& pack) {
  const v1::OutsideAid& aid = entry.outside_aid();
  const std::vector<OutsideDelta> deltas = OutsideDeltas(
      pack, aid.program(), Money::FromFen(aid.base_fen()), Money::FromFen(aid.paid_fen()));
  const bool same = std::equal(
      deltas.begin(), deltas.end(), aid.accounts().begin(), aid.accounts().end(),
      [&](const OutsideDelta& delta, const v1::AccountMove& move) {
        const std::uint64_t newest = delta.metric ? move.newest_before() : entry.number();
        return delta.account == move.account() && delta.delta.fen() == move.delta_fen() &&
               move.newest() == newest;
      });
  return same ? absl::OkStatus() : Broken(entry, "its moves are not what it states");
}

}  // namespace

std::optional<std::uint32_t> VersionOn(const CompiledPack& pack, const std::string& program_id,
                                       Day day) {
  for (std::uint32_t i = 0; i < pack.programs.size(); ++i) {
    const CompiledProgram& program = pack.programs[i];
    if (program.id == program_id && program.in_force.Contains(day)) return i;
  }
  return std::nullopt;
}

std::vector<OutsideDelta> OutsideDeltas(const CompiledPack& pack, std::uint32_t program, Money base,
                                        Money paid) {
  const CompiledProgram& stated = pack.programs[program];
  std::vector<OutsideDelta> deltas = {{.account = stated.base_account, .delta = base}};
  for (const CompiledCap& cap : stated.caps)
    deltas.push_back({.account = cap.account, .delta = paid});
  if (pack.first_metric.has_value()) {
    for (const MetricAccount metric : {MetricAccount::kYearDue, MetricAccount::kHouseholdYearDue}) {
      deltas.push_back({.account = pack.PlaceOfMetric(metric), .delta = -paid, .metric = true});
    }
  }
  std::sort(deltas.begin(), deltas.end(),
            [](const OutsideDelta& a, const OutsideDelta& b) { return a.account < b.account; });
  return deltas;
}

bool NeedsVisit(const CompiledPack& pack, std::uint32_t program) {
  for (const OutsideDelta& delta : OutsideDeltas(pack, program, Money(), Money())) {
    if (pack.accounts[delta.account].period == Period::kVisit) return true;
  }
  return false;
}

Hash32 OutsideAidDigest(const std::string& program_id, const v1::OutsideAid& aid) {
  return Canonical("yizhan outside aid v1")
      .Number(static_cast<std::int64_t>(aid.facts().person_no()))
      .Text(program_id)
      .Text(aid.service_end())
      .Text(aid.accounting_date())
      .Number(aid.base_fen())
      .Number(aid.paid_fen())
      .Text(aid.bill_no())
      .Text(aid.institution_id())
      .Text(aid.visit_no())
      .Text(aid.reference())
      .Sha256();
}

absl::StatusOr<std::vector<Effect>> FoldOutsideAid(const v1::Entry& entry, const Reader& before,
                                                   PackCatalog& packs) {
  const v1::OutsideAid& aid = entry.outside_aid();
  const auto pack = packs.Find(before, aid.pack_hash());
  if (!pack.ok()) return pack.status();
  absl::Status status = CheckStated(entry, **pack);
  if (status.ok()) status = CheckMoves(entry, **pack);
  if (!status.ok()) return status;
  const std::string key = MessageKey(entry.sender(), aid.request_id());
  const auto known = before.Get(Table::kMessageKey, key);
  if (!known.ok()) return known.status();
  if (known->has_value()) return Broken(entry, "its request id is already bound");
  v1::MessageKeyRow row;
  row.set_kind(v1::MessageKeyRow::OUTSIDE_AID);
  row.set_number(entry.number());
  row.set_digest(Bytes(OutsideAidDigest((*pack)->programs[aid.program()].id, aid)));
  row.set_state(v1::SETTLED);
  std::vector<Effect> effects = {PutRow(Table::kMessageKey, key, row)};
  status = FoldMoves(AsSettlement(entry), before, packs, effects);
  if (!status.ok()) return status;
  return effects;
}

}  // namespace yizhan
