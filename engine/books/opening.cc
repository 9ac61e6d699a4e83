#include "engine/books/opening.h"

#include <string>
#include <utility>

#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

constexpr char kTrainingLedger[] =
    "data_dir 是培训账本，正式引擎不打开；请换用正式账本的 data_dir / data_dir holds a training "
    "ledger, which an engine for real data does not open; give the engine its own data_dir";
constexpr char kRealLedger[] =
    "data_dir 是正式账本，培训引擎不打开；请为培训另设 data_dir 和 keys_dir / data_dir holds a "
    "ledger of real data, which a training engine does not open; give the training engine a "
    "data_dir and a keys_dir of its own";

}  // namespace

absl::StatusOr<v1::LedgerOpened> OpeningOf(const Reader& state) {
  const absl::StatusOr<std::string> leaf = state.Leaf(0);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  if (!entry->has_ledger_opened()) return absl::DataLossError("entry 0 does not open the ledger");
  return std::move(*entry->mutable_ledger_opened());
}

absl::Status CheckLedgerMode(const Reader& state, bool training) {
  if (state.size() == 0) return absl::OkStatus();
  const absl::StatusOr<v1::LedgerOpened> opened = OpeningOf(state);
  if (!opened.ok()) return opened.status();
  if (opened->training() == training) return absl::OkStatus();
  return absl::FailedPreconditionError(opened->training() ? kTrainingLedger : kRealLedger);
}

}  // namespace yizhan
