#include "adapters/bill_json/bill_json.h"

#include <charconv>

#include "adapters/bill_json/fill_message.h"
#include "adapters/national/json_reader.h"
#include "engine/base/refusal.h"

namespace yizhan {
namespace {

constexpr char kPersonPath[] = "person";

absl::Status CheckTopLevel(const Json& root) {
  if (auto status = CheckKind(root, Json::Kind::kObject, ""); !status.ok()) return status;
  for (const auto& [key, json] : root.members) {
    if (key != "bill" && key != kPersonPath) {
      return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = JoinPath("", key)});
    }
  }
  return absl::OkStatus();
}

// Sixteen hex digits at most; 0 is nobody.
absl::StatusOr<std::uint64_t> ReadPersonNo(const Json& json, const std::string& path) {
  if (auto status = CheckKind(json, Json::Kind::kString, path); !status.ok()) return status;
  std::uint64_t number = 0;
  const char* end = json.text.data() + json.text.size();
  const auto [last, error] = std::from_chars(json.text.data(), end, number, 16);
  if (error != std::errc() || last != end || json.text.size() > 16 || number == 0) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = path, .expected = "16 hex digits"});
  }
  return number;
}

absl::Status ReadCard(const Json& json, const std::string& path, v1::Card* card) {
  if (auto status = CheckKind(json, Json::Kind::kObject, path); !status.ok()) return status;
  if (auto status = FillMessage(json, path, card); !status.ok()) return status;
  if (card->cert_no().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = path + ".cert_no"});
  }
  if (card->cert_type().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = path + ".cert_type"});
  }
  return absl::OkStatus();
}

absl::Status ReadPerson(const Json& json, v1::PersonRef* person) {
  if (json.members.size() != 1) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = kPersonPath,
                   .expected = "one of card, person_no"});
  }
  const auto& [key, value] = json.members.front();
  const std::string path = JoinPath(kPersonPath, key);
  if (key == "card") return ReadCard(value, path, person->mutable_card());
  if (key != "person_no") return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = path});
  const absl::StatusOr<std::uint64_t> number = ReadPersonNo(value, path);
  if (!number.ok()) return number.status();
  person->set_person_no(*number);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SettleRequest> ParseSettleJson(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  if (!root.ok()) return root.status();
  if (auto status = CheckTopLevel(*root); !status.ok()) return status;
  const auto bill = Require(*root, "bill", Json::Kind::kObject, "");
  if (!bill.ok()) return bill.status();
  const auto person = Require(*root, kPersonPath, Json::Kind::kObject, "");
  if (!person.ok()) return person.status();

  v1::SettleRequest request;
  if (auto status = FillMessage(**bill, "bill", request.mutable_bill()); !status.ok()) {
    return status;
  }
  if (auto status = ReadPerson(**person, request.mutable_person()); !status.ok()) return status;
  return request;
}

}  // namespace yizhan
