#include "tools/sample/year.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string_view>
#include <vector>

#include "tools/sample/invented_bill.h"
#include "tools/sample/message.h"
#include "tools/sample/register_csv.h"

namespace yizhan::sample {
namespace {

constexpr std::int64_t kTakenBackPercent = 2;
constexpr std::size_t kNoticedBillsMax = 20'000;  // A reversal comes at most so many bills later.

struct CareName {
  std::string_view med_type;
  std::string_view care_kind;
};
constexpr std::array<CareName, 8> kCareNames = {{{"11", "OUTPATIENT"},
                                                 {"12", "OUTPATIENT"},
                                                 {"13", "EMERGENCY"},
                                                 {"14", "SPECIAL_OUTPATIENT"},
                                                 {"19", "OUTPATIENT"},
                                                 {"21", "INPATIENT"},
                                                 {"24", "INPATIENT"},
                                                 {"41", "PHARMACY"}}};

std::string CareKindOf(const std::string& med_type) {
  for (const CareName& name : kCareNames) {
    if (name.med_type == med_type) return std::string(name.care_kind);
  }
  return "OUTPATIENT";
}

// One of each, also among a hundred thousand people; area 000000 does not exist.
std::string SerialCard(std::size_t serial) {
  std::array<char, 32> card{};
  std::snprintf(card.data(), card.size(), "%s%012zu", kRegisterArea, serial);
  return card.data();
}

std::string DayOfYear(const std::string& year, std::size_t place, std::size_t places) {
  constexpr std::size_t kMonths = 12;
  constexpr std::size_t kDays = 28;
  const std::size_t day = place * kMonths * kDays / places;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "-%02zu-%02zu", day / kDays + 1, day % kDays + 1);
  return year + text.data();
}

Fields Payment(const char* fund_code, std::int64_t amount_fen) {
  Fields payment;
  payment.Text("fund_code", fund_code).Raw("amount_fen", std::to_string(amount_fen));
  return payment;
}

std::string PaymentsOf(const InventedBill& bill) {
  std::string json = "[";
  if (bill.pool_fen != 0) json += Payment("pool", bill.pool_fen).Json();
  if (bill.large_fen != 0)
    json += (json.size() > 1 ? "," : "") + Payment("large", bill.large_fen).Json();
  return json + "]";
}

std::string LineOf(const InventedBill& bill) {
  const auto fen = [](std::int64_t amount_fen) { return std::to_string(amount_fen); };
  Fields body;
  body.Text("institution_id", bill.hospital->id).Text("visit_no", bill.visit_no);
  body.Text("level", std::string("LEVEL_") + bill.hospital->level[1]);
  body.Text("bill_no", bill.bill_no).Text("message_id", bill.message_id);
  body.Text("care_kind", CareKindOf(bill.med_type)).Text("service_start", bill.service_start);
  body.Text("service_end", bill.service_end).Text("accounting_date", bill.accounting_date);
  std::string diagnoses;
  for (const std::string& code : bill.diagnoses) {
    diagnoses += (diagnoses.empty() ? "\"" : ",\"") + code + "\"";
  }
  body.Raw("diagnoses", "[" + diagnoses + "]").Raw("total_fen", fen(bill.total_fen));
  body.Raw("in_scope_fen", fen(bill.in_scope_fen));
  body.Raw("pre_self_pay_fen", fen(bill.pre_self_pay_fen));
  body.Raw("over_limit_fen", fen(bill.over_limit_fen));
  body.Raw("out_of_scope_fen", fen(bill.out_of_scope_fen));
  body.Raw("insurer_payments", PaymentsOf(bill));
  body.Raw("hospital_borne_fen", fen(bill.hospital_borne_fen));
  body.Raw("account_pay_fen", fen(bill.account_pay_fen));
  Fields card;
  card.Text("cert_type", "01").Text("cert_no", bill.person->cert_no);
  Fields person;
  person.Raw("card", card.Json());
  return Fields().Raw("bill", body.Json()).Raw("person", person.Json()).Json();
}

std::string ReversalLine(const Hospital& hospital, const std::string& message_id) {
  Fields reverse;
  reverse.Text("institution_id", hospital.id).Text("message_id", message_id);
  return Fields().Raw("reverse", reverse.Json()).Json();
}

struct Mistake {
  const Hospital* hospital = nullptr;
  std::string message_id;
  std::size_t noticed_at = 0;
};

InventedBill BillAt(std::size_t place, const std::vector<Person>& people,
                    const YearOptions& options, Dice& dice) {
  const auto last = static_cast<std::int64_t>(people.size()) - 1;
  const Person& person = people[static_cast<std::size_t>(dice.Between(0, last))];
  InventedBill bill =
      InventBill(person, PickCare(dice), DayOfYear(options.year, place, options.bills), dice);
  bill.hospital = &Hospitals()[static_cast<std::size_t>(dice.Between(0, 2))];
  const std::string serial = std::to_string(place + 1);
  bill.visit_no = "V" + serial;
  bill.bill_no = "S" + serial;
  bill.message_id = "M" + serial;
  return bill;
}

void WriteBills(const std::vector<Person>& people, const YearOptions& options, Dice& dice,
                std::ostream& out) {
  std::vector<Mistake> mistakes;  // Few at a time.
  for (std::size_t place = 0; place < options.bills; ++place) {
    const InventedBill bill = BillAt(place, people, options, dice);
    out << LineOf(bill) << "\n";
    if (dice.Chance(kTakenBackPercent)) {
      const auto later = static_cast<std::size_t>(dice.Skewed(1, kNoticedBillsMax));
      mistakes.push_back({bill.hospital, bill.message_id, place + later});
    }
    std::erase_if(mistakes, [&](const Mistake& mistake) {
      if (mistake.noticed_at > place) return false;
      out << ReversalLine(*mistake.hospital, mistake.message_id) << "\n";
      return true;
    });
  }
}

}  // namespace

absl::Status WriteYear(const std::string& folder, const YearOptions& options) {
  SeededRandom random(options.seed);
  Dice dice(random);
  std::vector<Person> people = InventPeople(options.people, options.year + "-06-29", dice);
  for (std::size_t i = 0; i < people.size(); ++i) people[i].cert_no = SerialCard(i + 1);
  const RegisterText register_text = WriteRegister(people, dice);
  if (absl::Status status = WriteFile(folder + "/register.csv", register_text.utf8); !status.ok()) {
    return status;
  }
  const std::string path = folder + "/bills.jsonl";
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  WriteBills(people, options, dice, out);
  out.close();
  if (!out.good()) return absl::UnavailableError("cannot write " + path);
  std::cout << "register.csv: " << people.size() << " people\nbills.jsonl: " << options.bills
            << " bills of " << options.year << "\n";
  return absl::OkStatus();
}

}  // namespace yizhan::sample
