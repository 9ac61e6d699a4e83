// Questions and refunds of the Shanghai door: SI91, SK01, SL01, SM01, SJ51.

#include <algorithm>
#include <utility>

#include "adapters/national/fields.h"
#include "adapters/shanghai/codes.h"
#include "adapters/shanghai/result_body.h"
#include "adapters/shanghai/shanghai_door.h"
#include "engine/base/date.h"
#include "engine/base/refusal.h"

namespace yizhan::shanghai {
namespace {

constexpr char kCollated[] = "2";     // resultcollate: agreed
constexpr char kNotCollated[] = "0";  // the sums differ
constexpr char kRefundPrefix[] = "SHSK";

Answer State(const std::string& jssqxh, const char* state, std::uint64_t ended_by = 0) {
  return {.members = [jssqxh, state, ended_by](JsonWriter& xxnr) {
    xxnr.Text("jssqxh", jssqxh).Text("jyzt", state);
    if (ended_by != 0) xxnr.Text("tftranslsh", std::to_string(ended_by));
  }};
}

Answer RefundDiffers(Money settled, Money stated) {
  return {.xxfhm = kRefundDiffers,
          .fhxx = "退费的 totalexpense 与原结算不符：原结算 " + YuanText(settled) + "，本次 " +
                  YuanText(stated)};
}

Answer RefundedAnswer(const v1::ReverseReply& reply) {
  return {.members = [reply](JsonWriter& xxnr) {
    xxnr.Text("translsh", std::to_string(reply.number()));
    xxnr.Text("ytranslsh", std::to_string(reply.original().number()));
    xxnr.Amount("totalexpense", -reply.original().bill().in_scope_fen())
        .Amount("jzzje", -reply.original().outcome().aid_fen())
        .Amount("thxj", reply.cash_back_fen())
        .Amount("thzh", reply.account_back_fen())
        .Text("cfbz", reply.replayed() ? "1" : "0");
  }};
}

// "20120629", as the interface has it.
std::string Digits(std::string day) {
  std::erase(day, '-');
  return day;
}

struct RefundFields {
  std::optional<std::uint64_t> number;
  std::string jssqxh;
  Money totalexpense;
};

absl::StatusOr<RefundFields> ReadRefund(const Json& xxnr) {
  national::Fields fields(xxnr, "xxnr");
  RefundFields refund;
  refund.number = fields.Number("translsh");
  refund.jssqxh = fields.Text("jssqxh", kTrialCharactersMax);
  refund.totalexpense = fields.RequiredAmount("totalexpense");
  if (!refund.number.has_value() && refund.jssqxh.empty()) {
    fields.Fail("translsh", {.reason = v1::FIELD_MISSING, .expected = "translsh, jssqxh"});
  }
  if (!fields.status().ok()) return fields.status();
  return refund;
}

}  // namespace

ShanghaiDoor::Reply ShanghaiDoor::Refund(const Envelope& envelope, const edge::Arrival& arrival) {
  const absl::StatusOr<edge::Ticket> ticket = intake_.Receive(arrival);
  if (!ticket.ok()) return NotStored();
  const absl::StatusOr<RefundFields> refund = ReadRefund(envelope.xxnr);
  if (!refund.ok()) {
    intake_.Unreadable(*ticket, refund.status());
    return {.answer = RefusedAnswer(refund.status()), .ticket = *ticket};
  }
  return refund->number.has_value() ? RefundByNumber(*ticket, *refund->number, refund->totalexpense)
                                    : RefundByTrial(*ticket, refund->jssqxh, refund->totalexpense);
}

ShanghaiDoor::Reply ShanghaiDoor::RefundByNumber(edge::Ticket ticket, std::uint64_t number,
                                                 Money totalexpense) {
  v1::GetRequest question;
  question.set_number(number);
  const absl::StatusOr<v1::GetReply> found = intake_.Find(question);
  std::optional<Answer> refused;
  if (!found.ok()) {
    refused = RefusedAnswer(found.status());
  } else if (!found->has_result()) {
    refused = RefusedAnswer(Refuse({.reason = v1::SETTLEMENT_UNKNOWN, .field = "xxnr.translsh"}));
  } else if (found->result().bill().in_scope_fen() != totalexpense.fen()) {
    refused = RefundDiffers(Money::FromFen(found->result().bill().in_scope_fen()), totalexpense);
  }
  if (refused.has_value()) {
    intake_.Done(ticket);
    return {.answer = *std::move(refused), .ticket = ticket};
  }
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id(kRefundPrefix + std::to_string(number));
  return Reversed(ticket, request);
}

// Also for what was told late: it has no number its HIS knows.
ShanghaiDoor::Reply ShanghaiDoor::RefundByTrial(edge::Ticket ticket, const std::string& jssqxh,
                                                Money totalexpense) {
  const auto note = trials_.Find(kBillNotes, jssqxh);
  const absl::StatusOr<Charge> charge =
      note.ok() && note->has_value() ? ChargeOf(**note) : absl::StatusOr<Charge>(Charge());
  std::optional<Answer> refused;
  if (!note.ok()) {
    refused = RefusedAnswer(note.status());
  } else if (!note->has_value()) {
    refused = Answer{.xxfhm = kNoSuchTrial, .fhxx = "没有这个计算申请序号的确认"};
  } else if (!charge.ok()) {
    refused = RefusedAnswer(charge.status());
  } else if (charge->parts.totalexpense != totalexpense) {
    refused = RefundDiffers(charge->parts.totalexpense, totalexpense);
  }
  if (refused.has_value()) {
    intake_.Done(ticket);
    return {.answer = *std::move(refused), .ticket = ticket};
  }
  v1::ReverseRequest request;
  request.set_message_id(MessageIdOf(jssqxh));
  request.set_request_id(kRefundPrefix + jssqxh);
  Reply reply = Reversed(ticket, request);
  if (reply.answer.xxfhm == kOk && (*note)->state == NoteState::kLate) {
    Note taken_back = **note;
    taken_back.state = NoteState::kTakenBack;
    static_cast<void>(trials_.Put(kBillNotes, jssqxh, taken_back));
  }
  return reply;
}

// The id of the refund is made from what it takes back: sent again under another msgid, it is
// still the same refund.
ShanghaiDoor::Reply ShanghaiDoor::Reversed(edge::Ticket ticket, const v1::ReverseRequest& request) {
  v1::ReverseRequest sent = request;
  sent.set_reason("SK01");
  const absl::StatusOr<v1::ReverseReply> reply = intake_.Reverse(ticket, sent);
  if (!reply.ok()) return {.answer = RefusedAnswer(reply.status()), .ticket = ticket};
  return {.answer = RefundedAnswer(*reply), .ticket = ticket};
}

ShanghaiDoor::Reply ShanghaiDoor::Ask(const Envelope& envelope, const edge::Arrival& arrival) {
  national::Fields fields(envelope.xxnr, "xxnr");
  const std::string jssqxh = fields.RequiredText("jssqxh", kTrialCharactersMax);
  if (!fields.status().ok()) return {.answer = RefusedAnswer(fields.status())};
  const auto note = trials_.Find(kBillNotes, jssqxh);
  if (!note.ok()) return {.answer = RefusedAnswer(note.status())};
  if (note->has_value() && (*note)->state == NoteState::kLate) {
    return {.answer = State(jssqxh, kStateLate)};
  }
  if (note->has_value() && (*note)->state == NoteState::kTakenBack) {
    return {.answer = State(jssqxh, kStateReversed)};
  }
  return AskLedger(jssqxh, *note, arrival);
}

ShanghaiDoor::Reply ShanghaiDoor::AskLedger(const std::string& jssqxh,
                                            const std::optional<Note>& note,
                                            const edge::Arrival& arrival) {
  v1::GetRequest question;
  question.set_message_id(MessageIdOf(jssqxh));
  const absl::StatusOr<v1::GetReply> found = intake_.Find(question);
  if (!found.ok()) return {.answer = RefusedAnswer(found.status())};
  switch (found->state()) {
    case v1::SETTLED:
      if (note.has_value()) return AskAgain(jssqxh, *note, arrival);
      return {.answer = SettledAnswer(jssqxh, found->result())};
    case v1::REVERSED:
    case v1::TOMBSTONED:
      return {.answer = State(jssqxh, kStateReversed, found->ended_by())};
    case v1::REPLACED:
      return {.answer = State(jssqxh, kStateReplaced, found->ended_by())};
    default:
      return {.answer = State(jssqxh, kStateNotPosted)};
  }
}

// Who asks has perhaps never had the answer to his confirmation, and an answer nobody got is taken
// back after a while. So the settled confirmation is handed in once more: what this tells him now
// stands, and is known to have reached him.
ShanghaiDoor::Reply ShanghaiDoor::AskAgain(const std::string& jssqxh, const Note& note,
                                           const edge::Arrival& arrival) {
  const absl::StatusOr<Charge> charge = ChargeOf(note);
  if (!charge.ok()) return {.answer = RefusedAnswer(charge.status())};
  edge::Arrival again = arrival;
  again.raw = note.message;
  const absl::StatusOr<edge::Ticket> ticket = intake_.Receive(again);
  if (!ticket.ok()) return NotStored();
  const absl::StatusOr<edge::Settled> settled =
      intake_.Settle(*ticket, RequestOf(*charge, jssqxh, note.quote_digest));
  if (!settled.ok()) return {.answer = RefusedAnswer(settled.status()), .ticket = *ticket};
  if (!settled->late()) {
    return {.answer = SettledAnswer(jssqxh, *settled->result), .ticket = *ticket};
  }
  static_cast<void>(ToldLate(jssqxh, note));
  return {.answer = State(jssqxh, kStateLate), .ticket = *ticket};
}

absl::Status ShanghaiDoor::AddLines(const v1::ListPostedReply& posted, DayTotals* ours,
                                    std::vector<std::uint64_t>* without_parts) const {
  for (const v1::PostedLine& line : posted.lines()) {
    const std::optional<std::string> jssqxh = TrialOf(line.message_id());
    if (!jssqxh.has_value() || line.after_the_fact()) continue;
    const auto note = trials_.Find(kBillNotes, *jssqxh);
    if (!note.ok()) return note.status();
    if (!note->has_value()) {
      without_parts->push_back(line.number());
      continue;
    }
    if ((*note)->state != NoteState::kSent) continue;
    const absl::StatusOr<Charge> charge = ChargeOf(**note);
    if (!charge.ok()) return charge.status();
    Add(line, charge->parts, ours);
  }
  return absl::OkStatus();
}

ShanghaiDoor::Reply ShanghaiDoor::Totals(const Envelope& envelope,
                                         const edge::Arrival& /*arrival*/) {
  const absl::StatusOr<DayTotals> stated = ReadDayTotals(envelope.xxnr);
  if (!stated.ok()) return {.answer = RefusedAnswer(stated.status())};
  v1::ListPostedRequest question;
  question.set_institution_id(options_.institution_id);
  question.set_from_day(stated->day);
  question.set_until_day(stated->day);
  const absl::StatusOr<v1::ListPostedReply> posted = intake_.ListPosted(question);
  if (!posted.ok()) return {.answer = RefusedAnswer(posted.status())};
  DayTotals ours;
  std::vector<std::uint64_t> without_parts;
  const absl::Status added = AddLines(*posted, &ours, &without_parts);
  if (!added.ok()) return {.answer = RefusedAnswer(added)};
  const std::vector<Difference> differences = Compare(*stated, ours);
  return {.answer = {.members = [day = Digits(stated->day), differences,
                                 without_parts](JsonWriter& xxnr) {
            const bool agreed = differences.empty() && without_parts.empty();
            xxnr.Text("daycollate", day).Text("resultcollate", agreed ? kCollated : kNotCollated);
            xxnr.Key("cymx").BeginArray();
            for (const Difference& difference : differences) {
              xxnr.BeginObject()
                  .Text("xm", difference.name)
                  .Text("yy", difference.stated)
                  .Text("zx", difference.posted)
                  .EndObject();
            }
            xxnr.EndArray().Key("wfxlsh").BeginArray();
            for (const std::uint64_t number : without_parts) xxnr.Text(std::to_string(number));
            xxnr.EndArray();
          }}};
}

ShanghaiDoor::Reply ShanghaiDoor::Accounts(const Envelope& envelope,
                                           const edge::Arrival& /*arrival*/) {
  const absl::StatusOr<v1::PersonRef> person = ReadPerson(envelope.xxnr);
  if (!person.ok()) return {.answer = RefusedAnswer(person.status())};
  national::Fields fields(envelope.xxnr, "xxnr");
  const auto year = fields.Number("nd");
  if (!fields.status().ok()) return {.answer = RefusedAnswer(fields.status())};
  v1::ListAccountsRequest question;
  *question.mutable_person() = *person;
  const auto this_year = static_cast<std::uint64_t>(YearOf(BusinessDay(clock_.NowMs())));
  question.set_year(
      static_cast<std::uint32_t>(std::min<std::uint64_t>(year.value_or(this_year), 9999)));
  const absl::StatusOr<v1::ListAccountsReply> accounts = intake_.ListAccounts(question);
  if (!accounts.ok()) return {.answer = RefusedAnswer(accounts.status())};
  return {.answer = {.members = [accounts = *accounts](JsonWriter& xxnr) {
            xxnr.Text("nd", std::to_string(accounts.year())).Key("zhmx").BeginArray();
            for (const v1::YearAccount& account : accounts.accounts()) {
              xxnr.BeginObject()
                  .Text("zhbm", account.account_id())
                  .Text("zhmc", account.title())
                  .Amount("ljje", account.value_fen());
              if (account.has_limit_fen()) xxnr.Amount("fdx", account.limit_fen());
              xxnr.EndObject();
            }
            xxnr.EndArray();
          }}};
}

ShanghaiDoor::Reply ShanghaiDoor::Identities(const Envelope& envelope,
                                             const edge::Arrival& /*arrival*/) {
  const absl::StatusOr<v1::PersonRef> person = ReadPerson(envelope.xxnr);
  if (!person.ok()) return {.answer = RefusedAnswer(person.status())};
  const absl::StatusOr<std::string> day = ReadDate(envelope.xxnr, "rq", /*required=*/false);
  if (!day.ok()) return {.answer = RefusedAnswer(day.status())};
  v1::VerifyRequest question;
  *question.mutable_person() = *person;
  question.set_day(*day);
  absl::StatusOr<v1::VerifyReply> verified = intake_.Verify(question);
  // A question may be answered with no.
  if (!verified.ok() && ReasonOf(verified.status()) == v1::PERSON_UNKNOWN) {
    verified = v1::VerifyReply();
  }
  if (!verified.ok()) return {.answer = RefusedAnswer(verified.status())};
  return {.answer = {.members = [verified = *verified](JsonWriter& xxnr) {
            xxnr.Text("bkbz", verified.identities_size() > 0 ? "1" : "0").Key("rylb").BeginArray();
            for (const std::string& identity : verified.identities()) xxnr.Text(identity);
            xxnr.EndArray();
            if (!verified.has_deposit()) return;
            // Of the usual inpatient deposit, in parts of 10 000.
            xxnr.Number("yjjwfb", verified.deposit().deposit_bp());
          }}};
}

}  // namespace yizhan::shanghai
