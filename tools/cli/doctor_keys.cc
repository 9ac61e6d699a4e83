// doctor: the folder of keys, and whether they are those of the vault.
#include <sys/stat.h>

#include <filesystem>
#include <memory>

#include "engine/base/random.h"
#include "engine/base/secret_file.h"
#include "engine/personal/cipher.h"
#include "engine/personal/file_vault.h"
#include "engine/personal/key_folder.h"
#include "tools/cli/doctor.h"

namespace yizhan::cli {
namespace {

namespace fs = std::filesystem;

bool Inside(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(path, error);
  const fs::path outer = fs::weakly_canonical(folder, error);
  const fs::path relative = inner.lexically_relative(outer);
  return !relative.empty() && *relative.begin() != "..";
}

bool GroupOrOthersMay(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

void CheckPlace(const Installation& at, const KeyPaths& paths, DoctorReport& report) {
  if (Inside(paths.keys_dir, at.config.data_dir()) || Inside(paths.kek(), at.config.data_dir())) {
    report.Wrong("keys_place",
                 "密钥在数据目录内，会随账本备份出去，删除个人信息将无效；请移到 data_dir 之外",
                 "keys lie inside data_dir and go into its backups, so that erasure would be in "
                 "vain; move them outside");
    return;
  }
  report.Ok("keys_place", "密钥在数据目录之外", "the keys lie outside data_dir");
}

void CheckIndexKey(const KeyPaths& paths, DoctorReport& report) {
  const absl::StatusOr<std::string> key = ReadSecret(paths.index_key());
  if (key.ok()) {
    report.Ok("index_key", "证件索引密钥在", "the index key is there");
    return;
  }
  const std::string why(key.status().message());
  report.Wrong("index_key", "证件索引密钥不可用，按证件查不到人；请从密钥备份恢复：" + why,
               "the index key cannot be used, nobody is found by card; restore it from the keys' "
               "own backup: " +
                   why);
}

void CheckKeysMode(const Installation& at, const KeyPaths& paths, DoctorReport& report) {
  const absl::Status fits = CheckKeyMode(paths, at.config.training());
  if (fits.ok()) {
    report.Ok("keys_mode", "密钥目录与引擎的用途（正式或培训）相符，或尚无标记",
              "the folder of keys is of the engine's mode, real or training, or not marked yet");
    return;
  }
  const std::string why(fits.message());
  report.Wrong("keys_mode", "密钥目录属于另一种用途，引擎不会使用：" + why,
               "the folder of keys is of the other mode, the engine will not use it: " + why);
}

// Opens the vault for a moment: every slot is unwrapped. A running engine has done so itself.
void CheckVault(const Installation& at, const KeyPaths& paths, DoctorReport& report) {
  const absl::StatusOr<std::string> kek = ReadSecret(paths.kek());
  if (!kek.ok()) {
    const std::string why(kek.status().message());
    report.Wrong("kek", "主密钥不可用：" + why, "the key-encryption key cannot be used: " + why);
    return;
  }
  if (kek->size() != kDataKeyBytes) {
    report.Wrong("kek", "主密钥应为32字节：" + paths.kek(),
                 "the key-encryption key must have 32 bytes: " + paths.kek());
    return;
  }
  SystemRandom random;
  const v1::PersonalSuite suite = at.config.personal_suite() == v1::PERSONAL_SUITE_UNSPECIFIED
                                      ? v1::AES_256_GCM
                                      : at.config.personal_suite();
  const auto vault = FileVault::Open(paths.vault(), *kek, suite, random, false);
  if (vault.ok()) {
    report.Ok("kek", "主密钥能打开个人密钥库", "the key-encryption key opens the vault");
  } else if (absl::IsFailedPrecondition(vault.status())) {
    report.Ok("kek", "个人密钥库由运行中的引擎使用", "the vault is in use by a running engine");
  } else {
    const std::string why(vault.status().message());
    report.Wrong("kek", "主密钥打不开个人密钥库；请找回与之相配的主密钥：" + why,
                 "the key-encryption key does not open the vault; find the one that fits: " + why);
  }
}

}  // namespace

void CheckKeys(const Installation& at, DoctorReport& report) {
  const KeyPaths paths{.keys_dir = at.config.keys_dir(), .kek_path = at.config.kek_path()};
  CheckPlace(at, paths, report);
  std::error_code error;
  if (!fs::exists(paths.keys_dir, error)) {
    if (fs::exists(at.config.data_dir() + "/rocks", error)) {
      report.Wrong("keys_dir", "已有账本，却没有密钥目录：" + paths.keys_dir + "；请从密钥备份恢复",
                   "there is a ledger but no folder of keys: " + paths.keys_dir +
                       "; restore it from the keys' own backup");
    } else {
      report.Warn("keys_dir", "还没有密钥目录，首次启动时建立：" + paths.keys_dir,
                  "no folder of keys yet; the first start makes it: " + paths.keys_dir);
    }
    return;
  }
  if (GroupOrOthersMay(paths.keys_dir)) {
    report.Wrong("keys_dir", "密钥目录他人可进入；请 chmod 700 " + paths.keys_dir,
                 "others may enter the folder of keys; chmod 700 " + paths.keys_dir);
  } else {
    report.Ok("keys_dir", "密钥目录只有本用户可进入", "only the owner enters the folder of keys");
  }
  CheckKeysMode(at, paths, report);
  if (!fs::exists(paths.vault(), error) && !fs::exists(at.config.data_dir() + "/rocks", error)) {
    return;  // Made on the first start.
  }
  if (fs::exists(paths.kek() + ".next", error)) {
    report.Warn("kek_rotation", "主密钥轮换未完成，下次启动或 yizhan keys rotate 会完成",
                "a rotation of the key-encryption key was interrupted; the next start or `yizhan "
                "keys rotate` finishes it");
  }
  CheckIndexKey(paths, report);
  CheckVault(at, paths, report);
}

}  // namespace yizhan::cli
