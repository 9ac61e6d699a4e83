#include "adapters/national/questions.h"

#include <optional>
#include <utility>
#include <vector>

#include "adapters/national/fields.h"
#include "adapters/national/statement_totals.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kIdentityCodeCharacters = 3;  // psn_idet_type C3
constexpr std::int32_t kPeriodDaysMax = 366;
constexpr char kIdentityCard[] = "01";
constexpr char kByIdentityCard[] = "02";  // mdtrt_cert_type
constexpr char kDayBegins[] = " 00:00:00";
constexpr char kDayEnds[] = " 23:59:59";

struct Asked {
  std::string psn_no;
  std::string cert_type;
  std::string cert_no;
  std::string name;
};

// By certificate: the insurer's psn_no says nothing here.
Asked ReadAsked(Fields& fields) {
  Asked asked;
  asked.psn_no = fields.Text("psn_no", 30);
  asked.cert_type = fields.Text("psn_cert_type", 6);
  asked.cert_no = fields.Text("certno", 50);
  asked.name = fields.Text("psn_name", 50);
  const std::string how = fields.Text("mdtrt_cert_type", 3);
  const std::string number = fields.Text("mdtrt_cert_no", 50);
  if (asked.cert_no.empty() && how == kByIdentityCard) asked.cert_no = number;
  if (asked.cert_type.empty()) asked.cert_type = kIdentityCard;
  if (asked.cert_no.empty()) fields.Fail("certno", {.reason = v1::FIELD_MISSING});
  return asked;
}

v1::PersonRef PersonOf(const Asked& asked) {
  v1::PersonRef person;
  person.mutable_card()->set_cert_type(asked.cert_type);
  person.mutable_card()->set_cert_no(asked.cert_no);
  return person;
}

std::string CodeOf(const CodeOfIdentity& codes, const std::string& identity) {
  if (const auto found = codes.find(identity); found != codes.end()) return found->second;
  return CountCharacters(identity).value_or(99) <= kIdentityCodeCharacters ? identity : "";
}

std::string DepositSentence(const v1::VerifyReply& reply) {
  if (!reply.has_deposit()) return "";
  const Money percent = Money::FromFen(reply.deposit().deposit_bp());  // Two places, too.
  return "住院预交金按平常的" + YuanText(percent) + "%收取";
}

// From the first second of its first day until the last of its last one.
void WriteIdentity(const CodeOfIdentity& codes, const v1::DatedValue& held, JsonWriter& out) {
  out.BeginObject();
  out.Text("psn_idet_type", CodeOf(codes, held.value())).Text("psn_type_lv", "");
  out.Text("memo", held.value());
  if (!held.from().empty()) {
    out.Text("begntime", held.from() + kDayBegins);
    out.Text("endtime", held.until().empty() ? "" : held.until() + kDayEnds);
  }
  out.EndObject();
}

// What an engine of before `held` says.
void WriteUndated(const CodeOfIdentity& codes, const v1::VerifyReply& reply, JsonWriter& out) {
  for (const std::string& identity : reply.identities()) {
    v1::DatedValue held;
    held.set_value(identity);
    WriteIdentity(codes, held, out);
  }
}

void WritePerson(const Asked& asked, const CodeOfIdentity& codes, const v1::VerifyReply& reply,
                 JsonWriter& out) {
  out.BeginObject().Key("baseinfo").BeginObject();
  out.Text("psn_no", asked.psn_no).Text("psn_cert_type", asked.cert_type);
  out.Text("certno", asked.cert_no).Text("psn_name", asked.name);
  out.EndObject();
  out.Key("insuinfo").BeginArray().EndArray();
  out.Key("idetinfo").BeginArray();
  for (const v1::DatedValue& held : reply.held()) WriteIdentity(codes, held, out);
  if (reply.held().empty()) WriteUndated(codes, reply, out);
  out.EndArray().EndObject();
}

void WriteAccumulators(const v1::ListAccountsReply& reply, const std::string& month,
                       JsonWriter& out) {
  out.BeginObject().Key("cuminfo").BeginArray();
  for (const v1::YearAccount& account : reply.accounts()) {
    out.BeginObject();
    out.Text("insutype", "").Text("year", std::to_string(reply.year()));
    out.Text("cum_ym", month).Text("cum_type_code", account.account_id());
    out.Amount("cum", account.value_fen());
    std::string memo = account.title();
    if (account.has_limit_fen()) {
      memo += "，限额" + YuanText(Money::FromFen(account.limit_fen())) + "元";
    }
    out.Text("memo", memo);
    out.EndObject();
  }
  out.EndArray().EndObject();
}

// "201206": the year asked about, and what the answer repeats.
std::string MonthOf(Fields& fields, std::int64_t now_ms) {
  const std::string year = fields.Text("year", 4);
  std::string month = fields.Text("cum_ym", 6);
  if (!month.empty() && !ParseDay(month.substr(0, 4) + "-" + month.substr(4) + "-01").has_value()) {
    fields.Fail("cum_ym", {.reason = v1::FIELD_MALFORMED, .expected = "yyyyMM"});
  }
  if (!year.empty() && !ParseDay(year + "-01-01").has_value()) {
    fields.Fail("year", {.reason = v1::FIELD_MALFORMED, .expected = "yyyy"});
  }
  if (!month.empty()) return month;
  return year.empty() ? CompactTime(now_ms).substr(0, 6) : year + "12";
}

struct Sums {
  Money total;
  Money funds;
  Money account;
  std::int64_t count = 0;
};

