// Traffic: the lines of the pilot day in the order in which desks send them.
//
// Units:    a slot is a place in the day (numbering.h).
// Owner:    keeps references to people, numbering and dice.
// Threads:  one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/sample/invented_bill.h"
#include "tools/sample/message.h"
#include "tools/sample/numbering.h"
#include "tools/sample/person.h"

namespace yizhan::sample {

class Traffic {
 public:
  // `people` are those of the register; the first `reserved` of them are left alone.
  Traffic(const std::vector<Person>& people, std::size_t reserved, std::string day,
          Numbering& numbering, Dice& dice);

  const std::string& day() const { return day_; }
  Dice& dice() { return dice_; }

  const Person& AnyPerson();
  const Person& EntitledPerson();
  const Hospital& AnyLiveHospital();

  // A bill with all its numbers.
  InventedBill NewBill(std::size_t slot);
  InventedBill NewBillOf(const Person& person, const Care& care, const Hospital& hospital,
                         std::size_t slot);
  std::string NewMessageId(const Hospital& hospital, std::size_t slot) {
    return numbering_.MessageId(hospital, slot);
  }
  std::string NewBillNo(const Hospital& hospital) { return numbering_.BillNo(hospital); }

  // A slot a little later: minutes pass before somebody notices.
  std::size_t Later(std::size_t slot) {
    return slot + static_cast<std::size_t>(dice_.Between(3, 40));
  }
  std::int64_t NewStep() { return ++steps_; }

  void Add(std::size_t slot, const Message& message) { AddLine(slot, message.Line()); }
  void AddLine(std::size_t slot, std::string line) { lines_.push_back({slot, std::move(line)}); }

  std::size_t size() const { return lines_.size(); }
  // All lines, by slot; lines of one slot in the order in which they were added.
  std::string Text();

 private:
  struct Placed {
    std::size_t slot;
    std::string line;
  };

  const std::vector<Person>& people_;
  const std::size_t reserved_;
  const std::string day_;
  Numbering& numbering_;
  Dice& dice_;
  std::int64_t steps_ = 0;
  std::vector<Placed> lines_;
};

}  // namespace yizhan::sample
