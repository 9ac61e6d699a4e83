#include "bench/reconcile/planted_ledger.h"

#include <cstddef>
#include <fstream>
#include <memory>

#include "engine/base/check.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"
#include "tests/support/desk.h"

namespace yizhan::bench {
namespace {

struct Models {
  v1::Entry settled;
  v1::Entry contra;
};

Models ModelsOf() {
  const auto desk = std::make_unique<test::Desk>();
  desk->ActivatePilot();
  desk->AddLive(kInstitution);
  const std::uint64_t person = desk->Import("BENCH", {"dibao"});
  v1::Bill bill = test::MakeBill("model");
  test::SetParts(bill, 90'000, 5'000, 0, 10'000);
  const std::uint64_t settled = desk->Post(bill, person).number();
  const auto reversed = desk->Reverse(settled, "model-reversed");
  YIZHAN_CHECK(reversed.ok());
  return {desk->EntryAt(settled), desk->EntryAt(desk->Head().size - 1)};
}

class LeavesWriter {
 public:
  explicit LeavesWriter(const std::string& path)
      : file_(path, std::ios::binary | std::ios::trunc), models_(ModelsOf()) {
    YIZHAN_CHECK(models_.contra.has_contra());
    file_ << kLeavesHead;
  }

  void Settled(const v1::PostedRow& row) {
    v1::Entry& entry = models_.settled;
    entry.set_number(row.number());
    v1::Settled& settled = *entry.mutable_settled();
    settled.mutable_bill()->set_bill_no(row.bill_no());
    settled.mutable_bill()->set_accounting_date(row.accounting_date());
    settled.mutable_bill()->set_total_fen(row.sums().total_fen());
    settled.mutable_outcome()->set_patient_due_fen(row.sums().total_fen() - row.sums().funds_fen());
    settled.mutable_outcome()->set_account_applied_fen(row.sums().account_fen());
    Write(entry);
  }

  void Contra(const testing::End& end) {
    v1::Entry& entry = models_.contra;
    entry.set_number(end.ended_by);
    entry.mutable_contra()->set_original(end.number);
    entry.mutable_contra()->set_replaced_by(end.standing == v1::STANDING_REPLACED ? end.ended_by + 1
                                                                                  : 0);
    Write(entry);
  }

  std::uint64_t Finish() {
    file_.close();
    YIZHAN_CHECK(file_.good());
    return entries_;
  }

 private:
  void Write(const v1::Entry& entry) {
    const std::string stored = EncodeLeaf(entry);
    for (int shift = 56; shift >= 0; shift -= 8) {
      file_.put(static_cast<char>(stored.size() >> shift & 0xFFU));
    }
    file_ << stored;
    ++entries_;
  }

  std::ofstream file_;
  Models models_;
  std::uint64_t entries_ = 0;
};

}  // namespace

std::uint64_t WriteLedger(const testing::PlantedBooks& books, const std::string& path) {
  LeavesWriter leaves(path);
  std::size_t posted = 0;
  std::size_t ended = 0;
  while (posted < books.posted.size() || ended < books.ends.size()) {
    const bool settles =
        ended == books.ends.size() || (posted < books.posted.size() &&
                                       books.posted[posted].number() < books.ends[ended].ended_by);
    if (settles) {
      leaves.Settled(books.posted[posted++]);
    } else {
      leaves.Contra(books.ends[ended++]);
    }
  }
  return leaves.Finish();
}

}  // namespace yizhan::bench
