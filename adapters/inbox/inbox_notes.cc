// The doors' notes. Keys may be a patient's number: they are sealed with the value, and stand in
// the row's key as tags.

#include <utility>

#include "adapters/inbox/inbox.h"
#include "engine/base/digest.h"

namespace yizhan::edge {
namespace {

constexpr char kNotePrefix = 'n';
constexpr std::size_t kLengthBytes = 4;

std::string PrefixOf(const SealedRows& rows, std::string_view kind) {
  return std::string(1, kNotePrefix) + rows.Tag(kind);
}

std::string KeyOf(const SealedRows& rows, std::string_view kind, std::string_view key) {
  return PrefixOf(rows, kind) + rows.Tag(std::string(kind).append(1, '\0').append(key));
}

// The key's length, the key, the value.
std::string EncodeNote(std::string_view key, std::string_view value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((key.size() >> shift) & 0xFF));
  }
  return bytes.append(key).append(value);
}

std::optional<std::pair<std::string, std::string>> DecodeNote(std::string_view bytes) {
  if (bytes.size() < kLengthBytes) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  }
  if (bytes.size() - kLengthBytes < length) return std::nullopt;
  return std::pair{std::string(bytes.substr(kLengthBytes, length)),
                   std::string(bytes.substr(kLengthBytes + length))};
}

absl::Status Damaged() { return absl::DataLossError("a note of the inbox cannot be read"); }

}  // namespace

absl::Status Inbox::Write(const std::vector<NoteChange>& changes) {
  std::vector<RowChange> rows;
  for (const NoteChange& change : changes) {
    std::optional<std::string> row;
    if (change.value.has_value()) row = EncodeNote(change.key, *change.value);
    rows.push_back({KeyOf(*rows_, change.kind, change.key), std::move(row)});
  }
  return rows_->Write(rows);
}

absl::StatusOr<std::optional<std::string>> Inbox::Find(std::string_view kind,
                                                       std::string_view key) const {
  const absl::StatusOr<std::optional<std::string>> bytes = rows_->Get(KeyOf(*rows_, kind, key));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::optional<std::string>();
  auto note = DecodeNote(**bytes);
  if (!note.has_value() || note->first != key) return Damaged();
  return std::optional<std::string>(std::move(note->second));
}

absl::Status Inbox::ForEach(
    std::string_view kind, std::string_view key_prefix,
    const std::function<bool(std::string_view, std::string_view)>& item) const {
  std::map<std::string, std::string> notes;
  bool whole = true;
  const absl::Status read = rows_->ForEach(PrefixOf(*rows_, kind),
                                           [&](std::string_view /*key*/, const std::string& bytes) {
                                             auto note = DecodeNote(bytes);
                                             whole = note.has_value();
                                             if (whole && note->first.starts_with(key_prefix))
                                               notes.insert(*std::move(note));
                                             return whole;
                                           });
  if (!read.ok()) return read;
  if (!whole) return Damaged();
  for (const auto& [key, value] : notes) {
    if (!item(key, value)) break;
  }
  return absl::OkStatus();
}

}  // namespace yizhan::edge
