#include "adapters/national/aided_setlinfo.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "adapters/national/aid_row.h"
#include "adapters/national/codes.h"
#include "adapters/national/fields.h"
#include "adapters/national/funds.h"
#include "adapters/national/training.h"
#include "engine/base/check.h"
#include "engine/base/money.h"

namespace yizhan::national {
namespace {

constexpr char kFamilyColumn[] = "acct_mulaid_pay";
constexpr char kOtherColumn[] = "oth_pay";

bool Counts(const FundPayment& payment, const char* column) {
  return std::strcmp(payment.column, column) == 0;
}

Money FenOf(std::int64_t fen) { return Money::FromFen(fen); }

// Everything upstream paid was taken as given, and in full.
bool UpstreamStays(const v1::SettleResult& result) {
  Money upstream;
  for (const v1::UpstreamAid& aid : result.bill().upstream_aid())
    upstream += FenOf(aid.amount_fen());
  Money given;
  for (const v1::Step& step : result.outcome().steps()) {
    const v1::ProgramFigures& figures = step.figures();
    if (step.status() != v1::CHOSEN || !figures.has_given_fen()) continue;
    if (figures.given_fen() != figures.pay_fen()) return false;
    given += FenOf(figures.given_fen());
  }
  return given == upstream;
}

// What the answer says, in figures.
struct Sums {
  Money aid_column;  // maf_pay
  Money other_column;
  Money other_before;
  Money funds;
  Money personal;
  Money account;
  Money family;
  Money cash;
  Money account_back;  // Of his own account.
  bool family_given = false;
};

void CountRows(const std::vector<FundPayment>& payments, const std::vector<AidRow>& rows,
               bool upstream_stays, Sums& sums) {
  for (const FundPayment& payment : payments) {
    if (Counts(payment, kAccountColumn)) continue;
    if (Counts(payment, kOtherColumn)) sums.other_before += payment.amount;
    if (IsAidFund(payment.code) && !upstream_stays) continue;
    sums.funds += payment.amount;
    if (Counts(payment, kAidColumn)) sums.aid_column += payment.amount;
    if (Counts(payment, kOtherColumn)) sums.other_column += payment.amount;
  }
  for (const AidRow& row : rows) {
    sums.funds += row.paid;
    (std::strcmp(ColumnOfFund(row.fund), kAidColumn) == 0 ? sums.aid_column : sums.other_column) +=
        row.paid;
  }
}

void CheckBalance(const v1::SettleResult& result, const Sums& sums) {
  const v1::Bill& bill = result.bill();
  Money insurers;
  for (const v1::InsurerPayment& paid : bill.insurer_payments())
    insurers += FenOf(paid.amount_fen());
  YIZHAN_CHECK(sums.funds == insurers + FenOf(result.outcome().aid_fen()));
  YIZHAN_CHECK(FenOf(bill.total_fen()) ==
               sums.funds + sums.personal + FenOf(bill.hospital_borne_fen()));
  YIZHAN_CHECK(sums.personal == sums.account + sums.family + sums.cash);
}

Sums SumsOf(Fields& setlinfo, const std::vector<FundPayment>& payments,
            const std::vector<AidRow>& rows, const v1::SettleResult& result) {
  Sums sums;
  CountRows(payments, rows, UpstreamStays(result), sums);
  const v1::Outcome& outcome = result.outcome();
  sums.personal = FenOf(outcome.patient_due_fen());
  sums.cash = FenOf(outcome.cash_due_fen());
  const std::optional<Money> family = setlinfo.Amount(kFamilyColumn);
  const Money family_before = family.value_or(Money());
  const Money own_before = FenOf(result.bill().account_pay_fen()) - family_before;
  const Money back = FenOf(outcome.account_refund_fen());
  const Money family_back = std::min(back, family_before);
  sums.family_given = family.has_value();
  sums.family = family_before - family_back;
  sums.account_back = back - family_back;
  sums.account = own_before - sums.account_back;
  CheckBalance(result, sums);
  return sums;
}

struct Replacement {
  std::string key;
  std::string text;
  bool amount = true;
  bool added_when_absent = true;
};

std::vector<Replacement> ReplacementsOf(const v1::SettleResult& result, const Sums& sums) {
  std::vector<Replacement> replacements = {
      {kAidColumn, YuanText(sums.aid_column)},   {"fund_pay_sumamt", YuanText(sums.funds)},
      {"psn_part_amt", YuanText(sums.personal)}, {kAccountColumn, YuanText(sums.account)},
      {"psn_cash_pay", YuanText(sums.cash)},
  };
  if (sums.family_given) replacements.push_back({kFamilyColumn, YuanText(sums.family)});
  if (sums.other_column != sums.other_before) {
    replacements.push_back({kOtherColumn, YuanText(sums.other_column)});
  }
  if (result.number() != 0) {
    replacements.push_back({"setl_id", std::to_string(result.number()), /*amount=*/false});
  }
  replacements.push_back({"medins_setl_id", result.bill().message_id(), /*amount=*/false});
  return replacements;
}

// An amount that came as text goes back as text.
void WriteReplacement(const Replacement& replacement, const Json* before, JsonWriter& out) {
  out.Key(replacement.key);
  const bool as_text = before != nullptr && before->kind == Json::Kind::kString;
  if (!replacement.amount || as_text) {
    out.Text(replacement.text);
  } else {
    out.Copy({.kind = Json::Kind::kNumber, .text = replacement.text});
  }
}

void WriteSetlinfo(const Json& setlinfo, std::vector<Replacement> replacements, JsonWriter& out) {
  out.Key("setlinfo").BeginObject();
  for (const auto& [key, value] : setlinfo.members) {
    const auto found =
        std::find_if(replacements.begin(), replacements.end(),
                     [&name = key](const Replacement& item) { return item.key == name; });
    if (found == replacements.end()) {
      out.Key(key).Copy(value);
      continue;
    }
    WriteReplacement(*found, &value, out);
    replacements.erase(found);
  }
  for (const Replacement& replacement : replacements) WriteReplacement(replacement, nullptr, out);
  out.EndObject();
}

// The row with another sum.
void WriteRowWith(const Json& row, Money amount, JsonWriter& out) {
  out.BeginObject();
  for (const auto& [key, value] : row.members) {
    if (key == "fund_payamt") {
      WriteReplacement({key, YuanText(amount)}, &value, out);
    } else {
      out.Key(key).Copy(value);
    }
  }
  out.EndObject();
}

// Account money that goes back leaves the rows of the account, the last one first.
std::vector<Money> RowAmounts(const std::vector<FundPayment>& payments, Money account_back) {
  std::vector<Money> amounts;
  for (const FundPayment& payment : payments) amounts.push_back(payment.amount);
  for (std::size_t i = payments.size(); i-- > 0;) {
    if (!Counts(payments[i], kAccountColumn)) continue;
    const Money part = std::min(amounts[i], account_back);
    amounts[i] -= part;
    account_back -= part;
  }
  return amounts;
}

bool HasRows(const Json* setldetail) {
  return setldetail != nullptr && setldetail->kind == Json::Kind::kArray &&
         !setldetail->items.empty();
}

}  // namespace

void WriteAided(const Json& input, const v1::SettleResult& result, const FundOfProgram& funds,
                JsonWriter& out) {
  const Json* const setlinfo = input.Find("setlinfo");
  const Json* const setldetail = input.Find("setldetail");
  YIZHAN_CHECK(setlinfo != nullptr);
  Fields fields(*setlinfo, "input.setlinfo");
  const auto payments = ReadPayments(&fields, setldetail);
  YIZHAN_CHECK(payments.ok());
  const bool upstream_stays = UpstreamStays(result);
  const std::vector<AidRow> rows = AidRowsOf(result, funds, upstream_stays);
  const Sums sums = SumsOf(fields, *payments, rows, result);
  WriteSetlinfo(*setlinfo, ReplacementsOf(result, sums), out);

  out.Key("setldetail").BeginArray();
  const std::vector<Money> amounts = RowAmounts(*payments, sums.account_back);
  for (std::size_t i = 0; HasRows(setldetail) && i < payments->size(); ++i) {
    const FundPayment& payment = (*payments)[i];
    if (IsAidFund(payment.code) && !upstream_stays) continue;
    if (amounts[i] == payment.amount) {
      out.Copy(setldetail->items[i]);
    } else {
      WriteRowWith(setldetail->items[i], amounts[i], out);
    }
  }
  for (const AidRow& row : rows) WriteAidRow(row, out);
  out.EndArray();
}

std::string CashierWarning(const v1::SettleResult& result) {
  std::string text;
  const auto add = [&text](const std::string& sentence) {
    text += (text.empty() ? "" : "；") + sentence;
  };
  if (result.training()) add(kTrainingSentence);
  if (result.illustrative()) add("【示例】本次救助用到示例政策数字，不是正式标准");
  for (const v1::Break& broken : result.outcome().breaks()) {
    if (broken.kind() == v1::LEVEL_DIFFERS) continue;
    add("上游已付救助" + YuanText(FenOf(broken.upstream_fen())) + "元，按本地政策为" +
        YuanText(FenOf(broken.pay_fen())) + "元，以本结果为准并已登记差异");
  }
  for (const v1::Warning& warning : result.warnings()) {
    if (warning.route() != v1::CASHIER) continue;
    add(warning.message() + (warning.next_step().empty() ? "" : "：" + warning.next_step()));
  }
  return text;
}

}  // namespace yizhan::national
