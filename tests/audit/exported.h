// Exported: the export of a ledger as a folder, which a test may spoil, or write again as somebody
// would who has the key.
//
// Owner:    owns its folder.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/audit/audit.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/store.h"
#include "tests/support/scratch_folder.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan::test {

class Exported {
 public:
  explicit Exported(std::vector<std::string> leaves);
  static std::vector<std::string> LeavesOf(const LedgerStore& store);

  // All files again from `leaves`, signed with the ledger's key and by the witness.
  void Write() const;
  void WriteCheckpoint(const TreeHead& head) const;

  // What an engine of `size` leaves had signed; a file beside the folder.
  std::string OlderCheckpoint(std::uint64_t size) const;

  // One bit of a file of the export.
  void FlipByte(const std::string& file, std::size_t at) const;
  std::string Read(const std::string& file) const;
  void Put(const std::string& file, const std::string& bytes) const;

  v1::Entry EntryAt(std::uint64_t number) const;
  void SetEntry(std::uint64_t number, const v1::Entry& entry);
  // Of a leaf's first stored byte in the file of leaves.
  std::size_t OffsetOf(std::uint64_t number) const;

  AuditReport Audit(const std::string& older = "") const;
  AuditOptions Options() const;
  const std::string& folder() const { return folder_; }
  const std::string& scratch() const { return scratch_.path(); }

  std::vector<std::string> leaves;

 private:
  NoteSigner Ledger() const;
  NoteSigner Witness() const;

  ScratchFolder scratch_;
  const std::string folder_ = scratch_ / "export";
};

}  // namespace yizhan::test
