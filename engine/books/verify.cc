#include "engine/books/verify.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/books/keys.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/tree.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {
namespace {

constexpr std::size_t kDifferencesMax = 20;
constexpr std::uint64_t kProgressEvery = 1024;

class Verifier {
 public:
  Verifier(const View& view, TreeHead head)
      : view_(view),
        fold_(view.size(), [&view](std::uint64_t number) { return view.Leaf(number); }) {
    report_.head = head;
  }

  void Visit(std::uint64_t number, std::string_view stored) {
    tree_.Append(LeafHash(stored));
    const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
    if (entry.ok() && entry->has_settled()) settlement_bytes_.push_back(stored.size());
    for (const absl::Status& wrong : fold_.Take(entry)) {
      Differ("entry " + std::to_string(number), wrong);
    }
  }

  VerifyReport Finish() {
    static_cast<FoldCounts&>(report_) = fold_.counts();
    if (tree_.Root() != report_.head.root) {
      Differ("tree", absl::DataLossError("root is " + HexText(tree_.Root()) + ", the head says " +
                                         HexText(report_.head.root)));
    }
    log_holds_ = report_.ok();
    for (const Table table : kFoldedTables) CompareTable(table);
    CheckPrivate();
    if (!settlement_bytes_.empty()) {
      const auto middle =
          settlement_bytes_.begin() + static_cast<std::ptrdiff_t>(settlement_bytes_.size() / 2);
      std::nth_element(settlement_bytes_.begin(), middle, settlement_bytes_.end());
      report_.median_settlement_bytes = *middle;
    }
    return report_;
  }

  bool log_holds() const { return log_holds_; }
  std::vector<Effect> TakeRepairs() { return std::move(repairs_); }

 private:
  void Differ(const std::string& where, const absl::Status& what) {
    if (report_.differences.size() >= kDifferencesMax) return;
    report_.differences.push_back(where + ": " + std::string(what.message()));
  }

  void Repair(Effect row) {
    if (log_holds_) repairs_.push_back(std::move(row));
  }

  static std::string NameOf(Table table) {
    return "table " + std::to_string(static_cast<int>(table)) + " key ";
  }

  // Who must have private data: everybody of the register who was not erased.
  std::set<std::uint64_t> LivingPersons() {
    std::set<std::uint64_t> living;
    for (const auto& [key, value] : fold_.rows().Of(Table::kPerson)) {
      v1::PersonRow row;
      const std::optional<std::uint64_t> person_no = NumberOfKey(key);
      if (!row.ParseFromString(value) || row.erased() != 0 || !person_no.has_value()) continue;
      living.insert(*person_no);
    }
    return living;
  }

  // The tables that are no fold of the log: whose rows they are can be said, not what is in them.
  void CheckPrivate() {
    const std::set<std::uint64_t> living = LivingPersons();
    report_.persons = living.size();
    CheckOwners(Table::kPrivate, living, [](std::string_view key, std::string_view value) {
      v1::SealedRow row;
      if (!row.ParseFromString(std::string(value)) || row.sealed().empty()) {
        return std::optional<std::uint64_t>();
      }
      return NumberOfKey(key);
    });
    CheckOwners(Table::kCard, living,
                [](std::string_view, std::string_view value) { return NumberOfKey(value); });
  }

  void CheckOwners(Table table, std::set<std::uint64_t> missing,
                   std::optional<std::uint64_t> (*owner_of)(std::string_view, std::string_view)) {
    const absl::Status scanned =
        view_.Scan(table, "", [&](std::string_view key, std::string_view value) {
          const std::optional<std::uint64_t> owner = owner_of(key, value);
          if (!owner.has_value() || missing.erase(*owner) == 0) {
            Differ(NameOf(table) + HexText(key),
                   absl::DataLossError("stored, but nobody in the register lacks it"));
          }
          return true;
        });
    if (!scanned.ok()) Differ(NameOf(table), scanned);
    for (const std::uint64_t person_no : missing) {
      Differ("person " + std::to_string(person_no),
             absl::DataLossError("has no row in table " + std::to_string(static_cast<int>(table))));
    }
  }

  void CompareTable(Table table) {
    const FoldedRows::Rows& folded = fold_.rows().Of(table);
    std::map<std::string, std::string> rebuilt(folded.begin(), folded.end());
    if (table == Table::kOfficer) {
      report_.officers = static_cast<std::uint64_t>(
          std::count_if(rebuilt.begin(), rebuilt.end(),
                        [](const auto& row) { return row.first.starts_with(kOfficerIdPrefix); }));
    }
    const std::string name = NameOf(table);
    const absl::Status scanned =
        view_.Scan(table, "", [&](std::string_view key, std::string_view value) {
          const auto found = rebuilt.find(std::string(key));
          if (found == rebuilt.end()) {
            Differ(name + HexText(key), absl::DataLossError("stored, but the log has no such row"));
            Repair({table, std::string(key), std::nullopt});
          } else {
            if (found->second != value) {
              Differ(name + HexText(key),
                     absl::DataLossError("stored " + HexText(value) + ", the log says " +
                                         HexText(found->second)));
              Repair({table, found->first, found->second});
            }
            rebuilt.erase(found);
          }
          return true;
        });
    if (!scanned.ok()) Differ(name, scanned);
    for (const auto& [key, value] : rebuilt) {
      Differ(name + HexText(key),
             absl::DataLossError("the log says it exists, the table lacks it"));
      Repair({table, key, value});
    }
  }

  const View& view_;
  LogFold fold_;
  MerkleTree tree_;
  VerifyReport report_;
  std::vector<std::uint64_t> settlement_bytes_;
  bool log_holds_ = false;
  std::vector<Effect> repairs_;
};

absl::StatusOr<TableRepairs> Verified(
    const LedgerStore& store, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const std::shared_ptr<const View> view = store.OpenView();
  const TreeHead head = store.Durable();
  if (view->size() != head.size) {
    return absl::UnavailableError("the ledger is being written; verify a quiet one or a copy");
  }
  Verifier verifier(*view, head);
  const absl::Status read =
      store.Read(0, head.size, [&](std::uint64_t number, std::string_view stored) {
        verifier.Visit(number, stored);
        if (number % kProgressEvery == 0) progress(number, head.size);
        return true;
      });
  if (!read.ok()) return read;
  progress(head.size, head.size);
  TableRepairs repairs{.report = verifier.Finish(), .log_holds = false, .rows = {}};
  repairs.log_holds = verifier.log_holds();
  repairs.rows = verifier.TakeRepairs();
  return repairs;
}

}  // namespace

absl::StatusOr<VerifyReport> VerifyLedger(
    const LedgerStore& store, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  absl::StatusOr<TableRepairs> verified = Verified(store, progress);
  if (!verified.ok()) return verified.status();
  return std::move(verified->report);
}

absl::StatusOr<TableRepairs> FindRepairs(
    const LedgerStore& store, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  return Verified(store, progress);
}

}  // namespace yizhan
