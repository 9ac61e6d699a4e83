#include "adapters/pass_through/detail_file.h"

#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "adapters/files/zip_texts.h"
#include "adapters/national/carried_file.h"
#include "adapters/pass_through/aid_answer.h"
#include "engine/base/money.h"

namespace yizhan::edge {
namespace {

using national::CarriedFile;
using national::FileForm;

// setl_id, mdtrt_id, psn_no, medfee_sumamt, fund_pay_sumamt, acct_pay, refd_setl_flag.
constexpr std::size_t kColumns = 7;
constexpr std::size_t kTotalColumn = 3;
constexpr std::size_t kFundsColumn = 4;
constexpr std::size_t kAccountColumn = 5;

constexpr std::size_t kUnpackedBytesMax = 16U << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr char kUnreadable[] =
    "上传的ZIP无法解开（损坏、加密或过大），已原样转给医保，其中的救助未扣除；如是对账明细，"
    "请用未加密的ZIP或纯文本重新上传 (the ZIP could not be read: damaged, with a password or too "
    "large; it went to the insurer as it is, with the aid in it: if it holds the details of a "
    "3202, upload it again as a ZIP without a password or as text)";

// True: the line was changed.
absl::StatusOr<bool> TranslateLine(const AidOfSetlId& aid_of, Towards towards, std::string& line) {
  std::vector<std::string> cells = absl::StrSplit(line, '\t');
  if (cells.size() < kColumns) return false;
  const std::optional<Money> total = ParseYuan(cells[kTotalColumn]);
  const std::optional<Money> funds = ParseYuan(cells[kFundsColumn]);
  const std::optional<Money> account = ParseYuan(cells[kAccountColumn]);
  if (!total.has_value() || !funds.has_value() || !account.has_value()) return false;
  const auto result = aid_of(cells[0]);
  if (!result.ok()) return result.status();
  if (!result->has_value()) return false;
  const bool adds = (towards == Towards::kHis) != (*total < Money());
  const auto sized = [adds](Money amount) { return adds ? amount : -amount; };
  const Money back = sized(Money::FromFen(AccountBackFen(**result)));
  cells[kFundsColumn] = YuanText(*funds + sized(Money::FromFen(ExtraAidFen(**result))));
  if (back != Money()) cells[kAccountColumn] = YuanText(*account - back);
  line = absl::StrJoin(cells, "\t");
  return true;
}

// What ends a line stays in its last cell, which is none of money. Line by line: a small ZIP may
// hold millions of empty ones.
absl::StatusOr<bool> TranslateText(const AidOfSetlId& aid_of, Towards towards, std::string& text) {
  const std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  std::string translated = text.substr(0, mark);
  bool changed = false;
  for (std::size_t at = mark; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    std::string line = text.substr(at, end - at);
    const absl::StatusOr<bool> line_changed = TranslateLine(aid_of, towards, line);
    if (!line_changed.ok()) return line_changed;
    changed |= *line_changed;
    translated += line;
    at = end;
  }
  if (changed) text = std::move(translated);
  return changed;
}

absl::StatusOr<Translation> TranslateZip(const AidOfSetlId& aid_of, Towards towards,
                                         std::string& zip) {
  auto texts = files::ReadZipTexts(zip, kUnpackedBytesMax);
  if (!texts.ok()) return Translation{.warning = kUnreadable};
  std::vector<files::ZipText> changed;
  for (files::ZipText& text : *texts) {
    const absl::StatusOr<bool> translated = TranslateText(aid_of, towards, text.bytes);
    if (!translated.ok()) return translated.status();
    if (*translated) changed.push_back(std::move(text));
  }
  if (changed.empty()) return Translation{};
  absl::StatusOr<std::string> packed = files::PutZipTexts(zip, changed);
  if (!packed.ok()) return Translation{.warning = kUnreadable};
  zip = *std::move(packed);
  return Translation{.changed = true};
}

}  // namespace

absl::StatusOr<Translation> TranslateFile(const AidOfSetlId& aid_of, Towards towards, Json& file) {
  std::optional<CarriedFile> carried = national::ReadCarried(file);
  if (!carried.has_value()) return Translation{};
  Translation done;
  if (!files::IsZip(carried->bytes)) {
    const absl::StatusOr<bool> changed = TranslateText(aid_of, towards, carried->bytes);
    if (!changed.ok()) return changed.status();
    done.changed = *changed;
  } else if (carried->form == FileForm::kText) {
    done.warning = kUnreadable;  // No text can hold the bytes of a ZIP.
  } else {
    absl::StatusOr<Translation> zip = TranslateZip(aid_of, towards, carried->bytes);
    if (!zip.ok()) return zip;
    done = *std::move(zip);
  }
  if (done.changed) file = CarriedJson(*carried);
  return done;
}

}  // namespace yizhan::edge
