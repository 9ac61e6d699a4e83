#include "tools/cli/report_files.h"

#include <filesystem>
#include <system_error>

#include "tools/cli/report_csv.h"
#include "tools/cli/report_page.h"
#include "tools/cli/report_xlsx.h"
#include "tools/cli/session.h"

namespace yizhan::cli {

absl::Status WriteReport(const Report& report, const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return UsageError("无法建立文件夹 " + folder, "cannot make folder " + folder);
  const std::filesystem::path root(folder);
  for (const ReportTable& table : report.tables) {
    const std::string name = (report.training ? "training_" : "") + table.name + ".csv";
    const absl::Status status = WriteAll((root / name).string(), ReportCsv(table, report.training));
    if (!status.ok()) return status;
  }
  absl::Status status = WriteAll((root / "report.html").string(), ReportPage(report));
  if (!status.ok()) return status;
  return WriteReportXlsx(report, (root / "report.xlsx").string());
}

}  // namespace yizhan::cli
