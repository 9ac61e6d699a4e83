// keys: what the folder of keys holds, and a new key-encryption key for all of it.
#include <unistd.h>

#include <cstdint>
#include <iostream>
#include <memory>

#include "engine/base/random.h"
#include "engine/base/secret_file.h"
#include "engine/personal/file_vault.h"
#include "engine/personal/key_folder.h"
#include "engine/service/config.h"
#include "openssl/crypto.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_out.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

struct KeysOptions {
  std::string config_path;
};

struct Place {
  KeyPaths paths;
  v1::PersonalSuite suite = v1::AES_256_GCM;
};

absl::StatusOr<Place> PlaceOf(const std::string& config_path) {
  const absl::StatusOr<v1::EngineConfig> config = ReadConfig(config_path);
  if (!config.ok()) {
    const std::string why(config.status().message());
    return UsageError("引擎配置有误：" + why, "the engine's configuration is wrong: " + why);
  }
  Place place{.paths = {.keys_dir = config->keys_dir(), .kek_path = config->kek_path()}};
  if (config->personal_suite() != v1::PERSONAL_SUITE_UNSPECIFIED) {
    place.suite = config->personal_suite();
  }
  return place;
}

absl::Status VaultError(const absl::Status& status) {
  const std::string why(status.message());
  if (absl::IsFailedPrecondition(status)) {
    return UsageError("密钥由运行中的引擎使用，请先停机：" + why,
                      "the keys are in use; stop the engine first: " + why);
  }
  return UsageError("密钥不可用：" + why, "the keys cannot be used: " + why);
}

// A start, or another rotation, finishes what a crash left.
absl::Status OpenError(const Place& place, const absl::Status& status) {
  if (::access((place.paths.kek() + ".next").c_str(), F_OK) != 0) return VaultError(status);
  return UsageError("主密钥更换中断，启动引擎或再次执行 yizhan keys rotate 即可完成",
                    "a rotation was interrupted: start the engine or give `yizhan keys rotate` "
                    "again, either finishes it");
}

void Show(const Session& session, const Place& place, const std::string& event,
          std::uint64_t count) {
  absl::StatusOr<std::string> kek = ReadSecret(place.paths.kek());
  const std::string kek_id = kek.ok() ? KekIdText(*kek) : "";
  if (kek.ok()) OPENSSL_cleanse(kek->data(), kek->size());
  const std::string suite = v1::PersonalSuite_Name(place.suite);
  if (session.options.json) {
    std::cout << JsonObject()
                     .Text("event", event)
                     .Text("keys_dir", place.paths.keys_dir)
                     .Text("index_key_path", place.paths.index_key())
                     .Text("vault_path", place.paths.vault())
                     .Text("kek_path", place.paths.kek())
                     .Text("kek_id", kek_id)
                     .Text("suite", suite)
                     .Number("person_keys", count)
                     .Text()
              << "\n";
    return;
  }
  std::cout << "密钥目录 Folder        " << Printable(place.paths.keys_dir) << "\n"
            << "索引密钥 Index key     " << Printable(place.paths.index_key()) << "\n"
            << "密钥库 Vault           " << Printable(place.paths.vault()) << "\n"
            << "主密钥 KEK             " << Printable(place.paths.kek()) << "\n"
            << "主密钥编号 KEK id      " << kek_id << "\n"
            << "算法 Suite             " << suite << "\n"
            << "个人密钥 Persons' keys " << count << "\n";
}

ExitCode RunStatus(Session& session, const KeysOptions& options) {
  const absl::StatusOr<Place> place = PlaceOf(options.config_path);
  if (!place.ok()) return session.Fail(place.status());
  const absl::StatusOr<std::string> index_key = ReadSecret(place->paths.index_key());
  if (!index_key.ok()) return session.Fail(VaultError(index_key.status()));
  absl::StatusOr<std::string> kek = ReadSecret(place->paths.kek());
  if (!kek.ok()) return session.Fail(VaultError(kek.status()));
  SystemRandom random;
  const auto vault =
      FileVault::Open(place->paths.vault(), *kek, place->suite, random, /*may_create=*/false);
  OPENSSL_cleanse(kek->data(), kek->size());
  if (!vault.ok()) return session.Fail(OpenError(*place, vault.status()));
  std::uint64_t count = 0;
  (*vault)->ForEach([&count](std::uint64_t /*person_no*/) { ++count; });
  Show(session, *place, "status", count);
  return kExitOk;
}

ExitCode RunRotate(Session& session, const KeysOptions& options) {
  const absl::StatusOr<Place> place = PlaceOf(options.config_path);
  if (!place.ok()) return session.Fail(place.status());
  SystemRandom random;
  const absl::StatusOr<std::uint64_t> wrapped = RotateKek(place->paths, place->suite, random);
  if (!wrapped.ok()) return session.Fail(VaultError(wrapped.status()));
  Show(session, *place, "rotated", *wrapped);
  if (!session.options.json) {
    std::cout
        << "已换用新的主密钥，旧主密钥和旧密钥库已覆盖。请备份新密钥，并销毁旧主密钥的所有副本；\n"
           "副本销毁之后，旧密钥库的副本再也打不开。\n"
           "A new key-encryption key is in use; the old one and the old vault were overwritten.\n"
           "Keep a copy of the new one and destroy every copy of the old one: from then on no\n"
           "copy of the old vault opens any more.\n";
  }
  return kExitOk;
}

}  // namespace

void AddKeysCommands(CLI::App& app, Session& session) {
  CLI::App* keys = app.add_subcommand("keys", "个人信息的密钥 / keys of private data");
  keys->require_subcommand(1);
  auto options = std::make_shared<KeysOptions>();
  CLI::App* status =
      keys->add_subcommand("status", "密钥目录里有什么，从不显示密钥 / what is there; never a key");
  CLI::App* rotate = keys->add_subcommand(
      "rotate", "换新的主密钥（须先停机） / a new key-encryption key; the engine must be stopped");
  for (CLI::App* command : {status, rotate}) {
    command->add_option("--config", options->config_path, "引擎配置 / of yizhand: EngineConfig")
        ->required();
  }
  status->footer("例 Example:\n  yizhan keys status --config yizhand.textproto");
  rotate->footer(
      "中途断电也不会丢失密钥，下次启动会完成或撤销 / a crash on the way loses nothing; the next "
      "start "
      "finishes or undoes it.\n"
      "例 Example:\n  yizhan keys rotate --config yizhand.textproto");
  status->callback([&session, options] { session.exit_code = RunStatus(session, *options); });
  rotate->callback([&session, options] { session.exit_code = RunRotate(session, *options); });
}

}  // namespace yizhan::cli
