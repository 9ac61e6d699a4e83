#include "adapters/national/detail_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/national/fields.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kRowsMax = 20'000;
constexpr char kPath[] = "input.data.detail";
constexpr std::array kColumns = {"setl_id",         "mdtrt_id", "psn_no",        "medfee_sumamt",
                                 "fund_pay_sumamt", "acct_pay", "refd_setl_flag"};

absl::Status TooMany(const std::string& path) {
  return Refuse(
      {.reason = v1::TOO_MANY_ITEMS, .field = path, .expected = "<= " + std::to_string(kRowsMax)});
}

Money Positive(Money amount) { return amount < Money() ? -amount : amount; }

Money RequiredSigned(Fields& fields, const std::string& key) {
  const std::optional<Money> amount = fields.SignedAmount(key);
  if (!amount.has_value()) fields.Fail(key, {.reason = v1::FIELD_MISSING});
  return amount.value_or(Money());
}

absl::StatusOr<DetailRow> ReadRow(const Json& item, const std::string& path) {
  if (auto status = CheckKind(item, Json::Kind::kObject, path); !status.ok()) return status;
  Fields fields(item, path);
  DetailRow row;
  row.setl_id = fields.Text("setl_id", 30);
  row.msgid = fields.Text("msgid", 64);
  if (row.setl_id.empty() && row.msgid.empty()) {
    fields.Fail("setl_id", {.reason = v1::FIELD_MISSING});
  }
  row.mdtrt_id = fields.Text("mdtrt_id", 30);
  row.psn_no = fields.Text("psn_no", 30);
  row.total = RequiredSigned(fields, "medfee_sumamt");
  row.funds = RequiredSigned(fields, "fund_pay_sumamt");
  row.account = fields.SignedAmount("acct_pay");
  const std::string flag = fields.Text("refd_setl_flag", 3);
  if (!flag.empty() && flag != "0" && flag != "1") {
    fields.Fail("refd_setl_flag", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "0, 1"});
  }
  if (!fields.status().ok()) return fields.status();
  row.refund = flag == "1";
  if (!row.refund) return row;
  row.total = Positive(row.total);
  row.funds = Positive(row.funds);
  if (row.account.has_value()) row.account = Positive(*row.account);
  return row;
}

Json ItemOf(const std::string& line) {
  Json item{.kind = Json::Kind::kObject};
  std::size_t at = 0;
  for (const char* column : kColumns) {
    if (at > line.size()) break;
    const std::size_t tab = std::min(line.find('\t', at), line.size());
    item.members.emplace_back(column,
                              Json{.kind = Json::Kind::kString, .text = line.substr(at, tab - at)});
    at = tab + 1;
  }
  return item;
}

}  // namespace

absl::StatusOr<std::vector<DetailRow>> ReadDetailRows(const Json& detail) {
  if (auto status = CheckKind(detail, Json::Kind::kArray, kPath); !status.ok()) return status;
  if (detail.items.size() > kRowsMax) return TooMany(kPath);
  std::vector<DetailRow> rows;
  for (std::size_t i = 0; i < detail.items.size(); ++i) {
    absl::StatusOr<DetailRow> row = ReadRow(detail.items[i], JoinPath(kPath, i));
    if (!row.ok()) return row.status();
    rows.push_back(*std::move(row));
  }
  return rows;
}

absl::StatusOr<std::vector<DetailRow>> ReadDetailFile(const std::string& text) {
  std::vector<DetailRow> rows;
  std::size_t line_no = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    ++line_no;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty() || line.starts_with(kColumns.front())) continue;
    if (rows.size() == kRowsMax) return TooMany("file");
    absl::StatusOr<DetailRow> row = ReadRow(ItemOf(line), JoinPath("file", line_no));
    if (!row.ok()) return row.status();
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace yizhan::national
