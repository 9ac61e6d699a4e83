#include "tools/cli/report_xlsx.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "tools/cli/session.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

constexpr std::time_t kCreatedS = 946'684'800;  // 2000-01-01: never today's.
constexpr std::size_t kWidthMin = 10;
constexpr std::size_t kWidthMax = 60;
constexpr std::uint8_t kPaperA4 = 9;
constexpr double kFenOfYuan = 100;

struct Formats {
  lxw_format* words = nullptr;
  lxw_format* count = nullptr;
  lxw_format* yuan = nullptr;
};

// Plain, and bold for heads and sums.
std::array<Formats, 2> MakeFormats(lxw_workbook* book) {
  std::array<Formats, 2> formats;
  for (const bool bold : {false, true}) {
    const auto make = [book, bold] {
      lxw_format* format = workbook_add_format(book);
      if (bold) format_set_bold(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
      return format;
    };
    Formats& some = formats.at(bold ? 1 : 0);
    some.words = make();
    format_set_text_wrap(some.words);
    some.count = make();
    format_set_num_format(some.count, "#,##0");
    some.yuan = make();
    format_set_num_format(some.yuan, "#,##0.00");
  }
  return formats;
}

class Sheet {
 public:
  Sheet(lxw_workbook* book, const std::string& name, const std::array<Formats, 2>& formats)
      : sheet_(workbook_add_worksheet(book, name.c_str())), formats_(formats) {
    worksheet_set_paper(sheet_, kPaperA4);
    worksheet_set_landscape(sheet_);
    worksheet_fit_to_pages(sheet_, 1, 0);
  }

  // On top of every printed page.
  void Mark(const BothWords& mark) {
    if (mark.zh.empty()) return;
    worksheet_set_header(sheet_, ("&C&B" + Joined(mark)).c_str());
  }

  void Add(const Row& row, bool bold) {
    const Formats& formats = formats_.at(bold ? 1 : 0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      if (const auto* count = std::get_if<std::int64_t>(&row[i])) {
        worksheet_write_number(sheet_, next_, column, static_cast<double>(*count), formats.count);
      } else if (const auto* amount = std::get_if<Money>(&row[i])) {
        worksheet_write_number(sheet_, next_, column,
                               static_cast<double>(amount->fen()) / kFenOfYuan, formats.yuan);
      } else {
        worksheet_write_string(sheet_, next_, column, std::get<std::string>(row[i]).c_str(),
                               formats.words);
      }
      if (widths_.size() <= i) widths_.resize(i + 1, kWidthMin);
      widths_[i] = std::clamp(WidthColumns(CellText(row[i])) + 2, widths_[i], kWidthMax);
    }
    ++next_;
  }

  // Heads stay on top, also on paper; columns are as wide as what they hold.
  void Finish(bool has_head) {
    if (has_head) {
      worksheet_freeze_panes(sheet_, 1, 0);
      worksheet_repeat_rows(sheet_, 0, 0);
    }
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, static_cast<double>(widths_[i]), nullptr);
    }
  }

 private:
  lxw_worksheet* const sheet_;
  const std::array<Formats, 2>& formats_;
  lxw_row_t next_ = 0;
  std::vector<std::size_t> widths_;
};

void AddTable(lxw_workbook* book, const ReportTable& table, const std::array<Formats, 2>& formats,
              const Report& report) {
  // A name has at most 31 characters.
  Sheet sheet(book, (report.training ? "培训_" : "") + table.name, formats);
  sheet.Mark(report.mark);
  Row head;
  for (const BothWords& column : table.columns) head.emplace_back(Joined(column));
  sheet.Add(head, /*bold=*/true);
  for (const Row& row : table.rows) sheet.Add(row, /*bold=*/false);
  if (table.whole.has_value()) sheet.Add(*table.whole, /*bold=*/true);
  sheet.Finish(/*has_head=*/true);
}

void AddAbout(lxw_workbook* book, const Report& report, const std::array<Formats, 2>& formats) {
  Sheet about(book, "about", formats);
  about.Mark(report.mark);
  about.Add({Joined(report.title)}, /*bold=*/true);
  if (!report.mark.zh.empty()) about.Add({Joined(report.mark)}, /*bold=*/true);
  if (report.training) about.Add({Joined(TrainingWords())}, /*bold=*/true);
  if (report.illustrative) about.Add({Joined(IllustrativeWords())}, /*bold=*/true);
  for (const BothWords& remark : report.remarks) {
    about.Add({remark.zh}, /*bold=*/false);
    about.Add({remark.en}, /*bold=*/false);
  }
  for (const BothWords& who : report.signatures) {
    about.Add({Joined(who), "", "日期 date", "", "盖章 seal"}, /*bold=*/false);
  }
  about.Finish(/*has_head=*/false);
}

}  // namespace

absl::Status WriteReportXlsx(const Report& report, const std::string& path) {
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_doc_properties properties{};
  std::string title = Joined(report.title);
  properties.title = title.data();
  properties.created = kCreatedS;
  workbook_set_properties(book, &properties);
  const std::array<Formats, 2> formats = MakeFormats(book);
  AddAbout(book, report, formats);
  for (const ReportTable& table : report.tables) AddTable(book, table, formats, report);
  const lxw_error error = workbook_close(book);  // Also frees it.
  if (error == LXW_NO_ERROR) return absl::OkStatus();
  return UsageError("无法写入 " + path, "cannot write " + path + ": " + lxw_strerror(error));
}

}  // namespace yizhan::cli
