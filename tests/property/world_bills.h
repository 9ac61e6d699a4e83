// WorldBills: made-up bills that are in order, and ways to spoil one.
//
// Threads:  pure but for the dice.
// Law:      adjudication.md section 2, rulings R1, R2, R4-R8.
#pragma once

#include <vector>

#include "engine/base/date.h"
#include "tests/property/dice.h"
#include "tests/property/scale.h"
#include "yizhan/v1/bill.pb.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::property {

// Which bill it is: `person` and `number` make its ids.
struct BillName {
  int person = 0;
  int number = 0;
};

// Birthdays on leap days and round ages, turns of the year, and whatever rules and people say.
std::vector<Day> EdgesOf(const v1::PolicyPack& pack, const std::vector<v1::ImportPerson>& people);

// `edges`: days on which something begins or ends; bills are served on them and around them more
// often than chance would. May be empty.
v1::Bill MakeBill(Dice& dice, const Scale& scale, BillName name, Day today,
                  const std::vector<Day>& edges);

// The four parts, payments, account pay and fee lines anew.
void FillAmounts(Dice& dice, const Scale& scale, v1::Bill& bill);

// One thing is wrong with it afterwards; it may be one that does not matter to this bill.
void SpoilBill(Dice& dice, Day today, v1::Bill& bill);

}  // namespace yizhan::property
