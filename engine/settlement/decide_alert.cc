#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/alert.h"
#include "engine/settlement/alert_view.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"

namespace yizhan {
namespace {

constexpr std::size_t kOfficeCharactersMax = 64;
constexpr std::size_t kProgramCharactersMax = 64;

absl::Status Unwanted(const std::string& field) {
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = field, .expected = "nothing"});
}

absl::Status CheckState(const v1::HandleAlertRequest& request) {
  if (v1::AlertState_IsValid(request.state()) && request.state() != v1::ALERT_OPEN) {
    return absl::OkStatus();
  }
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "state",
                 .expected = "ACKNOWLEDGED, REFERRED or ALERT_CLOSED",
                 .found = std::to_string(request.state())});
}

absl::Status CheckReferral(const v1::HandleAlertRequest& request) {
  if (request.state() == v1::REFERRED) {
    const absl::Status office =
        CheckRequiredText("referred_to", request.referred_to(), kOfficeCharactersMax);
    if (!office.ok()) return office;
    return CheckText("program_id", request.program_id(), kProgramCharactersMax);
  }
  if (!request.referred_to().empty()) return Unwanted("referred_to");
  return request.program_id().empty() ? absl::OkStatus() : Unwanted("program_id");
}

absl::Status CheckOutcome(const v1::HandleAlertRequest& request) {
  const bool stated = request.outcome() != v1::ALERT_OUTCOME_UNSPECIFIED;
  if (request.state() != v1::ALERT_CLOSED) {
    return stated ? Unwanted("outcome") : absl::OkStatus();
  }
  if (stated && v1::AlertOutcome_IsValid(request.outcome())) return absl::OkStatus();
  if (!stated) return Refuse({.reason = v1::FIELD_MISSING, .field = "outcome"});
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "outcome",
                 .found = std::to_string(request.outcome())});
}

absl::Status CheckForm(const v1::HandleAlertRequest& request) {
  absl::Status status = CheckState(request);
  if (status.ok()) status = CheckReferral(request);
  if (status.ok()) status = CheckOutcome(request);
  if (status.ok()) status = CheckReference("reference", request.reference(), /*required=*/false);
  if (status.ok()) status = CheckId("request_id", request.request_id());
  return status;
}

v1::AlertHandled StatedOf(const v1::HandleAlertRequest& request) {
  v1::AlertHandled handled;
  handled.set_raised_by(request.raised_by());
  handled.set_place(request.place());
  handled.set_state(request.state());
  handled.set_referred_to(request.referred_to());
  handled.set_program_id(request.program_id());
  handled.set_outcome(request.outcome());
  handled.set_reference(request.reference());
  handled.set_request_id(request.request_id());
  return handled;
}

// The warning, when it stands and the caller may know of it.
absl::StatusOr<v1::AlertRow> FindRow(const Caller& caller, const v1::HandleAlertRequest& request,
                                     const Situation& situation, const Reader& state) {
  const auto alert = FindAlert({request.raised_by(), request.place()}, state, situation.packs);
  if (!alert.ok()) return alert.status();
  const std::string name =
      std::to_string(request.raised_by()) + "." + std::to_string(request.place());
  if (!alert->has_value()) {
    return Refuse({.reason = v1::ALERT_UNKNOWN, .field = "raised_by", .found = name});
  }
  const auto town = TownOfAlert((*alert)->row.crossing(), situation.Today(), state);
  if (!town.ok()) return town.status();
  if (caller.SeesTown(*town)) return (*alert)->row;
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "raised_by", .found = name});
}

}  // namespace

absl::StatusOr<v1::HandleAlertReply> DecideAlertStep(const Caller& caller,
                                                     const v1::HandleAlertRequest& request,
                                                     const Situation& situation, Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  v1::Entry entry = NewEntry(caller, situation);
  v1::AlertHandled& handled = *entry.mutable_alert_handled();
  handled = StatedOf(request);
  v1::HandleAlertReply reply;
  const auto known = FindRequest(
      caller,
      {v1::MessageKeyRow::ALERT_STEP, handled.request_id(), Bytes(AlertStepDigest(handled))},
      draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    reply.set_number(**known);
    reply.set_replayed(true);
    return reply;
  }
  const absl::StatusOr<v1::AlertRow> row = FindRow(caller, request, situation, draft);
  if (!row.ok()) return row.status();
  if (!MayFollow(row->state(), request.state())) {
    return Refuse({.reason = v1::ALERT_ALREADY,
                   .field = "state",
                   .found = v1::AlertState_Name(row->state()),
                   .related = row->last_step()});
  }
  handled.set_previous_step(row->last_step());
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  reply.set_number(*number);
  return reply;
}

}  // namespace yizhan
