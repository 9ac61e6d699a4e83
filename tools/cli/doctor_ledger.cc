// doctor: the data folder, and what a ledger that nobody uses says of itself.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/books/keys.h"
#include "engine/books/opening.h"
#include "engine/books/rows.h"
#include "engine/identity/certificate.h"
#include "engine/ledger/anchor.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_store.h"
#include "tools/cli/doctor.h"

namespace yizhan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kClockBehindMaxMs = 60'000;  // The engine refuses to post beyond it.
constexpr std::int64_t kRenewBeforeDays = 30;
constexpr std::size_t kOfficersMin = 2;

// The engine locks its folder.
bool InUse(const std::string& data_dir) {
  const int folder = ::open(data_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool free = ::flock(folder, LOCK_SH | LOCK_NB) == 0;
  ::close(folder);
  return !free;
}

std::string Mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

void CheckDisk(const v1::EngineConfig& config, DoctorReport& report) {
  struct statvfs found {};
  if (::statvfs(config.data_dir().c_str(), &found) != 0) return;
  const std::uint64_t free_bytes = std::uint64_t{found.f_bavail} * found.f_frsize;
  const std::uint64_t reserve_bytes = config.disk_reserve_bytes();
  const std::string counts =
      Mebibytes(free_bytes) + " (disk_reserve_bytes " + Mebibytes(reserve_bytes) + ")";
  if (free_bytes < reserve_bytes) {
    report.Wrong(
        "disk", "可用磁盘低于预留，新结算会被拒绝；请清理或扩容：" + counts,
        "less free disk than the reserve, new settlements are refused; make room: " + counts);
  } else if (free_bytes < 2 * reserve_bytes) {
    report.Warn("disk", "可用磁盘接近预留：" + counts, "free disk is near the reserve: " + counts);
  } else {
    report.Ok("disk", "可用磁盘 " + counts, "free disk " + counts);
  }
}

// False: there is no ledger to look into.
bool CheckFolder(const std::string& data_dir, DoctorReport& report) {
  std::error_code error;
  if (!fs::is_directory(data_dir, error)) {
    report.Warn("data_dir", "还没有数据目录，首次启动时建立：" + data_dir,
                "no data folder yet; the first start makes it: " + data_dir);
    return false;
  }
  if (OthersMay(data_dir)) {
    report.Wrong("data_dir", "数据目录他人可读；请 chmod 700 " + data_dir,
                 "others may read the data folder; chmod 700 " + data_dir);
  } else {
    report.Ok("data_dir", "数据目录他人不可读", "others may not read the data folder");
  }
  if (fs::exists(data_dir + "/rocks", error)) return true;
  report.Warn("ledger", "还没有账本，首次启动时建立", "no ledger yet; the first start makes it");
  return false;
}

void CheckClock(const LedgerStore& store, std::int64_t now_ms, DoctorReport& report) {
  const std::uint64_t size = store.Durable().size;
  if (size == 0) return;
  const absl::StatusOr<std::string> leaf = store.OpenView()->Leaf(size - 1);
  if (!leaf.ok()) return;
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return;
  const std::string newest = TimeText(entry->posted_ms());
  if (now_ms + kClockBehindMaxMs < entry->posted_ms()) {
    report.Wrong("clock", "本机时钟落后于账本最新记录（" + newest + "），引擎会停止记账；请校时",
                 "the clock is behind the newest entry (" + newest +
                     "), the engine will not post; set the clock");
    return;
  }
  report.Ok("clock", "时钟不落后于账本最新记录 " + newest,
            "the clock is not behind the newest entry, " + newest);
}

void CheckMode(const Installation& at, const View& view, DoctorReport& report) {
  const bool training = at.config.training();
  if (CheckLedgerMode(view, training).ok()) {
    report.Ok("ledger_mode", training ? "是培训账本，或尚为空" : "不是培训账本",
              training ? "a training ledger, or still empty" : "no training ledger");
    return;
  }
  report.Wrong("ledger_mode",
               training ? "正式账本，配置却是培训：引擎不会打开；请为培训另设 data_dir 和 keys_dir"
                        : "培训账本，配置却不是培训：引擎不会打开；请换用正式账本的 data_dir",
               training ? "a ledger of real data under a training configuration: the engine will "
                          "not open it; give training a data_dir and a keys_dir of its own"
                        : "a training ledger without training: true: the engine will not open it; "
                          "give the engine its own data_dir");
}

std::vector<v1::Officer> OfficersOf(const View& view) {
  std::vector<v1::Officer> officers;
  const absl::Status scanned = view.Scan(yizhan::Table::kOfficer, "i",
                                         [&](std::string_view /*key*/, std::string_view value) {
                                           v1::OfficerRow row;
                                           if (row.ParseFromString(std::string(value)))
                                             officers.push_back(row.officer());
                                           return true;
                                         });
  return scanned.ok() ? officers : std::vector<v1::Officer>();
}

void CheckClosedLedger(const Installation& at, DoctorReport& report) {
  const auto store = RocksStore::OpenReadOnly(at.config.data_dir());
  if (!store.ok()) {
    const std::string why(store.status().message());
    report.Wrong("ledger", "账本打不开，须由人查看，勿删任何文件：" + why,
                 "the ledger does not open; a person must look, delete nothing: " + why);
    return;
  }
  // Opening has compared the root with the anchor's.
  const std::string size = std::to_string((*store)->Durable().size);
  report.Ok("ledger", "账本可打开，与锚点一致，共 " + size + " 条记录",
            "the ledger opens and agrees with its anchor, " + size + " entries");
  CheckClock(**store, at.now_ms, report);
  const std::shared_ptr<const View> view = (*store)->OpenView();
  CheckMode(at, *view, report);
  CheckOfficers(at, OfficersOf(*view), report);
  const auto active = GetRow<v1::PackRow>(*view, yizhan::Table::kPack, kActivePackKey);
  CheckPack(active.ok() && active->has_value(), report);
}

}  // namespace

