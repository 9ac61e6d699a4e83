// yizhan-plant: plants differences of every kind in a hospital's books.

#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "CLI/CLI.hpp"
#include "tools/sample/plant.h"

namespace yizhan::sample {
namespace {

struct Options {
  std::string in, out;
  std::uint64_t seed = 20120630;
  std::size_t of_each = 1;
};

int Plant(const Options& options) {
  std::ifstream in(options.in, std::ios::binary);
  std::ostringstream csv;
  csv << in.rdbuf();
  SeededRandom random(options.seed);
  Dice dice(random);
  const absl::StatusOr<PlantedBooks> books = PlantDifferences(csv.str(), options.of_each, dice);
  if (!books.ok()) {
    std::cerr << options.in << ": " << books.status().message() << "\n";
    return 1;
  }
  std::ofstream out(options.out, std::ios::binary);
  if (!(out << books->csv).flush()) {
    std::cerr << "cannot write " << options.out << "\n";
    return 1;
  }
  for (const PlantedDifference& difference : books->planted) {
    std::cout << difference.bill_no << "\t" << difference.kind << "\n";
  }
  return 0;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("在医院账中埋入各类差异，逐条列出 / plants differences in a hospital's books",
               "yizhan-plant");
  app.add_option("IN", options.in, "`yizhan desk --books` 写出的CSV / books as the desk wrote them")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("OUT", options.out, "写到何处 / where to write")->required();
  app.add_option("--seed", options.seed, "同一种子得同一结果 / same seed, same bytes")
      ->capture_default_str();
  app.add_option("--of-each", options.of_each, "每类几条 / differences of each kind")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  app.footer("例 Example:\n  yizhan-plant books/JD0000000001.csv planted.csv --seed 7");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Plant(options);
}

}  // namespace
}  // namespace yizhan::sample

int main(int argc, char** argv) { return yizhan::sample::Main(argc, argv); }
