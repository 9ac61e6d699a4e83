// yizhan-sample: an invented register and one invented pilot day, for the demo and for training.

#include <filesystem>
#include <iostream>
#include <string>

#include "CLI/CLI.hpp"
#include "engine/base/date.h"
#include "tools/sample/encoding.h"
#include "tools/sample/incidents.h"
#include "tools/sample/peers.h"
#include "tools/sample/register_csv.h"
#include "tools/sample/showcase.h"
#include "tools/sample/trouble.h"
#include "tools/sample/year.h"

namespace yizhan::sample {
namespace {

struct Options {
  std::string folder;
  std::string day = "2012-06-29";
  std::uint64_t seed = 20120629;
  std::size_t people = 1'000;
  std::size_t bills = 2'600;
  std::size_t year_bills = 0;
  bool gb18030 = false;
};

constexpr std::size_t kTroubleRounds = 4;
constexpr std::size_t kPeopleOfADayMax = 1'000;

std::vector<Person> AllPeople(const Options& options, Dice& dice) {
  std::vector<Person> people = ShowcasePeople();
  for (Person& person : InventPeople(options.people, options.day, dice)) {
    people.push_back(std::move(person));
  }
  return people;
}

std::string PlayDay(const Options& options, const std::vector<Person>& people, Numbering& numbering,
                    Dice& dice) {
  Traffic traffic(people, ShowcasePeople().size(), options.day, numbering, dice);
  const auto last = static_cast<std::int64_t>(options.bills) - 1;
  const auto any_slot = [&] { return static_cast<std::size_t>(dice.Between(0, last)); };
  for (std::size_t kind = 0; kind < kIncidentKinds; ++kind) {
    const Incident& incident = kIncidents[kind];
    const std::size_t times = incident.count * options.bills / kBillsOfCounts + 1;
    for (std::size_t i = 0; i < times; ++i) incident.play(traffic, any_slot());
  }
  for (std::size_t i = 0; i < kTroubleRounds; ++i) AddTrouble(traffic, any_slot());
  while (traffic.size() < options.bills) PlainBill(traffic, any_slot());
  return traffic.Text();
}

absl::Status WriteSample(const Options& options) {
  SeededRandom random(options.seed);
  Dice dice(random);
  const std::vector<Person> people = AllPeople(options, dice);
  const RegisterText register_text = WriteRegister(people, dice);
  std::string csv = register_text.utf8;
  if (options.gb18030) {
    const absl::StatusOr<std::string> converted = ToGb18030(csv);
    if (!converted.ok()) return converted.status();
    csv = *converted;
  }
  const std::string root = options.folder + "/";
  if (absl::Status status = WriteFile(root + "register.csv", csv); !status.ok()) return status;

  const std::string approved = WriteRegister({ApprovedLate()}, dice).utf8;
  if (absl::Status status = WriteFile(root + "approved.csv", approved); !status.ok()) return status;

  Numbering numbering(options.day, options.bills);
  for (const ShowcaseBill& bill : ShowcaseBills(people, options.day, numbering)) {
    const absl::Status status = WriteFile(root + bill.file, bill.message.Line() + "\n");
    if (!status.ok()) return status;
  }
  const std::string day = PlayDay(options, people, numbering, dice);
  if (absl::Status status = WriteFile(root + "day.jsonl", day); !status.ok()) return status;
  if (absl::Status status = WritePeers(options.folder); !status.ok()) return status;
  std::cout << "register.csv: " << people.size() << " people, " << register_text.bad_rows
            << " bad rows\nday.jsonl: " << std::count(day.begin(), day.end(), '\n')
            << " messages of " << options.day << "\n";
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("写出虚构的救助名册和一天的医院报文 / an invented register and one pilot day",
               "yizhan-sample");
  app.add_option("FOLDER", options.folder, "写到何处 / where to write; made when absent")
      ->required();
  app.add_option("--seed", options.seed, "同一种子得同一样本 / same seed, same bytes")
      ->capture_default_str();
  app.add_option("--people", options.people, "名册人数 / people in the register")
      ->check(CLI::Range(100, 200'000))
      ->capture_default_str();
  app.add_option("--bills", options.bills, "当日报文数 / messages of the day")
      ->check(CLI::Range(1'000, 1'000'000))
      ->capture_default_str();
  app.add_option("--year-bills", options.year_bills,
                 "改写一年的单据 bills.jsonl / instead, a year of bills in our own JSON")
      ->check(CLI::Range(1, 10'000'000));
  app.add_flag("--gb18030", options.gb18030, "名册用GB18030编码 / register.csv in GB18030");
  app.footer("例 Example:\n  yizhan-sample build/demo --gb18030");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (options.year_bills == 0 && options.people > kPeopleOfADayMax) {
    std::cerr << "--people: at most " << kPeopleOfADayMax << " without --year-bills\n";
    return 2;
  }
  const absl::Status status = options.year_bills == 0
                                  ? WriteSample(options)
                                  : WriteYear(options.folder, {.seed = options.seed,
                                                               .year = options.day.substr(0, 4),
                                                               .people = options.people,
                                                               .bills = options.year_bills});
  if (status.ok()) return 0;
  std::cerr << status.message() << "\n";
  return 1;
}

}  // namespace
}  // namespace yizhan::sample

int main(int argc, char** argv) { return yizhan::sample::Main(argc, argv); }
