// Queries: everything that reads and posts nothing. Runs on any thread against a durable view and
// never touches the loop.
//
// Errors:   Refusals: NOT_ALLOWED, PERSON_UNKNOWN, SETTLEMENT_UNKNOWN, ENTRY_UNKNOWN, ...
// Threads:  any.
// Law:      adjudication.md section 8, rulings R41 (quote), R43 (did it happen).
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/register/import.h"
#include "engine/settlement/alert_view.h"
#include "engine/settlement/caller.h"
#include "yizhan/v1/alerts.pb.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/reconciliation.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

class Queries {
 public:
  Queries(const LedgerStore& store, PackCatalog& packs, const Clock& clock, IndexKey index_key,
          AlertAgeing alert_ageing = {})
      : store_(store),
        packs_(packs),
        clock_(clock),
        index_key_(std::move(index_key)),
        alert_ageing_(alert_ageing) {}

  absl::StatusOr<v1::SettleResult> Quote(const Caller& caller, const v1::QuoteRequest& request);
  // The sentences of a result's steps, as Explain has them. None when they cannot be had: a bill
  // that has settled is told as settled.
  void AddSteps(v1::SettleResult& result);
  absl::StatusOr<v1::GetReply> Get(const Caller& caller, const v1::GetRequest& request);
  absl::StatusOr<v1::ExplainReply> Explain(const Caller& caller, const v1::ExplainRequest& request);
  absl::StatusOr<v1::ListReply> List(const Caller& caller, const v1::ListRequest& request);
  absl::StatusOr<v1::ListPostedReply> ListPosted(const Caller& caller,
                                                 const v1::ListPostedRequest& request);
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(const Caller& caller,
                                                     const v1::ListAccountsRequest& request);
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
  // Of a whole town or district: `item` is called on this thread, and stops it with false.
  absl::Status ProposeAll(const Caller& caller, const v1::ProposeAllRequest& request,
                          const std::function<bool(const v1::ProposeAllItem&)>& item);
  absl::StatusOr<v1::ListLeadsReply> ListLeads(const Caller& caller,
                                               const v1::ListLeadsRequest& request);
  absl::StatusOr<v1::ListPayablesReply> ListPayables(const Caller& caller,
                                                     const v1::ListPayablesRequest& request);
  absl::StatusOr<v1::ProposeCloseReply> ProposeClose(const Caller& caller,
                                                     const v1::ProposeCloseRequest& request);
  absl::StatusOr<v1::ListClosesReply> ListCloses(const Caller& caller,
                                                 const v1::ListClosesRequest& request);
  absl::StatusOr<v1::ListExpiringReply> ListExpiring(const Caller& caller,
                                                     const v1::ListExpiringRequest& request);
  absl::StatusOr<v1::ListAlertsReply> ListAlerts(const Caller& caller,
                                                 const v1::ListAlertsRequest& request);
  // What a durable entry means to this caller; the last one says where to go on.
  absl::StatusOr<std::vector<v1::AlertEvent>> AlertEvents(const Caller& caller,
                                                          const v1::Entry& entry);

 private:
  const LedgerStore& store_;
  PackCatalog& packs_;
  const Clock& clock_;
  IndexKey index_key_;
  AlertAgeing alert_ageing_;
};

}  // namespace yizhan
