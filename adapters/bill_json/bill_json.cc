#include "adapters/bill_json/bill_json.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "adapters/bill_json/fill_message.h"
#include "adapters/national/json_reader.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"

namespace yizhan {
namespace {

constexpr char kBill[] = "bill";
constexpr char kPerson[] = "person";
constexpr char kReverse[] = "reverse";
constexpr char kReplace[] = "replace";
constexpr char kInstitution[] = "institution_id";
constexpr char kNumber[] = "number";
constexpr char kMessageId[] = "message_id";
constexpr char kRequestId[] = "request_id";
constexpr char kReason[] = "reason";

constexpr std::size_t kMessageIdCharactersMax = 64;
constexpr std::size_t kInstitutionCharactersMax = 30;
constexpr std::size_t kReasonCharactersMax = 200;

// Where an object stands, and what may be in it.
absl::Status CheckKeys(const Json& object, const std::string& path,
                       const std::vector<std::string>& keys) {
  if (auto status = CheckKind(object, Json::Kind::kObject, path); !status.ok()) return status;
  for (const auto& [key, json] : object.members) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = JoinPath(path, key)});
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

absl::Status ReadPerson(const Json& json, const std::string& at, v1::PersonRef* person) {
  if (json.members.size() != 1) {
    return Refuse(
        {.reason = v1::FIELD_MALFORMED, .field = at, .expected = "one of card, person_no"});
  }
  const auto& [key, value] = json.members.front();
  const std::string path = JoinPath(at, key);
  if (key == "card") return ReadCard(value, path, person->mutable_card());
  if (key != "person_no") return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = path});
  const absl::StatusOr<std::uint64_t> number = ReadPersonNo(value, path);
  if (!number.ok()) return number.status();
  person->set_person_no(*number);
  return absl::OkStatus();
}

// The members "bill" and "person" of an object.
absl::Status ReadSettle(const Json& object, const std::string& path, v1::SettleRequest* request) {
  const auto bill = Require(object, kBill, Json::Kind::kObject, path);
  if (!bill.ok()) return bill.status();
  const auto person = Require(object, kPerson, Json::Kind::kObject, path);
  if (!person.ok()) return person.status();
  const std::string at = JoinPath(path, kBill);
  if (auto status = FillMessage(**bill, at, request->mutable_bill()); !status.ok()) return status;
  return ReadPerson(**person, JoinPath(path, kPerson), request->mutable_person());
}

absl::StatusOr<v1::SettleRequest> ReadSettleLine(const Json& root) {
  if (auto status = CheckKeys(root, "", {kBill, kPerson}); !status.ok()) return status;
  v1::SettleRequest request;
  if (auto status = ReadSettle(root, "", &request); !status.ok()) return status;
  return request;
}

// Empty when absent.
absl::StatusOr<std::string> ReadText(const Json& object, const std::string& key,
                                     const std::string& path, std::size_t characters_max) {
  const Json* found = object.Find(key);
  if (found == nullptr) return std::string();
  const std::string at = JoinPath(path, key);
  if (auto status = CheckKind(*found, Json::Kind::kString, at); !status.ok()) return status;
  if (auto status = CheckText(at, found->text, characters_max); !status.ok()) return status;
  return found->text;
}

absl::StatusOr<std::uint64_t> ReadNumber(const Json& json, const std::string& path) {
  if (auto status = CheckKind(json, Json::Kind::kNumber, path); !status.ok()) return status;
  std::uint64_t number = 0;
  const char* end = json.text.data() + json.text.size();
  const auto [last, error] = std::from_chars(json.text.data(), end, number);
  if (error == std::errc() && last == end && number != 0) return number;
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = path, .expected = "settlement number"});
}

// "number" or "message_id": exactly one names the original.
template <typename Request>
absl::Status ReadOriginal(const Json& object, const std::string& path, Request* request) {
  const Json* number = object.Find(kNumber);
  const auto message_id = ReadText(object, kMessageId, path, kMessageIdCharactersMax);
  if (!message_id.ok()) return message_id.status();
  if ((number == nullptr) == message_id->empty()) {
    return Refuse({.reason = number == nullptr ? v1::FIELD_MISSING : v1::FIELD_MALFORMED,
                   .field = JoinPath(path, kMessageId),
                   .expected = "one of message_id, number"});
  }
  if (number == nullptr) {
    request->set_message_id(*message_id);
    return absl::OkStatus();
  }
  const auto read = ReadNumber(*number, JoinPath(path, kNumber));
  if (!read.ok()) return read.status();
  request->set_number(*read);
  return absl::OkStatus();
}

absl::StatusOr<ReverseLine> ReadReverseLine(const Json& object) {
  if (auto status =
          CheckKeys(object, kReverse, {kInstitution, kNumber, kMessageId, kRequestId, kReason});
      !status.ok()) {
    return status;
  }
  ReverseLine line;
  if (auto status = ReadOriginal(object, kReverse, &line.request); !status.ok()) return status;
  const auto institution = ReadText(object, kInstitution, kReverse, kInstitutionCharactersMax);
  if (!institution.ok()) return institution.status();
  if (institution->empty() && !line.request.message_id().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = JoinPath(kReverse, kInstitution)});
  }
  const auto request_id = ReadText(object, kRequestId, kReverse, kMessageIdCharactersMax);
  if (!request_id.ok()) return request_id.status();
  const auto reason = ReadText(object, kReason, kReverse, kReasonCharactersMax);
  if (!reason.ok()) return reason.status();
  line.institution_id = *institution;
  line.request.set_request_id(*request_id);
  line.request.set_reason(*reason);
  return line;
}

absl::StatusOr<v1::ReplaceRequest> ReadReplaceLine(const Json& object) {
  if (auto status = CheckKeys(object, kReplace, {kNumber, kMessageId, kReason, kBill, kPerson});
      !status.ok()) {
    return status;
  }
  v1::ReplaceRequest request;
  if (auto status = ReadOriginal(object, kReplace, &request); !status.ok()) return status;
  const auto reason = ReadText(object, kReason, kReplace, kReasonCharactersMax);
  if (!reason.ok()) return reason.status();
  request.set_reason(*reason);
  if (auto status = ReadSettle(object, kReplace, request.mutable_replacement()); !status.ok()) {
    return status;
  }
  return request;
}

}  // namespace

absl::StatusOr<v1::SettleRequest> ParseSettleJson(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  if (!root.ok()) return root.status();
  return ReadSettleLine(*root);
}

absl::StatusOr<BillLine> ParseBillLine(const Json& root) {
  if (auto status = CheckKind(root, Json::Kind::kObject, ""); !status.ok()) return status;
  if (const Json* object = root.Find(kReverse); object != nullptr) {
    if (auto status = CheckKeys(root, "", {kReverse}); !status.ok()) return status;
    return ReadReverseLine(*object);
  }
  if (const Json* object = root.Find(kReplace); object != nullptr) {
    if (auto status = CheckKeys(root, "", {kReplace}); !status.ok()) return status;
    return ReadReplaceLine(*object);
  }
  return ReadSettleLine(root);
}

absl::StatusOr<v1::Institution> ParseInstitutionJson(const Json& root) {
  if (auto status = CheckKeys(root, "", {"id", "name", "level", "town", "live_from"});
      !status.ok()) {
    return status;
  }
  v1::Institution institution;
  if (auto status = FillMessage(root, "", &institution); !status.ok()) return status;
  if (institution.id().empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = "id"});
  if (institution.name().empty()) institution.set_name(institution.id());
  return institution;
}

}  // namespace yizhan
