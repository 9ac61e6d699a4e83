#include "tests/ledger_rocks/faulty_ledger.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/ledger/append_now.h"

namespace yizhan {
namespace {

constexpr Table kSizeTables[] = {Table::kHolder, Table::kMessageKey, Table::kPrivate};

}  // namespace

FaultyLedger::FaultyLedger(std::uint64_t seed, std::uint64_t reserve_bytes) : disk_(seed) {
  options_ = {.data_dir = scratch_ / "ledger",
              .disk_reserve_bytes = reserve_bytes,
              .node = "test",
              .scrub_wait_ms = 100};
  disk_.Serve(options_);
}

absl::Status FaultyLedger::Open() {
  absl::StatusOr<std::unique_ptr<RocksStore>> opened = RocksStore::Open(options_);
  if (!opened.ok()) return opened.status();
  store_ = *std::move(opened);
  const absl::StatusOr<std::uint64_t> epoch = store_->Fence("test");
  if (!epoch.ok()) return epoch.status();
  epoch_ = *epoch;
  // The process started again: what was unknown can be told now. A read that the disk refuses tells
  // nothing: whoever opens a disk that is whole has the answer.
  const absl::StatusOr<std::string> told = Compare();
  if (!told.ok()) return told.status();
  if (broken_.empty()) broken_ = *told;
  return absl::OkStatus();
}

AppendResult FaultyLedger::AppendBatch(std::uint64_t leaves, bool may_use_reserve) {
  const TreeHead head = store_->Durable();
  const std::uint64_t until = head.size + leaves;
  Append append{epoch_, head, LeafTexts(head.size, until), {}, may_use_reserve};
  for (const Table table : kSizeTables)
    append.effects.push_back({table, "n", std::to_string(until)});
  AppendResult result = AppendResult::kUnknown;
  store_->AppendBatch(std::move(append), [&](AppendResult answer, TreeHead) { result = answer; });
  if (result == AppendResult::kDurable) {
    if (unknown_until_ != 0 && broken_.empty()) broken_ = "a batch was taken after an unknown one";
    acknowledged_ = until;
    ++batches_;
  } else if (result == AppendResult::kUnknown && unknown_until_ == 0) {
    unknown_until_ = until;
  }
  return result;
}

absl::StatusOr<std::string> FaultyLedger::Compare() {
  const std::uint64_t size = store_->Durable().size;
  if (size != acknowledged_ && (unknown_until_ == 0 || size != unknown_until_)) {
    return absl::StrCat(size, " leaves; acknowledged ", acknowledged_, ", unknown up to ",
                        unknown_until_);
  }
  std::uint64_t next = 0;
  const absl::Status read = store_->Read(0, size, [&](std::uint64_t, std::string_view stored) {
    if (stored != LeafText(next)) return false;
    ++next;
    return true;
  });
  if (absl::IsUnavailable(read)) return read;
  if (!read.ok()) return absl::StrCat("leaf ", next, ": ", read.ToString());
  if (next != size) return absl::StrCat("leaf ", next, " is another");
  const std::shared_ptr<const View> view = store_->OpenView();
  for (const Table table : kSizeTables) {
    const absl::StatusOr<std::optional<std::string>> row = view->Get(table, "n");
    if (absl::IsUnavailable(row.status())) return row.status();
    if (!row.ok()) return row.status().ToString();
    if (row->value_or("0") != std::to_string(size)) {
      return absl::StrCat("table ", static_cast<int>(table), " is at ", row->value_or("0"),
                          ", the log at ", size);
    }
  }
  acknowledged_ = size;
  unknown_until_ = 0;
  return "";
}

std::string FaultyLedger::Recover(Loss loss) {
  faults().Crash();
  Close();
  faults().Heal();
  faults().Restart(loss);
  if (!broken_.empty()) return broken_;
  if (absl::Status opened = Open(); !opened.ok()) return opened.ToString();
  return broken_;
}

}  // namespace yizhan
