// EngineRequests: what the operations of a world ask of the engine.
//
// Units:    fen; *_ms are Unix milliseconds.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "engine/settlement/caller.h"
#include "tests/property/world.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::property {

// An institution, or "relief".
Caller CallerOf(const std::string& sender);
std::string SenderOf(const Settling& settling);
v1::PersonRef CardRef(const std::string& card);

// Without a fresh quote's digest.
v1::SettleRequest RequestOf(const Settling& settling, std::int64_t now_ms);
// `number` of the original; 0: by its message.
v1::ReverseRequest RequestOf(const Reversal& reversal, std::uint64_t number);
v1::ReplaceRequest RequestOf(const Replacement& replacement, std::uint64_t number,
                             std::int64_t now_ms);
v1::SettleApplicationRequest RequestOf(const Applying& applying);
v1::OutsideAidRequest RequestOf(const OutsideAid& aid);
// `digest` of the proposal that is confirmed.
v1::ConfirmAdjustmentRequest RequestOf(const Readjudicating& asked, const std::string& digest);

// What two officers, or one, have signed.
inline constexpr std::int64_t kSignedForMs = 3'600'000;
struct Signed {
  std::string ledger_id;
  std::string request_id;
  std::int64_t now_ms = 0;
};
v1::ActivatePackRequest RequestOf(const Activation& activation, const Signed& by);
v1::FundChangeRequest RequestOf(const FundChange& change, const Signed& by);

}  // namespace yizhan::property
