// ExportNotes: the signed checkpoints of an export, and one that somebody else kept, held against
// the tree of its leaves.
//
// Errors:   what differs is a finding; InvalidArgument when a key given from outside is none.
// Threads:  pure but for the files.
// Format:   C2SP signed-note and tlog-checkpoint.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/audit.h"
#include "engine/audit/leaf_tree.h"
#include "engine/ledger/checkpoint.h"

namespace yizhan {

class ExportNotes {
 public:
  // Both outlive this.
  ExportNotes(const AuditOptions& options, AuditReport& report)
      : options_(options), report_(report) {}

  // The key that signatures are checked with: from outside, or the folder's own.
  absl::Status TakeKey();
  // The export's checkpoint, its cosigned one, and the older one, if any.
  void CheckSigned(const LeafTree& tree);
  absl::Status CheckCosigned(const LeafTree& tree);
  absl::Status CheckOlder(const LeafTree& tree);
  // Whether the leaves are exactly those that the checkpoint signs.
  bool leaves_signed() const { return leaves_signed_; }
  // Of the checkpoint; that of the leaves when there is none.
  std::uint64_t signed_size() const { return signed_size_; }

 private:
  // The checkpoint in a file, signed by the ledger; empty when that is a finding.
  std::optional<Checkpoint> Read(const std::string& path, const std::string& where, Note& note);
  bool HoldsFor(const Checkpoint& checkpoint, const LeafTree& tree, const std::string& where,
                const std::string& zh, const std::string& en);
  void NameFirstChanged(const LeafTree& tree, const std::string& older_leaves, Finding& finding);
  void Differ(Finding finding) { report_.findings.push_back(std::move(finding)); }

  const AuditOptions& options_;
  AuditReport& report_;
  std::optional<VerifierKey> key_;
  bool leaves_signed_ = false;
  std::uint64_t signed_size_ = 0;
};

}  // namespace yizhan
