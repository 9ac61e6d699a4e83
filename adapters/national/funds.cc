#include "adapters/national/funds.h"

#include <cstring>
#include <utility>
#include <vector>

#include "adapters/national/codes.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kDetailsMax = 50;
constexpr char kDetailPath[] = "input.setldetail";

// Some regions pay aid as "other" and name the aid fund in setl_proc_info.
std::string CodeOf(const std::string& fund_pay_type, const std::string& setl_proc_info) {
  const bool hidden_aid =
      fund_pay_type == "999997" && setl_proc_info.size() == 6 && IsAidFund(setl_proc_info);
  return hidden_aid ? setl_proc_info : fund_pay_type;
}

absl::StatusOr<FundPayment> ReadDetail(const Json& item, const std::string& path) {
  if (auto status = CheckKind(item, Json::Kind::kObject, path); !status.ok()) return status;
  Fields fields(item, path);
  const std::string fund_pay_type = fields.RequiredText("fund_pay_type", 20);
  const Money amount = fields.RequiredAmount("fund_payamt");
  const std::string proc_info = fields.Text("setl_proc_info", 4000);
  if (!fields.status().ok()) return fields.status();
  return FundPayment{CodeOf(fund_pay_type, proc_info), ColumnOfFund(fund_pay_type), amount,
                     /*stated=*/true};
}

absl::StatusOr<std::vector<FundPayment>> ReadDetails(const Json& setldetail) {
  if (auto status = CheckKind(setldetail, Json::Kind::kArray, kDetailPath); !status.ok()) {
    return status;
  }
  if (setldetail.items.size() > kDetailsMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = kDetailPath,
                   .expected = "<= " + std::to_string(kDetailsMax),
                   .found = std::to_string(setldetail.items.size())});
  }
  std::vector<FundPayment> payments;
  for (std::size_t i = 0; i < setldetail.items.size(); ++i) {
    absl::StatusOr<FundPayment> payment = ReadDetail(setldetail.items[i], JoinPath(kDetailPath, i));
    if (!payment.ok()) return payment.status();
    payments.push_back(*std::move(payment));
  }
  return payments;
}

std::vector<FundPayment> ReadColumns(Fields* setlinfo) {
  const bool resident = setlinfo->Text("insutype", 6) == kResidentInsurance;
  std::vector<FundPayment> payments;
  for (const ColumnFund& row : kColumnFunds) {
    const Money amount = setlinfo->Amount(row.column).value_or(Money());
    const bool of_residents = resident && std::strcmp(row.column, "hifp_pay") == 0;
    payments.push_back({of_residents ? kResidentFund : row.fund_code, row.column, amount, false});
  }
  return payments;
}

Money SumOfColumn(const std::vector<FundPayment>& payments, const char* column) {
  Money sum;
  for (const FundPayment& payment : payments) {
    if (std::strcmp(payment.column, column) == 0) sum += payment.amount;
  }
  return sum;
}

// Everything the funds paid: insurers and aid, without the personal account.
Money SumOfFunds(const std::vector<FundPayment>& payments) {
  Money sum;
  for (const FundPayment& payment : payments) {
    if (std::strcmp(payment.column, kAccountColumn) != 0) sum += payment.amount;
  }
  return sum;
}

// A column that is given must say what the other figures say.
void CheckColumn(Fields* setlinfo, const std::string& key, Money expected) {
  const std::optional<Money> given = setlinfo->Amount(key);
  if (!given.has_value() || *given == expected) return;
  setlinfo->Fail(
      key,
      {.reason = v1::FIELD_MALFORMED, .expected = YuanText(expected), .found = YuanText(*given)});
}

void CheckDetailsAgree(Fields* setlinfo, const std::vector<FundPayment>& payments) {
  for (const ColumnFund& row : kColumnFunds) {
    CheckColumn(setlinfo, row.column, SumOfColumn(payments, row.column));
  }
  const Money account = SumOfColumn(payments, kAccountColumn);
  if (account != Money()) CheckColumn(setlinfo, kAccountColumn, account);
}

// medfee_sumamt = fund_pay_sumamt + hosp_part_amt + psn_part_amt, and
// psn_part_amt = acct_pay + acct_mulaid_pay + psn_cash_pay.
void CheckSums(Fields* setlinfo, const v1::Bill& bill, Money funds) {
  CheckColumn(setlinfo, "fund_pay_sumamt", funds);
  const Money personal =
      Money::FromFen(bill.total_fen()) - funds - Money::FromFen(bill.hospital_borne_fen());
  CheckColumn(setlinfo, "psn_part_amt", personal);
  CheckColumn(setlinfo, "psn_cash_pay", personal - Money::FromFen(bill.account_pay_fen()));
}

void AddToBill(const std::vector<FundPayment>& payments, v1::Bill* bill) {
  for (const FundPayment& payment : payments) {
    const bool says_nothing =
        payment.amount == Money() && !(payment.stated && IsAidFund(payment.code));
    if (says_nothing || std::strcmp(payment.column, kAccountColumn) == 0) continue;
    if (IsAidFund(payment.code)) {
      v1::UpstreamAid* aid = bill->add_upstream_aid();
      aid->set_fund_code(payment.code);
      aid->set_amount_fen(payment.amount.fen());
    } else {
      v1::InsurerPayment* paid = bill->add_insurer_payments();
      paid->set_fund_code(payment.code);
      paid->set_amount_fen(payment.amount.fen());
    }
  }
}

bool HasRows(const Json* setldetail) {
  return setldetail != nullptr &&
         !(setldetail->kind == Json::Kind::kArray && setldetail->items.empty());
}

}  // namespace

absl::StatusOr<std::vector<FundPayment>> ReadPayments(Fields* setlinfo, const Json* setldetail) {
  if (HasRows(setldetail)) return ReadDetails(*setldetail);
  return ReadColumns(setlinfo);
}

absl::Status FillPayments(Fields* setlinfo, const Json* setldetail, v1::Bill* bill) {
  absl::StatusOr<std::vector<FundPayment>> payments = ReadPayments(setlinfo, setldetail);
  if (!payments.ok()) return payments.status();
  if (HasRows(setldetail)) CheckDetailsAgree(setlinfo, *payments);

  const Money account =
      setlinfo->Amount(kAccountColumn).value_or(SumOfColumn(*payments, kAccountColumn));
  const Money family = setlinfo->Amount("acct_mulaid_pay").value_or(Money());
  bill->set_account_pay_fen((account + family).fen());
  bill->set_hospital_borne_fen(setlinfo->Amount("hosp_part_amt").value_or(Money()).fen());
  CheckSums(setlinfo, *bill, SumOfFunds(*payments));
  if (setlinfo->status().ok()) AddToBill(*payments, bill);
  return setlinfo->status();
}

}  // namespace yizhan::national
