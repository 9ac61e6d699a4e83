#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

void Kill(Handle handle, Office* office) {
  Entry& entry = office->At(handle);
  entry.live = false;
  for (const auto& [key, delta] : entry.deltas) {
    if (key.kind == "account") office->live_on[key].erase(handle);
  }
  if (!entry.natural_key.empty()) office->natural_keys.erase(entry.natural_key);
  office->live_applications.erase(handle);
}

Handle Bear(Entry entry, Office* office) {
  office->entries.push_back(std::move(entry));
  const Handle handle = office->entries.size();
  Entry& born = office->At(handle);
  if (born.place == 0) born.place = handle;
  for (const auto& [key, delta] : born.deltas) {
    if (key.kind == "account") office->live_on[key].insert(handle);
  }
  if (!born.natural_key.empty()) office->natural_keys[born.natural_key] = handle;
  if (born.kind == Kind::kApplication) office->live_applications.insert(handle);
  return handle;
}

}  // namespace

const Person* Office::Find(std::uint64_t person_no) const {
  const auto found = people.find(person_no);
  return found == people.end() ? nullptr : &found->second;
}

Numbers FundsIn(const Numbers& numbers, const View& view) {
  Numbers funds;
  const auto first = numbers.lower_bound(Key{"fund", "", "", ""});
  for (auto at = first; at != numbers.end() && at->first.kind == "fund"; ++at) {
    funds[at->first] = view.Get(at->first);
  }
  return funds;
}

Reply Refused(Refusal refusal, const std::string& words) {
  Reply reply;
  reply.refusal = refusal;
  reply.words = words;
  return reply;
}

Reply Commit(const std::string& posting_date, const std::vector<Teller>& tellers, Draft* draft,
             Office* office) {
  if (draft->view.overflowed()) return Refused(Refusal::kOverflow, "a number leaves int64");
  Reply reply = draft->reply;
  reply.crossings = CrossingsOf(*office, draft->view, posting_date, tellers);
  for (const auto& [key, value] : draft->view.values()) office->numbers[key] = value;
  if (draft->dies != 0) Kill(draft->dies, office);
  for (Entry& entry : draft->born) reply.handle = Bear(std::move(entry), office);
  if (!reply.leads.empty()) office->leads.push_back(draft->lead);
  if (!draft->message_sender.empty()) {
    office->messages[{draft->message_sender, draft->message_id}] = reply.handle;
  }
  return reply;
}

}  // namespace yizhan::second
