// Access: who calls, and what that role may call. The one table of RPC and role.
//
// Units:    *_bytes_max are bytes.
// Errors:   NOT_AUTHENTICATED (no or wrong token), NOT_ALLOWED (not this role's call). What is not
//           in the table is refused: a handler without a row does not compile.
// Threads:  any; nothing changes after construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/settlement/caller.h"

namespace yizhan {

inline constexpr std::size_t kMessageBytesMax = std::size_t{1} << 20;      // 1 MiB
inline constexpr std::size_t kPackMessageBytesMax = std::size_t{4} << 20;  // 4 MiB

// Bits of RpcRule::roles.
inline constexpr std::uint8_t kInstitutions = 1;
inline constexpr std::uint8_t kReliefOffice = 2;
inline constexpr std::uint8_t kAdmins = 4;
inline constexpr std::uint8_t kOffices = kReliefOffice | kAdmins;
inline constexpr std::uint8_t kEveryone = kInstitutions | kOffices;

struct RpcRule {
  std::string_view name;  // Service.Method, in package yizhan.v1.
  std::uint8_t roles;
  std::size_t message_bytes_max = kMessageBytesMax;
};

inline constexpr RpcRule kRpcRules[] = {
    {"Settlement.Quote", kEveryone},
    {"Settlement.Settle", kEveryone},
    {"Settlement.SettleStream", kEveryone},
    {"Settlement.Reverse", kEveryone},
    {"Settlement.Replace", kEveryone},
    {"Settlement.Get", kEveryone},
    {"Settlement.Explain", kEveryone},
    {"Settlement.List", kEveryone},
    {"Register.Import", kOffices},
    {"Register.Lookup", kOffices},
    {"Register.History", kOffices},
    {"InstitutionService.Add", kOffices},
    {"InstitutionService.GoLive", kOffices},
    {"InstitutionService.Suspend", kOffices},
    {"InstitutionService.List", kEveryone},
    {"PolicyService.Check", kEveryone, kPackMessageBytesMax},
    {"PolicyService.Activate", kAdmins, kPackMessageBytesMax},
    {"PolicyService.Show", kEveryone},
    {"PolicyService.List", kEveryone},
    {"Relief.FundChange", kOffices},
    {"Relief.ListFunds", kOffices},
    {"Ledger.Read", kOffices},
    {"Ledger.Checkpoint", kOffices},
};

inline constexpr std::size_t kRpcCount = std::size(kRpcRules);

// Never defined: a name that leads here does not compile.
std::size_t NoRowInRpcRules();

// The row of an RPC.
consteval std::size_t RpcOf(std::string_view name) {
  for (std::size_t i = 0; i < kRpcCount; ++i) {
    if (kRpcRules[i].name == name) return i;
  }
  return NoRowInRpcRules();
}

// For tests and tables; kRpcCount when there is no row.
std::size_t FindRpc(std::string_view name);

struct KnownPeer {
  Caller caller;
  Hash32 token_hash;  // SHA-256 of the bearer token.
};

class Peers {
 public:
  explicit Peers(std::vector<KnownPeer> peers) : peers_(std::move(peers)) {}

  // `authorization`: every value of that header. Exactly one is expected, "Bearer <token>". All
  // peers are compared, each in constant time.
  absl::StatusOr<Caller> Authenticate(const std::vector<std::string_view>& authorization) const;

 private:
  std::vector<KnownPeer> peers_;
};

absl::Status CheckAllowed(const Caller& caller, std::size_t rpc);

}  // namespace yizhan
