#include "tools/cli/adjudicator.h"

#include <utility>

#include "adapters/files/register_csv.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/result.h"
#include "tools/cli/line_error.h"
#include "tools/cli/names.h"
#include "tools/cli/plain_json.h"

namespace yizhan::cli {
namespace {

JsonObject AnswerTo(std::uint64_t number) {
  JsonObject answer;
  answer.Number("line", number);
  return answer;
}

JsonObject AnswerIn(const LinePlace& place) {
  JsonObject answer;
  answer.Text("file", place.file).Number("line", place.line);
  return answer;
}

std::string LineOf(const JsonObject& answer) { return answer.Text() + "\n"; }

}  // namespace

// Left out: what the reader of the list has already, and what is the same on every line.
v1::SettleResult Adjudicator::Shortened(v1::SettleResult result) const {
  result.clear_number();
  result.clear_bill();
  result.clear_pack_hash();
  result.clear_leaf_hash();
  result.clear_institution_name();
  result.clear_lines();
  result.set_ended_by(lines_.LineOf(result.ended_by()));
  return result;
}

Answer Adjudicator::RegisterError(std::uint32_t line, const v1::ErrorDetail& why) {
  counts_.register_errors += 1;
  const LinePlace place{.file = options_.register_file, .line = line};
  const v1::ErrorDetail told = WithFound(why, /*line=*/"");
  return {.json = LineOf(AnswerIn(place).Object("register_error", ErrorJson(told))),
          .told = ErrorText(place, told)};
}

absl::Status Adjudicator::RememberPerson(std::uint64_t person_no, std::uint32_t line) {
  register_lines_.emplace(person_no, line);
  const auto row = GetRow<v1::PersonRow>(*desk_->view(), Table::kPerson, NumberKey(person_no));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::OkStatus();
  for (const v1::DatedHousehold& household : (*row)->record().households()) {
    household_lines_.emplace(household.household_no(), line);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Answer>> Adjudicator::Register(const std::string& csv) {
  const absl::StatusOr<files::RegisterFile> file = files::ParseRegisterCsv(csv);
  if (!file.ok()) return file.status();
  std::vector<Answer> left_out;
  for (std::size_t i = 0; i < file->refused.size(); ++i) {
    left_out.push_back(RegisterError(file->refused[i].line(), file->reasons[i]));
  }
  for (const v1::ImportPerson& person : file->persons) {
    const absl::StatusOr<std::uint64_t> person_no = desk_->Import(person);
    if (person_no.ok()) {
      absl::Status status = RememberPerson(*person_no, person.line());
      if (!status.ok()) return status;
      continue;
    }
    const v1::ErrorDetail why = DetailOf(person_no.status());
    if (why.reason() == v1::REASON_UNSPECIFIED) return person_no.status();
    left_out.push_back(RegisterError(person.line(), why));
  }
  return left_out;
}

absl::StatusOr<Answer> Adjudicator::Play(std::uint64_t number, const std::string& line) {
  lines_.Begin(number, desk_->store().Durable().size);
  absl::StatusOr<BillLine> read = ReadBillLine(line);
  if (!read.ok()) return Refused(number, read.status(), line);
  absl::StatusOr<Answer> answer;
  if (const auto* settle = std::get_if<v1::SettleRequest>(&*read); settle != nullptr) {
    answer = Settle(number, *settle);
  } else if (auto* replace = std::get_if<v1::ReplaceRequest>(&*read); replace != nullptr) {
    answer = Replace(number, std::move(*replace));
  } else {
    answer = Reverse(number, std::get<ReverseLine>(*std::move(read)));
  }
  return answer.ok() ? answer : Refused(number, answer.status(), line);
}

Answer Adjudicator::Unreadable(std::uint64_t number, const absl::Status& why) {
  counts_.errors += 1;
  const LinePlace place{.file = options_.bills_file, .line = number};
  const v1::ErrorDetail told = DetailOf(why);
  return {.json = LineOf(AnswerIn(place).Object("error", ErrorJson(told))),
          .told = ErrorText(place, told)};
}

absl::StatusOr<Answer> Adjudicator::Refused(std::uint64_t number, const absl::Status& why,
                                            const std::string& line) {
  v1::ErrorDetail detail = DetailOf(why);
  if (detail.reason() == v1::REASON_UNSPECIFIED) return why;
  const LinePlace place{.file = options_.bills_file, .line = number};
  if (absl::IsInvalidArgument(why)) {
    counts_.errors += 1;
    detail = WithFound(detail, line);
    return Answer{.json = LineOf(AnswerIn(place).Object("error", ErrorJson(detail))),
                  .told = ErrorText(place, detail)};
  }
  counts_.refused += 1;
  const std::uint64_t related = lines_.LineOf(detail.related());
  if (detail.related() != 0) {
    // Its sentences name an entry of this run's ledger.
    detail = DetailOf(Refuse({.reason = detail.reason(),
                              .field = detail.field(),
                              .expected = detail.expected(),
                              .found = detail.found()}));
  }
  if (related != 0) {
    detail.set_message_zh(detail.message_zh() + "；见第" + std::to_string(related) + "行");
    detail.set_message_en(detail.message_en() + "; see line " + std::to_string(related));
  }
  JsonObject error = ErrorJson(detail);
  if (related != 0) error.Number("related_line", related);
  return Answer{.json = LineOf(AnswerIn(place).Object("refused", error))};
}

absl::Status Adjudicator::AddResult(const v1::SettleResult& result, JsonObject& answer) {
  if (!result.bill().message_id().empty()) answer.Text("message_id", result.bill().message_id());
  const auto line = register_lines_.find(result.person_no());
  if (line != register_lines_.end()) answer.Number("register_line", line->second);
  const CompiledPack& pack = *desk_->pack();
  if (options_.trace == Trace::kFigures) {
    answer.Raw("settled", PlainJson(Shortened(result), pack));
    return absl::OkStatus();
  }
  absl::StatusOr<v1::ExplainReply> reply = desk_->Explain(result.number());
  if (!reply.ok()) return reply.status();
  *reply->mutable_result() = Shortened(result);
  reply->mutable_result()->mutable_outcome()->clear_steps();  // They follow, explained.
  answer.Raw("explained", PlainJson(*reply, pack));
  return absl::OkStatus();
}

absl::StatusOr<Answer> Adjudicator::Settle(std::uint64_t number, const v1::SettleRequest& request) {
  const absl::StatusOr<v1::SettleResult> result = desk_->Settle(request);
  if (!result.ok()) return result.status();
  if (!result->replayed()) {
    lines_.AddSettlement(number, {result->number(), request.bill().institution_id()});
  }
  JsonObject answer = AnswerTo(number);
  if (absl::Status status = AddResult(*result, answer); !status.ok()) return status;
  counts_.settled += 1;
  return Answer{.json = LineOf(answer)};
}

absl::StatusOr<std::uint64_t> Adjudicator::NumberOf(std::uint64_t line,
                                                    const std::string& institution_id) const {
  const LineNumbers::Settlement* settlement = lines_.At(line);
  if (settlement == nullptr) {
    return Refuse(
        {.reason = v1::SETTLEMENT_UNKNOWN, .field = "number", .found = std::to_string(line)});
  }
  if (institution_id.empty() || institution_id == settlement->institution_id) {
    return settlement->number;
  }
  return Refuse({.reason = v1::NOT_ALLOWED,  // R45
                 .field = "institution_id",
                 .expected = settlement->institution_id,
                 .found = institution_id});
}

absl::StatusOr<Answer> Adjudicator::Reverse(std::uint64_t number, ReverseLine line) {
  if (line.request.request_id().empty()) {
    line.request.set_request_id("line-" + std::to_string(number));
  }
  if (line.request.what_case() == v1::ReverseRequest::kNumber) {
    const absl::StatusOr<std::uint64_t> original =
        NumberOf(line.request.number(), line.institution_id);
    if (!original.ok()) return original.status();
    line.request.set_number(*original);
  }
  const absl::StatusOr<v1::ReverseReply> reply = desk_->Reverse(line.institution_id, line.request);
  if (!reply.ok()) return reply.status();
  JsonObject answer = AnswerTo(number);
  if (reply->has_original()) {
    answer.Text("message_id", reply->original().bill().message_id());
    answer.Number("original", lines_.LineOf(reply->original().number()));
  }
  v1::ReverseReply shown = *reply;
  shown.clear_number();
  shown.clear_original();
  counts_.reversed += 1;
  return Answer{.json = LineOf(answer.Raw("reversed", PlainJson(shown, *desk_->pack())))};
}

absl::StatusOr<Answer> Adjudicator::Replace(std::uint64_t number, v1::ReplaceRequest request) {
  if (request.what_case() == v1::ReplaceRequest::kNumber) {
    const absl::StatusOr<std::uint64_t> original = NumberOf(request.number(), "");
    if (!original.ok()) return original.status();
    request.set_number(*original);
  }
  const absl::StatusOr<v1::ReplaceReply> reply = desk_->Replace(request);
  if (!reply.ok()) return reply.status();
  const v1::SettleResult& result = reply->result();
  if (!reply->replayed()) {
    lines_.AddSettlement(number, {result.number(), request.replacement().bill().institution_id()});
  }
  v1::ReplaceReply shown = *reply;
  shown.clear_contra();
  shown.clear_result();
  JsonObject answer = AnswerTo(number);
  const absl::StatusOr<v1::Entry> contra = ReadEntry(*desk_->view(), reply->contra());
  if (!contra.ok()) return contra.status();
  if (contra->has_contra()) answer.Number("original", lines_.LineOf(contra->contra().original()));
  answer.Raw("replaced", PlainJson(shown, *desk_->pack()));
  if (absl::Status status = AddResult(result, answer); !status.ok()) return status;
  counts_.replaced += 1;
  return Answer{.json = LineOf(answer)};
}

std::string Adjudicator::HolderJson(std::string_view key, std::string_view value) const {
  const std::optional<HolderName> holder = HolderOfKey(key);
  v1::HolderRow row;
  if (!holder.has_value() || !row.ParseFromString(std::string(value))) return "";
  const bool is_household = holder->kind == 'H';
  JsonObject account;
  account.Text(is_household ? "household_no" : "person_no", PersonText(holder->number));
  const auto& lines = is_household ? household_lines_ : register_lines_;
  if (const auto line = lines.find(holder->number); line != lines.end()) {
    account.Number("register_line", line->second);
  }
  if (holder->kind == 'V') {
    account.Text("institution_id", holder->institution_id).Text("visit_no", holder->visit_no);
  }
  std::string values;
  for (v1::AccountValue& one : *row.mutable_values()) {
    one.clear_newest();
    values += (values.empty() ? "" : ", ") + PlainJson(one, *desk_->pack());
  }
  return LineOf(JsonObject().Object("account", account.Raw("values", "[" + values + "]")));
}

absl::Status Adjudicator::State(const std::function<void(const std::string&)>& write) const {
  const std::shared_ptr<const View> view = desk_->view();
  absl::Status scanned =
      view->Scan(Table::kHolder, "", [&](std::string_view key, std::string_view value) {
        write(HolderJson(key, value));
        return true;
      });
  if (!scanned.ok()) return scanned;
  scanned = view->Scan(Table::kFund, "", [&](std::string_view key, std::string_view value) {
    v1::FundRow row;
    if (!row.ParseFromString(std::string(value))) return false;
    JsonObject fund;
    fund.Text("fund_id", std::string(key))
        .Raw("granted_fen", std::to_string(row.granted_fen()))
        .Raw("balance_fen", std::to_string(row.balance_fen()));
    write(LineOf(JsonObject().Object("fund", fund)));
    return true;
  });
  if (!scanned.ok()) return scanned;
  JsonObject state;
  state.Text("pack_hash", HexText(desk_->pack()->hash))
      .Number("settled", counts_.settled)
      .Number("reversed", counts_.reversed)
      .Number("replaced", counts_.replaced)
      .Number("refused", counts_.refused)
      .Number("errors", counts_.errors)
      .Number("register_errors", counts_.register_errors);
  write(LineOf(JsonObject().Object("state", state)));
  return absl::OkStatus();
}

}  // namespace yizhan::cli
