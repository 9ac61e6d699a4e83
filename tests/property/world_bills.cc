#include "tests/property/world_bills.h"

#include <algorithm>
#include <array>

#include "tests/property/words.h"

namespace yizhan::property {
namespace {

// An edge, the day before or the day after, if it is not after `latest`.
int NearEdge(Dice& dice, const std::vector<Day>& edges, int latest) {
  if (edges.empty() || !dice.Chance(30)) return latest;
  return std::min(latest, dice.Pick(edges).days + dice.Number(-1, 1));
}

void FillDates(Dice& dice, Day today, const std::vector<Day>& edges, v1::Bill& bill) {
  int accounting = today.days;
  if (dice.Chance(40)) accounting -= dice.Number(0, 20);
  if (dice.Chance(20)) accounting -= dice.Number(0, 400);  // A late bill.
  int end = accounting - (dice.Chance(60) ? 0 : dice.Number(0, 40));
  end = NearEdge(dice, edges, end);
  int start = end - (dice.Chance(50) ? 0 : dice.Number(0, 60));
  // Not years before the end: a stay ends some day.
  start = std::max(NearEdge(dice, edges, start), end - 120);
  bill.set_service_start(DayText(Day{start}));
  bill.set_service_end(DayText(Day{end}));
  bill.set_accounting_date(DayText(Day{accounting}));
}

// A part of `whole`: all, nothing, all but a fen, or anything between.
std::int64_t Share(Dice& dice, std::int64_t whole_fen) {
  const int kind = dice.Number(0, 9);
  if (kind < 2) return 0;
  if (kind == 2) return whole_fen;
  if (kind == 3) return std::max<std::int64_t>(0, whole_fen - 1);
  return dice.Between(0, whole_fen);
}

std::int64_t PartsOf(const v1::Bill& bill) {
  return bill.in_scope_fen() + bill.pre_self_pay_fen() + bill.over_limit_fen() +
         bill.out_of_scope_fen();
}

void FillPayments(Dice& dice, v1::Bill& bill) {
  bill.clear_insurer_payments();
  // What insurance looks at is the in-scope part; it seldom pays beyond.
  const bool beyond = dice.Chance(15);
  std::int64_t rest_fen = dice.Chance(25) ? 0 : Share(dice, bill.in_scope_fen());
  if (beyond) rest_fen = Share(dice, bill.total_fen());
  const int payments = rest_fen == 0 ? dice.Number(0, 1) : dice.Number(1, 3);
  for (int i = 0; i < payments; ++i) {
    v1::InsurerPayment& payment = *bill.add_insurer_payments();
    payment.set_fund_code(i % 2 == 0 ? "310100" : "390100");
    payment.set_amount_fen(i + 1 < payments ? dice.Between(0, rest_fen) : rest_fen);
    rest_fen -= payment.amount_fen();
  }
}

std::int64_t PaidOn(const v1::Bill& bill) {
  std::int64_t paid_fen = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    paid_fen += payment.amount_fen();
  }
  return paid_fen;
}

// What upstream says it paid: no payment of the bill, so it may be more than is left.
void FillUpstream(Dice& dice, v1::Bill& bill) {
  bill.clear_upstream_aid();
  if (!dice.Chance(15)) return;
  std::vector<std::string> codes = kUpstreamCodes;
  dice.Shuffle(codes);
  for (int i = dice.Number(1, 3); i > 0; --i) {
    v1::UpstreamAid& aid = *bill.add_upstream_aid();
    // The same code may stand twice.
    aid.set_fund_code(dice.Chance(10) ? codes.back() : codes[static_cast<std::size_t>(i)]);
    aid.set_amount_fen(Share(dice, bill.total_fen() / dice.Between(1, 4)));
    if (dice.Chance(12)) aid.set_amount_fen(0);  // Given, and nothing (D2).
  }
}

void FillLines(Dice& dice, v1::Bill& bill) {
  bill.clear_fee_lines();
  if (!dice.Chance(12)) return;
  const std::int64_t first_fen = dice.Between(0, bill.total_fen());
  const std::int64_t back_fen = -dice.Between(0, first_fen);
  const std::array<std::int64_t, 3> lines = {first_fen, back_fen,
                                             bill.total_fen() - first_fen - back_fen};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    v1::FeeLine& line = *bill.add_fee_lines();
    line.set_line_no(std::to_string(i + 1));
    line.set_amount_fen(lines[i]);
  }
}

using Spoil = void (*)(Dice& dice, Day today, v1::Bill& bill);

