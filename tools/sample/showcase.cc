#include "tools/sample/showcase.h"

namespace yizhan::sample {
namespace {

struct Slip {
  const char* file;
  std::size_t person;
  std::size_t hospital;
  const char* med_type;
  const char* from;
  const char* diagnosis;
  std::int64_t in_scope_fen;
  std::int64_t pre_self_pay_fen;
  std::int64_t out_of_scope_fen;
  std::int64_t pool_fen;
  std::int64_t large_fen;
};

constexpr std::size_t kNotYetLive = 3;  // Of Hospitals().

constexpr Slip kSlips[] = {
    {"slip-1.json", 0, 0, "21", "2012-06-18", "J18.900", 1'852'347, 120'050, 233'000, 1'200'333,
     51'014},
    {"slip-2.json", 1, 2, "21", "2012-06-04", "C34.9", 4'200'000, 60'000, 1'150'000, 3'000'000, 0},
    {"slip-3.json", 2, 1, "11", "2012-06-29", "F20.9", 68'500, 4'200, 0, 20'000, 0},
    {"hand.json", 0, 0, "14", "2012-06-29", "N18.5", 420'000, 0, 12'600, 294'000, 0},
    // Settled without aid; the office finds in July that he was on 低保 since June.
    {"slip-4.json", 3, 0, "21", "2012-06-11", "I63.9", 2'600'000, 0, 80'000, 1'700'000, 0},
    // Paid in full by the patient: at a hospital that is not live yet, and while the link was down.
    {"late-1.json", 0, kNotYetLive, "21", "2012-06-20", "N18.5", 900'000, 0, 0, 610'000, 0},
    {"late-2.json", 2, 1, "11", "2012-06-28", "F20.9", 42'000, 0, 0, 12'000, 0},
};

Person Named(const char* name, const char* birth_date, std::size_t serial,
             std::vector<Standing> standings) {
  Person person;
  person.name = name;
  person.birth_date = birth_date;
  person.cert_no = InventCard(kRegisterArea, birth_date, serial);
  person.household = "JD-H00000" + std::to_string(serial);
  person.town = "安亭镇";
  person.insurance_type = "390";
  person.since = "2008-01-01";
  person.standings = std::move(standings);
  return person;
}

InventedBill BillOf(const Slip& slip, const Person& person, const std::string& day,
                    Numbering& numbering) {
  InventedBill bill;
  bill.hospital = &Hospitals()[slip.hospital];
  bill.person = &person;
  bill.med_type = slip.med_type;
  bill.message_id = numbering.MessageId(*bill.hospital, 0);
  bill.visit_no = numbering.VisitNo(*bill.hospital);
  bill.bill_no = numbering.BillNo(*bill.hospital);
  bill.service_start = slip.from;
  bill.service_end = day;
  bill.accounting_date = day;
  bill.diagnoses = {slip.diagnosis};
  bill.in_scope_fen = slip.in_scope_fen;
  bill.pre_self_pay_fen = slip.pre_self_pay_fen;
  bill.out_of_scope_fen = slip.out_of_scope_fen;
  bill.total_fen = slip.in_scope_fen + slip.pre_self_pay_fen + slip.out_of_scope_fen;
  bill.pool_fen = slip.pool_fen;
  bill.large_fen = slip.large_fen;
  return bill;
}

}  // namespace

std::vector<Person> ShowcasePeople() {
  return {
      Named("甲示例", "1956-03-12", 1, {{"dibao", false, "2010-01-01", ""}}),
      Named("乙示例", "1961-11-02", 2,
            {{"expenditure_poverty", false, "2012-01-01", "2012-12-31"},
             {"town-expenditure", true, "2012-03-01", "2012-12-31"}}),
      Named("丙示例", "1979-08-25", 3,
            {{"poor_mental_patient", false, "2012-03-01", "2013-02-28"},
             {"medical_help_card", false, "2012-03-01", "2013-02-28"}}),
      Named("丁示例", "1948-05-30", 4, {}),
  };
}

Person ApprovedLate() {
  Person person = ShowcasePeople().back();
  person.standings.push_back({"dibao", false, "2012-06-01", "2013-05-31"});
  return person;
}

std::vector<ShowcaseBill> ShowcaseBills(const std::vector<Person>& people, const std::string& day,
                                        Numbering& numbering) {
  std::vector<ShowcaseBill> bills;
  for (const Slip& slip : kSlips) {
    const InventedBill bill = BillOf(slip, people[slip.person], day, numbering);
    bills.push_back({slip.file, SettleMessage(bill)});
  }
  return bills;
}

}  // namespace yizhan::sample
