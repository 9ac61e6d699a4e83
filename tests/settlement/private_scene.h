// PrivateScene: a desk with one person, whose name and card may be looked for, and his bill; the
// store can be made to wait and the vault to fail.
//
// Threads:  as Desk.
#pragma once

#include <string>

#include "engine/ledger/memory_store.h"
#include "gtest/gtest.h"
#include "tests/settlement/faulty_vault.h"
#include "tests/settlement/gated_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {

inline constexpr char kName[] = "白鹇某某";
inline constexpr char kCard[] = "00000019500101888X";

inline v1::ImportPerson CanaryPerson() {
  v1::ImportPerson person = MakePerson(kCard, {"dibao"});
  person.set_name(kName);
  return person;
}

struct PrivateScene {
  MemoryStore inner;
  GatedStore store{inner};
  FaultyVault vault;
  std::unique_ptr<Desk> desk = Desk::Ready({}, &store, &vault);
  std::uint64_t person_no = desk->Import(CanaryPerson());
  std::uint64_t bill = desk->Post(MakeBill("m"), person_no).number();
  Caller caller = ReliefCaller();

  // Every leaf and row, one after the other.
  std::string Dump() const {
    const std::shared_ptr<const View> view = desk->store().OpenView();
    std::string dump;
    for (std::uint64_t i = 0; i < view->size(); ++i) dump += view->Leaf(i).value();
    for (int table = 1; table <= static_cast<int>(Table::kAlert); ++table) {
      EXPECT_TRUE(view->Scan(static_cast<Table>(table), "",
                             [&dump](auto key, auto value) {
                               dump += key;
                               dump += value;
                               return true;
                             })
                      .ok());
    }
    return dump;
  }
  v1::LookupRequest LookupByNumber() const {
    v1::LookupRequest request;
    request.mutable_person()->set_person_no(person_no);
    return request;
  }
  v1::LookupRequest LookupByCard() const {
    v1::LookupRequest request;
    *request.mutable_person()->mutable_card() = CanaryPerson().card();
    return request;
  }
  void Erase() { ASSERT_TRUE(desk->Erase(caller, desk->EraseRequest(person_no, "e-1")).ok()); }
};

}  // namespace yizhan::test
