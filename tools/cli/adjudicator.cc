#include "tools/cli/adjudicator.h"

#include <utility>

#include "adapters/files/register_csv.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/settlement_message.h"
#include "engine/base/digest.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/plain_json.h"

namespace yizhan::cli {
namespace {

constexpr char kNational[] = "infno";

JsonObject AnswerTo(std::uint64_t number) {
  JsonObject answer;
  answer.Number("line", number);
  return answer;
}

std::string LineOf(const JsonObject& answer) { return answer.Text() + "\n"; }

JsonObject ErrorOf(const absl::Status& why) {
  const v1::ErrorDetail detail = DetailOf(why);
  JsonObject error;
  error.Text("reason", v1::Reason_Name(detail.reason()));
  if (!detail.field().empty()) error.Text("field", detail.field());
  if (!detail.expected().empty()) error.Text("expected", detail.expected());
  if (!detail.found().empty()) error.Text("found", detail.found());
  if (detail.related() != 0) error.Number("related", detail.related());
  error.Text("message_zh", detail.message_zh()).Text("message_en", detail.message_en());
  return error;
}

// What the reader of the list has already, or what is the same on every line.
v1::SettleResult Shortened(v1::SettleResult result) {
  result.clear_bill();
  result.clear_pack_hash();
  result.clear_leaf_hash();
  result.clear_institution_name();
  result.clear_lines();
  return result;
}

absl::StatusOr<BillLine> FromNational(national::Message message) {
  if (auto* settle = std::get_if<national::SettleMessage>(&message.body); settle != nullptr) {
    v1::SettleRequest request;
    *request.mutable_bill() = std::move(settle->bill);
    *request.mutable_person() = std::move(settle->person);
    return request;
  }
  auto& reverse = std::get<national::ReverseMessage>(message.body);
  return ReverseLine{.institution_id = message.fixmedins_code,
                     .request = std::move(reverse.request)};
}

// Person numbers are drawn anew in every run.
absl::Status CheckByCard(const v1::SettleRequest& request) {
  if (!request.person().has_person_no()) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = "person", .expected = "card"});
}

std::string HolderJson(std::string_view key, std::string_view value, const CompiledPack& pack,
                       const std::unordered_map<std::uint64_t, std::uint32_t>& register_lines) {
  const std::optional<HolderName> holder = HolderOfKey(key);
  v1::HolderRow row;
  if (!holder.has_value() || !row.ParseFromString(std::string(value))) return "";
  JsonObject account;
  if (holder->kind == 'H') {
    account.Text("household_no", PersonText(holder->number));
  } else {
    account.Text("person_no", PersonText(holder->number));
    const auto line = register_lines.find(holder->number);
    if (line != register_lines.end()) account.Number("register_line", line->second);
  }
  if (holder->kind == 'V') {
    account.Text("institution_id", holder->institution_id).Text("visit_no", holder->visit_no);
  }
  row.clear_last_entry();
  return LineOf(JsonObject().Raw("account", account.Raw("values", PlainJson(row, pack)).Text()));
}

}  // namespace

absl::StatusOr<BillLine> ReadBillLine(const std::string& text) {
  const absl::StatusOr<Json> root = ParseJson(text);
  if (!root.ok()) return root.status();
  if (root->kind != Json::Kind::kObject || root->Find(kNational) == nullptr) {
    return ParseBillLine(*root);
  }
  absl::StatusOr<national::Message> message = national::ReadMessage(*root);
  if (!message.ok()) return message.status();
  return FromNational(*std::move(message));
}

