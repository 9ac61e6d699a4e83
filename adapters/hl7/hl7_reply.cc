#include "adapters/hl7/hl7_reply.h"

#include <algorithm>
#include <optional>

#include "adapters/hl7/hl7_segments.h"
#include "engine/base/date.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::hl7 {
namespace {

constexpr char kLateZh[] = "救助中心未及时答复：请按无救助向病人收费，本单据将自动事后补录";
constexpr char kLateEn[] =
    "no answer in time: charge the patient without aid; the bill is recorded after the fact";

// In front of what a person reads; an answer of a training centre is never taken for a real one.
constexpr char kTrainingZh[] = "【培训】";
constexpr char kTrainingEn[] = "[TRAINING] ";

std::string Yuan(std::int64_t fen) { return YuanText(Money::FromFen(fen)); }

// "2012-06-29 09:30:00" without what is no digit.
std::string TimeStamp(std::int64_t unix_ms) {
  std::string text = TimeText(unix_ms);
  std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
  return text;
}

// Table 0357.
struct ErrorCode {
  std::string_view code;
  std::string_view text;
};
constexpr ErrorCode kMissing{"101", "Required field missing"};
constexpr ErrorCode kDataType{"102", "Data type error"};
constexpr ErrorCode kNotInTable{"103", "Table value not found"};
constexpr ErrorCode kType{"200", "Unsupported message type"};
constexpr ErrorCode kEvent{"201", "Unsupported event code"};
constexpr ErrorCode kProcessing{"202", "Unsupported processing id"};
constexpr ErrorCode kVersion{"203", "Unsupported version id"};
constexpr ErrorCode kUnknownKey{"204", "Unknown key identifier"};
constexpr ErrorCode kDuplicate{"205", "Duplicate key identifier"};
constexpr ErrorCode kInternal{"207", "Application internal error"};

ErrorCode CodeOf(const v1::ErrorDetail& detail) {
  if (detail.field() == "MSH-9") return kType;
  if (detail.field() == "MSH-9.2" || detail.field() == "EVN-1") return kEvent;
  if (detail.field() == "MSH-11") return kProcessing;
  if (detail.field() == "MSH-12") return kVersion;
  switch (detail.reason()) {
    case v1::FIELD_MISSING:
      return kMissing;
    case v1::FIELD_UNKNOWN_VALUE:
      return kNotInTable;
    case v1::FIELD_MALFORMED:
    case v1::FIELD_TOO_LONG:
    case v1::FIELD_NOT_UTF8:
    case v1::AMOUNT_NEGATIVE:
    case v1::AMOUNT_TOO_LARGE:
      return kDataType;
    case v1::PERSON_UNKNOWN:
    case v1::SETTLEMENT_UNKNOWN:
    case v1::INSTITUTION_UNKNOWN:
      return kUnknownKey;
    case v1::BILL_ALREADY_SETTLED:
    case v1::MESSAGE_ID_OTHER_CONTENT:
      return kDuplicate;
    default:
      return kInternal;
  }
}

// Table 0516. A patient who is not in the register is no error of the sender's.
std::string_view SeverityOf(v1::Reason reason) { return reason == v1::PERSON_UNKNOWN ? "I" : "E"; }

std::string_view CodeText(Ack ack, bool application) {
  switch (ack) {
    case Ack::kAccept:
      return application ? "AA" : "CA";
    case Ack::kError:
      return application ? "AE" : "CE";
    case Ack::kReject:
      return application ? "AR" : "CR";
  }
  return "AR";
}

// Where the fault is; empty: nowhere in the message.
std::optional<Place> PlaceOf(const std::string& field, const Mapping& mapping) {
  std::optional<Place> place = ParsePlace(field);
  if (!place.has_value()) place = PlaceOfBillField(mapping, field);
  if (place.has_value() || field.size() != 3) return place;
  return Place{.segment = field};
}

// What an ERR says.
struct Fault {
  ErrorCode code;
  std::string_view severity = "E";
  std::string reason{};
  std::string text_zh{};
  std::string text_en{};
  std::optional<Place> place{};
  std::uint64_t related = 0;
};

class Writer {
 public:
  explicit Writer(const ReplyTo& to)
      : to_(to), version_(VersionOf(to.request.Code(12, 1)).value_or(0)), out_(to.request) {}

