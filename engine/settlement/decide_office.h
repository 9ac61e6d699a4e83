// DecideOffice: what the relief office and the administrator change: people, institutions, funds,
// the pack in force.
//
// Errors:   Refusals; a refused request leaves the draft as it was.
// Threads:  pure functions of their arguments.
// Law:      rulings R15, R16, R18, R32, R54; D4-D6.
#pragma once

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/alerts.pb.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/reconciliation.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan {

absl::StatusOr<v1::ImportReply> DecideImport(const Caller& caller, const v1::ImportPerson& person,
                                             const Situation& situation, Draft& draft);

absl::StatusOr<v1::RevealReply> DecideReveal(const Caller& caller, const v1::RevealRequest& request,
                                             const Situation& situation, Draft& draft);
absl::StatusOr<v1::EraseReply> DecideErase(const Caller& caller, const v1::EraseRequest& request,
                                           const Situation& situation, Draft& draft);

absl::StatusOr<v1::OfficerReply> DecideEnrolOfficer(const Caller& caller,
                                                    const v1::Officer& officer,
                                                    const Situation& situation, Draft& draft);
absl::StatusOr<v1::OfficerReply> DecideRetireOfficer(const Caller& caller,
                                                     const v1::RetireOfficerRequest& request,
                                                     const Situation& situation, Draft& draft);

absl::StatusOr<v1::InstitutionReply> DecideAddInstitution(const Caller& caller,
                                                          const v1::AddInstitutionRequest& request,
                                                          const Situation& situation, Draft& draft);
absl::StatusOr<v1::InstitutionReply> DecideGoLive(const Caller& caller,
                                                  const v1::GoLiveRequest& request,
                                                  const Situation& situation, Draft& draft);
absl::StatusOr<v1::InstitutionReply> DecideSuspend(const Caller& caller,
                                                   const v1::SuspendRequest& request,
                                                   const Situation& situation, Draft& draft);

absl::StatusOr<v1::FundChangeReply> DecideFundChange(const Caller& caller,
                                                     const v1::FundChangeRequest& request,
                                                     const Situation& situation, Draft& draft);

absl::StatusOr<v1::SettleApplicationReply> DecideApplication(
    const Caller& caller, const v1::SettleApplicationRequest& request, const Situation& situation,
    Draft& draft);

absl::StatusOr<v1::OutsideAidReply> DecideOutsideAid(const Caller& caller,
                                                     const v1::OutsideAidRequest& request,
                                                     const Situation& situation, Draft& draft);

// Refolds anew: PROPOSAL_CHANGED when it is not what was confirmed.
absl::StatusOr<v1::ConfirmAdjustmentReply> DecideConfirmAdjustment(
    const Caller& caller, const v1::ConfirmAdjustmentRequest& request, const Situation& situation,
    Draft& draft);

absl::StatusOr<v1::CloseReply> DecideClosePeriod(const Caller& caller,
                                                 const v1::CloseRequest& request,
                                                 const Situation& situation, Draft& draft);
absl::StatusOr<v1::PayOutReply> DecidePayOut(const Caller& caller, const v1::PayOutRequest& request,
                                             const Situation& situation, Draft& draft);

absl::StatusOr<v1::HandleAlertReply> DecideAlertStep(const Caller& caller,
                                                     const v1::HandleAlertRequest& request,
                                                     const Situation& situation, Draft& draft);

absl::StatusOr<v1::ActivatePackReply> DecideActivatePack(const Caller& caller,
                                                         const v1::ActivatePackRequest& request,
                                                         const Situation& situation, Draft& draft);

}  // namespace yizhan
