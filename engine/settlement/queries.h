// Queries: everything that reads and posts nothing. Runs on any thread against a durable view and
// never touches the loop.
//
// Errors:   Refusals: NOT_ALLOWED, PERSON_UNKNOWN, SETTLEMENT_UNKNOWN, ENTRY_UNKNOWN, ...
// Threads:  any.
// Law:      adjudication.md section 8, rulings R41 (quote), R43 (did it happen).
#pragma once

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/register/import.h"
#include "engine/settlement/caller.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

class Queries {
 public:
  Queries(const LedgerStore& store, PackCatalog& packs, const Clock& clock, IndexKey index_key)
      : store_(store), packs_(packs), clock_(clock), index_key_(std::move(index_key)) {}

  absl::StatusOr<v1::SettleResult> Quote(const Caller& caller, const v1::QuoteRequest& request);
  absl::StatusOr<v1::GetReply> Get(const Caller& caller, const v1::GetRequest& request);
  absl::StatusOr<v1::ExplainReply> Explain(const Caller& caller, const v1::ExplainRequest& request);
  absl::StatusOr<v1::ListReply> List(const Caller& caller, const v1::ListRequest& request);
  absl::StatusOr<v1::LookupReply> Lookup(const Caller& caller, const v1::LookupRequest& request);
  absl::StatusOr<v1::HistoryReply> History(const Caller& caller, const v1::HistoryRequest& request);
  absl::StatusOr<v1::VerifyReply> Verify(const Caller& caller, const v1::VerifyRequest& request);
  absl::StatusOr<v1::ListInstitutionsReply> ListInstitutions(const Caller& caller);
  // Reads whole chains and, for a fund's past, the log: an office's question.
  absl::StatusOr<v1::Proposal> Readjudicate(const Caller& caller,
                                            const v1::ReadjudicateRequest& request);
  absl::StatusOr<v1::ListFundsReply> ListFunds(const Caller& caller);
  absl::StatusOr<v1::ListOfficersReply> ListOfficers(const Caller& caller);
  absl::StatusOr<v1::ShowPackReply> ShowPack(const Caller& caller,
                                             const v1::ShowPackRequest& request);
  absl::StatusOr<v1::ListPacksReply> ListPacks(const Caller& caller);

 private:
  const LedgerStore& store_;
  PackCatalog& packs_;
  const Clock& clock_;
  IndexKey index_key_;
};

}  // namespace yizhan
