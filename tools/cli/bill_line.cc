#include "tools/cli/bill_line.h"

#include <utility>

#include "adapters/national/json_reader.h"
#include "adapters/national/settlement_message.h"
#include "engine/base/refusal.h"

namespace yizhan::cli {
namespace {

constexpr char kNational[] = "infno";

absl::StatusOr<BillLine> ReadNational(const Json& root) {
  absl::StatusOr<national::Message> message = national::ReadMessage(root);
  if (!message.ok()) return message.status();
  if (auto* settle = std::get_if<national::SettleMessage>(&message->body); settle != nullptr) {
    v1::SettleRequest request;
    *request.mutable_bill() = std::move(settle->bill);
    *request.mutable_person() = std::move(settle->person);
    return request;
  }
  auto& reverse = std::get<national::ReverseMessage>(message->body);
  return ReverseLine{.institution_id = message->fixmedins_code,
                     .request = std::move(reverse.request)};
}

absl::Status CheckByCard(const v1::SettleRequest& request, const std::string& field) {
  if (!request.person().has_person_no()) return absl::OkStatus();
  return Refuse(
      {.reason = v1::FIELD_MALFORMED, .field = field, .expected = "card", .found = "person_no"});
}

absl::Status CheckPeople(const BillLine& line) {
  if (const auto* settle = std::get_if<v1::SettleRequest>(&line); settle != nullptr) {
    return CheckByCard(*settle, "person");
  }
  const auto* replace = std::get_if<v1::ReplaceRequest>(&line);
  return replace == nullptr ? absl::OkStatus()
                            : CheckByCard(replace->replacement(), "replace.person");
}

}  // namespace

absl::StatusOr<BillLine> ReadBillLine(const std::string& text) {
  const absl::StatusOr<Json> root = ParseJson(text);
  if (!root.ok()) return root.status();
  const bool is_national = root->kind == Json::Kind::kObject && root->Find(kNational) != nullptr;
  absl::StatusOr<BillLine> line = is_national ? ReadNational(*root) : ParseBillLine(*root);
  if (!line.ok()) return line;
  if (absl::Status status = CheckPeople(*line); !status.ok()) return status;
  return line;
}

bool IsBlankLine(const std::string& text) {
  return text.find_first_not_of(" \t\r") == std::string::npos;
}

}  // namespace yizhan::cli
