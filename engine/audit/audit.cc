#include "engine/audit/audit.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>

#include "engine/audit/export_notes.h"
#include "engine/audit/export_tiles.h"
#include "engine/audit/leaf_file.h"
#include "engine/audit/leaf_tree.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"

namespace yizhan {
namespace {

constexpr std::uint64_t kEntriesPerChunk = 1024;

using Clock = std::chrono::steady_clock;
using Decoded = absl::StatusOr<std::vector<absl::StatusOr<v1::Entry>>>;

std::int64_t MicrosecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

Decoded DecodeSome(const LeafFile& leaves, std::uint64_t from) {
  const std::uint64_t until = std::min(from + kEntriesPerChunk, leaves.size());
  const absl::StatusOr<std::vector<std::string>> stored = leaves.Leaves(from, until);
  if (!stored.ok()) return stored.status();
  std::vector<absl::StatusOr<v1::Entry>> entries;
  entries.reserve(stored->size());
  for (const std::string& leaf : *stored) entries.push_back(DecodeLeaf(leaf));
  return entries;
}

class Auditor {
 public:
  explicit Auditor(const AuditOptions& options) : options_(options), notes_(options, report_) {}

  absl::StatusOr<AuditReport> Run() {
    absl::Status status = notes_.TakeKey();
    if (status.ok()) status = OpenLeaves();
    if (status.ok()) status = CheckTree();
    if (status.ok()) status = FoldAll();
    if (!status.ok()) return status;
    std::stable_sort(report_.findings.begin(), report_.findings.end(),
                     [](const Finding& a, const Finding& b) {
                       if (!a.entry.has_value()) return false;
                       return !b.entry.has_value() || *a.entry < *b.entry;
                     });
    return std::move(report_);
  }

 private:
  absl::Status OpenLeaves() {
    absl::StatusOr<std::unique_ptr<LeafFile>> leaves = LeafFile::Open(options_.folder + "/leaves");
    if (!leaves.ok()) return leaves.status();
    leaves_ = *std::move(leaves);
    if (leaves_->damage().empty()) return absl::OkStatus();
    report_.findings.push_back({.entry = leaves_->size(),
                                .where = kLeavesFile,
                                .zh = "文件在此处残缺",
                                .en = "the file is broken here: " + leaves_->damage(),
                                .expected = "",
                                .found = ""});
    return absl::OkStatus();
  }

  absl::Status CheckTree() {
    const Clock::time_point start = Clock::now();
    const absl::StatusOr<LeafTree> tree =
        LeafTree::Build(*leaves_, [this](std::uint64_t done, std::uint64_t total) {
          options_.progress(AuditStage::kHash, done, total);
        });
    if (!tree.ok()) return tree.status();
    report_.head = {tree->size(), tree->RootOf(tree->size())};
    report_.hashed_us = MicrosecondsSince(start);
    notes_.CheckSigned(*tree);
    absl::Status status = notes_.CheckCosigned(*tree);
    if (status.ok()) status = notes_.CheckOlder(*tree);
    if (!status.ok()) return status;
    TileCheck tiles =
        CheckTiles(options_.folder, *tree,
                   {.size = notes_.signed_size(), .leaves_signed = notes_.leaves_signed()});
    report_.tiles = tiles.agree;
    for (Finding& finding : tiles.findings) report_.findings.push_back(std::move(finding));
    return absl::OkStatus();
  }

  // To the first entry that is wrong: what follows it rests on it. The next entries are decoded
  // while these are folded.
  absl::Status FoldAll() {
    const Clock::time_point start = Clock::now();
    LogFold fold(leaves_->size(), [this](std::uint64_t number) { return leaves_->Leaf(number); });
    std::future<Decoded> next = Decode(0);
    bool right = true;
    for (std::uint64_t from = 0; right && from < leaves_->size(); from += kEntriesPerChunk) {
      const Decoded entries = next.get();
      if (!entries.ok()) return entries.status();
      next = Decode(from + kEntriesPerChunk);
      right = FoldSome(*entries, fold);
      options_.progress(AuditStage::kFold, fold.taken(), leaves_->size());
    }
    report_.counts = fold.counts();
    report_.folded = right ? fold.taken() : fold.taken() - 1;
    report_.folded_us = MicrosecondsSince(start);
    return absl::OkStatus();
  }

  std::future<Decoded> Decode(std::uint64_t from) const {
    return std::async(std::launch::async, [this, from] {
      return DecodeSome(*leaves_, std::min(from, leaves_->size()));
    });
  }

  bool FoldSome(const std::vector<absl::StatusOr<v1::Entry>>& entries, LogFold& fold) {
    for (const absl::StatusOr<v1::Entry>& entry : entries) {
      const std::uint64_t number = fold.taken();
      const std::vector<absl::Status> wrong = fold.Take(entry);
      if (number == 0 && wrong.empty()) CheckOrigin(*entry);
      for (const absl::Status& status : wrong) {
        report_.findings.push_back(FindingOf(number, status));
      }
      if (!wrong.empty()) return false;
    }
    return true;
  }

  // The key's name is that of the ledger that entry 0 opens.
  void CheckOrigin(const v1::Entry& first) {
    const std::string& ledger_id = first.ledger_opened().ledger_id();
    const std::string origin = ledger_id.size() < 8 ? "" : OriginOf(ledger_id);
    if (report_.origin.empty() || origin == report_.origin) return;
    report_.findings.push_back({.entry = 0,
                                .where = kKeyFile,
                                .zh = "公钥属于另一账本",
                                .en = "the key is another ledger's",
                                .expected = report_.origin,
                                .found = origin});
  }

  const AuditOptions& options_;
  AuditReport report_;
  ExportNotes notes_;
  std::unique_ptr<LeafFile> leaves_;
};

}  // namespace

absl::StatusOr<AuditReport> AuditExport(const AuditOptions& options) {
  return Auditor(options).Run();
}

}  // namespace yizhan
