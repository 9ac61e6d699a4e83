#include "tools/sample/person.h"

#include <array>
#include <cstdio>

namespace yizhan::sample {
namespace {

constexpr std::array kSurnames = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周",
                                  "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗",
                                  "陆", "沈", "顾", "金", "封", "钱", "印", "归", "葛", "戴"};
constexpr std::array kGivenNames = {"建国", "秀英", "桂芳", "志明", "玉兰", "国平", "阿妹",
                                    "永康", "彩娥", "根生", "雪珍", "伟民", "小弟", "凤仙",
                                    "德兴", "丽华", "文杰", "宝珠", "祥",   "敏",   "婷",
                                    "磊",   "佳怡", "晨",   "子涵"};
constexpr char kPilotTown[] = "安亭镇";
// Half of the sample lives in the pilot's own town.
constexpr std::array kTowns = {kPilotTown, kPilotTown, kPilotTown,   kPilotTown,
                               kPilotTown, "外冈镇",   "嘉定镇街道", "南翔镇",
                               "马陆镇",   "江桥镇",   "新成路街道", "菊园新区"};

std::string DateText(std::int64_t year, std::int64_t month, std::int64_t day) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", static_cast<int>(year),
                static_cast<int>(month), static_cast<int>(day));
  return text.data();
}

std::string InventDate(std::int64_t first_year, std::int64_t last_year, Dice& dice) {
  const std::int64_t year = dice.Between(first_year, last_year);
  return DateText(year, dice.Between(1, 12), dice.Between(1, 28));
}

std::string InventName(const std::string& surname, Dice& dice) {
  return surname + dice.Pick(kGivenNames);
}

// The whole family is dibao or low income; some of them were, and are no more.
std::vector<Standing> InventFamilyStanding(const std::string& town, Dice& dice) {
  const std::int64_t kind = dice.Between(1, 100);
  if (kind <= 48) return {{"dibao", false, InventDate(2008, 2011, dice), ""}};
  if (kind <= 76) return {{"low_income", false, "2011-10-01", "2012-09-30"}};
  if (kind <= 83) {
    std::vector<Standing> poor = {{"expenditure_poverty", false, "2012-01-01", "2012-12-31"}};
    // The town has approved most of its applications.
    if (town == kPilotTown && dice.Chance(80)) {
      poor.push_back({"town-expenditure", true, "2012-03-01", "2012-12-31"});
    }
    return poor;
  }
  if (kind <= 86) return {{"dibao", false, "2009-04-01", "2012-03-31"}};
  if (kind <= 88) return {{"dibao", false, "2009-04-01", "2012-06-20"}};
  if (kind <= 92) {
    return {{"dibao", false, "2010-04-01", "2011-12-31"},
            {"low_income", false, "2012-01-01", "2012-12-31"}};
  }
  return {};
}

// What one member holds beside the family's standing.
std::vector<Standing> InventOwnStanding(Dice& dice) {
  const std::int64_t kind = dice.Between(1, 100);
  if (kind <= 8) return {{"severe_disability", false, InventDate(2005, 2011, dice), ""}};
  if (kind <= 14) return {{"zhinei_returnee", false, InventDate(2006, 2010, dice), "2012-11-30"}};
  if (kind <= 19) {
    return {{"poor_mental_patient", false, "2012-03-01", "2013-02-28"},
            {"medical_help_card", false, "2012-03-01", "2013-02-28"}};
  }
  if (kind <= 27) return {{"medical_help_card", false, "2012-03-01", "2013-02-28"}};
  return {};
}

bool HoldsOn(const std::vector<Standing>& standings, const std::string& day) {
  for (const Standing& standing : standings) {
    const bool begun = standing.from <= day;
    const bool ended = !standing.until.empty() && standing.until < day;
    if (!standing.is_approval && begun && !ended) return true;
  }
  return false;
}

std::string InventBirth(std::size_t member, Dice& dice) {
  if (member == 0) return InventDate(1928, 1975, dice);
  return member == 1 ? InventDate(1930, 1980, dice) : InventDate(1985, 2011, dice);
}

}  // namespace

std::string InventCard(const std::string& area, const std::string& birth_date, std::size_t serial) {
  std::array<char, 24> tail{};
  std::snprintf(tail.data(), tail.size(), "%03u", static_cast<unsigned>(serial % 1000));
  std::string card = area + birth_date.substr(0, 4) + birth_date.substr(5, 2) +
                     birth_date.substr(8, 2) + tail.data();
  constexpr std::array<std::size_t, 17> kWeights = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                    3, 7, 9,  10, 5, 8, 4, 2};
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    sum += kWeights[i] * static_cast<std::size_t>(card[i] - '0');
  }
  constexpr char kCheck[] = "10X98765432";
  return card + kCheck[(sum + 1) % 11];
}

std::vector<Person> InventPeople(std::size_t count, const std::string& day, Dice& dice) {
  std::vector<Person> people;
  for (std::size_t household = 1; people.size() < count; ++household) {
    const std::string town = dice.Pick(kTowns);
    const std::string surname = dice.Pick(kSurnames);
    const std::vector<Standing> family = InventFamilyStanding(town, dice);
    const auto members = static_cast<std::size_t>(dice.Between(1, 4));
    for (std::size_t member = 0; member < members && people.size() < count; ++member) {
      Person person;
      person.birth_date = InventBirth(member, dice);
      person.cert_no = InventCard(kRegisterArea, person.birth_date, people.size());
      person.name = InventName(member == 1 ? dice.Pick(kSurnames) : surname, dice);
      person.household = "JD-H" + std::to_string(100000 + household);
      person.town = town;
      person.insurance_type = dice.Chance(35) ? "310" : "390";
      // Not before birth, and the same for all: the office's file begins with 2008.
      person.since = person.birth_date > "2008-01-01" ? person.birth_date : "2008-01-01";
      person.standings = family;
      const std::vector<Standing> own = InventOwnStanding(dice);
      person.standings.insert(person.standings.end(), own.begin(), own.end());
      person.has_identity_on_day = HoldsOn(person.standings, day);
      people.push_back(person);
    }
  }
  return people;
}

Person InventStranger(std::size_t serial, Dice& dice) {
  Person person;
  person.birth_date = InventDate(1940, 2000, dice);
  person.cert_no = InventCard(kStrangerArea, person.birth_date, serial);
  person.name = InventName(dice.Pick(kSurnames), dice);
  person.insurance_type = "310";
  return person;
}

}  // namespace yizhan::sample