Sums SumsOf(const v1::ListPostedReply& posted, TotalsOf of) {
  Sums sums;
  for (const v1::PostedLine& line : posted.lines()) {
    const bool refund = line.of() != 0;
    if ((of == TotalsOf::kSettled && refund) || (of == TotalsOf::kRefunds && !refund)) continue;
    sums.total += Money::FromFen(line.total_fen());
    sums.funds += FundsOf(line);
    sums.account += Money::FromFen(line.account_fen());
    sums.count += refund ? -1 : 1;
  }
  if (of != TotalsOf::kRefunds) return sums;
  return {-sums.total, -sums.funds, -sums.account, -sums.count};
}

void Compare(const char* name, Money stated, Money posted, std::string& differences) {
  if (stated == posted) return;
  differences += std::string(differences.empty() ? "" : "；") + name + "申报" + YuanText(stated) +
                 "账本" + YuanText(posted) + "差" + YuanText(stated - posted);
}

// Within the 200 characters of stmt_rslt_dscr.
std::string DifferencesOf(const StatementTotals& stated, const Sums& posted) {
  std::string text;
  if (stated.count.has_value() && *stated.count != posted.count) {
    text = "笔数申报" + std::to_string(*stated.count) + "账本" + std::to_string(posted.count) +
           "差" + std::to_string(*stated.count - posted.count);
  }
  Compare("总费用", stated.total, posted.total, text);
  Compare("基金", stated.funds, posted.funds, text);
  if (stated.account.has_value()) Compare("个账", *stated.account, posted.account, text);
  return text;
}

}  // namespace

absl::StatusOr<Output> AnswerPerson(const Json& input, const CodeOfIdentity& codes,
                                    edge::Intake& intake) {
  const auto data = Require(input, "data", Json::Kind::kObject, "input");
  if (!data.ok()) return data.status();
  Fields fields(**data, "input.data");
  const Asked asked = ReadAsked(fields);
  const std::optional<Day> day = fields.Date("begntime");
  if (!fields.status().ok()) return fields.status();
  v1::VerifyRequest request;
  *request.mutable_person() = PersonOf(asked);
  if (day.has_value()) request.set_day(DayText(*day));
  const absl::StatusOr<v1::VerifyReply> reply = intake.Verify(request);
  if (!reply.ok()) return reply.status();
  return Output{.write = [asked, codes, reply = *reply](
                             JsonWriter& out) { WritePerson(asked, codes, reply, out); },
                .warning = DepositSentence(*reply)};
}

absl::StatusOr<Output> AnswerAccumulators(const Json& input, std::int64_t now_ms,
                                          edge::Intake& intake) {
  const auto data = Require(input, "data", Json::Kind::kObject, "input");
  if (!data.ok()) return data.status();
  Fields fields(**data, "input.data");
  const Asked asked = ReadAsked(fields);
  const std::string month = MonthOf(fields, now_ms);
  if (!fields.status().ok()) return fields.status();
  v1::ListAccountsRequest request;
  *request.mutable_person() = PersonOf(asked);
  request.set_year(static_cast<std::uint32_t>(std::stoul(month.substr(0, 4))));
  const absl::StatusOr<v1::ListAccountsReply> reply = intake.ListAccounts(request);
  if (!reply.ok()) return reply.status();
  return Output{
      .write = [month, reply = *reply](JsonWriter& out) { WriteAccumulators(reply, month, out); }};
}

absl::StatusOr<v1::ListPostedReply> PostedIn(Span days, const std::string& institution_id,
                                             edge::Intake& intake) {
  if (days.until < days.from || days.until.days - days.from.days >= kPeriodDaysMax) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "input.data.stmt_enddate",
                   .expected = "一年以内/within a year",
                   .found = DayText(days.until)});
  }
  v1::ListPostedRequest request;
  request.set_institution_id(institution_id);
  request.set_from_day(DayText(days.from));
  request.set_until_day(DayText(days.until));
  return intake.ListPosted(request);
}

Money FundsOf(const v1::PostedLine& line) {
  const Money insurers = Money::FromFen(line.insurers_fen());
  return line.after_the_fact() ? insurers : insurers + Money::FromFen(line.aid_fen());
}

absl::StatusOr<Output> AnswerTotals(const std::string& message, const Json& input,
                                    const std::string& institution_id, edge::Intake& intake) {
  const auto data = Require(input, "data", Json::Kind::kObject, "input");
  if (!data.ok()) return data.status();
  Fields fields(**data, "input.data");
  const Day from = fields.RequiredDate("stmt_begndate");
  const Day until = fields.RequiredDate("stmt_enddate");
  const std::string optins = fields.Text("setl_optins", 6);
  if (!fields.status().ok()) return fields.status();
  const absl::StatusOr<StatementTotals> stated = ParseStatementTotals(message);
  if (!stated.ok()) return stated.status();
  const auto posted = PostedIn({.from = from, .until = until}, institution_id, intake);
  if (!posted.ok()) return posted.status();
  const std::string differences = DifferencesOf(*stated, SumsOf(*posted, stated->of));
  return Output{.write = [optins, differences](JsonWriter& out) {
    out.BeginObject().Key("stmtinfo").BeginObject();
    out.Text("setl_optins", optins).Text("stmt_rslt", differences.empty() ? "0" : "1");
    out.Text("stmt_rslt_dscr", differences.empty() ? "一致" : differences);
    out.EndObject().EndObject();
  }};
}

}  // namespace yizhan::national
