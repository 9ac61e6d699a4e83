#include "adapters/hl7/hl7_door.h"

#include <optional>
#include <utility>

#include "adapters/hl7/hl7_visit.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kAcceptField = 15;
constexpr std::size_t kApplicationField = 16;
constexpr char kReason[] = "HL7";

// Table 0155: is an answer wanted? What is no code of it counts as AL.
bool Wanted(std::string_view condition, bool success) {
  if (condition.empty() || condition == "NE") return false;
  if (condition == "ER") return !success;
  if (condition == "SU") return success;
  return true;
}

bool AcceptWanted(const Header& header, bool success) {
  return Wanted(header.Code(kAcceptField), success);
}
bool ApplicationWanted(const Header& header, bool success) {
  return Wanted(header.Code(kApplicationField), success);
}
bool IsEnhanced(const Header& header) {
  return !header.Code(kAcceptField).empty() || !header.Code(kApplicationField).empty();
}

// Nothing is wrong with the message: the sender may try it again as it is.
Ack AckOf(const absl::Status& why) {
  const v1::ErrorClass error_class = DetailOf(why).error_class();
  const bool again = error_class == v1::TRY_AGAIN || error_class == v1::OUTCOME_UNKNOWN ||
                     error_class == v1::ERROR_CLASS_UNSPECIFIED;
  return again ? Ack::kReject : Ack::kError;
}

bool MovesMoney(const Header& header) { return header.Code(9) != "ADT"; }

absl::Status NotKept() { return absl::UnavailableError("the message could not be stored"); }

bool IsTakenBack(const v1::SettleResult& result) {
  return result.state() == v1::REVERSED || result.state() == v1::REPLACED;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Hl7Door>> Hl7Door::Create(const std::string& institution_id,
                                                         const v1::Hl7Mapping& mapping,
                                                         edge::Intake& intake, const Clock& clock) {
  absl::StatusOr<Mapping> checked = CheckMapping(mapping);
  if (!checked.ok()) return checked.status();
  return std::unique_ptr<Hl7Door>(new Hl7Door(institution_id, *std::move(checked), intake, clock));
}

absl::StatusOr<std::unique_ptr<Hl7Door>> Hl7Door::Open(const std::string& institution_id,
                                                       const std::string& mapping_path,
                                                       edge::Intake& intake, const Clock& clock) {
  absl::StatusOr<Mapping> mapping = ReadMapping(mapping_path);
  if (!mapping.ok()) return mapping.status();
  return std::unique_ptr<Hl7Door>(new Hl7Door(institution_id, *std::move(mapping), intake, clock));
}

Hl7Door::Hl7Door(std::string institution_id, Mapping mapping, edge::Intake& intake,
                 const Clock& clock)
    : institution_id_(std::move(institution_id)),
      mapping_(std::move(mapping)),
      intake_(intake),
      clock_(clock),
      billed_(intake.notes()) {}

mllp::MllpHandler Hl7Door::Handler() {
  return [this](const std::string& peer, const std::string& raw) { return Accept(peer, raw); };
}

ReplyTo Hl7Door::To(const Header& header, edge::Ticket ticket, const char* step) const {
  return {.request = header,
          .mapping = mapping_,
          .control_id = "YZ" + std::to_string(ticket) + step,
          .now_ms = clock_.NowMs(),
          .training = intake_.training()};
}

mllp::MllpAccepted Hl7Door::Accept(const std::string& peer, const std::string& raw) {
  absl::StatusOr<Header> header = ReadHeader(raw, mapping_.charset_default);
  // An acknowledgement of one of ours is never acknowledged.
  if (header.ok() && IsAcknowledgement(*header)) return {.stored = true};
  const absl::StatusOr<edge::Ticket> ticket =
      intake_.Receive({.protocol = edge::Protocol::kHl7, .peer = peer, .raw = raw});
  if (!ticket.ok()) return NotStored(header.ok() ? *header : UnknownHeader(raw));
  if (!header.ok()) {
    intake_.Unreadable(*ticket, header.status());
    const Header unknown = UnknownHeader(raw);
    return Answered(*ticket, ErrorReply(To(unknown, *ticket, "A"), Ack::kReject, header.status()));
  }
  const bool enhanced = IsEnhanced(*header);
  return AcceptStored(
      {.ticket = *ticket, .raw = raw, .header = *std::move(header), .enhanced = enhanced});
}

mllp::MllpAccepted Hl7Door::AcceptStored(Underway underway) {
  const Header& header = underway.header;
  absl::Status fit = CheckHeader(header, mapping_);
  Ack ack = Ack::kReject;
  const bool unheard = underway.enhanced && MovesMoney(header) && !ApplicationWanted(header, true);
  if (fit.ok() && unheard) {
    fit = Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = "MSH-16", .expected = "AL, SU"});
    ack = Ack::kError;
  }
  if (!fit.ok()) {
    intake_.Unreadable(underway.ticket, fit);
    const ReplyTo to = To(header, underway.ticket, "A");
    if (underway.enhanced && AcceptWanted(header, false)) {
      return Answered(underway.ticket, AcceptReply(to, ack, fit));
    }
    const bool silent = underway.enhanced && !ApplicationWanted(header, false);
    return Answered(underway.ticket, silent ? "" : ErrorReply(to, ack, fit));
  }
  mllp::MllpAccepted accepted{.stored = true};
  if (underway.enhanced && AcceptWanted(header, true)) {
    accepted.at_once.push_back(
        AcceptReply(To(header, underway.ticket, "C"), Ack::kAccept, absl::OkStatus()));
  }
  accepted.work = [this, underway = std::move(underway)] { return Work(underway); };
  return accepted;
}

