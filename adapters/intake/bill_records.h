// BillRecords: what the inbox knows of one bill, and the ids derived from its message id.
//
// The owner of a message id is the record on which its bill is carried through; copies that came
// later point to it by their message id only.
//
// Errors:   as Inbox.
// Threads:  pure, but for the inbox they read.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/inbox/inbox.h"
#include "yizhan/v1/inbox.pb.h"

namespace yizhan::edge {

// Leaves room for the derived ids within the 64 characters of the engine.
inline constexpr std::size_t kMessageIdBytesMax = 58;

std::string KeyReversalId(const std::string& message_id);   // Of the bill's key.
std::string LateId(const std::string& message_id);          // Of the bill recorded afterwards.
std::string LateReversalId(const std::string& message_id);  // Of that one's key.
// The message id that LateId was made of; as it is when it is no such id.
std::string WithoutLate(const std::string& message_id);

struct BillStory {
  std::optional<v1::InboxRecord> owner{};
  bool reversal_owed = false;  // Promised, and not carried out yet.
};
absl::StatusOr<BillStory> StoryOf(const Inbox& inbox, const std::string& message_id);

// The HIS was, or may be, told to proceed without aid. It stays so for ever.
bool WasToldLate(const v1::InboxRecord& record);
// Bill and person, as they were sent.
bool SameContent(const v1::SettleRequest& one, const v1::SettleRequest& other);
// As it is recorded after the fact.
v1::SettleRequest LateRequest(const v1::InboxRecord& record);

// The refusal a record keeps, and back.
void SetError(const absl::Status& status, v1::InboxRecord& record);
absl::Status ErrorOf(const v1::InboxRecord& record);

}  // namespace yizhan::edge
