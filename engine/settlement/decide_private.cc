#include <optional>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

absl::Status CheckNotErased(const v1::PersonRow& row, const std::string& field) {
  if (row.erased() == 0) return absl::OkStatus();
  return Refuse({.reason = v1::PERSON_ERASED, .field = field, .related = row.erased()});
}

absl::Status CheckForm(const v1::RevealRequest& request) {
  const bool known = v1::ReadPurpose_IsValid(request.purpose()) &&
                     request.purpose() != v1::READ_PURPOSE_UNSPECIFIED;
  if (!known) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "purpose",
                   .found = std::to_string(request.purpose())});
  }
  return CheckReference("reference", request.reference(), /*required=*/false);
}

absl::Status CheckForm(const v1::EraseRequest& request) {
  const absl::Status status = CheckId("request_id", request.request_id());
  if (!status.ok()) return status;
  return CheckReference("order_reference", request.order_reference(), /*required=*/true);
}

absl::StatusOr<v1::PrivatePerson> PersonIn(std::uint64_t person_no, const v1::PrivateRow& row) {
  v1::PrivatePerson person;
  if (person.ParseFromString(row.raw())) return person;
  return absl::DataLossError("the private row of person " + std::to_string(person_no) +
                             " does not parse");
}

// What is stored must be what the ledger committed to.
absl::Status CheckCommitment(const FoundPerson& found, const v1::PrivateRow& secret,
                             const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, found.row.last_change());
  if (!entry.ok()) return entry.status();
  const std::string commitment = Bytes(HmacSha256(secret.salt(), secret.raw()));
  if (entry->person_changed().person_no() == found.person_no &&
      entry->person_changed().commitment() == commitment) {
    return absl::OkStatus();
  }
  return absl::DataLossError("the private row of person " + std::to_string(found.person_no) +
                             " is not the one entry " + std::to_string(entry->number()) +
                             " commits to");
}

absl::StatusOr<std::uint64_t> PostRead(const Caller& caller, const v1::RevealRequest& request,
                                       const FoundPerson& found, const Situation& situation,
                                       Draft& draft) {
  v1::Entry entry = NewEntry(caller, situation);
  v1::PrivateRead& read = *entry.mutable_private_read();
  read.set_person_no(found.person_no);
  read.set_purpose(request.purpose());
  read.set_reference(request.reference());
  read.set_previous_read(found.row.last_read());
  return draft.Post(std::move(entry), situation.packs);
}

// The private data as far as they can still be opened; empty when the person's key is gone.
absl::StatusOr<std::optional<v1::PrivatePerson>> OpenForErasure(std::uint64_t person_no,
                                                                const Situation& situation,
                                                                const Reader& state) {
  const absl::StatusOr<v1::PrivateRow> secret = OpenPrivate(person_no, situation, state);
  if (absl::IsNotFound(secret.status())) return std::optional<v1::PrivatePerson>();
  if (!secret.ok()) return secret.status();
  absl::StatusOr<v1::PrivatePerson> person = PersonIn(person_no, *secret);
  if (!person.ok()) return person.status();
  return std::optional<v1::PrivatePerson>(*std::move(person));
}

// The loop destroys the person's key once the row's deletion is durable.
absl::Status DeletePrivate(std::uint64_t person_no, const std::optional<v1::PrivatePerson>& person,
                           const Situation& situation, Draft& draft) {
  draft.Put(DeleteRow(Table::kPrivate, NumberKey(person_no)));
  if (!person.has_value()) return absl::OkStatus();
  const std::string card_key = CardKey(person->card(), situation.index_key);
  const auto holder = draft.Get(Table::kCard, card_key);
  if (!holder.ok()) return holder.status();
  if (*holder == NumberKey(person_no)) draft.Put(DeleteRow(Table::kCard, card_key));
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> PostErased(const Caller& caller, const v1::EraseRequest& request,
                                         const v1::PersonRow& row, const Situation& situation,
                                         Draft& draft) {
  v1::Entry entry = NewEntry(caller, situation);
  v1::PersonErased& erased = *entry.mutable_person_erased();
  erased.set_person_no(request.person_no());
  erased.set_order_reference(request.order_reference());
  erased.set_request_id(request.request_id());
  *erased.mutable_authorization() = StoredForm(request.authorization());
  erased.set_previous_of_person(row.last_change());
  return draft.Post(std::move(entry), situation.packs);
}

v1::EraseReply ErasedReply(std::uint64_t number, bool replayed) {
  v1::EraseReply reply;
  reply.set_number(number);
  reply.set_replayed(replayed);
  return reply;
}

}  // namespace

absl::StatusOr<v1::RevealReply> DecideReveal(const Caller& caller, const v1::RevealRequest& request,
                                             const Situation& situation, Draft& draft) {
  absl::Status status = CheckForm(request);
  if (!status.ok()) return status;
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), situation.index_key, situation.Today(), draft);
  if (!found.ok()) return found.status();
  status = CheckNotErased(found->row, "person");
  if (!status.ok()) return status;
  const absl::StatusOr<v1::PrivateRow> secret = OpenPrivate(found->person_no, situation, draft);
  if (absl::IsNotFound(secret.status())) {
    return absl::DataLossError("the key of person " + std::to_string(found->person_no) +
                               " is lost");
  }
  if (!secret.ok()) return secret.status();
  status = CheckCommitment(*found, *secret, draft);
  if (!status.ok()) return status;
  const absl::StatusOr<v1::PrivatePerson> person = PersonIn(found->person_no, *secret);
  if (!person.ok()) return person.status();
  status = CheckHoldsNoCard("reference", request.reference(), *person);
  if (!status.ok()) return status;

  const auto number = PostRead(caller, request, *found, situation, draft);
  if (!number.ok()) return number.status();
  v1::RevealReply reply;
  reply.set_number(*number);
  reply.set_person_no(found->person_no);
  *reply.mutable_card() = person->card();
  reply.set_name(person->name());
  return reply;
}

absl::StatusOr<v1::EraseReply> DecideErase(const Caller& caller, const v1::EraseRequest& request,
                                           const Situation& situation, Draft& draft) {
  if (!caller.SeesAll()) return Refuse({.reason = v1::NOT_ALLOWED});
  absl::Status status = CheckForm(request);
  if (!status.ok()) return status;
  const std::string content = Bytes(ErasureDigest(request.person_no(), request.order_reference()));
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::ERASURE, request.request_id(), content}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) return ErasedReply(**known, /*replayed=*/true);

  const auto row = GetRow<v1::PersonRow>(draft, Table::kPerson, NumberKey(request.person_no()));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Refuse({.reason = v1::PERSON_UNKNOWN, .field = "person_no"});
  status = CheckNotErased(**row, "person_no");
  if (!status.ok()) return status;
  const absl::StatusOr<Hash32> authorized =
      CheckAuthorization(request.authorization(), {v1::ERASE_PERSON, content, request.request_id()},
                         situation.posted_ms, draft);
  if (!authorized.ok()) return authorized.status();
  const auto person = OpenForErasure(request.person_no(), situation, draft);
  if (!person.ok()) return person.status();
  if (person->has_value()) {
    status = CheckHoldsNoCard("order_reference", request.order_reference(), **person);
    if (!status.ok()) return status;
  }
  const auto number = PostErased(caller, request, **row, situation, draft);
  if (!number.ok()) return number.status();
  status = DeletePrivate(request.person_no(), *person, situation, draft);
  if (!status.ok()) return status;
  return ErasedReply(*number, /*replayed=*/false);
}

}  // namespace yizhan