mllp::MllpAccepted Hl7Door::Answered(edge::Ticket ticket, std::string reply) const {
  mllp::MllpAccepted accepted{.stored = true};
  accepted.work = [&intake = intake_, ticket, reply = std::move(reply)] {
    mllp::MllpReply done{.delivered = [&intake, ticket] { intake.Delivered(ticket); }};
    if (!reply.empty()) done.messages.push_back(reply);
    return done;
  };
  return accepted;
}

mllp::MllpAccepted Hl7Door::NotStored(const Header& request) const {
  mllp::MllpAccepted accepted;
  // Without a ticket the time tells one reply from another.
  const ReplyTo to = To(request, static_cast<edge::Ticket>(clock_.NowMs()), "N");
  if (!IsEnhanced(request)) {
    accepted.at_once.push_back(ErrorReply(to, Ack::kReject, NotKept()));
  } else if (AcceptWanted(request, false)) {
    accepted.at_once.push_back(AcceptReply(to, Ack::kReject, NotKept()));
  }
  return accepted;
}

mllp::MllpReply Hl7Door::Work(const Underway& underway) {
  bool success = false;
  std::string answer = Process(underway, success);
  mllp::MllpReply reply;
  if (!underway.enhanced || ApplicationWanted(underway.header, success)) {
    reply.messages.push_back(std::move(answer));
  }
  reply.delivered = [&intake = intake_, ticket = underway.ticket] { intake.Delivered(ticket); };
  return reply;
}

std::string Hl7Door::Refused(const Underway& underway, const ReplyTo& to, const absl::Status& why) {
  intake_.Unreadable(underway.ticket, why);
  return ErrorReply(to, AckOf(why), why);
}

std::string Hl7Door::Process(const Underway& underway, bool& success) {
  const ReplyTo to = To(underway.header, underway.ticket, "A");
  const absl::StatusOr<Message> message = ReadMessage(underway.raw, mapping_.charset_default);
  if (!message.ok()) return Refused(underway, to, message.status());
  const absl::StatusOr<Event> event = EventOf(*message);
  if (!event.ok()) {
    intake_.Unreadable(underway.ticket, event.status());
    return ErrorReply(to, Ack::kReject, event.status());
  }
  if (event->moves_money()) return ProcessMoney(underway, *message, *event, success);
  ForgetOldOnceADay();
  const absl::Status told = TellVisit(
      {.message = *message, .event = *event, .mapping = mapping_, .now_ms = clock_.NowMs()},
      intake_.notes());
  if (!told.ok()) return Refused(underway, to, told);
  intake_.Done(underway.ticket);
  success = true;
  return TakenReply(to);
}

