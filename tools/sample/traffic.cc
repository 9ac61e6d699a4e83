#include "tools/sample/traffic.h"

#include <algorithm>
#include <utility>

namespace yizhan::sample {
namespace {

// Of a hundred patients: the hospital, the community centre next to it, the district's centre.
constexpr std::int64_t kShares[] = {45, 30, 25};

}  // namespace

Traffic::Traffic(const std::vector<Person>& people, std::size_t reserved, std::string day,
                 Numbering& numbering, Dice& dice)
    : people_(people),
      reserved_(reserved),
      day_(std::move(day)),
      numbering_(numbering),
      dice_(dice) {}

const Person& Traffic::AnyPerson() {
  const auto last = static_cast<std::int64_t>(people_.size()) - 1;
  return people_[static_cast<std::size_t>(
      dice_.Between(static_cast<std::int64_t>(reserved_), last))];
}

const Person& Traffic::EntitledPerson() {
  for (;;) {
    const Person& person = AnyPerson();
    if (person.has_identity_on_day) return person;
  }
}

const Hospital& Traffic::AnyLiveHospital() {
  std::int64_t throw_left = dice_.Between(1, 100);
  std::size_t place = 0;
  for (; place + 1 < std::size(kShares) && throw_left > kShares[place]; ++place) {
    throw_left -= kShares[place];
  }
  return Hospitals()[place];
}

InventedBill Traffic::NewBill(std::size_t slot) {
  const Person& person = AnyPerson();
  return NewBillOf(person, PickCare(dice_), AnyLiveHospital(), slot);
}

InventedBill Traffic::NewBillOf(const Person& person, const Care& care, const Hospital& hospital,
                                std::size_t slot) {
  InventedBill bill = InventBill(person, care, day_, dice_);
  bill.hospital = &hospital;
  bill.message_id = numbering_.MessageId(hospital, slot);
  bill.visit_no = numbering_.VisitNo(hospital);
  bill.bill_no = numbering_.BillNo(hospital);
  return bill;
}

std::string Traffic::Text() {
  std::stable_sort(lines_.begin(), lines_.end(),
                   [](const Placed& a, const Placed& b) { return a.slot < b.slot; });
  std::string text;
  for (const Placed& placed : lines_) text += placed.line + "\n";
  return text;
}

}  // namespace yizhan::sample
