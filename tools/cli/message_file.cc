#include "tools/cli/message_file.h"

#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "adapters/bill_json/bill_json.h"
#include "adapters/national/settlement_message.h"
#include "tools/cli/json_members.h"
#include "tools/cli/session.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kDigestBytes = 32;

bool Has(const std::vector<JsonMember>& members, const std::string& key) {
  return MemberText(members, key).has_value();
}

absl::StatusOr<BillFile> ReadNationalBill(const std::string& json) {
  absl::StatusOr<national::Message> message = national::ParseMessage(json);
  if (!message.ok()) return message.status();
  auto* settle = std::get_if<national::SettleMessage>(&message->body);
  if (settle == nullptr) {
    return UsageError("报文 " + message->infno + " 不是结算报文，请用 yizhan reverse",
                      "message " + message->infno + " is no settlement; use yizhan reverse");
  }
  BillFile file;
  *file.request.mutable_bill() = std::move(settle->bill);
  *file.request.mutable_person() = std::move(settle->person);
  file.patient_name = std::move(settle->psn_name);
  return file;
}

}  // namespace

absl::StatusOr<BillFile> ReadBillFile(const std::string& path) {
  absl::StatusOr<std::string> json = ReadAll(path);
  if (!json.ok()) return json.status();
  absl::StatusOr<std::vector<JsonMember>> members = JsonMembers(*json);
  if (!members.ok()) return members.status();
  if (Has(*members, "infno")) return ReadNationalBill(*json);
  if (!Has(*members, "bill")) {
    return UsageError(path + " 既不是本系统的单据，也不是国家接口报文",
                      path + R"( has neither "bill" (our JSON) nor "infno" (a national message))");
  }
  absl::StatusOr<v1::SettleRequest> request = ParseSettleJson(*json);
  if (!request.ok()) return request.status();
  return BillFile{*std::move(request), ""};
}

absl::StatusOr<v1::ReverseRequest> ReadReverseFile(const std::string& path) {
  absl::StatusOr<std::string> json = ReadAll(path);
  if (!json.ok()) return json.status();
  absl::StatusOr<national::Message> message = national::ParseMessage(*json);
  if (!message.ok()) return message.status();
  auto* reverse = std::get_if<national::ReverseMessage>(&message->body);
  if (reverse == nullptr) {
    return UsageError("报文 " + message->infno + " 不是撤销或冲正报文，请用 yizhan settle",
                      "message " + message->infno + " is no reversal; use yizhan settle");
  }
  return std::move(reverse->request);
}

absl::StatusOr<std::string> ParseQuoteDigest(const std::string& text) {
  if (text.empty()) return std::string();
  std::string digest;
  const bool hex = text.size() == 2 * kDigestBytes &&
                   text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (hex) {
    digest = absl::HexStringToBytes(text);
  } else if (!absl::Base64Unescape(text, &digest)) {
    digest.clear();
  }
  if (digest.size() != kDigestBytes) {
    return UsageError("--quote-digest 应为64位十六进制", "--quote-digest takes 64 hex digits");
  }
  return digest;
}

}  // namespace yizhan::cli
