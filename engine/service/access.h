// Access: which role may call what, and how far. The one table of operation x role x scope.
//
// Units:    *_bytes_max are bytes.
// Errors:   NOT_ALLOWED (not this role's call). What is not in the table is refused: a handler
//           without a row does not compile, and a test finds an RPC without one.
// Threads:  pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/identity/role.h"
#include "engine/settlement/caller.h"

namespace yizhan {

inline constexpr std::size_t kMessageBytesMax = std::size_t{1} << 20;      // 1 MiB
inline constexpr std::size_t kPackMessageBytesMax = std::size_t{4} << 20;  // 4 MiB

struct RpcRule {
  std::string_view name;                    // Service.Method, in package yizhan.v1.
  std::array<Scope, kCallingRoles> scopes;  // By Role.
  std::size_t message_bytes_max = kMessageBytesMax;
};

namespace access {

inline constexpr Scope I = Scope::kOwnInstitution;
inline constexpr Scope T = Scope::kOwnTown;
inline constexpr Scope A = Scope::kAll;
inline constexpr Scope o = Scope::kNone;

// clang-format off
inline constexpr RpcRule kRpcRules[] = {
    // terminal, edge, town, district, auditor, witness, monitor, admin
    {"Settlement.Quote",           {I, I, o, A, o, o, o, o}},
    {"Settlement.Settle",          {I, I, o, A, o, o, o, o}},
    {"Settlement.SettleStream",    {I, I, o, A, o, o, o, o}},
    {"Settlement.Reverse",         {I, I, o, A, o, o, o, o}},
    {"Settlement.Replace",         {I, I, o, A, o, o, o, o}},
    {"Settlement.Get",             {I, I, T, A, A, o, o, o}},
    {"Settlement.Explain",         {I, I, T, A, A, o, o, o}},
    {"Settlement.List",            {I, I, T, A, A, o, o, o}},
    {"Settlement.ListPosted",      {I, I, o, A, A, o, o, o}},
    {"Settlement.ListAccounts",    {A, A, T, A, A, o, o, o}},
    {"Register.Import",            {o, o, T, A, o, o, o, o}},
    {"Register.Lookup",            {o, o, T, A, A, o, o, o}},
    {"Register.History",           {o, o, T, A, A, o, o, o}},
    {"Register.Verify",            {I, I, T, A, A, o, o, o}},
    {"Register.Reveal",            {o, o, T, A, o, o, o, o}},
    {"Register.Erase",             {o, o, o, A, o, o, o, o}},
    {"Register.ListExpiring",      {o, o, T, A, A, o, o, o}},
    {"InstitutionService.Add",     {o, o, o, A, o, o, o, A}},
    {"InstitutionService.GoLive",  {o, o, o, A, o, o, o, A}},
    {"InstitutionService.Suspend", {o, o, o, A, o, o, o, A}},
    {"InstitutionService.List",    {I, I, o, A, A, o, A, A}},
    {"PolicyService.Check",        {A, A, A, A, A, o, o, A}, kPackMessageBytesMax},
    {"PolicyService.Activate",     {o, o, o, A, o, o, o, A}, kPackMessageBytesMax},
    {"PolicyService.Show",         {A, A, A, A, A, A, o, A}},
    {"PolicyService.List",         {A, A, A, A, A, A, o, A}},
    {"Relief.FundChange",          {o, o, o, A, o, o, o, o}},
    {"Relief.ListFunds",           {o, o, o, A, A, o, A, A}},
    {"Relief.SettleApplication",   {o, o, T, A, o, o, o, o}},
    {"Relief.RecordAfterTheFact",  {o, I, T, A, o, o, o, o}},
    {"Relief.RecordOutsideAid",    {o, o, T, A, o, o, o, o}},
    {"Relief.Readjudicate",        {o, o, T, A, A, o, o, o}},
    {"Relief.ConfirmAdjustment",   {o, o, T, A, o, o, o, o}},
    {"Relief.ProposeAll",          {o, o, T, A, A, o, o, o}},
    {"Relief.ConfirmInBulk",       {o, o, T, A, o, o, o, o}},
    {"Relief.ListLeads",           {o, o, T, A, A, o, o, o}},
    {"Relief.ListPayables",        {o, o, T, A, A, o, o, o}},
    {"Relief.PayOut",              {o, o, o, A, o, o, o, o}},
    {"Reconciliation.ProposeClose", {o, o, o, A, A, o, o, o}},
    {"Reconciliation.Close",       {o, o, o, A, o, o, o, o}},
    {"Reconciliation.ListCloses",  {I, I, o, A, A, o, o, o}},
    {"Alerts.List",                {o, o, T, A, A, o, o, o}},
    {"Alerts.Handle",              {o, o, T, A, o, o, o, o}},
    {"Alerts.Watch",               {o, o, T, A, A, o, o, o}},
    {"OfficerService.Enrol",       {o, o, o, o, o, o, o, A}},
    {"OfficerService.Retire",      {o, o, o, A, o, o, o, A}},
    {"OfficerService.List",        {o, o, o, A, A, o, o, A}},
    {"Ledger.Read",                {o, o, o, A, A, A, o, o}},
    {"Ledger.Checkpoint",          {A, A, A, A, A, A, A, A}},
    {"Ledger.InclusionProof",      {A, A, A, A, A, A, A, A}},
    {"Ledger.ConsistencyProof",    {A, A, A, A, A, A, A, A}},
    {"Ledger.Cosign",              {o, o, o, o, o, A, o, o}},
    {"Ledger.Acknowledge",         {o, o, o, o, o, A, o, o}},
    {"Ledger.Fence",               {o, o, o, o, o, A, o, o}},
    {"Ledger.Backup",              {o, o, o, o, o, o, o, A}},
};
// clang-format on

}  // namespace access

using access::kRpcRules;
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

// The caller with the scope of this call, or NOT_ALLOWED.
absl::StatusOr<Caller> Allow(Caller caller, std::size_t rpc);

}  // namespace yizhan
