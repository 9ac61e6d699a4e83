#include "adapters/national/sm_envelope.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "adapters/national/json_edit.h"
#include "engine/base/refusal.h"
#include "engine/base/whole_file.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kKeyFileBytesMax = 65'536;
constexpr char kSignature[] = "cainfo";
constexpr char kSignType[] = "signtype";
constexpr char kSm2[] = "SM2";
constexpr char kSm4[] = "SM4";

// The names that a request and an answer have for the same things.
struct Names {
  const char* body;
  const char* cipher;
};
Names NamesOf(const Json& message) {
  return message.Find("infcode") != nullptr ? Names{"output", "enctype"}
                                            : Names{"input", "enc_type"};
}

std::string ValueText(const Json& value) {
  const bool nested = value.kind == Json::Kind::kObject || value.kind == Json::Kind::kArray;
  if (!nested) return value.kind == Json::Kind::kNull ? "" : value.text;
  return JsonText(value);
}

void PutText(Json& message, const std::string& name, std::string text) {
  PutMember(message, name, JsonString(std::move(text)));
}

absl::StatusOr<Json> ParseMessage(const std::string& text) {
  absl::StatusOr<Json> message = ParseJson(text);
  if (!message.ok()) return message;
  if (auto status = CheckKind(*message, Json::Kind::kObject, ""); !status.ok()) return status;
  return message;
}

absl::StatusOr<std::optional<Sm2Key>> LoadKey(const std::string& path, bool is_private) {
  if (path.empty()) return std::nullopt;
  const Privacy privacy = is_private ? Privacy::kSecret : Privacy::kPublic;
  const absl::StatusOr<std::string> pem = ReadWhole(path, kKeyFileBytesMax, privacy);
  if (!pem.ok()) return pem.status();
  absl::StatusOr<Sm2Key> key =
      is_private ? Sm2Key::FromPrivatePem(*pem) : Sm2Key::FromPublicPem(*pem);
  if (!key.ok()) {
    return absl::InvalidArgumentError(path + ": " + std::string(key.status().message()));
  }
  return *std::move(key);
}

absl::StatusOr<std::string> LoadSm4Key(const std::string& path) {
  if (path.empty()) return "";
  const absl::StatusOr<std::string> hex = ReadWhole(path, kKeyFileBytesMax, Privacy::kSecret);
  if (!hex.ok()) return hex.status();
  const std::optional<std::string> key = ParseSm4Key(*hex);
  if (!key.has_value()) return absl::InvalidArgumentError(path + ": not 32 hex digits");
  return *key;
}

}  // namespace

std::string SignedText(const Json& message) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const auto& [name, value] : message.members) {
    std::string text = name == kSignature ? "" : ValueText(value);
    if (!text.empty()) values.emplace_back(name, std::move(text));
  }
  std::sort(values.begin(), values.end());
  std::string joined;
  for (const auto& [name, value] : values) {
    if (!joined.empty()) joined += '&';
    joined += name;
    joined += '=';
    joined += value;
  }
  return joined;
}

absl::StatusOr<std::unique_ptr<SmEnvelope>> SmEnvelope::Load(const v1::Sm& config) {
  std::unique_ptr<SmEnvelope> envelope(new SmEnvelope());
  absl::StatusOr<std::optional<Sm2Key>> own = LoadKey(config.key_path(), /*is_private=*/true);
  if (!own.ok()) return own.status();
  absl::StatusOr<std::optional<Sm2Key>> peer =
      LoadKey(config.peer_key_path(), /*is_private=*/false);
  if (!peer.ok()) return peer.status();
  absl::StatusOr<std::string> sm4_key = LoadSm4Key(config.sm4_key_path());
  if (!sm4_key.ok()) return sm4_key.status();
  if (config.required() && !peer->has_value()) {
    return absl::InvalidArgumentError("sm.required needs sm.peer_key_path");
  }
  envelope->own_ = *std::move(own);
  envelope->peer_ = *std::move(peer);
  envelope->sm4_key_ = *std::move(sm4_key);
  envelope->required_ = config.required();
  return envelope;
}

absl::Status SmEnvelope::Decrypt(Json& message) const {
  const Names names = NamesOf(message);
  const auto not_ours = [&] {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = names.body, .expected = kSm4});
  };
  const Json* hidden = message.Find(names.body);
  if (sm4_key_.empty() || hidden == nullptr || hidden->kind != Json::Kind::kString) {
    return not_ours();
  }
  const std::optional<std::string> text = Sm4Decrypt(sm4_key_, hidden->text);
  if (!text.has_value()) return not_ours();
  absl::StatusOr<Json> plain = ParseJson(*text);
  if (!plain.ok()) return not_ours();
  PutMember(message, names.body, *std::move(plain));
  return absl::OkStatus();
}

absl::Status SmEnvelope::Verify(const Json& message) const {
  const std::string signature = MemberText(message, kSignature);
  if (signature.empty() && !required_) return absl::OkStatus();
  if (!peer_.has_value()) return absl::OkStatus();
  if (peer_->Verifies(SignedText(message), signature)) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_AUTHENTICATED,
                 .field = kSignature,
                 .expected = kSm2,
                 .found = signature.empty() ? "无签名/unsigned" : ""});
}

absl::StatusOr<std::string> SmEnvelope::Open(const std::string& json) const {
  absl::StatusOr<Json> message = ParseMessage(json);
  if (!message.ok()) return message.status();
  const Names names = NamesOf(*message);
  const std::string cipher = MemberText(*message, names.cipher);
  if (!cipher.empty() && cipher != kSm4) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = names.cipher, .expected = kSm4});
  }
  // The plain message is what was signed, and names its cipher as it did when it travelled.
  if (!cipher.empty()) {
    if (auto status = Decrypt(*message); !status.ok()) return status;
  }
  if (auto status = Verify(*message); !status.ok()) return status;
  if (cipher.empty() && MemberText(*message, kSignature).empty()) return json;
  if (!cipher.empty()) PutText(*message, names.cipher, "");
  PutText(*message, kSignature, "");
  return JsonText(*message);
}

absl::StatusOr<std::string> SmEnvelope::Seal(const std::string& json) const {
  absl::StatusOr<Json> message = ParseMessage(json);
  if (!message.ok()) return message.status();
  const Names names = NamesOf(*message);
  const Json* body = message->Find(names.body);
  const bool hides = !sm4_key_.empty() && body != nullptr;
  if (hides) PutText(*message, names.cipher, kSm4);
  if (own_.has_value()) {
    PutText(*message, kSignType, kSm2);
    PutText(*message, kSignature, own_->Sign(SignedText(*message)));
  }
  if (hides) {
    PutText(*message, names.body, Sm4Encrypt(sm4_key_, JsonText(*message->Find(names.body))));
  }
  return JsonText(*message);
}

}  // namespace yizhan::national
