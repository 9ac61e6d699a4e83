#include "tools/sample/register_csv.h"

namespace yizhan::sample {
namespace {

constexpr char kHeader[] =
    "证件类型,证件号码,姓名,出生日期,户号,街镇,险种,救助类别,审批项目,起始日期,截止日期\r\n";

std::string Slashes(const std::string& date) {
  const auto part = [&date](std::size_t at) {
    return date[at] == '0' ? date.substr(at + 1, 1) : date.substr(at, 2);
  };
  return date.empty() ? date : date.substr(0, 4) + "/" + part(5) + "/" + part(8);
}

std::string Compact(const std::string& date) {
  return date.empty() ? date : date.substr(0, 4) + date.substr(5, 2) + date.substr(8, 2);
}

std::string OfficeDate(const std::string& date, Dice& dice) {
  const std::int64_t kind = dice.Between(1, 100);
  if (kind <= 10) return Slashes(date);
  return kind <= 20 ? Compact(date) : date;
}

std::string Who(const Person& person) {
  return "01," + person.cert_no + "," + person.name + "," + person.birth_date + ",";
}

std::string HomeRow(const Person& person, Dice& dice) {
  return Who(person) + person.household + "," + person.town + "," + person.insurance_type + ",,," +
         OfficeDate(person.since, dice) + ",\r\n";
}

std::string StandingRow(const Person& person, const Standing& standing, Dice& dice) {
  const std::string value = standing.is_approval ? "," + standing.value : standing.value + ",";
  return Who(person) + ",,," + value + "," + OfficeDate(standing.from, dice) + "," +
         OfficeDate(standing.until, dice) + "\r\n";
}

// What goes wrong in offices. Each line speaks of one person who is in no other line.
std::vector<std::string> BadRows() {
  const auto card = [](std::size_t serial) {
    return InventCard(kRegisterArea, "1950-01-01", serial);
  };
  return {
      // A day that does not exist.
      "01," + card(1) + ",坏日期,1950-01-01,JD-B1,安亭镇,390,dibao,,2012-02-30,\r\n",
      // Ends before it begins.
      "01," + card(2) + ",止早于起,1950-01-01,JD-B2,安亭镇,390,dibao,,2012-06-01,2012-05-31\r\n",
      // No card number.
      "01,,缺证件号,1950-01-01,JD-B3,外冈镇,390,low_income,,2012-01-01,\r\n",
      // No first day.
      "01," + card(4) + ",缺起始日,1950-01-01,JD-B4,外冈镇,390,low_income,,,\r\n",
      // A birth date in words.
      "01," + card(5) + ",生日写字,五零年元旦,JD-B5,南翔镇,390,dibao,,2012-01-01,\r\n",
      // A cell too few.
      "01," + card(6) + ",少一列,1950-01-01,JD-B6,南翔镇,390,dibao,2012-01-01,\r\n",
      // A quotation mark inside a cell.
      "01," + card(7) + ",引\"号,1950-01-01,JD-B7,马陆镇,390,dibao,,2012-01-01,\r\n",
      // A certificate type that is none.
      "身份证号码类型," + card(8) + ",类型过长,1950-01-01,JD-B8,马陆镇,390,dibao,,2012-01-01,\r\n",
  };
}

}  // namespace

RegisterText WriteRegister(const std::vector<Person>& people, Dice& dice) {
  RegisterText text{.utf8 = kHeader};
  const std::vector<std::string> bad_rows = BadRows();
  for (std::size_t i = 0; i < people.size(); ++i) {
    text.utf8 += HomeRow(people[i], dice);
    for (const Standing& standing : people[i].standings) {
      text.utf8 += StandingRow(people[i], standing, dice);
    }
    if (i % 37 == 20 && text.bad_rows < bad_rows.size()) text.utf8 += bad_rows[text.bad_rows++];
  }
  return text;
}

}  // namespace yizhan::sample
