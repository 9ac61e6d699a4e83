#include "adapters/fhir/fhir_door.h"

#include <charconv>
#include <optional>
#include <utility>

#include "adapters/fhir/capability.h"
#include "adapters/fhir/claim_response.h"
#include "adapters/fhir/eligibility.h"
#include "adapters/fhir/explanation_of_benefit.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/operation_outcome.h"
#include "adapters/fhir/search_bundle.h"
#include "adapters/fhir/training_tag.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

using fhir::ClaimUse;
using fhir::HttpProblem;
using fhir::ProblemResponse;
using fhir::RefusalResponse;
using fhir::ResourceResponse;
using Segments = std::vector<std::string>;

constexpr HttpProblem kNoSuchPath = {.status = 404,
                                     .code = "not-found",
                                     .zh = "没有这个地址，可办的见 /metadata",
                                     .en = "no such path; /metadata lists what is here"};
constexpr HttpProblem kNoSuchMethod = {.status = 405,
                                       .code = "not-supported",
                                       .zh = "该地址不支持此方法，可办的见 /metadata",
                                       .en = "not with this method; /metadata lists what is here"};
constexpr HttpProblem kNoSuchSettlement = {
    .status = 404, .code = "not-found", .zh = "没有这个结算号", .en = "no such settlement"};
constexpr HttpProblem kNotStored = {
    .status = 503,
    .code = "exception",
    .zh = "本机未能保存报文，未做任何处理。请按普通病人收费，并通知管理员",
    .en =
        "the message could not be stored; nothing was done: proceed without aid, tell the "
        "operator"};
constexpr HttpProblem kSearchWhat = {
    .status = 400,
    .code = "required",
    .zh = "请按报文号查询：request:identifier=urn:yizhan:fhir:message-id|报文号",
    .en = "search by request:identifier=urn:yizhan:fhir:message-id|..."};

std::optional<std::uint64_t> ParseNumber(const std::string& id) {
  std::uint64_t number = 0;
  const char* end = id.data() + id.size();
  const auto [last, error] = std::from_chars(id.data(), end, number);
  if (error != std::errc() || last != end || number == 0) return std::nullopt;
  return number;
}

bool IsRead(const Segments& segments, const std::string& type) {
  return segments.size() == 2 && segments[0] == type;
}

bool IsSubmit(const Segments& segments) { return segments == Segments{"Claim", "$submit"}; }

bool IsEligibility(const Segments& segments) {
  return segments == Segments{"CoverageEligibilityRequest"} ||
         segments == Segments{"CoverageEligibilityRequest", "$submit"};
}

// "system|value" or "value"; empty when it is in a system that is not a message's.
std::string MessageIdOf(const std::string& token) {
  const std::size_t bar = token.find('|');
  if (bar == std::string::npos) return token;
  const std::string system = token.substr(0, bar);
  const bool known = system.empty() || system == fhir::kMessageIdSystem;
  return known ? token.substr(bar + 1) : "";
}

v1::SettleResult Present(const v1::GetReply& reply) {
  v1::SettleResult result = reply.result();
  result.set_state(reply.state());
  result.set_ended_by(reply.ended_by());
  return result;
}

}  // namespace

FhirDoor::FhirDoor(Intake& intake, const Clock& clock, FhirOptions options)
    : intake_(intake), clock_(clock), options_(std::move(options)) {}

HttpResponse FhirDoor::Handle(const HttpRequest& request) {
  HttpResponse response = Answer(request);
  if (intake_.training()) response.body = fhir::TaggedTraining(response.body);
  return response;
}

HttpResponse FhirDoor::Answer(const HttpRequest& request) {
  const std::optional<fhir::Target> target = fhir::ParseTarget(request.target, options_.path);
  if (!target.has_value()) return ProblemResponse(kNoSuchPath);
  const auto problem = fhir::CheckAccept(request, *target);
  if (problem.has_value()) return ProblemResponse(*problem);
  if (request.method == "GET") return Get(*target);
  if (request.method == "POST") return Post(request, *target);
  return ProblemResponse(kNoSuchMethod);
}

