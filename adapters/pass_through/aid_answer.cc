#include "adapters/pass_through/aid_answer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/national/aid_row.h"
#include "adapters/national/codes.h"
#include "adapters/national/json_edit.h"
#include "adapters/national/training.h"
#include "engine/base/money.h"

namespace yizhan::edge {
namespace {

std::int64_t UpstreamFen(const v1::SettleResult& result) {
  std::int64_t sum = 0;
  for (const v1::UpstreamAid& aid : result.bill().upstream_aid()) sum += aid.amount_fen();
  return sum;
}

std::optional<Money> AmountOf(const Json& object, const char* name) {
  const Json* found = object.Find(name);
  if (found == nullptr) return std::nullopt;
  return ParseYuan(found->text);
}

void PutAmount(Json& object, const char* name, Money amount) {
  const Json* found = object.Find(name);
  const bool text = found != nullptr && found->kind == Json::Kind::kString;
  PutMember(object, name,
            {.kind = text ? Json::Kind::kString : Json::Kind::kNumber, .text = YuanText(amount)});
}

// An absent amount is 0.
void Add(Json& object, const char* name, Money amount) {
  PutAmount(object, name, AmountOf(object, name).value_or(Money()) + amount);
}

Json RowJson(national::AidRow row, Money paid) {
  row.paid = paid;
  JsonWriter writer;
  national::WriteAidRow(row, writer);
  return ParseJson(writer.Take()).value_or(Json{});
}

// What upstream paid is the aid of the first layers, so ours is taken from the last ones.
std::vector<Json> Rows(const v1::SettleResult& result, const ProgramFunds& funds, bool negative) {
  Money left = Money::FromFen(ExtraAidFen(result));
  std::vector<national::AidRow> aid = national::AidRowsOf(result, funds, /*upstream_stays=*/true);
  std::vector<Json> rows;
  for (std::size_t i = aid.size(); i-- > 0 && left > Money();) {
    const Money part = std::min(left, aid[i].paid);
    left -= part;
    rows.push_back(RowJson(std::move(aid[i]), negative ? -part : part));
  }
  std::reverse(rows.begin(), rows.end());
  return rows;
}

bool IsNegative(const Json& setlinfo) {
  return AmountOf(setlinfo, "medfee_sumamt").value_or(Money()) < Money();
}

// The smaller part, of one sign.
Money Part(Money wanted, Money there) {
  return wanted < Money() ? std::max(wanted, there) : std::min(wanted, there);
}

// Money that goes back to the accounts: the family's first.
struct Back {
  Money own;
  Money family;
};

Back AddToSums(const v1::SettleResult& result, const std::vector<Json>& rows, Json& setlinfo) {
  const auto with_sign = [&](std::int64_t fen) {
    return Money::FromFen(IsNegative(setlinfo) ? -fen : fen);
  };
  const Money aid = with_sign(ExtraAidFen(result));
  const Money back = with_sign(AccountBackFen(result));
  // A code that is none of aid's is counted where the insurer counts it: oth_pay.
  for (const Json& row : rows) {
    Add(setlinfo, national::ColumnOfFund(MemberText(row, "fund_pay_type")),
        AmountOf(row, "fund_payamt").value_or(Money()));
  }
  Add(setlinfo, "fund_pay_sumamt", aid);
  Add(setlinfo, "psn_part_amt", -aid);
  Add(setlinfo, "psn_cash_pay", -(aid - back));
  Back parts;
  parts.family = Part(back, AmountOf(setlinfo, "acct_mulaid_pay").value_or(Money()));
  parts.own = back - parts.family;
  if (parts.family != Money()) Add(setlinfo, "acct_mulaid_pay", -parts.family);
  Add(setlinfo, national::kAccountColumn, -parts.own);
  return parts;
}

// The account's own rows shrink with it, the last one first.
void TakeFromAccountRows(Money back, Json& details) {
  for (std::size_t i = details.items.size(); i-- > 0 && back != Money();) {
    Json& row = details.items[i];
    const std::string column = national::ColumnOfFund(MemberText(row, "fund_pay_type"));
    if (column != national::kAccountColumn) continue;
    const Money part = Part(back, AmountOf(row, "fund_payamt").value_or(Money()));
    Add(row, "fund_payamt", -part);
    back -= part;
  }
}

}  // namespace

std::int64_t ExtraAidFen(const v1::SettleResult& result) {
  return std::max<std::int64_t>(0, result.outcome().aid_fen() - UpstreamFen(result));
}

std::int64_t AccountBackFen(const v1::SettleResult& result) {
  return std::min(ExtraAidFen(result), result.outcome().account_refund_fen());
}

void AddAid(const v1::SettleResult& result, const ProgramFunds& funds, Json& answer) {
  Json* output = FindMember(answer, "output");
  Json* setlinfo = output == nullptr ? nullptr : FindMember(*output, "setlinfo");
  if (setlinfo == nullptr || setlinfo->kind != Json::Kind::kObject) return;
  std::vector<Json> rows = Rows(result, funds, IsNegative(*setlinfo));
  const Back back = AddToSums(result, rows, *setlinfo);
  Json* details = FindMember(*output, "setldetail");
  // Without the insurer's own rows ours alone would not add up to the sums.
  if (details == nullptr || details->items.empty()) return;
  TakeFromAccountRows(back.own, *details);
  for (Json& row : rows) details->items.push_back(std::move(row));
}

std::string CashierNote(const v1::SettleResult& result) {
  std::string note;
  const auto add = [&note](const std::string& sentence) {
    note += (note.empty() ? "" : "；") + sentence;
  };
  if (result.training()) add(national::kTrainingSentence);
  if (result.illustrative()) add("【示例】本次救助用到示例政策数字，不是正式标准");
  if (result.outcome().aid_fen() < UpstreamFen(result)) {
    add("医保已付救助多于本地政策，以医保为准并已登记差异");
  }
  const std::int64_t back_fen = AccountBackFen(result);
  if (back_fen > 0) {
    add("个人账户应退 " + YuanText(Money::FromFen(back_fen)) + " 元，请向医保办理");
  }
  for (const v1::Warning& warning : result.warnings()) {
    if (warning.route() != v1::CASHIER) continue;
    add(warning.message() + (warning.next_step().empty() ? "" : "：" + warning.next_step()));
  }
  return note;
}

Json AidApart(const v1::SettleResult& result, const ProgramFunds& funds, const Json& answer) {
  Json apart{.kind = Json::Kind::kObject};
  PutMember(apart, "setl_no", JsonString(std::to_string(result.number())));
  PutAmount(apart, "aid_pay", Money::FromFen(ExtraAidFen(result)));
  const Json* output = answer.Find("output");
  const Json* setlinfo = output == nullptr ? nullptr : output->Find("setlinfo");
  if (setlinfo == nullptr || setlinfo->kind != Json::Kind::kObject) return apart;
  Json with_aid = *setlinfo;
  std::vector<Json> rows = Rows(result, funds, IsNegative(*setlinfo));
  AddToSums(result, rows, with_aid);
  for (const char* name : {"maf_pay", "oth_pay", "fund_pay_sumamt", "psn_part_amt", "acct_pay",
                           "acct_mulaid_pay", "psn_cash_pay"}) {
    const Json* value = with_aid.Find(name);
    if (value != nullptr) PutMember(apart, name, *value);
  }
  PutMember(apart, "setldetail", {.kind = Json::Kind::kArray, .items = std::move(rows)});
  return apart;
}

}  // namespace yizhan::edge
