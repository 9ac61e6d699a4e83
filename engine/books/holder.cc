#include "engine/books/holder.h"

#include <tuple>

namespace yizhan {

const v1::AccountValue* FindValue(const v1::HolderRow& row, const std::string& account_id,
                                  std::uint32_t year) {
  for (const v1::AccountValue& value : row.values()) {
    if (value.year() == year && value.account_id() == account_id) return &value;
  }
  return nullptr;
}

v1::AccountValue& ValueIn(v1::HolderRow& row, const std::string& account_id, std::uint32_t year) {
  for (v1::AccountValue& value : *row.mutable_values()) {
    if (value.year() == year && value.account_id() == account_id) return value;
  }
  v1::AccountValue* added = row.add_values();
  added->set_account_id(account_id);
  added->set_year(year);
  // Insertion into the sorted list: the new one walks down from the end.
  int at = row.values_size() - 1;
  while (at > 0) {
    const v1::AccountValue& before = row.values(at - 1);
    if (std::make_tuple(before.account_id(), before.year()) < std::make_tuple(account_id, year)) {
      break;
    }
    row.mutable_values()->SwapElements(at - 1, at);
    --at;
  }
  return *row.mutable_values(at);
}

}  // namespace yizhan
