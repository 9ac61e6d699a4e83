// Charge: the body of SI11, SI12, SI51 and SI52 as a bill: what the insurer answered, and whose it
// is.
//
//   out of scope   fybjsfwfyze
//   pre-self-pay   ybjsfwfyze - totalexpense (分类自负)
//   in scope       totalexpense
//   over limit     none: this interface has no such part
//   total          ybjsfwfyze + fybjsfwfyze
//
// Identity: totalexpense = personal accounts + cash of the bands + tczfs + fjzfs + jfje, where
//           accounts are curaccountpay, hisaccountpay, and of the bands zfd, qfd, tcd, fjd the
//           historic (zfdlnzhzfs, ...zhzfs) and the family's (...gjzhzfs); cash is ...xjzfs. What
//           does not add up is refused with both sums.
// Units:    amounts are decimal text or JSON numbers until they are Money.
// Errors:   a Refusal whose field is the path, e.g. "xxnr.tczfs".
// Threads:  pure.
// Law:      R5 (family account money is account money), R7 (natural key: jgdm, ybtranslsh,
//           revision 0).
// Source:   domain.md section 2.6.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/shanghai/envelope.h"
#include "engine/base/money.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::shanghai {

// What the day's totals (SL01) are made of, and the ledger does not split.
struct Parts {
  Money current_account{};  // curaccountpay
  Money other_accounts{};   // All other account payments: of former years, of the family.
  Money cash{};             // Cash of the bands, before aid.
  Money pool{};             // tczfs
  Money additional{};       // fjzfs
  Money relieved{};         // jfje
  Money graded_self_pay{};  // 分类自负
  Money out_of_scope{};     // fybjsfwfyze
  Money totalexpense{};
  friend bool operator==(const Parts&, const Parts&) = default;
};

struct Charge {
  std::string jssqxh{};  // Of the trial; empty in SI11 and SI51.
  v1::Bill bill{};       // Without a message id.
  v1::PersonRef person{};
  Parts parts{};
  std::string accountattr{};
};

bool IsInpatient(const std::string& xxlxm);  // SI51, SI52

absl::StatusOr<Charge> ReadCharge(const Envelope& envelope);

// Bill, person and parts are the same.
bool SameContent(const Charge& one, const Charge& other);

// zjlx and zjhm: whose it is.
absl::StatusOr<v1::PersonRef> ReadPerson(const Json& xxnr);

// "20120629" or "2012-06-29"; a Refusal when it is neither, or absent and `required`; empty when
// absent.
absl::StatusOr<std::string> ReadDate(const Json& xxnr, const std::string& key, bool required);

}  // namespace yizhan::shanghai