  void Head(Ack ack, bool application, const std::string& text) {
    Msh(application);
    out_.Begin("MSA").Text(CodeText(ack, application)).Echo(to_.request.Raw(10));
    // Withdrawn in 2.7.
    if (version_ < kVersion27) out_.Text(Marked(text));
    out_.End();
  }

  void Err(const Fault& fault) {
    out_.Begin("ERR");
    version_ >= kVersion25 ? ErrFields(fault) : ErrLocation(fault);
    out_.End();
  }

  std::string Choose(const std::string& zh, const std::string& en) const {
    return out_.chinese() && !zh.empty() ? zh : en;
  }

  SegmentWriter& out() { return out_; }
  std::string Time(std::int64_t ms) const { return TimeStamp(ms); }
  // The whole answer. Where MSA has no text any more, a segment of ours has the mark.
  std::string Take() {
    if (to_.training && version_ >= kVersion27) {
      out_.Begin("ZYT").Text("Y");
      out_.Text(Choose("培训：不发生真实支付", "TRAINING: no money moves")).End();
    }
    return out_.bytes();
  }

 private:
  std::string Marked(const std::string& text) const {
    return to_.training ? Choose(kTrainingZh, kTrainingEn) + text : text;
  }

  void Msh(bool application) {
    const Header& request = to_.request;
    // MSH-1 is the separator that stands behind the name anyway.
    out_.Begin("MSH").Echo(request.Raw(2)).Echo(request.Raw(5)).Echo(request.Raw(6));
    out_.Echo(request.Raw(3)).Echo(request.Raw(4)).Text(TimeStamp(to_.now_ms)).Skip(1);
    Type(application);
    out_.Text(to_.control_id).Echo(request.Raw(11)).Echo(request.Raw(12));
    out_.Skip(4).Echo(request.Raw(17)).Echo(request.Raw(18)).End();
  }

  void Type(bool application) {
    const std::string_view trigger = to_.request.Code(9, 2);
    if (application && to_.invoice) {
      out_.Parts({"EHC", "E10", "EHC_E10"});
    } else if (trigger.empty() || version_ <= kVersion22) {
      out_.Text("ACK");
    } else if (version_ < kVersion231) {
      out_.Parts({"ACK", trigger});
    } else {
      out_.Parts({"ACK", trigger, "ACK"});
    }
  }

  // Up to 2.4: segment, sequence, field, and the error in one.
  void ErrLocation(const Fault& fault) {
    const Place place = fault.place.value_or(Place());
    const bool known = fault.place.has_value();
    out_.PartsAndSub({place.segment, known ? std::to_string(place.occurrence) : "",
                      place.field != 0 ? std::to_string(place.field) : ""},
                     {fault.code.code, fault.code.text, "HL70357"});
  }

  void ErrFields(const Fault& fault) {
    out_.Skip(1);
    if (fault.place.has_value() && fault.place->field != 0) {
      const Place& at = *fault.place;
      const bool deeper = at.component_named || at.component != 1 || at.subcomponent != 1;
      out_.Parts({at.segment, std::to_string(at.occurrence), std::to_string(at.field),
                  std::to_string(at.repetition), deeper ? std::to_string(at.component) : "",
                  at.subcomponent != 1 ? std::to_string(at.subcomponent) : ""});
    } else {
      out_.Text(fault.place.has_value() ? fault.place->segment : "");
    }
    out_.Parts({fault.code.code, fault.code.text, "HL70357"});
    out_.Text(fault.severity).Parts({fault.reason, fault.text_en, "YIZHAN"});
    out_.Text(fault.related != 0 ? std::to_string(fault.related) : "").Skip(1);
    out_.Text(Marked(Choose(fault.text_zh, fault.text_en)));
  }