std::string Hl7Door::ProcessMoney(const Underway& underway, const Message& message,
                                  const Event& event, bool& success) {
  const absl::StatusOr<Cancellation> cancellation = CancellationOf(message, event, mapping_);
  if (!cancellation.ok()) {
    return Refused(underway, To(underway.header, underway.ticket, "A"), cancellation.status());
  }
  if (cancellation->by == Cancellation::By::kNothing) {
    return Settle(underway, message, event, success);
  }
  return TakeBack(underway, message, *cancellation, success);
}

absl::StatusOr<BilledMessage> Hl7Door::ReadBill(const Message& message, const Event& event) const {
  const auto visit_no = VisitNoOf(message, mapping_);
  if (!visit_no.ok()) return visit_no.status();
  const auto visit = FindVisit(intake_.notes(), *visit_no);
  if (!visit.ok()) return visit.status();
  return BillOf({.message = message,
                 .event = event,
                 .mapping = mapping_,
                 .institution_id = institution_id_,
                 .visit = visit->value_or(v1::Hl7Visit())});
}

// What the message bills: as it was read the first time, when it is the same bytes.
absl::StatusOr<v1::Hl7Billed> Hl7Door::Billed(const Underway& underway, const Message& message,
                                              const Event& event, bool& known) {
  const auto message_id = MessageIdOf(message);
  if (!message_id.ok()) return message_id.status();
  const auto visit_no = VisitNoOf(message, mapping_);
  if (!visit_no.ok()) return visit_no.status();
  const auto before = billed_.Find(*visit_no, *message_id);
  if (!before.ok()) return before.status();
  known = before->has_value();
  const std::string raw_hash = Bytes(Sha256(underway.raw));
  if (known && (*before)->raw_hash() == raw_hash) return **before;
  const auto read = ReadBill(message, event);
  if (!read.ok()) return read.status();
  v1::Hl7Billed billed;
  billed.set_message_id(*message_id);
  billed.set_bill_no(read->request.bill().bill_no());
  billed.set_lines_hash(Bytes(read->lines_hash));
  billed.set_raw_hash(raw_hash);
  *billed.mutable_request() = read->request;
  billed.set_changed_ms(clock_.NowMs());
  if (known) return billed;
  if (auto status = billed_.Remember(billed); !status.ok()) return status;
  if (event.kind == EventKind::kInvoice) {
    if (auto status = billed_.RememberInvoice(billed.bill_no(), billed); !status.ok()) {
      return status;
    }
  }
  return billed;
}

std::string Hl7Door::Settle(const Underway& underway, const Message& message, const Event& event,
                            bool& success) {
  ReplyTo to = To(underway.header, underway.ticket, "A");
  if (event.kind == EventKind::kInvoice) {
    to.invoice = true;
    to.invoice_no = message.Text({.segment = "IVC", .field = 1});
  }
  bool known = false;
  const absl::StatusOr<v1::Hl7Billed> billed = Billed(underway, message, event, known);
  if (!billed.ok()) return Refused(underway, to, billed.status());
  const absl::StatusOr<edge::Settled> settled = intake_.Settle(underway.ticket, billed->request());
  if (!settled.ok()) {
    // Nothing was billed, so no credit may find it. A note that stays only asks for a person.
    if (!known) billed_.Forget(*billed).IgnoreError();
    return ErrorReply(to, AckOf(settled.status()), settled.status());
  }
  if (settled->late()) return LateReply(to);
  if (IsTakenBack(*settled->result)) {
    return ErrorReply(
        to, Ack::kError,
        Refuse({.reason = v1::ALREADY_REVERSED, .related = settled->result->ended_by()}));
  }
  success = true;
  return SettledReply(to, *settled->result);
}

