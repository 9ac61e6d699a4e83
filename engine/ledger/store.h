// LedgerStore: the append-only log with its derived tables, behind one interface.
//
// Two implementations, rocks_store.h and memory_store.h, pass one conformance suite
// (tests/ledger/store_conformance.h). Anchor and disk reserve live behind it.
//
// Units:    numbers are leaf numbers, from 0 without gaps; size = number of leaves.
// Owner:    the caller owns the store; views keep what they need alive.
// Errors:   reads: DataLoss when stored bytes are not what was written; Unavailable when the disk
//           fails. Append answers with an AppendResult, never with an exception.
// Threads:  Append and Load from one thread (the loop); everything else from any thread.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/digest.h"

namespace yizhan {

// Derived tables. Numbers are written to disk: never change one.
enum class Table : std::uint8_t {
  kHolder = 1,       // HolderRow: account values of a person, household or visit.
  kPerson = 2,       // PersonRow: the register.
  kInstitution = 3,  // InstitutionRow
  kFund = 4,         // FundRow
  kPack = 5,         // PackRow, by hash and under "active".
  kDay = 6,          // DayRow, under "day".
  kLead = 7,         // LeadRow, by contra number.
  kMessageKey = 8,   // MessageKeyRow
  kNaturalKey = 9,   // NaturalKeyRow
  kCard = 10,        // HMAC(index key, card) -> person number (8 bytes, big-endian).
  kPrivate = 11,     // SealedRow, by person number. Never folded from the log.
  kOfficer = 12,     // OfficerRow, by id and by public key.
  kStatement = 13,   // StatementRow, by digest: officers' statements that were carried out.
  kAlert = 14,       // AlertRow: warnings that are raised and not withdrawn.
  kHousehold = 15,   // HouseholdRow, by household number: who ever belonged to it.
};

struct TableKey {
  Table table;
  std::string key;
  friend auto operator<=>(const TableKey&, const TableKey&) = default;
};

// One change of a derived table; no value = delete.
struct Effect {
  Table table;
  std::string key;
  std::optional<std::string> value;
};

struct TreeHead {
  std::uint64_t size = 0;
  Hash32 root{};  // RFC 6962 SHA-256; of the empty tree when size is 0.
  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

// Where decisions read from: the state after entry size()-1.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::uint64_t size() const = 0;
  // Empty when the key is absent.
  virtual absl::StatusOr<std::optional<std::string>> Get(Table table,
                                                         std::string_view key) const = 0;
  // The stored leaf bytes. OutOfRange at or beyond size().
  virtual absl::StatusOr<std::string> Leaf(std::uint64_t number) const = 0;
};

// A frozen, durable state; never changes while it lives.
class View : public Reader {
 public:
  // Keys with this prefix, in byte order; `visit` returns false to stop.
  virtual absl::Status Scan(
      Table table, std::string_view prefix,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;

  // The hashes of tile (level, index) of the tree over size() leaves, as tree.h numbers them: 256,
  // or at the right edge as many as there are. OutOfRange when there are none.
  virtual absl::StatusOr<std::vector<Hash32>> Tile(std::uint8_t level,
                                                   std::uint64_t index) const = 0;
};

enum class AppendResult {
  kDurable,   // On disk (WAL synced), readable, and the anchor before it is durable.
  kMoved,     // `expected` is not the head; nothing was written.
  kFenced,    // A newer epoch exists; nothing was written, and never will be under this one.
  kNoSpace,   // The disk reserve is reached; nothing was written.
  kNoMirror,  // Synchronous mode, and no mirror holds what is here; nothing was written.
  kUnknown,   // The disk failed in the middle. Ends the epoch: stop, reopen, compare.
};

struct Append {
  std::uint64_t epoch = 0;
  TreeHead expected;
  std::vector<std::string> leaves;
  std::vector<Effect> effects;   // In order; a later one on the same key wins.
  bool may_use_reserve = false;  // Reversals go on when the disk reserve is reached.
};

class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // After it no older epoch can append. `node` is recorded for people.
  virtual absl::StatusOr<std::uint64_t> Fence(const std::string& node) = 0;

  // Ordered. `done` is called exactly once, from this thread or another, with the new head when
  // kDurable and the unchanged one otherwise.
  virtual void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) = 0;

  // One call per batch: values of `keys`, in order.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const = 0;

  // What has been answered as durable. Readers, quotes and streams never look past it.
  virtual TreeHead Durable() const = 0;
  virtual std::shared_ptr<const View> OpenView() const = 0;

  // Returns when no file of the store holds a deleted or replaced row of kCard or kPrivate any
  // more. Slow; any thread; appends go on beside it.
  virtual absl::Status ScrubPrivate() = 0;

  // Leaves from <= number < until, in order; stops early when `visit` returns false.
  virtual absl::Status Read(
      std::uint64_t from, std::uint64_t until,
      const std::function<bool(std::uint64_t number, std::string_view stored)>& visit) const = 0;

  // The public key that this ledger's checkpoints are signed with; empty: none was bound yet.
  virtual absl::StatusOr<std::string> SigningKey() const = 0;
  // Remembers it, durably and for ever. FailedPrecondition when another was bound.
  virtual absl::Status BindSigningKey(std::string_view public_key) = 0;
};

}  // namespace yizhan
