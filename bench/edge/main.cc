// yizhan_bench_edge: bills through each protocol of a running yizhan-edge beside the bare engine,
// in one run and by turns, and what idle connections cost. Pass-through goes by a second edge to an
// insurer that answers at once, which is measured alone too. Prints figures and ratios; never fails
// on a timing.
//
//   yizhan_bench_edge --bills 2000 --callers 16 --idle 10000
//
// Exit codes: 0 every bill was settled; 1 some were not; 2 the edge did not start.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "CLI/CLI.hpp"
#include "adapters/client/client.h"
#include "bench/edge/edge_process.h"
#include "bench/edge/insurer.h"
#include "bench/edge/line.h"
#include "bench/edge/protocols.h"
#include "bench/load/load.h"
#include "engine/base/money.h"
#include "tests/service/world.h"

namespace yizhan::bench {
namespace {

constexpr std::size_t kPersons = 500;
constexpr int kRounds = 2;
constexpr int kChannels = 4;
constexpr std::size_t kSpareFiles = 1'000;
constexpr char kListName[] = "list in a folder";
constexpr std::chrono::minutes kListMax{10};
constexpr std::chrono::milliseconds kLookEvery{5};
constexpr std::size_t kShownBytesMax = 600;

struct Options {
  std::size_t bills = 2'000;  // Of each protocol and round.
  std::size_t callers = 16;
  std::size_t idle = 10'000;
};

std::string CardOf(std::size_t person) { return "BENCH" + std::to_string(100'000 + person); }

void ImportPersons(const testing::World& world) {
  std::vector<v1::ImportPerson> persons;
  for (std::size_t i = 0; i < kPersons; ++i) {
    persons.push_back(testing::World::Person(CardOf(i), "压测"));
    persons.push_back(testing::World::Person(PassThroughCard(CardOf(i)), "压测"));
  }
  const auto imported = world.Import(persons);
  if (!imported.ok()) std::printf("import: %s\n", imported.status().ToString().c_str());
}

// Settles one bill; one caller after the other of its own.
using Settle = std::function<bool(const BillNames&)>;

// What a caller brings along: made on its own thread.
using NewCaller = std::function<Settle()>;

// `callers` threads; each takes the next bill when its last one is answered.
Figures RunBlocking(const Options& options, const std::string& run, const NewCaller& new_caller) {
  using Clock = std::chrono::steady_clock;
  Figures figures{.name = run, .calls = options.bills};
  figures.latencies_us.resize(options.bills);
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> failed{0};
  const auto microseconds = [](Clock::duration took) {
    return std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  };
  const auto work = [&] {
    const Settle settle = new_caller();
    for (std::size_t i = 0; (i = next.fetch_add(1)) < options.bills;) {
      const Clock::time_point began = Clock::now();
      const BillNames names{.card = CardOf(i % kPersons), .bill = run + std::to_string(i)};
      if (!settle(names)) failed += 1;
      figures.latencies_us[i] = microseconds(Clock::now() - began);
    }
  };
  const Clock::time_point began = Clock::now();
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < options.callers; ++i) callers.emplace_back(work);
  for (std::thread& caller : callers) caller.join();
  figures.took_us = microseconds(Clock::now() - began);
  figures.failed = failed;
  return figures;
}

Settle BareCaller(const Client& client) {
  return [client = Client(client)](const BillNames& names) mutable {
    v1::SettleRequest request = testing::World::Request("M" + names.bill);
    request.mutable_person()->mutable_card()->set_cert_no(names.card);
    return client.Settle(request).ok();
  };
}

// The first answer that settled nothing is shown: a bench of refusals measures nothing.
void ShowOnce(const std::string& protocol, const std::string& said) {
  static std::mutex mutex;
  static std::vector<std::string> shown;
  const std::lock_guard lock(mutex);
  for (const std::string& name : shown) {
    if (name == protocol) return;
  }
  shown.push_back(protocol);
  std::printf("%s: not settled: %s\n", protocol.c_str(), said.empty() ? "no answer" : said.c_str());
}

Settle LineCaller(int port, const Protocol& protocol) {
  auto line = std::make_shared<Line>(port);
  return [line, protocol](const BillNames& names) {
    std::string said;
    const bool settled = protocol.settle(*line, names, &said);
    if (!settled) ShowOnce(protocol.name, said);
    return settled;
  };
}

// One list of all bills; the time from its last byte to its result, with what the edge waits for a
// file to lie still.
Figures RunList(const Options& options, const std::string& run, const EdgeProcess& edge) {
  using Clock = std::chrono::steady_clock;
  std::string list = ListHead();
  for (std::size_t i = 0; i < options.bills; ++i) {
    list += ListLine({.card = CardOf(i % kPersons), .bill = run + std::to_string(i)});
  }
  const std::string path = edge.lists() + "/" + run + ".csv";
  testing::WriteWholeFile(path, list);
  const Clock::time_point began = Clock::now();
  const std::string result = path + ".result.csv";
  while (!std::filesystem::exists(result) && Clock::now() - began < kListMax) {
    std::this_thread::sleep_for(kLookEvery);
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  const std::string said = testing::ReadWholeFile(result);
  Figures figures{.name = run, .calls = options.bills, .took_us = took.count()};
  figures.failed = options.bills - std::min(options.bills, SettledLines(said));
  if (figures.failed > 0) ShowOnce(kListName, said.substr(0, kShownBytesMax));
  return figures;
}

struct Measured {
  std::string name;
  std::function<Figures(const std::string& run)> measure;
  Figures figures = {};

  void Add(const Figures& more) {
    figures.calls += more.calls;
    figures.failed += more.failed;
    figures.took_us += more.took_us;
    figures.latencies_us.insert(figures.latencies_us.end(), more.latencies_us.begin(),
                                more.latencies_us.end());
  }
};

// "0.52" of two whole numbers.
std::string Ratio(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return "-";
  return YuanText(Money::FromFen(numerator * 100 / denominator));
}

void Print(const std::vector<Measured>& all) {
  std::printf("%-24s %8s %7s %8s %10s %10s   %s\n", "", "bills", "failed", "/s", "p50 us", "p99 us",
              "of the bare engine");
  for (const Measured& one : all) {
    std::printf("%-24s %8zu %7zu %8lld %10lld %10lld   %s\n", one.name.c_str(), one.figures.calls,
                one.figures.failed, static_cast<long long>(one.figures.PerSecond()),
                static_cast<long long>(one.figures.Quantile(500)),
                static_cast<long long>(one.figures.Quantile(990)),
                Ratio(one.figures.PerSecond(), all.front().figures.PerSecond()).c_str());
  }
}

// What the edge costs between HIS and insurer, whatever the insurer itself takes.
void PrintBeside(const Figures& pass_through, const Figures& insurer) {
  std::printf("insurer alone: %s times pass-through, which takes %lld us more at the median\n",
              Ratio(insurer.PerSecond(), pass_through.PerSecond()).c_str(),
              static_cast<long long>(pass_through.Quantile(500) - insurer.Quantile(500)));
}

// What the bills are sent to, beside the engine.
struct Doors {
  const EdgeProcess& edge;
  const EdgeProcess& between;  // HIS and insurer.
  const Insurer& insurer;
};

// By turns, so that none has the better hour.
std::size_t MeasureProtocols(const Options& options, const testing::World& world,
                             const Doors& doors) {
  const Client client({.address = world.process().address(),
                       .token = world.process().token("anting/desk-1"),
                       .deadline_ms = 30'000,
                       .channels = kChannels});
  const auto by_callers = [&options](const NewCaller& new_caller) {
    return [&options, new_caller](const std::string& run) {
      return RunBlocking(options, run, new_caller);
    };
  };
  std::vector<Measured> all = {
      {"bare engine, gRPC", by_callers([&client] { return BareCaller(client); })}};
  const auto add = [&](int port, const Protocol& protocol) {
    all.push_back(
        {protocol.name, by_callers([port, protocol] { return LineCaller(port, protocol); })});
  };
  for (const Protocol& protocol : Protocols()) {
    add(protocol.http ? doors.edge.http_port() : doors.edge.mllp_port(), protocol);
  }
  all.push_back(
      {kListName, [&](const std::string& run) { return RunList(options, run, doors.edge); }});
  add(doors.insurer.port(), InsurerAlone());
  add(doors.between.http_port(), PassThrough());
  std::size_t failed = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string run = std::to_string(round) + "-" + std::to_string(i) + "-";
      all[i].Add(all[i].measure(run));
    }
  }
  for (const Measured& one : all) failed += one.figures.failed;
  Print(all);
  PrintBeside(all.back().figures, all[all.size() - 2].figures);
  return failed;
}

void AllowOpenFiles(std::size_t count) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, count));
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Whether all connections stood, and the first and last of them are still served.
bool MeasureIdle(const Options& options, const EdgeProcess& edge) {
  const std::int64_t before_kib = edge.memory_kib();
  std::vector<Line> lines;
  lines.reserve(options.idle);
  std::size_t connected = 0;
  for (std::size_t i = 0; i < options.idle; ++i) {
    lines.emplace_back(edge.mllp_port());
    if (lines.back().connected()) ++connected;
  }
  const Protocol hl7 = Protocols().back();
  std::string said;
  bool served = options.idle == 0;
  if (!lines.empty()) {
    served = hl7.settle(lines.front(), {.card = CardOf(0), .bill = "idle-first"}, &said) &&
             hl7.settle(lines.back(), {.card = CardOf(1), .bill = "idle-last"}, &said);
  }
  const std::int64_t after_kib = edge.memory_kib();
  const auto idle = static_cast<std::int64_t>(options.idle);
  std::printf("%zu of %zu idle MLLP connections: %lld MiB, %lld MiB without; %lld bytes each; %s\n",
              connected, options.idle, static_cast<long long>(after_kib / 1024),
              static_cast<long long>(before_kib / 1024),
              static_cast<long long>(idle == 0 ? 0 : (after_kib - before_kib) * 1024 / idle),
              served ? "served" : "not served");
  return served && connected == options.idle;
}

int Main(int argc, char** argv) {
  CLI::App app("Bills through each protocol of yizhan-edge, beside the bare engine");
  Options options;
  app.add_option("--bills", options.bills, "of each protocol and round")->capture_default_str();
  app.add_option("--callers", options.callers, "connections at once")->capture_default_str();
  app.add_option("--idle", options.idle, "idle MLLP connections")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  AllowOpenFiles(options.idle + kSpareFiles);
  const testing::World world;
  ImportPersons(world);
  const Insurer insurer;
  const EdgeProcess edge(world.process());
  const EdgeProcess between(world.process(), insurer.url());
  const std::size_t failed =
      MeasureProtocols(options, world, {.edge = edge, .between = between, .insurer = insurer});
  const bool served = MeasureIdle(options, edge);
  return failed == 0 && served ? 0 : 1;
}

}  // namespace
}  // namespace yizhan::bench

int main(int argc, char** argv) { return yizhan::bench::Main(argc, argv); }
