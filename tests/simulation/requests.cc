// What clients put into a message, each time they send it.

#include "engine/books/authorization.h"
#include "engine/settlement/queries.h"
#include "tests/property/engine_requests.h"
#include "tests/simulation/clients.h"
#include "tests/support/desk.h"

namespace yizhan::simulation {
namespace {

using property::RequestOf;

constexpr std::int64_t kDeadlineMs = 1'000;

}  // namespace

void Clients::Prepare(Call& call) {
  Operation& operation = call.sent.operation;
  if (operation.has_settle()) PrepareQuote(call);
  if (operation.has_reverse() || operation.has_replace()) PrepareByNumber(call);
}

// By number when it is on a slip; else by message.
void Clients::PrepareByNumber(Call& call) {
  Operation& operation = call.sent.operation;
  const auto number_of = [this](const Message& message) {
    const auto told = told_.find(message);
    return told == told_.end() || told->second.is_reversal ? 0 : told->second.number;
  };
  if (operation.has_reverse() && operation.reverse().by_number()) {
    property::Reversal& reversal = *operation.mutable_reverse();
    call.number = number_of({reversal.original_sender(), reversal.original_message()});
    reversal.set_by_number(call.number != 0);
  }
  if (operation.has_replace() && operation.replace().by_number()) {
    property::Replacement& replacement = *operation.mutable_replace();
    call.number =
        number_of({property::SenderOf(replacement.with()), replacement.original_message()});
    replacement.set_by_number(call.number != 0);
  }
}

void Clients::PrepareQuote(Call& call) {
  property::Settling& settling = *call.sent.operation.mutable_settle();
  if (settling.quote() != property::FRESH_QUOTE) return;
  if (parts_.server.up()) {
    v1::QuoteRequest request;
    *request.mutable_bill() = settling.bill();
    *request.mutable_person() = property::CardRef(settling.person());
    const auto quote =
        parts_.server.queries().Quote(property::CallerOf(property::SenderOf(settling)), request);
    if (quote.ok()) call.quote_digest = quote->quote_digest();
    call.sent.quoted_at = parts_.server.store().Durable().size;
  }
  if (call.quote_digest.empty()) settling.set_quote(property::NO_QUOTE);
}

bool Clients::PrepareProposal(Call& call) {
  property::Readjudicating& asked = *call.sent.operation.mutable_readjudicate();
  const std::pair<std::string, std::uint32_t> year = {asked.person(), asked.year()};
  if (!parts_.server.up() || looked_at_.contains(year)) return false;
  const bool confirms = asked.confirm() != property::NO_CONFIRMATION;
  v1::ReadjudicateRequest request;
  *request.mutable_person() = property::CardRef(asked.person());
  request.set_year(asked.year());
  const auto proposal = parts_.server.queries().Readjudicate(property::CallerOf("relief"), request);
  asked.set_confirm(property::NO_CONFIRMATION);
  parts_.judge.HearProposal(call.sent.operation, proposal);
  if (!confirms || !proposal.ok()) return false;
  call.proposal_digest = proposal->digest();
  asked.set_confirm(property::CONFIRM_REMEMBERED);
  looked_at_.insert(year);
  return true;
}

property::Signed Clients::SignedNow(const Call& call) const {
  return {.ledger_id = LedgerIdOf(*parts_.server.store().OpenView()).value(),
          .request_id = call.sent.request_id,
          .now_ms = parts_.server.clock_ms()};
}

Clients::Delivery Clients::MakeDelivery(const CallPtr& call) {
  const Operation& operation = call->sent.operation;
  const std::int64_t now_ms = parts_.timeline.now_ms();
  const std::int64_t deadline_ms = now_ms + kDeadlineMs;
  Sent sent = call->sent;
  if (operation.has_settle()) {
    v1::SettleRequest request = RequestOf(operation.settle(), now_ms);
    if (!call->quote_digest.empty()) request.set_quote_digest(call->quote_digest);
    sent.not_after_ms = request.not_after_ms();
    return [=, this,
            caller = property::CallerOf(property::SenderOf(operation.settle()))](Engine& engine) {
      engine.Settle(caller, request, deadline_ms, Hears<v1::SettleResult>(call, sent));
    };
  }
  if (operation.has_replace()) {
    const property::Replacement& replacement = operation.replace();
    const v1::ReplaceRequest request = RequestOf(replacement, call->number, now_ms);
    sent.not_after_ms = request.replacement().not_after_ms();
    return [=, this,
            caller = property::CallerOf(property::SenderOf(replacement.with()))](Engine& engine) {
      engine.Replace(caller, request, deadline_ms, Hears<v1::ReplaceReply>(call, sent));
    };
  }
  if (operation.has_reverse()) {
    return [=, this, request = RequestOf(operation.reverse(), call->number),
            caller = property::CallerOf(operation.reverse().sender())](Engine& engine) {
      engine.Reverse(caller, request, kNoDeadline, Hears<v1::ReverseReply>(call, sent));
    };
  }
  if (operation.has_institution()) return MakeInstitutionDelivery(call);
  return MakeOfficeDelivery(call);
}

Clients::Delivery Clients::MakeOfficeDelivery(const CallPtr& call) {
  const Operation& operation = call->sent.operation;
  Sent sent = call->sent;
  sent.signed_ms = parts_.server.clock_ms();
  const Caller caller = property::CallerOf("relief");
  if (operation.has_import()) {
    return [=, this](Engine& engine) {
      engine.ImportPerson(caller, call->sent.operation.import(),
                          Hears<v1::ImportReply>(call, sent));
    };
  }
  if (operation.has_activate()) {
    return [=, this, request = RequestOf(operation.activate(), SignedNow(*call))](Engine& engine) {
      engine.ActivatePack(caller, request, Hears<v1::ActivatePackReply>(call, sent));
    };
  }
  if (operation.has_fund()) {
    return [=, this, request = RequestOf(operation.fund(), SignedNow(*call))](Engine& engine) {
      engine.ChangeFund(caller, request, Hears<v1::FundChangeReply>(call, sent));
    };
  }
  if (operation.has_apply()) {
    return [=, this, request = RequestOf(operation.apply())](Engine& engine) {
      engine.SettleApplication(caller, request, Hears<v1::SettleApplicationReply>(call, sent));
    };
  }
  if (operation.has_outside()) {
    return [=, this, request = RequestOf(operation.outside())](Engine& engine) {
      engine.RecordOutsideAid(caller, request, Hears<v1::OutsideAidReply>(call, sent));
    };
  }
  return [=, this,
          request = RequestOf(operation.readjudicate(), call->proposal_digest)](Engine& engine) {
    engine.ConfirmAdjustment(caller, request, Hears<v1::ConfirmAdjustmentReply>(call, sent));
  };
}

Clients::Delivery Clients::MakeInstitutionDelivery(const CallPtr& call) {
  const v1::Institution& institution = call->sent.operation.institution();
  const Caller caller = property::CallerOf("relief");
  const Sent& sent = call->sent;
  if (sent.adds) {
    v1::AddInstitutionRequest request;
    *request.mutable_institution() = institution;
    return [=, this](Engine& engine) {
      engine.AddInstitution(caller, request, Hears<v1::InstitutionReply>(call, sent));
    };
  }
  if (institution.state() == v1::SUSPENDED) {
    v1::SuspendRequest request;
    request.set_id(institution.id());
    return [=, this](Engine& engine) {
      engine.Suspend(caller, request, Hears<v1::InstitutionReply>(call, sent));
    };
  }
  v1::GoLiveRequest request;
  request.set_id(institution.id());
  request.set_live_from(institution.live_from());
  return [=, this](Engine& engine) {
    engine.GoLive(caller, request, Hears<v1::InstitutionReply>(call, sent));
  };
}

}  // namespace yizhan::simulation
