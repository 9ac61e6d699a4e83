#include "engine/base/text_form.h"
#include "engine/relief/refold.h"
#include "engine/settlement/confirm_one.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/proposal.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

absl::Status CheckForm(const v1::ConfirmAdjustmentRequest& request) {
  absl::Status status = CheckPersonForm(request.person());
  if (status.ok()) status = CheckRefoldYear(request.year());
  if (status.ok()) status = CheckId("request_id", request.request_id());
  if (!status.ok()) return status;
  return CheckDigestForm("proposal_digest", request.proposal_digest());
}

}  // namespace

absl::StatusOr<v1::ConfirmAdjustmentReply> DecideConfirmAdjustment(
    const Caller& caller, const v1::ConfirmAdjustmentRequest& request, const Situation& situation,
    Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  return ConfirmOne(caller,
                    {.person = request.person(),
                     .year = request.year(),
                     .proposal_digest = request.proposal_digest(),
                     .request_id = request.request_id()},
                    situation, draft);
}

absl::StatusOr<v1::Proposal> Queries::Readjudicate(const Caller& caller,
                                                   const v1::ReadjudicateRequest& request) {
  absl::Status form = CheckPersonForm(request.person());
  if (form.ok()) form = CheckRefoldYear(request.year());
  if (!form.ok()) return form;
  const std::shared_ptr<const View> view = store_.OpenView();
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), index_key_, BusinessDay(clock_.NowMs()), *view);
  if (!found.ok()) return found.status();
  const auto refolded = Refold(found->person_no, request.year(), *view, packs_);
  if (!refolded.ok()) return refolded.status();
  return ToMessage(*refolded, *view, packs_);
}

}  // namespace yizhan
