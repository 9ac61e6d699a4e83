#include "adapters/national/detail_check.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "adapters/national/detail_rows.h"
#include "adapters/national/fields.h"
#include "adapters/national/kept_files.h"
#include "adapters/national/questions.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kShownMax = 500;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr char kOtherAmount[] = "1";
constexpr char kNotPosted[] = "2";
constexpr char kNotListed[] = "3";

struct Difference {
  DetailRow row;
  const char* result;
  std::string memo;
};

// What is posted, as a hospital's row.
DetailRow RowOf(const v1::PostedLine& line) {
  DetailRow row;
  row.refund = line.of() != 0;
  row.setl_id = std::to_string(row.refund ? line.of() : line.number());
  row.msgid = line.message_id();
  row.mdtrt_id = line.visit_no();
  const auto sized = [&](Money amount) { return row.refund ? -amount : amount; };
  row.total = sized(Money::FromFen(line.total_fen()));
  row.funds = sized(FundsOf(line));
  row.account = sized(Money::FromFen(line.account_fen()));
  return row;
}

bool SameAmounts(const DetailRow& theirs, const DetailRow& ours) {
  return theirs.total == ours.total && theirs.funds == ours.funds &&
         (!theirs.account.has_value() || *theirs.account == *ours.account);
}

// Finds posted rows by any of their names; each once.
class PostedRows {
 public:
  explicit PostedRows(const v1::ListPostedReply& posted) {
    for (const v1::PostedLine& line : posted.lines()) {
      const std::size_t place = rows_.size();
      rows_.push_back(RowOf(line));
      const DetailRow& row = rows_.back();
      for (const std::string& name : {row.setl_id, row.msgid, line.bill_no()}) {
        if (!name.empty()) places_[{row.refund, name}].push_back(place);
      }
    }
    taken_.resize(rows_.size());
  }

  // One with the same amounts before another. Null: none is left.
  const DetailRow* Take(const DetailRow& theirs) {
    const std::string& name = theirs.msgid.empty() ? theirs.setl_id : theirs.msgid;
    const auto found = places_.find({theirs.refund, name});
    if (found == places_.end()) return nullptr;
    const std::size_t* best = nullptr;
    for (const std::size_t& place : found->second) {
      if (taken_[place]) continue;
      if (best == nullptr) best = &place;
      if (!SameAmounts(theirs, rows_[place])) continue;
      best = &place;
      break;
    }
    if (best == nullptr) return nullptr;
    taken_[*best] = true;
    return &rows_[*best];
  }

  std::vector<DetailRow> Left() const {
    std::vector<DetailRow> left;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (!taken_[i]) left.push_back(rows_[i]);
    }
    return left;
  }

 private:
  std::vector<DetailRow> rows_;
  std::vector<bool> taken_;
  std::map<std::pair<bool, std::string>, std::vector<std::size_t>> places_;
};

std::string MemoOf(const DetailRow& theirs, const DetailRow& ours) {
  const auto pair = [](const char* name, Money a, Money b) {
    return a == b ? "" : std::string(name) + "医院" + YuanText(a) + "账本" + YuanText(b) + "；";
  };
  std::string memo = pair("总费用", theirs.total, ours.total);
  memo += pair("基金", theirs.funds, ours.funds);
  if (theirs.account.has_value()) memo += pair("个账", *theirs.account, *ours.account);
  return memo;
}

std::vector<Difference> Differences(const std::vector<DetailRow>& theirs,
                                    const v1::ListPostedReply& posted) {
  PostedRows ours(posted);
  std::vector<Difference> differences;
  for (const DetailRow& row : theirs) {
    const DetailRow* const found = ours.Take(row);
    if (found == nullptr) {
      differences.push_back({row, kNotPosted, "医院有，账本无"});
    } else if (!SameAmounts(row, *found)) {
      Difference difference{row, kOtherAmount, MemoOf(row, *found)};
      difference.row.msgid = found->msgid;
      differences.push_back(std::move(difference));
    }
  }
  for (DetailRow& row : ours.Left()) {
    differences.push_back({std::move(row), kNotListed, "账本有，医院无"});
  }
  return differences;
}

