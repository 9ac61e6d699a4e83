#include "adapters/intake/bill_records.h"

#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace yizhan::edge {
namespace {

constexpr std::string_view kLate = "~late";

std::string SameBytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

std::string KeyReversalId(const std::string& message_id) { return message_id + "~r"; }
std::string LateId(const std::string& message_id) { return message_id + std::string(kLate); }
std::string LateReversalId(const std::string& message_id) { return message_id + "~lr"; }

std::string WithoutLate(const std::string& message_id) {
  if (!message_id.ends_with(kLate)) return message_id;
  return message_id.substr(0, message_id.size() - kLate.size());
}

absl::StatusOr<BillStory> StoryOf(const Inbox& inbox, const std::string& message_id) {
  const absl::StatusOr<std::vector<std::uint64_t>> numbers = inbox.FindByMessage(message_id);
  if (!numbers.ok()) return numbers.status();
  BillStory story;
  for (const std::uint64_t number : *numbers) {
    absl::StatusOr<v1::InboxRecord> record = inbox.Get(number);
    if (absl::IsNotFound(record.status())) continue;  // Pruned meanwhile.
    if (!record.ok()) return record.status();
    const bool of_it = record->reverse().message_id() == message_id;
    if (of_it && record->state() == v1::REVERSAL_OWED) story.reversal_owed = true;
    // The newest one: a bill that was refused may be sent again, corrected.
    if (record->has_settle() && record->message_id() == message_id) {
      story.owner = *std::move(record);
    }
  }
  return story;
}

bool WasToldLate(const v1::InboxRecord& record) { return !record.late_message_id().empty(); }

bool SameContent(const v1::SettleRequest& one, const v1::SettleRequest& other) {
  return SameBytes(one.bill()) == SameBytes(other.bill()) &&
         SameBytes(one.person()) == SameBytes(other.person());
}

v1::SettleRequest LateRequest(const v1::InboxRecord& record) {
  v1::SettleRequest request;
  *request.mutable_bill() = record.settle().bill();
  *request.mutable_person() = record.settle().person();
  request.mutable_bill()->set_message_id(record.late_message_id());
  return request;
}

void SetError(const absl::Status& status, v1::InboxRecord& record) {
  record.set_error(DetailOf(status).SerializeAsString());
}

absl::Status ErrorOf(const v1::InboxRecord& record) {
  v1::ErrorDetail detail;
  if (!detail.ParseFromString(record.error()) || detail.reason() == v1::REASON_UNSPECIFIED) {
    return Refuse({.reason = v1::OUTCOME_NOT_KNOWN});
  }
  return Refuse({.reason = detail.reason(),
                 .field = detail.field(),
                 .expected = detail.expected(),
                 .found = detail.found(),
                 .related = detail.related(),
                 .related_result = detail.related_result()});
}

}  // namespace yizhan::edge
