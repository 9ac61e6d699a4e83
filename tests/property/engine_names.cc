#include "tests/property/engine_names.h"

#include <algorithm>

#include "engine/books/keys.h"
#include "engine/policy/compile_thresholds.h"
#include "engine/settlement/result.h"

namespace yizhan::property {
namespace {

// "metric:visit_after_aid": the words of policy.proto, where the engine says "due".
std::string MetricName(const std::string& id) {
  if (!id.starts_with(kMetricPrefix)) return id;
  std::string name = "metric:" + id.substr(std::string(kMetricPrefix).size());
  if (name.ends_with("_due")) name.replace(name.size() - 3, 3, "after_aid");
  return name;
}

struct StepCrossings {
  const google::protobuf::RepeatedPtrField<v1::Crossing>& crossings;
  std::string pack_hash;  // Whose thresholds they name.
};

StepCrossings CrossingsOfEntry(const v1::Entry& entry) {
  if (entry.has_contra()) {
    const v1::Contra& contra = entry.contra();
    const bool own = contra.active_pack_hash().empty();
    return {contra.crossings(), own ? contra.pack_hash() : contra.active_pack_hash()};
  }
  if (entry.has_outside_aid()) {
    return {entry.outside_aid().crossings(), entry.outside_aid().pack_hash()};
  }
  if (entry.has_adjusted()) return {entry.adjusted().crossings(), entry.adjusted().pack_hash()};
  if (entry.has_application_settled()) {
    return {entry.application_settled().crossings(), entry.application_settled().pack_hash()};
  }
  return {entry.settled().crossings(), entry.settled().pack_hash()};
}

}  // namespace

void EngineNames::KnowPerson(std::uint64_t person_no, const std::string& card) {
  card_of_[NumberKey(person_no)] = card;
}

void EngineNames::KnowHousehold(std::uint64_t household_no, const std::string& reference) {
  household_of_[NumberKey(household_no)] = reference;
}

const std::string& EngineNames::Card(std::uint64_t person_no) const {
  return card_of_.at(NumberKey(person_no));
}

// Keys are taken apart here as keys.cc puts them together.
std::string EngineNames::HolderName(const std::string& key) const {
  const std::string number = key.substr(1, 8);
  return key[0] == 'H' ? "H:" + household_of_.at(number) : "P:" + card_of_.at(number);
}

std::string EngineNames::Account(const std::string& id, const std::string& holder_key,
                                 std::uint32_t year) const {
  std::string name = MetricName(id) + " " + HolderName(holder_key);
  if (year != 0) return name + " " + std::to_string(year);
  if (holder_key[0] != 'V') return name;
  const auto length = static_cast<std::size_t>(holder_key[12]);
  if (length == 0) return name;  // Of an application: no hospital, no visit.
  return name + " " + holder_key.substr(13, length) + "/" + holder_key.substr(13 + length);
}

void EngineNames::AddAccounts(const std::string& holder_key, const v1::HolderRow& row,
                              Values& values) const {
  for (const v1::AccountValue& account : row.values()) {
    if (account.value_fen() == 0) continue;
    values[Account(account.account_id(), holder_key, account.year())] = account.value_fen();
  }
}

std::vector<SeenCrossing> EngineNames::Crossings(std::uint64_t last_entry, const Reader& state,
                                                 PackCatalog& packs) const {
  const v1::Entry entry = ReadEntry(state, last_entry).value();
  const StepCrossings step = CrossingsOfEntry(entry);
  std::vector<SeenCrossing> seen;
  if (step.crossings.empty()) return seen;
  const PackCatalog::Pack pack = packs.Find(state, step.pack_hash).value();
  for (const v1::Crossing& crossing : step.crossings) {
    SeenCrossing& added = seen.emplace_back();
    added.threshold = pack->thresholds.at(crossing.threshold()).id;
    added.up = crossing.up();
    added.holder = CrossingHolder(crossing);
    added.before_fen = crossing.before_fen();
    added.after_fen = crossing.after_fen();
    // The engine keeps a denominator of 0 as it is; it counts as 1 fen (R52).
    if (crossing.has_denominator_fen()) {
      added.denominator_fen = std::max<std::int64_t>(1, crossing.denominator_fen());
    }
  }
  std::sort(seen.begin(), seen.end());
  return seen;
}

std::string EngineNames::CrossingHolder(const v1::Crossing& crossing) const {
  std::string name;
  if (crossing.person_no() != 0) name = "P:" + Card(crossing.person_no());
  if (crossing.household_no() != 0) {
    name = "H:" + household_of_.at(NumberKey(crossing.household_no()));
  }
  if (crossing.year() != 0) name += " " + std::to_string(crossing.year());
  if (crossing.institution_id().empty()) return name;
  return name + " " + crossing.institution_id() + "/" + crossing.visit_no();
}

}  // namespace yizhan::property