  const ReplyTo& to_;
  const Version version_;
  SegmentWriter out_;
};

Fault FaultOf(const absl::Status& why, const Mapping& mapping) {
  const v1::ErrorDetail detail = DetailOf(why);
  const bool ours = detail.reason() == v1::REASON_UNSPECIFIED;
  return {.code = CodeOf(detail),
          .severity = SeverityOf(detail.reason()),
          .reason = ours ? "INTERNAL" : v1::Reason_Name(detail.reason()),
          .text_zh = ours ? "暂时无法处理，请稍后原样重发" : detail.message_zh(),
          .text_en = ours ? "cannot be processed now; send it again later" : detail.message_en(),
          .place = PlaceOf(detail.field(), mapping),
          .related = detail.related()};
}

void WriteFault(const Fault& fault, Ack ack, bool application, Writer& writer) {
  writer.Head(ack, application, writer.Choose(fault.text_zh, fault.text_en));
  writer.Err(fault);
}

// IPR: what became of the invoice; table 0571.
void WriteProcessing(const ReplyTo& to, std::string_view status, const std::string& number,
                     std::int64_t paid_fen, Writer& writer) {
  SegmentWriter& out = writer.out();
  out.Begin("IPR").Text(number.empty() ? to.control_id : number).Text(to.invoice_no).Text(number);
  out.Text(status).Text(writer.Time(to.now_ms)).SubParts({Yuan(paid_fen), "CNY"}).End();
}

void WriteError(const ReplyTo& to, const Fault& fault, Ack ack, Writer& writer) {
  WriteFault(fault, ack, /*application=*/true, writer);
  if (to.invoice) WriteProcessing(to, "REJECT", "", 0, writer);
}

std::string Titled(const v1::AidLine& line, const Writer& writer) {
  const std::string en = line.title_en().empty() ? line.program_id() : line.title_en();
  return writer.Choose(line.title(), en);
}

void WriteSums(const v1::SettleResult& result, Writer& writer) {
  const v1::Outcome& outcome = result.outcome();
  SegmentWriter& out = writer.out();
  out.Begin("ZYZ").Text(std::to_string(result.number())).Text(writer.Time(result.posted_ms()));
  out.Text(Yuan(outcome.aid_fen())).Text(Yuan(outcome.patient_due_fen()));
  out.Text(Yuan(outcome.account_applied_fen())).Text(Yuan(outcome.cash_due_fen()));
  out.Text(Yuan(outcome.account_refund_fen())).Text(result.illustrative() ? "Y" : "N");
  out.Text(result.training() ? "Y" : "N").Text(result.bill().message_id()).End();
}

// What the tightest cap of a program leaves for later bills; "" without a cap.
std::string RoomAfter(const v1::ProgramFigures& figures) {
  std::optional<std::int64_t> room;
  for (const v1::CapFigure& cap : figures.caps()) {
    const std::int64_t left = std::max<std::int64_t>(0, cap.room_fen() - figures.pay_fen());
    room = std::min(room.value_or(left), left);
  }
  return room.has_value() ? Yuan(*room) : "";
}

void WritePrograms(const v1::SettleResult& result, Writer& writer) {
  SegmentWriter& out = writer.out();
  int line_at = 0;
  for (const v1::Step& step : result.outcome().steps()) {
    if (step.status() != v1::CHOSEN || step.figures().pay_fen() == 0) continue;
    if (line_at == result.lines_size()) return;
    const v1::AidLine& line = result.lines(line_at++);
    out.Begin("ZYP").Text(std::to_string(line_at)).Text(line.program_id());
    out.Text(Titled(line, writer)).Text(line.document()).Text(Yuan(line.pay_fen()));
    out.Text(v1::Confidence_Name(line.confidence())).Text(RoomAfter(step.figures())).End();
  }
}

void WriteWarnings(const v1::SettleResult& result, Writer& writer) {
  int number = 0;
  for (const v1::Warning& warning : result.warnings()) {
    if (warning.route() != v1::CASHIER) continue;
    writer.out().Begin("ZYW").Text(std::to_string(++number)).Text(warning.threshold_id());
    writer.out().Text(v1::Severity_Name(warning.severity())).Text(warning.message());
    writer.out().Text(warning.next_step()).End();
  }
}

// Adjudicated as one group; an ADJ for each program that paid, and one for what stays to be paid.
void WriteAdjudication(const ReplyTo& to, const v1::SettleResult& result, Writer& writer) {
  const std::int64_t aid_fen = result.outcome().aid_fen();
  const std::string number = std::to_string(result.number());
  const std::string total = Yuan(result.bill().total_fen());
  WriteProcessing(to, aid_fen > 0 ? "ADJ" : "ADJZER", number, aid_fen, writer);
  SegmentWriter& out = writer.out();
  out.Begin("IVC").Text(to.invoice_no).Text(number).Skip(4);
  out.Text(writer.Time(result.posted_ms())).SubParts({total, "CNY"}).End();
  out.Begin("PSG").Text(to.invoice_no).Text(number).Text("1").Text("Y").SubParts({total, "CNY"});
  out.End();
  int count = 0;
  const auto adjust = [&](std::string_view category, std::int64_t fen, const std::string& reason,
                          const std::string& text) {
    const std::string set_id = std::to_string(++count);
    out.Begin("ADJ").Text(set_id).Text(number).Text(set_id).Text(category);
    out.SubParts({Yuan(fen), "CNY"}).Skip(1).Text(reason).Text(text).End();
  };
  for (const v1::AidLine& line : result.lines()) {
    adjust("EA", line.pay_fen(), line.program_id(), Titled(line, writer));
  }
  adjust("IN", result.outcome().cash_due_fen(), "CASH_DUE", writer.Choose("应收现金", "cash due"));
}

}  // namespace

