#include "tests/property/second/rulebook.h"

#include <algorithm>

namespace yizhan::second {
namespace {

// R17: without a group it is the group of its own id.
std::string GroupOf(const v1::Program& program) {
  return program.alternative_group().empty() ? program.id() : program.alternative_group();
}

// R27: the first place of any version of any program, in force or not.
void AddToGroup(const v1::Program& program, std::vector<Group>* groups) {
  for (Group& group : *groups) {
    if (group.layer != program.layer() || group.name != GroupOf(program)) continue;
    if (std::find(group.ids.begin(), group.ids.end(), program.id()) == group.ids.end()) {
      group.ids.push_back(program.id());
    }
    return;
  }
  groups->push_back({program.layer(), GroupOf(program), {program.id()}});
}

void AddProgram(const v1::Program& program, Rulebook* book) {
  const std::size_t place = book->versions.size();
  const Span in_force = ParseSpan(program.in_force().from(), program.in_force().until());
  book->versions.push_back({place, program, in_force});
  book->places[program.id()].push_back(place);
  AddToGroup(program, &book->groups);
}

}  // namespace

const Version* Rulebook::InForce(const std::string& id, Day day) const {
  const auto found = places.find(id);
  if (found == places.end()) return nullptr;
  for (const std::size_t place : found->second) {
    if (versions[place].in_force.Holds(day)) return &versions[place];
  }
  return nullptr;
}

const Version* Rulebook::Shown(const std::string& id, Day day) const {
  if (const Version* version = InForce(id, day)) return version;
  const auto found = places.find(id);
  return found == places.end() ? nullptr : &versions[found->second.front()];
}

Rulebook Compose(const std::vector<v1::PolicyPack>& packs,
                 const std::vector<UpstreamRow>& upstream) {
  Rulebook book;
  for (const v1::PolicyPack& pack : packs) {
    for (const v1::Account& account : pack.accounts()) book.accounts[account.id()] = account;
    for (const v1::Threshold& threshold : pack.thresholds()) book.thresholds.push_back(threshold);
    for (const v1::Program& program : pack.programs()) AddProgram(program, &book);
  }
  for (const UpstreamRow& row : upstream) book.upstream[row.fund_code] = row;
  const auto by_layer = [](const Group& a, const Group& b) { return a.layer < b.layer; };
  std::stable_sort(book.groups.begin(), book.groups.end(), by_layer);
  return book;
}

}  // namespace yizhan::second