void CheckOfficers(const Installation& at, const std::vector<v1::Officer>& officers,
                   DoctorReport& report) {
  std::size_t signing = 0;
  std::string ending;
  for (const v1::Officer& officer : officers) {
    if (officer.retired()) continue;
    ++signing;
    const absl::StatusOr<Certificate> certificate = ParseCertificate(officer.certificate());
    const bool ends =
        certificate.ok() && certificate->not_after_s < at.now_ms / 1000 + kRenewBeforeDays * kDayS;
    if (ends) ending += " " + officer.id() + " " + DateOf(certificate->not_after_s);
  }
  const std::string count = std::to_string(signing);
  if (signing < kOfficersMin) {
    report.Wrong("officers",
                 "能签名的经办人员只有 " + count + " 位，政策包不能生效；请 yizhan officer enrol",
                 "only " + count +
                     " officers may sign, so no pack can be activated; `yizhan officer enrol`");
  } else {
    report.Ok("officers", count + " 位经办人员能签名", count + " officers may sign");
  }
  if (ending.empty()) return;
  report.Warn("officer_certificates", "经办人员证书已到期或将在30天内到期，请换发：" + ending,
              "officers' certificates have ended or end within 30 days; renew:" + ending);
}

void CheckPack(bool active, DoctorReport& report) {
  if (active) {
    report.Ok("pack", "有生效的政策包", "a pack is in force");
    return;
  }
  report.Wrong("pack", "没有生效的政策包，任何结算都会被拒绝；请 yizhan policy activate",
               "no pack is in force, every settlement is refused; `yizhan policy activate`");
}

void CheckData(Installation& at, DoctorReport& report) {
  const std::string& data_dir = at.config.data_dir();
  if (!CheckFolder(data_dir, report)) return;
  CheckDisk(at.config, report);
  at.in_use = InUse(data_dir);
  if (!at.in_use) {
    CheckClosedLedger(at, report);
    return;
  }
  const absl::StatusOr<AnchorMark> anchor = Anchor::ReadNewest(data_dir + "/anchor");
  if (!anchor.ok()) {
    const std::string why(anchor.status().message());
    report.Wrong("ledger", "锚点文件读不到：" + why, "the anchor cannot be read: " + why);
    return;
  }
  const std::string size = std::to_string(anchor->head.size);
  report.Ok("ledger", "账本由运行中的引擎使用，锚点 " + size + " 条记录",
            "the ledger is in use by a running engine, anchored at " + size + " entries");
}

}  // namespace yizhan::cli
