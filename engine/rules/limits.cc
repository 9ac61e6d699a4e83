#include "engine/rules/limits.h"

namespace yizhan {

Money RoomUnder(Money limit, Money value) { return value >= limit ? Money() : limit - value; }

bool CutTo(Money room, Money& pay) {
  if (pay <= room) return false;
  pay = room;
  return true;
}

bool CutBelow(Money minimum, Money& pay) {
  if (pay >= minimum || pay == Money()) return false;
  pay = Money();
  return true;
}

}  // namespace yizhan
