#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/touched.h"
#include "engine/register/facts.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/new_entry.h"

namespace yizhan {
namespace {

constexpr std::size_t kSaltBytes = 32;

// Random, never reused, not derived from a card (R15).
absl::StatusOr<std::uint64_t> NewPersonNo(Random& random, const Reader& state) {
  for (;;) {
    const std::uint64_t person_no = random.Next();
    if (person_no == 0) continue;
    const auto taken = state.Get(Table::kPerson, NumberKey(person_no));
    if (!taken.ok()) return taken.status();
    if (!taken->has_value()) return person_no;
  }
}

struct Known {
  std::uint64_t person_no = 0;  // 0: nobody holds the card yet.
  v1::PersonRow row = {};
  v1::PrivateRow secret = {};
};

// Who holds the card. One who was erased holds nothing any more.
absl::StatusOr<Known> FindKnown(const v1::Card& card, const Situation& situation,
                                const Reader& state) {
  v1::PersonRef reference;
  *reference.mutable_card() = card;
  const auto person_no = ResolvePerson(reference, state, situation.index_key);
  if (!person_no.ok()) {
    if (ReasonOf(person_no.status()) != v1::PERSON_UNKNOWN) return person_no.status();
    return Known();
  }
  const auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(*person_no));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::DataLossError("a card leads to nobody in the register");
  if ((*row)->erased() != 0) return Known();
  Known known{.person_no = *person_no, .row = **row};
  const absl::StatusOr<v1::PrivateRow> secret = OpenPrivate(*person_no, situation, state);
  if (absl::IsNotFound(secret.status())) {
    return absl::DataLossError("the key of person " + std::to_string(*person_no) + " is lost");
  }
  if (!secret.ok()) return secret.status();
  known.secret = *secret;
  return known;
}

// A town's officer states his own town and nothing else, and of his own people only.
absl::Status CheckTowns(const Caller& caller, const v1::PersonRecord& record, const Known& known,
                        Day today) {
  if (caller.SeesAll()) return absl::OkStatus();
  const bool own =
      std::all_of(record.towns().begin(), record.towns().end(),
                  [&caller](const v1::DatedValue& town) { return caller.SeesTown(town.value()); });
  const bool may_touch = known.person_no == 0 || caller.SeesTown(TownOn(known.row.record(), today));
  if (own && !record.towns().empty() && may_touch) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "towns", .expected = caller.town});
}

// A change of the past opens its own lead: somebody must look at the years it touches.
absl::Status AddTouched(const Known& known, const Reader& state, v1::PersonChanged& changed) {
  if (known.row.last_change() == 0) return absl::OkStatus();
  const absl::StatusOr<Touched> touched = TouchedBy(changed, state);
  if (!touched.ok()) return touched.status();
  changed.mutable_touched()->Assign(touched->settlements.begin(), touched->settlements.end());
  changed.mutable_lead_years()->Assign(touched->years.begin(), touched->years.end());
  return absl::OkStatus();
}

// What it touches.
absl::StatusOr<v1::TouchedBills> PostPerson(const Caller& caller, const CheckedPerson& checked,
                                            const Known& known, const Situation& situation,
                                            Draft& draft) {
  v1::PrivateRow secret;
  secret.set_salt(RandomBytes(kSaltBytes, *situation.random));
  secret.set_raw(checked.private_bytes);

  v1::Entry entry = NewEntry(caller, situation);
  v1::PersonChanged& changed = *entry.mutable_person_changed();
  changed.set_person_no(known.person_no);
  *changed.mutable_record() = checked.record;
  changed.set_commitment(Bytes(HmacSha256(secret.salt(), secret.raw())));
  changed.set_previous_of_person(known.row.last_change());
  const absl::Status looked = AddTouched(known, draft, changed);
  if (!looked.ok()) return looked;
  v1::TouchedBills touched;
  touched.set_person_no(known.person_no);
  *touched.mutable_settlements() = changed.touched();
  *touched.mutable_years() = changed.lead_years();
  const absl::StatusOr<v1::SealedRow> sealed = situation.personal->SealFor(known.person_no, secret);
  if (!sealed.ok()) return sealed.status();
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  draft.Put(PutRow(Table::kPrivate, NumberKey(known.person_no), *sealed));
  draft.Put({Table::kCard, checked.card_key, NumberKey(known.person_no)});
  touched.set_number(*number);
  return touched;
}

}  // namespace

absl::StatusOr<v1::ImportReply> DecideImport(const Caller& caller, const v1::ImportPerson& person,
                                             const Situation& situation, Draft& draft) {
  YIZHAN_CHECK(situation.random != nullptr && situation.personal != nullptr);
  const absl::Status allowed = CheckSeesPeople(caller);
  if (!allowed.ok()) return allowed;
  const absl::StatusOr<CheckedPerson> checked = CheckImport(person, situation.index_key);
  if (!checked.ok()) return checked.status();
  absl::StatusOr<Known> known = FindKnown(person.card(), situation, draft);
  if (!known.ok()) return known.status();
  const absl::Status towns = CheckTowns(caller, checked->record, *known, situation.Today());
  if (!towns.ok()) return towns;

  v1::ImportReply reply;
  if (known->person_no == 0) {
    const auto person_no = NewPersonNo(*situation.random, draft);
    if (!person_no.ok()) return person_no.status();
    known->person_no = *person_no;
    reply.set_created(1);
  } else if (known->row.record().SerializeAsString() == checked->record.SerializeAsString() &&
             known->secret.raw() == checked->private_bytes) {
    reply.set_unchanged(1);
    return reply;
  } else {
    reply.set_changed(1);
  }
  absl::StatusOr<v1::TouchedBills> touched = PostPerson(caller, *checked, *known, situation, draft);
  if (!touched.ok()) return touched.status();
  if (touched->settlements_size() > 0) *reply.add_touched() = *std::move(touched);
  return reply;
}

}  // namespace yizhan
