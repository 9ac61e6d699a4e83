#include "tools/cli/slip.h"

#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "tools/cli/names.h"
#include "tools/cli/slip_code.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kHashColumns = 32;
constexpr std::size_t kShortHash = 12;

// Lines of one slip, in order.
class Paper {
 public:
  void Blank() { text_ += '\n'; }
  void Rule(char letter) { text_.append(kSlipColumns, letter).push_back('\n'); }

  void Title(const std::string& title) { text_ += Centre(title, kSlipColumns) + "\n"; }

  // Label left, value right; a value that does not fit goes on lines of its own, right-aligned.
  void Row(const std::string& label, const std::string& value) {
    const std::string left = Printable(label);
    const std::string right = Printable(value);
    const std::size_t used = WidthColumns(left) + 1;
    if (used + WidthColumns(right) <= kSlipColumns) {
      text_ += left + " " + PadLeft(right, kSlipColumns - used) + "\n";
      return;
    }
    Note(left, 0);
    for (const std::string& line : Wrap(right, kSlipColumns)) {
      text_ += PadLeft(line, kSlipColumns) + "\n";
    }
  }

  void Amount(const std::string& label, std::int64_t amount_fen) { Row(label, Yuan(amount_fen)); }

  void Note(const std::string& note, std::size_t indent) {
    for (const std::string& line : Wrap(Printable(note), kSlipColumns - indent)) {
      text_ += std::string(indent, ' ') + line + "\n";
    }
  }

  std::string Text() const { return text_; }

 private:
  std::string text_;
};

// First and last on the paper: nobody takes it for a real one, whichever end is torn off.
void AddTraining(const v1::SettleResult& result, Paper& paper) {
  if (result.training()) paper.Title("*** 培训 TRAINING 非真实 not real ***");
}

void AddHead(const v1::SettleResult& result, const std::string& patient_name, Paper& paper) {
  paper.Rule('=');
  paper.Title("上海市嘉定区");
  paper.Title("医疗救助一站式结算单");
  paper.Title("Medical Aid Settlement Slip");
  paper.Rule('=');
  paper.Row("医疗机构 Institution", result.bill().institution_id());
  if (!result.institution_name().empty()) paper.Note(result.institution_name(), 2);
  if (result.number() == 0) {
    paper.Row("预结算 Quote", "未入账 not posted");
  } else {
    paper.Row("结算编号 Settlement", std::to_string(result.number()));
    paper.Row("时间 Time", TimeText(result.posted_ms()));
  }
  paper.Row("票据号 Bill no.", result.bill().bill_no());
  paper.Row("报文号 Message", result.bill().message_id());
  if (!patient_name.empty()) paper.Row("姓名 Patient", MaskedName(patient_name));
  paper.Row("人员编号 Person", PersonText(result.person_no()));
}

void AddInsurance(const v1::Bill& bill, Paper& paper) {
  paper.Rule('-');
  paper.Amount("医疗费总额 Total", bill.total_fen());
  std::int64_t paid_fen = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    paid_fen += payment.amount_fen();
  }
  paper.Amount("医保及其他已付 Insurance", paid_fen);
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    const std::string name = FundZh(payment.fund_code());
    const bool known = name != payment.fund_code();
    paper.Amount("  " + name + (known ? " " + payment.fund_code() : ""), payment.amount_fen());
  }
  if (bill.hospital_borne_fen() != 0) {
    paper.Amount("  医院负担 Hospital", bill.hospital_borne_fen());
  }
  for (const v1::UpstreamAid& aid : bill.upstream_aid()) {
    paper.Amount("  上游救助 Upstream " + aid.fund_code(), aid.amount_fen());
  }
}

// What the patient bore before aid: what is left plus what the programs drew.
v1::Buckets BeforeAid(const v1::Outcome& outcome) {
  v1::Buckets before = outcome.due();
  for (const v1::Step& step : outcome.steps()) {
    if (step.status() != v1::CHOSEN) continue;
    const v1::Buckets& draw = step.figures().draw();
    before.set_in_scope_self_pay_fen(before.in_scope_self_pay_fen() + draw.in_scope_self_pay_fen());
    before.set_pre_self_pay_fen(before.pre_self_pay_fen() + draw.pre_self_pay_fen());
    before.set_over_limit_fen(before.over_limit_fen() + draw.over_limit_fen());
    before.set_out_of_scope_fen(before.out_of_scope_fen() + draw.out_of_scope_fen());
  }
  return before;
}

void AddBefore(const v1::Outcome& outcome, Paper& paper) {
  const v1::Buckets before = BeforeAid(outcome);
  paper.Rule('-');
  paper.Amount("救助前个人负担 Before aid", outcome.aid_fen() + outcome.patient_due_fen());
  paper.Amount("  自负 In scope", before.in_scope_self_pay_fen());
  paper.Amount("  分类自负 Pre-self-pay", before.pre_self_pay_fen());
  paper.Amount("  超限价 Over limit", before.over_limit_fen());
  paper.Amount("  自费 Out of scope", before.out_of_scope_fen());
}

