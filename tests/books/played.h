// Played: a ledger with one of everything, and how a tampered copy of it is held against verify.
//
// Threads:  one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/verify.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/books/tampered_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {

// One of everything: packs, funds, officers, persons, settlements, a contra with a lead, a
// replacement, a tombstone, a look at private data, an erasure.
struct Played {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t person_no = 0;
  std::uint64_t first = 0;
  std::uint64_t contra = 0;
  std::uint64_t live = 0;
  std::uint64_t erased_no = 0;
  std::uint64_t read = 0;
  std::uint64_t erasure = 0;
  std::uint64_t grant = 0;

  Played() {
    desk->OpenFund("fund");
    desk->Grant("fund", 7'000);
    grant = desk->Head().size - 1;
    person_no = desk->Import("310", {"dibao", "family", "visitor"});
    first = desk->Post(AllParts("first"), person_no).number();
    desk->Post(AllParts("second"), person_no);
    contra = desk->Reverse(first, "r").value().number();
    desk->Activate({SmallPackSixty()});
    const std::uint64_t old = desk->Post(AllParts("old"), person_no).number();
    live = desk->Replace(old, desk->Ask(AllParts("new"), person_no)).value().result().number();
    EXPECT_TRUE(desk->ReverseMessage("never", "r2").ok());
    desk->clock().Advance(kDayMs);
    desk->Activate({SmallPack()});  // Back again: an old hash, a new activation.
    desk->Suspend("H2");
    desk->Post(AllParts("last"), person_no);
    erased_no = desk->Import("000000-ERASED", {"dibao"});
    EXPECT_TRUE(desk->Reveal(ReliefCaller(), desk->RevealRequest(erased_no)).ok());
    read = desk->Reveal(ReliefCaller(), desk->RevealRequest(erased_no)).value().number();
    erasure = desk->Erase(ReliefCaller(), desk->EraseRequest(erased_no, "e")).value().number();
    EXPECT_TRUE(desk->Retire("zhao").ok());
  }
  static v1::Bill AllParts(const std::string& message_id) {
    v1::Bill bill = MakeBill(message_id);
    SetParts(bill, 11'111, 22'222, 33'333, 1'444);
    return bill;
  }
};

inline VerifyReport ReportOf(const LedgerStore& store) {
  return VerifyLedger(store, [](std::uint64_t, std::uint64_t) {}).value();
}

struct TamperCase {
  const char* name;
  void (*tamper)(const Played&, TamperedStore&);
  std::string (*named)(const Played&);  // What one of the differences must hold.
};

inline void ExpectNamed(const TamperCase& c) {
  const Played played;
  TamperedStore tampered(played.desk->store());
  c.tamper(played, tampered);
  const VerifyReport report = ReportOf(tampered);
  EXPECT_FALSE(report.ok());
  const std::string named = c.named(played);
  const bool found =
      std::any_of(report.differences.begin(), report.differences.end(),
                  [&named](const std::string& it) { return it.find(named) != std::string::npos; });
  EXPECT_TRUE(found) << "wanted: " << named;
  for (const std::string& difference : report.differences) {
    if (!found) ADD_FAILURE() << difference;
  }
}

// The entry written again with something else in it.
template <typename Change>
void ChangeEntry(const Played& played, TamperedStore& store, std::uint64_t number, Change change) {
  v1::Entry entry = played.desk->EntryAt(number);
  change(entry);
  store.SetLeaf(number, EncodeLeaf(entry));
}

template <typename Row, typename Change>
void ChangeRow(const Played& played, TamperedStore& store, Table table, const std::string& key,
               Change change) {
  auto row = GetRow<Row>(*played.desk->store().OpenView(), table, key).value();
  ASSERT_TRUE(row.has_value());
  change(*row);
  store.SetRow(table, key, row->SerializeAsString());
}

inline std::string EntryName(std::uint64_t number) { return "entry " + std::to_string(number); }
inline std::string RowName(Table table, const std::string& key) {
  return "table " + std::to_string(static_cast<int>(table)) + " key " + HexText(key);
}

}  // namespace yizhan::test