HttpResponse FhirDoor::Get(const fhir::Target& target) {
  const Segments& segments = target.segments;
  if (segments == Segments{"metadata"}) {
    return ResourceResponse(fhir::CapabilityText(options_.institution_name));
  }
  if (segments == Segments{"ClaimResponse"}) return Search(target);
  if (IsRead(segments, "ClaimResponse")) return ReadResponse(segments[1]);
  if (IsRead(segments, "ExplanationOfBenefit")) return ReadExplanation(segments[1]);
  const bool posts = IsSubmit(segments) || IsEligibility(segments);
  return ProblemResponse(posts ? kNoSuchMethod : kNoSuchPath);
}

HttpResponse FhirDoor::Post(const HttpRequest& request, const fhir::Target& target) {
  const bool submit = IsSubmit(target.segments);
  if (!submit && !IsEligibility(target.segments)) {
    const bool reads = !target.segments.empty() && target.segments[0] != "Claim";
    return ProblemResponse(reads ? kNoSuchMethod : kNoSuchPath);
  }
  const auto problem = fhir::CheckContent(request);
  if (problem.has_value()) return ProblemResponse(*problem);
  return submit ? Submit(request) : Eligibility(request);
}

HttpResponse FhirDoor::Submit(const HttpRequest& request) {
  const absl::StatusOr<Json> root = ParseJson(request.body);
  if (!root.ok()) return Unread(request, root.status());
  const absl::StatusOr<fhir::ClaimMessage> claim = fhir::ReadClaim(*root, options_.institution_id);
  if (!claim.ok() && fhir::AsksOnly(*root)) return RefusalResponse(claim.status(), "Claim");
  if (!claim.ok()) return Unread(request, claim.status());
  if (claim->use == ClaimUse::kQuote) return Quote(*claim);
  const absl::StatusOr<Ticket> ticket =
      intake_.Receive({.protocol = Protocol::kFhir, .peer = request.peer, .raw = request.body});
  if (!ticket.ok()) return ProblemResponse(kNotStored);
  return Move(*ticket, *claim);
}

// What cannot be read may have been meant to settle: a person looks at it.
HttpResponse FhirDoor::Unread(const HttpRequest& request, const absl::Status& why) {
  const absl::StatusOr<Ticket> ticket =
      intake_.Receive({.protocol = Protocol::kFhir, .peer = request.peer, .raw = request.body});
  if (!ticket.ok()) return ProblemResponse(kNotStored);
  intake_.Unreadable(*ticket, why);
  return RefusalResponse(why, "Claim");
}

HttpResponse FhirDoor::Move(Ticket ticket, const fhir::ClaimMessage& claim) {
  HttpResponse response =
      claim.use == ClaimUse::kSettle ? Settle(ticket, claim) : Cancel(ticket, claim);
  response.delivered = [this, ticket] { intake_.Delivered(ticket); };
  return response;
}

HttpResponse FhirDoor::Settle(Ticket ticket, const fhir::ClaimMessage& claim) {
  const absl::StatusOr<Settled> settled = intake_.Settle(ticket, fhir::SettleRequestOf(claim));
  if (!settled.ok()) return RefusalResponse(settled.status(), claim.path);
  if (settled->late()) return ResourceResponse(fhir::QueuedText(claim));
  return ResourceResponse(fhir::ResultText(WithSteps(*settled->result), clock_.NowMs()));
}

HttpResponse FhirDoor::Cancel(Ticket ticket, const fhir::ClaimMessage& claim) {
  const absl::StatusOr<v1::ReverseReply> reply =
      intake_.Reverse(ticket, fhir::ReverseRequestOf(claim));
  if (!reply.ok()) return RefusalResponse(reply.status(), claim.path);
  return ResourceResponse(fhir::CancelledText(claim, *reply, clock_.NowMs()));
}

HttpResponse FhirDoor::Quote(const fhir::ClaimMessage& claim) {
  v1::QuoteRequest question;
  *question.mutable_bill() = claim.bill;
  *question.mutable_person() = claim.person;
  question.set_explain(true);
  const absl::StatusOr<v1::SettleResult> quote = intake_.Quote(question);
  if (!quote.ok()) return RefusalResponse(quote.status(), claim.path);
  return ResourceResponse(fhir::ResultText(*quote, clock_.NowMs()));
}