absl::Status Adjudicator::Register(const std::string& csv,
                                   std::vector<v1::ImportRefusal>& refused) {
  const absl::StatusOr<files::RegisterFile> file = files::ParseRegisterCsv(csv);
  if (!file.ok()) return file.status();
  refused.insert(refused.end(), file->refused.begin(), file->refused.end());
  for (const v1::ImportPerson& person : file->persons) {
    const absl::StatusOr<std::uint64_t> person_no = desk_->Import(person);
    if (person_no.ok()) {
      register_lines_.emplace(*person_no, person.line());
      continue;
    }
    const v1::ErrorDetail why = DetailOf(person_no.status());
    if (why.reason() == v1::REASON_UNSPECIFIED) return person_no.status();
    v1::ImportRefusal& left_out = refused.emplace_back();
    left_out.set_line(person.line());
    left_out.set_column(why.field());
    left_out.set_message_zh(why.message_zh());
    left_out.set_message_en(why.message_en());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Adjudicator::Play(std::uint64_t number, const std::string& line) {
  absl::StatusOr<BillLine> read = ReadBillLine(line);
  if (!read.ok()) return Unreadable(number, read.status());
  if (const auto* settle = std::get_if<v1::SettleRequest>(&*read); settle != nullptr) {
    return Settle(number, *settle);
  }
  if (const auto* replace = std::get_if<v1::ReplaceRequest>(&*read); replace != nullptr) {
    return Replace(number, *replace);
  }
  return Reverse(number, std::get<ReverseLine>(*std::move(read)));
}

std::string Adjudicator::Unreadable(std::uint64_t number, const absl::Status& why) {
  counts_.errors += 1;
  return LineOf(AnswerTo(number).Object("error", ErrorOf(why)));
}

absl::StatusOr<std::string> Adjudicator::Refused(std::uint64_t number, const absl::Status& why) {
  if (ReasonOf(why) == v1::REASON_UNSPECIFIED) return why;
  if (absl::IsInvalidArgument(why)) return Unreadable(number, why);
  counts_.refused += 1;
  return LineOf(AnswerTo(number).Object("refused", ErrorOf(why)));
}

absl::Status Adjudicator::AddResult(const v1::SettleResult& result, JsonObject& answer) {
  if (!result.bill().message_id().empty()) answer.Text("message_id", result.bill().message_id());
  const auto line = register_lines_.find(result.person_no());
  if (line != register_lines_.end()) answer.Number("register_line", line->second);
  const CompiledPack& pack = *desk_->pack();
  if (trace_ == Trace::kFigures) {
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

absl::StatusOr<std::string> Adjudicator::Settle(std::uint64_t number,
                                                const v1::SettleRequest& request) {
  if (absl::Status status = CheckByCard(request); !status.ok()) return Refused(number, status);
  const absl::StatusOr<v1::SettleResult> result = desk_->Settle(request);
  if (!result.ok()) return Refused(number, result.status());
  JsonObject answer = AnswerTo(number);
  if (absl::Status status = AddResult(*result, answer); !status.ok()) return status;
  counts_.settled += 1;
  return LineOf(answer);
}

absl::StatusOr<std::string> Adjudicator::Reverse(std::uint64_t number, ReverseLine line) {
  if (line.request.request_id().empty()) {
    line.request.set_request_id("line-" + std::to_string(number));
  }
  const absl::StatusOr<v1::ReverseReply> reply = desk_->Reverse(line.institution_id, line.request);
  if (!reply.ok()) return Refused(number, reply.status());
  JsonObject answer = AnswerTo(number);
  if (reply->has_original()) {
    answer.Text("message_id", reply->original().bill().message_id());
    answer.Number("original", reply->original().number());
  }
  v1::ReverseReply shown = *reply;
  shown.clear_original();
  counts_.reversed += 1;
  return LineOf(answer.Raw("reversed", PlainJson(shown, *desk_->pack())));
}

absl::StatusOr<std::string> Adjudicator::Replace(std::uint64_t number,
                                                 const v1::ReplaceRequest& request) {
  if (absl::Status status = CheckByCard(request.replacement()); !status.ok()) {
    return Refused(number, status);
  }
  const absl::StatusOr<v1::ReplaceReply> reply = desk_->Replace(request);
  if (!reply.ok()) return Refused(number, reply.status());
  v1::ReplaceReply shown = *reply;
  shown.clear_result();
  JsonObject answer = AnswerTo(number);
  answer.Raw("replaced", PlainJson(shown, *desk_->pack()));
  if (absl::Status status = AddResult(reply->result(), answer); !status.ok()) return status;
  counts_.replaced += 1;
  return LineOf(answer);
}

absl::Status Adjudicator::State(const std::function<void(const std::string&)>& write) const {
  const CompiledPack& pack = *desk_->pack();
  const std::shared_ptr<const View> view = desk_->view();
  absl::Status scanned =
      view->Scan(Table::kHolder, "", [&](std::string_view key, std::string_view value) {
        write(HolderJson(key, value, pack, register_lines_));
        return true;
      });
  if (!scanned.ok()) return scanned;
  scanned = view->Scan(Table::kFund, "", [&](std::string_view key, std::string_view value) {
    v1::FundRow row;
    if (!row.ParseFromString(std::string(value))) return false;
    JsonObject fund;
    fund.Text("fund_id", std::string(key)).Raw("sums", PlainJson(row, pack));
    write(LineOf(JsonObject().Object("fund", fund)));
    return true;
  });
  if (!scanned.ok()) return scanned;
  JsonObject state;
  state.Text("pack_hash", HexText(pack.hash))
      .Number("settled", counts_.settled)
      .Number("reversed", counts_.reversed)
      .Number("replaced", counts_.replaced)
      .Number("refused", counts_.refused)
      .Number("errors", counts_.errors);
  write(LineOf(JsonObject().Object("state", state)));
  return absl::OkStatus();
}

}  // namespace yizhan::cli
