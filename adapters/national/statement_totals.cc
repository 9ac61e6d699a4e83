#include "adapters/national/statement_totals.h"

#include <utility>
#include <vector>

#include "adapters/national/fields.h"
#include "adapters/national/json_reader.h"
#include "engine/base/refusal.h"

namespace yizhan::national {
namespace {

constexpr char kInfno[] = "3201";
constexpr char kTotal[] = "medfee_sumamt";
constexpr std::size_t kCodeCharactersMax = 6;
constexpr std::size_t kTextCharactersMax = 200;

struct Place {
  const Json* object;
  std::string path;
};

// Every object that has a member of that name.
void Collect(const Json& json, const std::string& path, const char* key,
             std::vector<Place>& places) {
  if (json.Find(key) != nullptr) places.push_back({&json, path});
  for (const auto& [name, member] : json.members) {
    Collect(member, JoinPath(path, name), key, places);
  }
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    Collect(json.items[i], JoinPath(path, i), key, places);
  }
}

TotalsOf WhichOf(Fields& fields) {
  const std::string flag = fields.Text("refd_setl_flag", kCodeCharactersMax);
  if (flag.empty()) return TotalsOf::kNet;
  if (flag == "0") return TotalsOf::kSettled;
  if (flag != "1") {
    fields.Fail("refd_setl_flag", {.reason = v1::FIELD_UNKNOWN_VALUE, .expected = "0, 1"});
  }
  return TotalsOf::kRefunds;
}

Money Required(Fields& fields, const std::string& key) {
  const std::optional<Money> amount = fields.SignedAmount(key);
  if (!amount.has_value()) fields.Fail(key, {.reason = v1::FIELD_MISSING});
  return amount.value_or(Money());
}

// Of refunds alone: how much, whichever sign it was written with.
void MakePositive(StatementTotals& totals) {
  const auto positive = [](Money amount) { return amount < Money() ? -amount : amount; };
  totals.total = positive(totals.total);
  totals.funds = positive(totals.funds);
  if (totals.account.has_value()) totals.account = positive(*totals.account);
  if (totals.count.has_value() && *totals.count < 0) totals.count = -*totals.count;
}

absl::StatusOr<StatementTotals> ReadSums(const Place& place) {
  Fields fields(*place.object, place.path);
  StatementTotals totals;
  totals.total = Required(fields, kTotal);
  totals.funds = Required(fields, "fund_pay_sumamt");
  totals.account = fields.SignedAmount("acct_pay");
  totals.count = fields.SignedNumber("fixmedins_setl_cnt");
  totals.of = WhichOf(fields);
  totals.from = fields.Date("stmt_begndate");
  totals.until = fields.Date("stmt_enddate");
  if (!fields.status().ok()) return fields.status();
  if (totals.of == TotalsOf::kRefunds) MakePositive(totals);
  return totals;
}

absl::Status ReadAnswer(const Json& root, StatementTotals& totals) {
  std::vector<Place> places;
  Collect(root, "", "stmt_rslt", places);
  if (places.empty()) return absl::OkStatus();
  Fields fields(*places.front().object, places.front().path);
  totals.result = fields.Text("stmt_rslt", kCodeCharactersMax);
  totals.result_text = fields.Text("stmt_rslt_dscr", kTextCharactersMax);
  return fields.status();
}

}  // namespace

absl::StatusOr<StatementTotals> ParseStatementTotals(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  if (!root.ok()) return root.status();
  const Json* const infno = root->Find("infno");
  if (infno != nullptr && infno->text != kInfno) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = "infno", .expected = kInfno});
  }
  std::vector<Place> places;
  Collect(*root, "", kTotal, places);
  if (places.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = kTotal});
  if (places.size() > 1) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = JoinPath(places[1].path, kTotal),
                   .expected = "一次总账/the sums once"});
  }
  absl::StatusOr<StatementTotals> totals = ReadSums(places.front());
  if (!totals.ok()) return totals.status();
  const absl::Status answer = ReadAnswer(*root, *totals);
  if (!answer.ok()) return answer;
  return totals;
}

}  // namespace yizhan::national