Header UnknownHeader(const std::string& raw) {
  return {
      .separators = {},
      .charset = Charset::kUtf8,
      .charset_known = true,
      .fields = {"MSH", "|", "^~\\&", "", "", "", "", "", "", "", ControlIdOf(raw), "P", "2.3"}};
}

std::string AcceptReply(const ReplyTo& to, Ack ack, const absl::Status& why) {
  Writer writer(to);
  if (ack == Ack::kAccept) {
    writer.Head(ack, /*application=*/false, "");
  } else {
    WriteFault(FaultOf(why, to.mapping), ack, /*application=*/false, writer);
  }
  return writer.Take();
}

std::string TakenReply(const ReplyTo& to) {
  Writer writer(to);
  writer.Head(Ack::kAccept, /*application=*/true, "");
  return writer.Take();
}

std::string ErrorReply(const ReplyTo& to, Ack ack, const absl::Status& why) {
  Writer writer(to);
  WriteError(to, FaultOf(why, to.mapping), ack, writer);
  return writer.Take();
}

std::string LateReply(const ReplyTo& to) {
  Writer writer(to);
  WriteError(to,
             {.code = kInternal,
              .severity = "W",
              .reason = "PROCEED_WITHOUT_AID",
              .text_zh = kLateZh,
              .text_en = kLateEn},
             Ack::kError, writer);
  return writer.Take();
}

std::string SettledReply(const ReplyTo& to, const v1::SettleResult& result) {
  Writer writer(to);
  const std::string number = std::to_string(result.number());
  const std::string aid = Yuan(result.outcome().aid_fen());
  writer.Head(Ack::kAccept, /*application=*/true,
              writer.Choose("结算号 " + number + "，救助 " + aid + " 元",
                            "settlement " + number + ", aid " + aid));
  if (to.invoice) WriteAdjudication(to, result, writer);
  WriteSums(result, writer);
  WritePrograms(result, writer);
  WriteWarnings(result, writer);
  return writer.Take();
}

std::string ReversedReply(const ReplyTo& to, const v1::ReverseReply& reply) {
  Writer writer(to);
  const std::string number = std::to_string(reply.number());
  writer.Head(Ack::kAccept, /*application=*/true,
              writer.Choose("已冲正，编号 " + number, "taken back, entry " + number));
  const std::uint64_t original = reply.original().number();
  if (to.invoice) {
    WriteProcessing(to, "ADJZER", original != 0 ? std::to_string(original) : number, 0, writer);
  }
  SegmentWriter& out = writer.out();
  out.Begin("ZYC").Text(number).Text(original != 0 ? std::to_string(original) : "");
  out.Text(reply.tombstone() ? "Y" : "N").Text(Yuan(reply.cash_back_fen()));
  out.Text(Yuan(reply.account_back_fen())).Text(reply.opens_lead() ? "Y" : "N").End();
  return writer.Take();
}

}  // namespace yizhan::hl7
