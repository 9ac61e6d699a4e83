#include "engine/simulate/totals.h"

#include <algorithm>
#include <set>

namespace yizhan {
namespace {

constexpr std::size_t kMonthCharacters = 7;  // "2012-06"

void Move(Compared& line, Money today, Money draft, std::int64_t sign) {
  line.bills += sign;
  if (today != Money()) line.paid_today += sign;
  if (draft != Money()) line.paid_draft += sign;
  line.today += sign > 0 ? today : -today;
  line.draft += sign > 0 ? draft : -draft;
}

void Add(Compared* line, Money Totals::Share::Part::*amount, Money pay, Totals::Share& share) {
  auto& parts = share.parts;
  auto part = std::find_if(parts.begin(), parts.end(),
                           [&](const auto& known) { return known.line == line; });
  if (part == parts.end()) part = parts.insert(part, {.line = line});
  (*part).*amount += pay;
}

template <typename Key>
std::map<Key, Compared> WithBills(std::map<Key, Compared> lines) {
  std::erase_if(lines, [](const auto& line) { return line.second.bills == 0; });
  return lines;
}

}  // namespace

void Totals::AddParts(const CompiledPack& pack, const Outcome& outcome, Money Share::Part::*amount,
                      Share& share) {
  for (const Step& step : outcome.steps) {
    if (step.status != v1::CHOSEN || step.figures.pay == Money()) continue;
    const CompiledProgram& program = pack.programs[step.program];
    yizhan::Add(&by_layer_[program.layer], amount, step.figures.pay, share);
    yizhan::Add(&by_program_[{program.layer, program.id}], amount, step.figures.pay, share);
  }
}

Totals::Share Totals::ShareOf(const BillItem& item, const CompiledPack& today_pack,
                              const Outcome& today, const CompiledPack& draft_pack,
                              const Outcome& draft) {
  Share share;
  share.today = today.aid;
  share.draft = draft.aid;
  std::set<std::string> identities;
  for (const HeldFact& held : item.person.identities) identities.insert(held.value);
  if (identities.empty()) identities.insert(kNobody);
  share.lines.reserve(3 + identities.size());
  share.lines.push_back(&all_);
  share.lines.push_back(&by_town_[item.person.town]);
  share.lines.push_back(&by_month_[DayText(item.bill.accounting_date).substr(0, kMonthCharacters)]);
  for (const std::string& identity : identities) share.lines.push_back(&by_identity_[identity]);
  AddParts(today_pack, today, &Share::Part::today, share);
  AddParts(draft_pack, draft, &Share::Part::draft, share);
  share.parts.shrink_to_fit();
  return share;
}

void Totals::Count(const Share& share, std::int64_t sign) {
  for (Compared* line : share.lines) Move(*line, share.today, share.draft, sign);
  for (const Share::Part& part : share.parts) Move(*part.line, part.today, part.draft, sign);
}

std::map<Layer, Compared> Totals::ByLayer() const { return WithBills(by_layer_); }
std::map<ProgramName, Compared> Totals::ByProgram() const { return WithBills(by_program_); }
std::map<std::string, Compared> Totals::ByTown() const { return WithBills(by_town_); }
std::map<std::string, Compared> Totals::ByIdentity() const { return WithBills(by_identity_); }
std::map<std::string, Compared> Totals::ByMonth() const { return WithBills(by_month_); }

}  // namespace yizhan
