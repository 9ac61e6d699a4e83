// Slip: the paper a patient takes home: one settlement on 42 columns, Chinese first.
//
// Units:    columns; yuan with two decimals.
// Threads:  pure.
// Law:      mission.md: a program that rests on invented numbers is named as such on the slip.
#pragma once

#include <cstddef>
#include <string>

#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

inline constexpr std::size_t kSlipColumns = 42;

// `patient_name` comes from the sender's own message, never from the engine; it is masked here.
// Every line ends with a newline and is at most kSlipColumns wide.
std::string SlipText(const v1::SettleResult& result, const std::string& patient_name);

}  // namespace yizhan::cli
