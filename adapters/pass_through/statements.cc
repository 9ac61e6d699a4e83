#include "adapters/pass_through/statements.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/national/json_edit.h"
#include "adapters/pass_through/aid_answer.h"

namespace yizhan::edge {
namespace {

constexpr std::array<std::string_view, 4> kStatements = {"3201", "3202", "3203", "9101"};
constexpr std::int32_t kDaysMax = 400;

std::optional<Money> AmountOf(const Json& object, const char* name) {
  const Json* found = object.Find(name);
  return found == nullptr ? std::nullopt : ParseYuan(found->text);
}

// Only where the member is; true when it changed.
bool Add(Json& object, const char* name, Money amount) {
  Json* found = FindMember(object, name);
  const std::optional<Money> before = found == nullptr ? std::nullopt : ParseYuan(found->text);
  if (!before.has_value() || amount == Money()) return false;
  found->text = YuanText(*before + amount);
  return true;
}

std::optional<Day> DayIn(const Json& data, const char* name) {
  return ParseDay(MemberText(data, name).substr(0, 10));
}

// "202206" of setlym when there are no days.
void ReadMonth(const Json& data, PeriodAid& aid) {
  const std::string month = MemberText(data, "setlym");
  if (month.size() != 6 || aid.from.has_value() || aid.until.has_value()) return;
  aid.from = ParseDay(month.substr(0, 4) + "-" + month.substr(4) + "-01");
  if (!aid.from.has_value()) return;
  Day next{.days = aid.from->days + 31};
  while (DayText(next).substr(8) != "01") --next.days;
  aid.until = Day{.days = next.days - 1};
}

PeriodAid PeriodOf(const Json& data) {
  PeriodAid aid;
  for (const char* name : {"stmt_begndate", "begndate"}) {
    if (!aid.from.has_value()) aid.from = DayIn(data, name);
  }
  for (const char* name : {"stmt_enddate", "enddate"}) {
    if (!aid.until.has_value()) aid.until = DayIn(data, name);
  }
  ReadMonth(data, aid);
  return aid;
}

bool Matches(const std::string& wanted, const std::string& found) {
  return wanted.empty() || found.empty() || wanted == found;
}

// +1 as it stands, -1 taken back, 0 not in these sums. Refunds alone may be written without a sign.
int SignOf(LineKind kind, const Json& data) {
  const std::string flag = MemberText(data, "refd_setl_flag");
  if (flag == "0") return kind == LineKind::kSettled ? 1 : 0;
  if (flag == "1") {
    const Money total = AmountOf(data, "medfee_sumamt").value_or(Money());
    return kind == LineKind::kRefunded ? (total > Money() ? 1 : -1) : 0;
  }
  return kind == LineKind::kSettled ? 1 : -1;
}

Money Signed(Money amount, int sign) { return sign < 0 ? -amount : sign == 0 ? Money() : amount; }

bool HasSums(const Json& node) {
  return node.Find("fund_pay_sumamt") != nullptr || node.Find("fund_appy_sum") != nullptr;
}

// Money that leaves the funds returns to the account and to cash.
bool Move(Money funds, Money account, Json& node) {
  bool changed = Add(node, "fund_pay_sumamt", funds);
  changed |= Add(node, "fund_appy_sum", funds);
  changed |= Add(node, "maf_pay", funds);
  changed |= Add(node, "acct_pay", -account);
  changed |= Add(node, "cash_payamt", account - funds);
  changed |= Add(node, "psn_cash_pay", account - funds);
  changed |= Add(node, "psn_part_amt", -funds);
  return changed;
}

std::string Yuan(Money amount) { return YuanText(amount); }

}  // namespace

bool IsStatement(const std::string& infno) {
  return std::find(kStatements.begin(), kStatements.end(), infno) != kStatements.end();
}

absl::StatusOr<PeriodAid> Statements::AidOf(const Asked& asked) const {
  const Json& data = DataOf(asked.root);
  PeriodAid aid = PeriodOf(data);
  const bool days =
      aid.from.has_value() && aid.until.has_value() && aid.until->days - aid.from->days <= kDaysMax;
  if (!days || asked.infno == "9101") return aid;
  const std::string insutype = MemberText(data, "insutype");
  const std::string clr_type = MemberText(data, "clr_type");
  const auto status = intents_.ForEachLine(
      *aid.from, *aid.until,
      [&](LineKind kind, const std::string& msgid, const v1::PassLine& line) {
        if (!Matches(insutype, line.insutype()) || !Matches(clr_type, line.clr_type())) return;
        const Money funds = Signed(Money::FromFen(line.aid_fen()), SignOf(kind, data));
        aid.funds += funds;
        aid.account += Signed(Money::FromFen(line.account_back_fen()), SignOf(kind, data));
        aid.by_msgid[msgid] +=
            Signed(Money::FromFen(line.aid_fen()), kind == LineKind::kSettled ? 1 : -1);
      });
  if (!status.ok()) return status;
  return aid;
}

absl::StatusOr<std::optional<v1::SettleResult>> Statements::AidOfSettlement(
    const std::string& setl_id) const {
  const absl::StatusOr<std::string> msgid = intents_.MsgidOf(setl_id);
  if (!msgid.ok()) return msgid.status();
  if (msgid->empty()) return std::nullopt;
  const absl::StatusOr<std::optional<v1::PassIntent>> intent = intents_.Find(*msgid);
  if (!intent.ok()) return intent.status();
  const bool given = intent->has_value() && (*intent)->aid() == v1::PASS_AID_GIVEN;
  if (!given || ExtraAidFen((*intent)->result()) == 0) return std::nullopt;
  return (*intent)->result();
}

absl::StatusOr<bool> Statements::TranslateRow(Towards towards, Json& row) const {
  const auto result = AidOfSettlement(MemberText(row, "setl_id"));
  if (!result.ok()) return result.status();
  if (!result->has_value()) return false;
  const bool negative = AmountOf(row, "medfee_sumamt").value_or(Money()) < Money();
  const int sign = static_cast<int>(towards) * (negative ? -1 : 1);
  return Move(Signed(Money::FromFen(ExtraAidFen(**result)), sign),
              Signed(Money::FromFen(AccountBackFen(**result)), sign), row);
}

absl::Status Statements::TranslateNode(const PeriodAid& aid, Towards towards, Json& node,
                                       Translation& done) const {
  if (node.kind == Json::Kind::kObject && HasSums(node)) {
    if (node.Find("setl_id") != nullptr) {
      const absl::StatusOr<bool> row = TranslateRow(towards, node);
      done.changed |= row.value_or(false);
      return row.status();
    }
    const int sign = static_cast<int>(towards);
    done.changed |= Move(Signed(aid.funds, sign), Signed(aid.account, sign), node);
    return absl::OkStatus();
  }
  for (auto& [name, child] : node.members) {
    if (name == "in") {
      const auto of = [this](const std::string& setl_id) { return AidOfSettlement(setl_id); };
      const absl::StatusOr<Translation> file = TranslateFile(of, towards, child);
      if (!file.ok()) return file.status();
      done.changed |= file->changed;
      if (!file->warning.empty()) done.warning = file->warning;
    }
    if (auto status = TranslateNode(aid, towards, child, done); !status.ok()) return status;
  }
  for (Json& child : node.items) {
    if (auto status = TranslateNode(aid, towards, child, done); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Translation> Statements::Translate(const PeriodAid& aid, Towards towards,
                                                  Json& root) const {
  Translation done;
  Json* body = FindMember(root, towards == Towards::kInsurer ? "input" : "output");
  if (body == nullptr) return done;
  if (auto status = TranslateNode(aid, towards, *body, done); !status.ok()) return status;
  return done;
}

std::string DifferenceOf(const Asked& asked, const Answer& answer, const PeriodAid& aid) {
  const std::optional<Money> ours = AmountOf(DataOf(asked.root), "fund_pay_sumamt");
  const Json* output = answer.root.Find("output");
  const Json* inner = output == nullptr ? nullptr : output->Find("stmtinfo");
  const Json* sums = inner == nullptr ? output : inner;
  const std::optional<Money> theirs =
      sums == nullptr ? std::nullopt : AmountOf(*sums, "fund_pay_sumamt");
  if (!ours.has_value() || !theirs.has_value() || *ours - aid.funds == *theirs) return "";
  return "本院基金合计扣除救助 " + Yuan(aid.funds) + " 元后比医保多 " +
         Yuan(*ours - aid.funds - *theirs) +
         " 元 (the hospital's funds without aid differ from the insurer's by this)";
}

std::string LedgerDifferenceOf(const PeriodAid& aid, const v1::ListPostedReply& posted,
                               const Intents& intents) {
  Money ledger;
  for (const v1::PostedLine& line : posted.lines()) {
    if (line.after_the_fact()) continue;
    const auto intent = intents.Find(line.message_id());
    const bool given = intent.ok() && intent->has_value() && (*intent)->aid() == v1::PASS_AID_GIVEN;
    if (!given) continue;
    Money upstream;
    for (const v1::UpstreamAid& paid : (*intent)->result().bill().upstream_aid()) {
      upstream += Money::FromFen(paid.amount_fen());
    }
    ledger += Money::FromFen(line.aid_fen()) - (line.of() == 0 ? upstream : -upstream);
  }
  Money books;
  for (const auto& [msgid, amount] : aid.by_msgid) books += amount;
  if (books == ledger) return "";
  return "本院账内救助 " + Yuan(books) + " 元，救助账本 " + Yuan(ledger) + " 元，相差 " +
         Yuan(books - ledger) +
         " 元 (aid in the hospital's books, in the ledger, and the difference)";
}

}  // namespace yizhan::edge
