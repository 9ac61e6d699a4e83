#include "engine/books/chain.h"

#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

absl::Status WalkBack(std::uint64_t person_no, std::uint64_t number, const Reader& state,
                      const Visit& visit) {
  while (number != 0) {
    const absl::StatusOr<v1::Entry> entry = EntryAt(number, state);
    if (!entry.ok()) return entry.status();
    const absl::StatusOr<bool> go_on = visit(*entry);
    if (!go_on.ok()) return go_on.status();
    if (!*go_on) break;
    const std::uint64_t previous = PreviousOfPerson(*entry, person_no);
    if (previous >= number) return absl::DataLossError("a person's entries run in a circle");
    number = previous;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Entry> EntryAt(std::uint64_t number, const Reader& state) {
  const absl::StatusOr<std::string> leaf = state.Leaf(number);
  if (!leaf.ok()) return leaf.status();
  return DecodeLeaf(*leaf);
}

absl::StatusOr<bool> IsLive(const v1::Entry& entry, const Reader& state) {
  const auto key = GetRow<v1::MessageKeyRow>(
      state, Table::kMessageKey, MessageKey(entry.sender(), entry.settled().bill().message_id()));
  if (!key.ok()) return key.status();
  return key->has_value() && (*key)->number() == entry.number() && (*key)->state() == v1::SETTLED;
}

// By the field's name: every kind of entry in the chain calls it so, but for adjustments, which
// stand in several persons' chains.
std::uint64_t PreviousOfPerson(const v1::Entry& entry, std::uint64_t person_no) {
  for (const v1::PersonLink& link : entry.adjusted().persons()) {
    if (link.person_no() == person_no) return link.previous();
  }
  const auto& reflection = *entry.GetReflection();
  const auto* body =
      reflection.GetOneofFieldDescriptor(entry, entry.GetDescriptor()->FindOneofByName("body"));
  if (body == nullptr) return 0;
  const google::protobuf::Message& message = reflection.GetMessage(entry, body);
  const auto* link = message.GetDescriptor()->FindFieldByName("previous_of_person");
  return link == nullptr ? 0 : message.GetReflection()->GetUInt64(message, link);
}

absl::Status WalkPerson(std::uint64_t person_no, const Reader& state, const Visit& visit) {
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(person_no));
  if (!row.ok()) return row.status();
  return WalkBack(person_no, row->value_or(v1::HolderRow()).last_entry(), state, visit);
}

absl::Status WalkRegister(std::uint64_t person_no, const Reader& state, const Visit& visit) {
  const auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(person_no));
  if (!row.ok()) return row.status();
  return WalkBack(person_no, row->value_or(v1::PersonRow()).last_change(), state, visit);
}

absl::StatusOr<std::set<std::uint64_t>> MembersOf(std::uint64_t person_no,
                                                  std::uint64_t household_no, const Reader& state) {
  std::set<std::uint64_t> members = {person_no};
  if (household_no == 0) return members;
  const auto row = GetRow<v1::HouseholdRow>(state, Table::kHousehold, NumberKey(household_no));
  if (!row.ok()) return row.status();
  if (row->has_value()) members.insert((*row)->persons().begin(), (*row)->persons().end());
  return members;
}

}  // namespace yizhan