absl::StatusOr<v1::ReverseRequest> Hl7Door::Reversal(const Message& message,
                                                     const Cancellation& cancellation) const {
  const auto request_id = MessageIdOf(message);
  if (!request_id.ok()) return request_id.status();
  v1::ReverseRequest request;
  request.set_request_id(*request_id);
  request.set_reason(kReason);
  if (cancellation.by == Cancellation::By::kSettlement) {
    request.set_number(cancellation.number);
    return request;
  }
  if (cancellation.by == Cancellation::By::kInvoice) {
    const auto message_id = billed_.FindInvoice(cancellation.invoice_no);
    if (!message_id.ok()) return message_id.status();
    request.set_message_id(*message_id);
  } else if (cancellation.by == Cancellation::By::kLines) {
    const auto billed = billed_.FindCredited(cancellation, *request_id);
    if (!billed.ok()) return billed.status();
    request.set_message_id(billed->message_id());
  } else {
    const std::string application = message.Text({.segment = "MSH", .field = 3});
    request.set_message_id(MessageIdOf(application, cancellation.control_id));
  }
  return request;
}

std::string Hl7Door::TakeBack(const Underway& underway, const Message& message,
                              const Cancellation& cancellation, bool& success) {
  ReplyTo to = To(underway.header, underway.ticket, "A");
  to.invoice = underway.header.Code(9) == "EHC";
  if (to.invoice) to.invoice_no = message.Text({.segment = "IVC", .field = 1});
  const absl::StatusOr<v1::ReverseRequest> request = Reversal(message, cancellation);
  if (!request.ok()) return Refused(underway, to, request.status());
  const absl::StatusOr<v1::ReverseReply> reply = intake_.Reverse(underway.ticket, *request);
  if (!reply.ok()) return ErrorReply(to, AckOf(reply.status()), reply.status());
  // Without the mark a repeat of this message would find nothing: it must be on disk.
  const std::string visit_no = reply->original().bill().visit_no();
  const absl::Status marked = billed_.TakenBack(
      visit_no.empty() ? cancellation.visit_no : visit_no,
      request->message_id().empty() ? reply->original().bill().message_id() : request->message_id(),
      request->request_id());
  if (!marked.ok()) return ErrorReply(to, Ack::kReject, marked);
  success = true;
  return ReversedReply(to, *reply);
}

absl::StatusOr<v1::SettleRequest> Hl7Door::Reread(const std::string& raw) const {
  const absl::StatusOr<Message> message = ReadMessage(raw, mapping_.charset_default);
  if (!message.ok()) return message.status();
  if (auto status = CheckHeader(message->header(), mapping_); !status.ok()) return status;
  const absl::StatusOr<Event> event = EventOf(*message);
  if (!event.ok()) return event.status();
  if (event->kind != EventKind::kBill && event->kind != EventKind::kInvoice) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "MSH-9",
                   .expected = "DFT^P03, DFT^P11, BAR^P01, EHC^E01"});
  }
  const absl::StatusOr<Cancellation> cancellation = CancellationOf(*message, *event, mapping_);
  if (!cancellation.ok()) return cancellation.status();
  if (cancellation->by != Cancellation::By::kNothing) {
    return Refuse({.reason = v1::AMOUNT_NEGATIVE, .field = "FT1", .expected = "a bill"});
  }
  absl::StatusOr<BilledMessage> billed = ReadBill(*message, *event);
  if (!billed.ok()) return billed.status();
  return std::move(billed->request);
}

void Hl7Door::ForgetOldOnceADay() {
  const std::int32_t today = BusinessDay(clock_.NowMs()).days;
  if (swept_day_.exchange(today) == today) return;
  // What could not be forgotten today is tried again tomorrow.
  billed_.ForgetOld(clock_.NowMs()).IgnoreError();
}

}  // namespace yizhan::hl7