std::string FileOf(const std::vector<Difference>& differences) {
  std::string text = "psn_no\tmdtrt_id\tsetl_id\tmsgid\tstmt_rslt\trefd_setl_flag\tmemo\n";
  for (const Difference& item : differences) {
    const DetailRow& row = item.row;
    text += row.psn_no + "\t" + row.mdtrt_id + "\t" + row.setl_id + "\t" + row.msgid + "\t" +
            item.result + "\t" + (row.refund ? "1" : "0") + "\t" + item.memo + "\n";
  }
  return text;
}

void WriteDifference(const Difference& item, JsonWriter& out) {
  const DetailRow& row = item.row;
  out.BeginObject();
  out.Text("psn_no", row.psn_no).Text("mdtrt_id", row.mdtrt_id).Text("setl_id", row.setl_id);
  out.Text("msgid", row.msgid).Text("stmt_rslt", item.result);
  out.Text("refd_setl_flag", row.refund ? "1" : "0").Text("memo", item.memo);
  out.EndObject();
}

struct Request {
  Span days;
  std::string setl_optins;
  std::vector<DetailRow> rows;
};

absl::StatusOr<Request> ReadRequest(const Json& input, const edge::Notes& notes) {
  const auto data = Require(input, "data", Json::Kind::kObject, "input");
  if (!data.ok()) return data.status();
  Fields fields(**data, "input.data");
  Request request;
  request.days = {.from = fields.RequiredDate("stmt_begndate"),
                  .until = fields.RequiredDate("stmt_enddate")};
  request.setl_optins = fields.Text("setl_optins", 6);
  const std::string file = fields.Text("file_qury_no", 30);
  if (!fields.status().ok()) return fields.status();
  absl::StatusOr<std::vector<DetailRow>> rows;
  if (const Json* const detail = (*data)->Find("detail"); detail != nullptr) {
    rows = ReadDetailRows(*detail);
  } else if (file.empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = fields.PathOf("file_qury_no")});
  } else {
    const auto text = KeptFile(file, fields.PathOf("file_qury_no"), notes);
    if (!text.ok()) return text.status();
    rows = ReadDetailFile(*text);
  }
  if (!rows.ok()) return rows.status();
  request.rows = *std::move(rows);
  return request;
}

}  // namespace

absl::StatusOr<Output> AnswerDetails(const Json& input, const std::string& institution_id, Now now,
                                     edge::Intake& intake) {
  const absl::StatusOr<Request> request = ReadRequest(input, intake.notes());
  if (!request.ok()) return request.status();
  const auto posted = PostedIn(request->days, institution_id, intake);
  if (!posted.ok()) return posted.status();
  const std::vector<Difference> differences = Differences(request->rows, *posted);
  const auto file = KeepFile(FileOf(differences), now, intake.notes());
  if (!file.ok()) return file.status();
  return Output{.write = [differences, file = *file, optins = request->setl_optins,
                          until = DayText(BusinessDay(now.ms + kDayMs))](JsonWriter& out) {
    out.BeginObject().Key("fileinfo").BeginObject();
    out.Text("file_qury_no", file).Text("filename", file + ".txt");
    out.Text("dld_endtime", until + " 23:59:59").EndObject();
    out.Key("stmtinfo").BeginObject();
    out.Text("setl_optins", optins).Text("stmt_rslt", differences.empty() ? "0" : "1");
    out.Text("stmt_rslt_dscr",
             differences.empty() ? "一致" : std::to_string(differences.size()) + "笔不符");
    out.EndObject();
    out.Key("detail").BeginArray();
    for (std::size_t i = 0; i < std::min(differences.size(), kShownMax); ++i) {
      WriteDifference(differences[i], out);
    }
    out.EndArray().EndObject();
  }};
}

}  // namespace yizhan::national