v1::SettleResult FhirDoor::WithSteps(v1::SettleResult result) {
  if (!result.steps().empty() || result.number() == 0) return result;
  v1::ExplainRequest question;
  question.set_number(result.number());
  const absl::StatusOr<v1::ExplainReply> explained = intake_.Explain(question);
  if (explained.ok()) *result.mutable_steps() = explained->steps();
  return result;
}

HttpResponse FhirDoor::Eligibility(const HttpRequest& request) {
  constexpr char kPath[] = "CoverageEligibilityRequest";
  const absl::StatusOr<Json> root = ParseJson(request.body);
  if (!root.ok()) return RefusalResponse(root.status(), kPath);
  const absl::StatusOr<fhir::EligibilityQuestion> question = fhir::ReadEligibility(*root);
  if (!question.ok()) return RefusalResponse(question.status(), kPath);
  const Day today = BusinessDay(clock_.NowMs());
  fhir::EligibilityAnswer answer;
  answer.day = question->day.empty() ? DayText(today) : question->day;
  v1::VerifyRequest who;
  *who.mutable_person() = question->person;
  who.set_day(answer.day);
  const absl::StatusOr<v1::VerifyReply> verified = intake_.Verify(who);
  if (verified.ok()) {
    answer.verified = *verified;
    v1::ListAccountsRequest accounts;
    *accounts.mutable_person() = question->person;
    const std::int32_t year = YearOf(ParseDay(answer.day).value_or(today));
    accounts.set_year(static_cast<std::uint32_t>(year));
    absl::StatusOr<v1::ListAccountsReply> listed = intake_.ListAccounts(accounts);
    if (!listed.ok()) return RefusalResponse(listed.status(), kPath);
    answer.accounts = *std::move(listed);
  } else if (ReasonOf(verified.status()) != v1::PERSON_UNKNOWN) {
    return RefusalResponse(verified.status(), kPath);
  }
  return ResourceResponse(fhir::EligibilityText(*question, answer, clock_.NowMs()));
}

HttpResponse FhirDoor::ReadResponse(const std::string& id) {
  const std::optional<std::uint64_t> number = ParseNumber(id);
  if (!number.has_value()) return ProblemResponse(kNoSuchSettlement);
  v1::GetRequest question;
  question.set_number(*number);
  const absl::StatusOr<v1::GetReply> found = intake_.Find(question);
  if (!found.ok()) return RefusalResponse(found.status(), "");
  if (!found->has_result()) return ProblemResponse(kNoSuchSettlement);
  return ResourceResponse(fhir::ResultText(WithSteps(Present(*found)), clock_.NowMs()));
}

HttpResponse FhirDoor::ReadExplanation(const std::string& id) {
  const std::optional<std::uint64_t> number = ParseNumber(id);
  if (!number.has_value()) return ProblemResponse(kNoSuchSettlement);
  v1::ExplainRequest question;
  question.set_number(*number);
  const absl::StatusOr<v1::ExplainReply> explained = intake_.Explain(question);
  if (!explained.ok()) return RefusalResponse(explained.status(), "");
  return ResourceResponse(fhir::ExplanationText(*explained));
}

HttpResponse FhirDoor::Search(const fhir::Target& target) {
  v1::GetRequest question;
  question.set_message_id(MessageIdOf(target.Query("request:identifier")));
  const std::size_t bytes = question.message_id().size();
  if (bytes == 0 || bytes > fhir::kMessageIdCharactersMax) return ProblemResponse(kSearchWhat);
  const absl::StatusOr<v1::GetReply> found = intake_.Find(question);
  if (!found.ok()) return RefusalResponse(found.status(), "");
  v1::GetReply reply = *found;
  if (reply.has_result()) *reply.mutable_result() = WithSteps(Present(reply));
  return ResourceResponse(fhir::SearchText(reply, clock_.NowMs()));
}

}  // namespace yizhan::edge
