#include "tools/witness/witness_config.h"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/secret_file.h"
#include "engine/base/text_proto.h"
#include "engine/base/whole_file.h"

namespace yizhan {
namespace {

constexpr std::size_t kConfigBytesMax = std::size_t{1} << 20;
constexpr std::uint32_t kEveryDefaultMs = 5000;
constexpr std::uint32_t kEveryMinMs = 100;
constexpr std::uint32_t kEveryMaxMs = 3'600'000;
constexpr std::uint64_t kDiskReserveDefaultBytes = std::uint64_t{1} << 30;
constexpr char kKeyNamePrefix[] = "yizhan-witness/";

absl::Status Wrong(const std::string& key, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(key, ": ", what));
}

absl::Status FillAndCheck(v1::WitnessConfig& config) {
  if (config.data_dir().empty()) return Wrong("data_dir", "required");
  if (config.key_path().empty()) return Wrong("key_path", "required, outside data_dir");
  if (!IsKeyName(config.name())) return Wrong("name", "required, without spaces and '+'");
  if (config.checkpoint_every_ms() == 0) config.set_checkpoint_every_ms(kEveryDefaultMs);
  if (config.disk_reserve_bytes() == 0) config.set_disk_reserve_bytes(kDiskReserveDefaultBytes);
  const std::uint32_t every_ms = config.checkpoint_every_ms();
  if (every_ms < kEveryMinMs || every_ms > kEveryMaxMs) {
    return Wrong("checkpoint_every_ms",
                 absl::StrCat(kEveryMinMs, " to ", kEveryMaxMs, ", not ", every_ms));
  }
  std::error_code error;
  const auto folder = std::filesystem::weakly_canonical(config.data_dir(), error);
  const auto key = std::filesystem::weakly_canonical(config.key_path(), error);
  for (auto at = key.parent_path(); at != at.parent_path(); at = at.parent_path()) {
    if (at == folder) return Wrong("key_path", "lies in data_dir, which is copied and promoted");
  }
  return absl::OkStatus();
}

absl::StatusOr<NoteSigner> OpenSigner(const v1::WitnessConfig& config) {
  if (::access(config.key_path().c_str(), F_OK) != 0) {
    const absl::Status made = WriteSecret(config.key_path(), Ed25519Key::Generate().ToPem());
    if (!made.ok()) return Wrong("key_path", std::string(made.message()));
  }
  const absl::StatusOr<std::string> pem = ReadSecret(config.key_path());
  if (!pem.ok()) return Wrong("key_path", std::string(pem.status().message()));
  absl::StatusOr<Ed25519Key> key = Ed25519Key::FromPem(*pem);
  if (!key.ok()) return Wrong("key_path", config.key_path() + ": no Ed25519 key in PEM");
  return NoteSigner{.name = kKeyNamePrefix + config.name(),
                    .type = NoteKeyType::kCosigner,
                    .key = *std::move(key)};
}

absl::StatusOr<std::optional<VerifierKey>> EngineKeyOf(const v1::WitnessConfig& config) {
  if (config.engine_key().empty()) return std::optional<VerifierKey>();
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(config.engine_key());
  if (!key.ok() || key->type != NoteKeyType::kLog) {
    return Wrong("engine_key", "is no verifier key of a ledger");
  }
  return std::optional<VerifierKey>(*key);
}

}  // namespace

absl::StatusOr<WitnessSettings> LoadWitnessConfig(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadWhole(path, kConfigBytesMax, Privacy::kPublic);
  if (!text.ok()) return text.status();
  v1::WitnessConfig config;
  absl::Status checked = ParseTextProto(path, *text, config);
  if (checked.ok()) checked = FillAndCheck(config);
  if (!checked.ok()) return checked;
  absl::StatusOr<ClientOptions> engine = ClientOptionsOf(config.client());
  if (!engine.ok()) return Wrong("client", std::string(engine.status().message()));
  absl::StatusOr<std::optional<VerifierKey>> engine_key = EngineKeyOf(config);
  if (!engine_key.ok()) return engine_key.status();
  absl::StatusOr<NoteSigner> signer = OpenSigner(config);
  if (!signer.ok()) return signer.status();
  return WitnessSettings{.config = std::move(config),
                         .engine = *std::move(engine),
                         .signer = *std::move(signer),
                         .engine_key = *std::move(engine_key)};
}

}  // namespace yizhan
