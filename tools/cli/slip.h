// Slip: the paper a patient takes home: one settlement on 42 columns, Chinese first.
//
// Units:    columns; yuan with two decimals.
// Threads:  pure.
// Law:      mission.md: a program that rests on invented numbers is named as such on the slip, and
//           so is a training ledger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

inline constexpr std::size_t kSlipColumns = 42;

// What the paper says of the ledger it rests on, so that it can be checked years later.
struct SlipProof {
  std::string ledger;               // 16 hex digits; empty: not known, and no QR code.
  std::uint64_t cosigned_size = 0;  // Of the newest checkpoint that a witness signed; 0: none.
  std::string cosigned_root;        // 64 hex digits.
};

// `patient_name` comes from the sender's own message, never from the engine; it is masked here.
// Every line ends with a newline and is at most kSlipColumns wide.
std::string SlipText(const v1::SettleResult& result, const std::string& patient_name,
                     const SlipProof& proof);

}  // namespace yizhan::cli
