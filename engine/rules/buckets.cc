#include "engine/rules/buckets.h"

#include <algorithm>

#include "engine/base/check.h"

namespace yizhan {

Money PaymentsOf(const Bill& bill) {
  Money sum = bill.hospital_borne;
  for (const CodedAmount& payment : bill.insurer_payments) sum += payment.amount;
  return sum;
}

Buckets LeftAfterPayments(const Buckets& parts, Money payments) {
  YIZHAN_CHECK(payments >= Money());
  Buckets left = parts;
  for (Money& amount : left.amounts) {
    const Money consumed = std::min(amount, payments);
    amount -= consumed;
    payments -= consumed;
  }
  YIZHAN_CHECK(payments == Money());
  return left;
}

Money SumOver(const Buckets& left, std::span<const Bucket> base) {
  Money sum;
  for (const Bucket bucket : base) sum += left[bucket];
  return sum;
}

Buckets Draw(Buckets& left, std::span<const Bucket> base, Money pay) {
  YIZHAN_CHECK(pay >= Money());
  Buckets drawn;
  for (const Bucket bucket : base) {
    const Money part = std::min(left[bucket], pay);
    drawn[bucket] = part;
    left[bucket] -= part;
    pay -= part;
  }
  YIZHAN_CHECK(pay == Money());
  return drawn;
}

}  // namespace yizhan