// clang-format off
const std::vector<Spoil> kSpoils = {
    [](Dice&, Day, v1::Bill& bill) { bill.set_total_fen(bill.total_fen() + 1); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_over_limit_fen(bill.over_limit_fen() + 1); },
    [](Dice& dice, Day, v1::Bill& bill) { v1::FeeLine& line = *bill.add_fee_lines();
                                          line.set_line_no("9");
                                          line.set_amount_fen(bill.total_fen() + dice.Between(-1, 1)); },
    [](Dice& dice, Day, v1::Bill& bill) { bill.set_hospital_borne_fen(bill.total_fen() + dice.Between(0, 1)); },
    [](Dice& dice, Day, v1::Bill& bill) { bill.set_account_pay_fen(bill.total_fen() - PaidOn(bill) + dice.Between(0, 1)); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_pre_self_pay_fen(-1); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_account_pay_fen(-1); },
    [](Dice& dice, Day, v1::Bill& bill) { bill.set_out_of_scope_fen(kAmountMaxFen + dice.Between(0, 1)); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_care_kind(v1::CARE_KIND_UNSPECIFIED); },
    [](Dice&, Day, v1::Bill& bill) { bill.clear_visit_no(); },
    [](Dice&, Day, v1::Bill& bill) { bill.clear_service_end(); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_service_start("2013-02-29"); },
    [](Dice& dice, Day today, v1::Bill& bill) { bill.set_service_start(DayText(Day{today.days + dice.Number(-3, 3)})); },
    [](Dice& dice, Day today, v1::Bill& bill) { bill.set_service_end(DayText(Day{today.days + dice.Number(-3, 3)})); },
    [](Dice& dice, Day today, v1::Bill& bill) { bill.set_accounting_date(DayText(Day{today.days + dice.Number(-3, 3)})); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_institution_id("H9"); },
    [](Dice&, Day, v1::Bill& bill) { bill.clear_message_id(); },
    [](Dice&, Day, v1::Bill& bill) { bill.set_care_kind(static_cast<v1::CareKind>(99)); },
    [](Dice& dice, Day, v1::Bill& bill) { v1::UpstreamAid& aid = *bill.add_upstream_aid();
                                          aid.set_fund_code("999999");
                                          aid.set_amount_fen(dice.Between(0, 1)); },
};
// clang-format on

}  // namespace

void FillAmounts(Dice& dice, const Scale& scale, v1::Bill& bill) {
  bill.set_in_scope_fen(scale.Around(dice, 0, 7));
  bill.set_pre_self_pay_fen(dice.Chance(60) ? 0 : scale.Around(dice, 0, 2));
  bill.set_over_limit_fen(dice.Chance(75) ? 0 : scale.Around(dice, 0, 1));
  bill.set_out_of_scope_fen(dice.Chance(50) ? 0 : scale.Around(dice, 0, 3));
  if (dice.Chance(2)) bill.set_in_scope_fen(0);
  if (dice.Chance(1)) {  // R9a
    bill.clear_in_scope_fen();
    bill.clear_pre_self_pay_fen();
    bill.clear_over_limit_fen();
    bill.clear_out_of_scope_fen();
  }
  // Near the largest amounts a whole bill must stay below the bound.
  while (PartsOf(bill) > kAmountMaxFen) {
    bill.set_in_scope_fen(bill.in_scope_fen() / 2);
    bill.set_out_of_scope_fen(bill.out_of_scope_fen() / 2);
  }
  bill.set_total_fen(PartsOf(bill));
  bill.set_hospital_borne_fen(0);
  FillPayments(dice, bill);
  if (dice.Chance(12)) bill.set_hospital_borne_fen(Share(dice, bill.total_fen() - PaidOn(bill)));
  bill.set_account_pay_fen(dice.Chance(25) ? Share(dice, bill.total_fen() - PaidOn(bill)) : 0);
  FillLines(dice, bill);
  FillUpstream(dice, bill);
}

std::vector<Day> EdgesOf(const v1::PolicyPack& pack, const std::vector<v1::ImportPerson>& people) {
  std::vector<Day> edges;
  for (const char* day : {"2012-02-29", "2013-02-28", "2013-03-01", "2014-03-01", "2013-09-01",
                          "2013-06-15", "2012-12-31", "2013-01-01", "2014-01-01"}) {
    edges.push_back(ParseDay(day).value());
  }
  const auto add = [&edges](const auto& dated) {
    edges.push_back(ParseDay(dated.from()).value());
    if (!dated.until().empty()) edges.push_back(ParseDay(dated.until()).value());
  };
  for (const v1::Program& program : pack.programs()) add(program.in_force());
  for (const v1::ImportPerson& person : people) {
    for (const v1::DatedValue& identity : person.identities()) add(identity);
    for (const v1::DatedValue& approval : person.approvals()) add(approval);
    for (const v1::DatedValue& town : person.towns()) add(town);
    for (const v1::DatedValue& household : person.households()) add(household);
  }
  std::erase_if(edges, [](Day day) { return day < kFirstDay || kLastDay < day; });
  return edges;
}

v1::Bill MakeBill(Dice& dice, const Scale& scale, BillName name, Day today,
                  const std::vector<Day>& edges) {
  v1::Bill bill;
  bill.set_institution_id(dice.Pick(kHospitals));
  bill.set_level(
      static_cast<v1::HospitalLevel>(dice.Chance(40) ? 0 : dice.Number(1, v1::HospitalLevel_MAX)));
  // Few visit numbers, so that visits have several bills.
  bill.set_visit_no("V" + std::to_string(dice.Number(1, 4)));
  const std::string number = std::to_string(name.person) + "-" + std::to_string(name.number);
  if (!dice.Chance(15)) bill.set_bill_no("B" + number);
  bill.set_revision(dice.Chance(80) ? 0 : static_cast<std::uint32_t>(dice.Number(1, 2)));
  bill.set_message_id("M" + number);
  bill.set_care_kind(static_cast<v1::CareKind>(dice.Number(1, v1::CareKind_MAX)));
  FillDates(dice, today, edges, bill);
  const int diagnoses = dice.Chance(8) ? 0 : dice.Number(1, 3);
  for (int i = 0; i < diagnoses; ++i) bill.add_diagnoses(dice.Pick(kDiagnoses));
  if (dice.Chance(50)) bill.set_referral_no("R1");
  FillAmounts(dice, scale, bill);
  return bill;
}

void SpoilBill(Dice& dice, Day today, v1::Bill& bill) { dice.Pick(kSpoils)(dice, today, bill); }

}  // namespace yizhan::property
