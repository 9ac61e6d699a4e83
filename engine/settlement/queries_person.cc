#include "engine/settlement/find_person.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr int kItemsMax = 1'000;  // Newest first; the rest stays in the ledger.

// The register's changes of one person. An erasure is the last of them.
absl::Status AddChanges(std::uint64_t newest, const Reader& state, v1::HistoryReply& reply) {
  for (std::uint64_t number = newest; number != 0 && reply.items_size() < kItemsMax;) {
    const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
    if (!entry.ok()) return entry.status();
    v1::HistoryItem& item = *reply.add_items();
    item.set_number(number);
    item.set_posted_ms(entry->posted_ms());
    item.set_sender(entry->sender());
    item.set_actor(entry->actor());
    item.set_erased(entry->has_person_erased());
    *item.mutable_record() = entry->person_changed().record();
    number = entry->has_person_erased() ? entry->person_erased().previous_of_person()
                                        : entry->person_changed().previous_of_person();
  }
  return absl::OkStatus();
}

absl::Status AddReads(std::uint64_t newest, const Reader& state, v1::HistoryReply& reply) {
  for (std::uint64_t number = newest; number != 0 && reply.reads_size() < kItemsMax;) {
    const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
    if (!entry.ok()) return entry.status();
    v1::ReadItem& item = *reply.add_reads();
    item.set_number(number);
    item.set_posted_ms(entry->posted_ms());
    item.set_actor(entry->actor());
    item.set_purpose(entry->private_read().purpose());
    item.set_reference(entry->private_read().reference());
    number = entry->private_read().previous_read();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::LookupReply> Queries::Lookup(const Caller& caller,
                                                const v1::LookupRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), index_key_, BusinessDay(clock_.NowMs()), *view);
  if (!found.ok()) return found.status();
  v1::LookupReply reply;
  reply.set_person_no(found->person_no);
  *reply.mutable_record() = found->row.record();
  reply.set_last_change(found->row.last_change());
  reply.set_erased(found->row.erased());
  return reply;
}

absl::StatusOr<v1::HistoryReply> Queries::History(const Caller& caller,
                                                  const v1::HistoryRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), index_key_, BusinessDay(clock_.NowMs()), *view);
  if (!found.ok()) return found.status();
  v1::HistoryReply reply;
  absl::Status read = AddChanges(found->row.last_change(), *view, reply);
  if (read.ok()) read = AddReads(found->row.last_read(), *view, reply);
  if (!read.ok()) return read;
  return reply;
}

}  // namespace yizhan