void AddAid(const v1::SettleResult& result, Paper& paper) {
  paper.Rule('-');
  for (const v1::AidLine& line : result.lines()) {
    paper.Amount("[" + LayerZh(line.layer()) + "] " + line.title(), line.pay_fen());
    if (!line.title_en().empty()) paper.Note(line.title_en(), 2);
    paper.Note("依据 " + line.document(), 2);
    if (line.confidence() == v1::ILLUSTRATIVE) paper.Note("示例规则 illustrative rule", 2);
  }
  if (result.lines().empty()) paper.Note("本单无救助 No aid on this bill", 0);
  paper.Amount("救助合计 Aid", result.outcome().aid_fen());
}

void AddDue(const v1::Outcome& outcome, Paper& paper) {
  paper.Rule('-');
  paper.Amount("救助后个人负担 Patient due", outcome.patient_due_fen());
  paper.Amount("个人账户支付 Account paid", outcome.account_applied_fen());
  if (outcome.account_refund_fen() != 0) {
    paper.Amount("退回个人账户 Account refund", outcome.account_refund_fen());
  }
  paper.Rule('=');
}

void AddCashDue(const v1::Outcome& outcome, Paper& paper) {
  paper.Amount("应付现金 CASH DUE", outcome.cash_due_fen());
  paper.Title(LargeDigits(Yuan(outcome.cash_due_fen())) + " 元");
  paper.Rule('=');
}

// The patient has paid all of it at the desk; its aid comes to him from the office.
void AddPayable(const v1::Outcome& outcome, Paper& paper) {
  paper.Note("事后记账：费用已由患者付清 After the fact: the patient has paid", 0);
  paper.Amount("救助款应付患者 PAYABLE TO PATIENT", outcome.aid_fen());
  paper.Rule('=');
}

// Those the desk acts on; other routes are no business of the patient's paper.
void AddWarnings(const v1::SettleResult& result, Paper& paper) {
  for (const v1::Warning& warning : result.warnings()) {
    if (warning.route() != v1::CASHIER) continue;
    paper.Note("【预警 Warning】" + warning.message(), 0);
    paper.Row("  " + warning.before() + " -> " + warning.after(), "线 at " + warning.value());
    paper.Note("下一步 Next: " + warning.next_step(), 2);
    if (warning.confidence() == v1::ILLUSTRATIVE) paper.Note("示例预警 illustrative", 2);
    paper.Rule('-');
  }
}

void AddHash(const std::string& hash, Paper& paper) {
  for (std::size_t at = 0; at < hash.size(); at += kHashColumns) {
    paper.Note(hash.substr(at, kHashColumns), 2);
  }
}

void AddCode(const SlipCode& code, Paper& paper) {
  const std::vector<std::string> lines = QrLines(code.Text(), kSlipColumns);
  if (code.ledger.empty() || lines.empty()) return;
  paper.Row("账本 Ledger", code.ledger);
  for (const std::string& line : lines) paper.Title(line);
  paper.Title("扫码可核对本单在账本中");
  paper.Title("Scan to prove this slip is in the ledger");
}

void AddProof(const v1::SettleResult& result, const SlipProof& proof, Paper& paper) {
  if (result.illustrative()) {
    paper.Title("** 本单使用了示例(非真实)规则 **");
    paper.Title("** Illustrative (invented) rules used **");
  }
  if (result.number() == 0) return;
  if (result.state() == v1::REVERSED || result.state() == v1::REPLACED) {
    paper.Title("** 本单已失效 NO LONGER VALID **");
  }
  paper.Row("状态 State", PresentText(result.state(), result.ended_by()));
  if (result.replayed()) paper.Row("重复提交 Replayed", "原结果 first result");
  const std::string hash = HexText(result.leaf_hash());
  if (hash.empty()) return;
  paper.Row("账本凭证 Leaf", hash.substr(0, kShortHash));
  AddHash(hash, paper);
  if (proof.cosigned_size != 0) {
    paper.Row("见证至 Witnessed to", std::to_string(proof.cosigned_size));
    AddHash(proof.cosigned_root, paper);
  }
  AddCode({.ledger = proof.ledger, .number = result.number(), .leaf_hash = hash}, paper);
}

}  // namespace

std::string SlipText(const v1::SettleResult& result, const std::string& patient_name,
                     const SlipProof& proof) {
  Paper paper;
  AddTraining(result, paper);
  AddHead(result, patient_name, paper);
  AddInsurance(result.bill(), paper);
  AddBefore(result.outcome(), paper);
  AddAid(result, paper);
  AddDue(result.outcome(), paper);
  if (result.after_the_fact()) {
    AddPayable(result.outcome(), paper);
  } else {
    AddCashDue(result.outcome(), paper);
  }
  AddWarnings(result, paper);
  AddProof(result, proof, paper);
  AddTraining(result, paper);
  return paper.Text();
}

}  // namespace yizhan::cli
