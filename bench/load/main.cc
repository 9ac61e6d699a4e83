// yizhan_bench_load: settlements through gRPC with every batch on disk, beside calls that settle
// nothing and the disk's own sync, over plain text and over mutual TLS, in one run. Prints figures
// and ratios; never fails on a timing.

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>

#include "bench/load/load.h"
#include "bench/load/streams.h"
#include "engine/base/money.h"
#include "tests/service/world.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::bench {
namespace {

constexpr std::size_t kPersons = 500;
constexpr std::size_t kChannels = 4;
constexpr std::size_t kLoneCalls = 1'500;
constexpr std::size_t kBusyCalls = 30'000;
constexpr int kRounds = 2;
constexpr std::size_t kInFlight = 64;
constexpr std::int64_t kDeadline_ms = 30'000;
constexpr int kSyncs = 1'000;
constexpr std::int64_t kNotAfterAhead_ms = 110'000;

std::string CardOf(std::size_t person) { return "BENCH" + std::to_string(100'000 + person); }

std::int64_t Now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

v1::SettleRequest RequestOf(const std::string& run, std::size_t index) {
  v1::SettleRequest request = testing::World::Request(run + "-" + std::to_string(index));
  request.mutable_bill()->set_bill_no(run + "-bill-" + std::to_string(index));
  request.mutable_person()->mutable_card()->set_cert_no(CardOf(index % kPersons));
  request.set_not_after_ms(Now_ms() + kNotAfterAhead_ms);
  return request;
}

void ImportPersons(const testing::World& world) {
  std::vector<v1::ImportPerson> persons;
  for (std::size_t i = 0; i < kPersons; ++i) {
    persons.push_back(testing::World::Person(CardOf(i), "压测"));
  }
  const auto imported = world.Import(persons);
  if (!imported.ok()) std::printf("import: %s\n", imported.status().ToString().c_str());
}

// One unary call and what must live until it is over.
template <typename Request, typename Reply>
struct OpenCall {
  grpc::ClientContext context;
  Request request;
  Reply reply;
};

class Desk {
 public:
  explicit Desk(const testing::EngineProcess& process) {
    for (std::size_t i = 0; i < kChannels; ++i) {
      clients_.push_back(process.NewClient("anting/desk-1", kDeadline_ms));
      stubs_.push_back(v1::Settlement::NewStub(clients_.back().channel()));
    }
  }

  void Prepare(grpc::ClientContext& context) const { clients_.front().Prepare(context); }

  StartCall Settles(const std::string& run) const {
    return [this, run](std::size_t index, std::function<void(bool)> over) {
      auto call = std::make_shared<OpenCall<v1::SettleRequest, v1::SettleResult>>();
      call->request = RequestOf(run, index);
      Prepare(call->context);
      stubs_[index % kChannels]->async()->Settle(
          &call->context, &call->request, &call->reply,
          [call, over = std::move(over)](const grpc::Status& status) { over(status.ok()); });
    };
  }

  // Asks about a message that never was: the same road without a settlement.
  StartCall Asks() const {
    return [this](std::size_t index, std::function<void(bool)> over) {
      auto call = std::make_shared<OpenCall<v1::GetRequest, v1::GetReply>>();
      call->request.set_message_id("never-" + std::to_string(index));
      Prepare(call->context);
      stubs_[index % kChannels]->async()->Get(
          &call->context, &call->request, &call->reply,
          [call, over = std::move(over)](const grpc::Status& status) { over(status.ok()); });
    };
  }

  v1::Settlement::Stub& stub(std::size_t i) const { return *stubs_[i % kChannels]; }

 private:
  std::vector<Client> clients_;  // A connection each.
  std::vector<std::unique_ptr<v1::Settlement::Stub>> stubs_;
};

// The disk alone: 1 kB appended and synced, one after the other.
Figures DiskSync(const std::string& folder) {
  const std::string path = folder + "/sync.bench";
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const std::string bytes(1024, 'x');
  const auto sync = [&](std::size_t, const std::function<void(bool)>& over) {
    const bool written = write(file, bytes.data(), bytes.size()) > 0 && fdatasync(file) == 0;
    over(written);
  };
  Figures figures{.name = "disk: 1 kB + fdatasync"};
  for (int i = 0; i < kSyncs; ++i) {
    const Figures one = Run("", 1, 1, sync);
    figures.calls += 1;
    figures.failed += one.failed;
    figures.took_us += one.took_us;
    figures.latencies_us.push_back(one.latencies_us.front());
  }
  close(file);
  unlink(path.c_str());
  return figures;
}

void Print(const Figures& figures) {
  std::printf("%-34s %8zu calls %5zu failed %8lld /s   p50 %6lld us  p99 %7lld us  max %8lld us\n",
              figures.name.c_str(), figures.calls, figures.failed,
              static_cast<long long>(figures.PerSecond()),
              static_cast<long long>(figures.Quantile(500)),
              static_cast<long long>(figures.Quantile(990)),
              static_cast<long long>(figures.Quantile(1000)));
  std::fflush(stdout);
}

// "0.52" of two whole numbers.
std::string Ratio(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return "-";
  return YuanText(Money::FromFen(numerator * 100 / denominator));
}

Figures Streamed(const Desk& desk, const std::string& name, const std::string& run) {
  Streams streams(
      kChannels, [&](std::size_t i) -> v1::Settlement::Stub& { return desk.stub(i); },
      [&](grpc::ClientContext& context) { desk.Prepare(context); });
  Figures figures = Run(name, kBusyCalls, kChannels * kInFlight,
                        streams.Settles([&](std::size_t i) { return RequestOf(run, i); }));
  streams.Close();
  return figures;
}

// Two runs as one.
Figures Together(Figures first, const Figures& second) {
  first.calls += second.calls;
  first.failed += second.failed;
  first.took_us += second.took_us;
  first.latencies_us.insert(first.latencies_us.end(), second.latencies_us.begin(),
                            second.latencies_us.end());
  return first;
}

// What the rest is compared with.
struct Base {
  Figures disk, lone_ask, asks;
};

Base MeasureBase(const testing::World& world, const Desk& desk) {
  Base base;
  base.disk = DiskSync(world.process().folder());
  Print(base.disk);
  base.lone_ask = Run("lone call, nothing settled", kLoneCalls, 1, desk.Asks());
  Print(base.lone_ask);
  base.asks = Run("unary, 64 open, nothing settled", kBusyCalls, kInFlight, desk.Asks());
  Print(base.asks);
  return base;
}

// Settling over plain text and over mutual TLS, by turns, so that neither has the better hour.
struct Settling {
  Figures lone, busy, streamed;

  void Add(const Desk& desk, const std::string& how, const std::string& run) {
    lone = Together(lone, Run("", kLoneCalls, 1, desk.Settles(run + "-lone")));
    busy = Together(busy, Run("", kBusyCalls, kInFlight, desk.Settles(run + "-busy")));
    streamed = Together(streamed, Streamed(desk, "", run + "-stream"));
    lone.name = how + " lone settle";
    busy.name = how + " unary settle, 64 open";
    streamed.name = how + " streamed settle, 4 x 64 open";
  }
  void PrintAll() const {
    for (const Figures* figures : {&lone, &busy, &streamed}) Print(*figures);
  }
  std::size_t failed() const { return lone.failed + busy.failed + streamed.failed; }
};

void PrintRatios(const Base& base, const Settling& plain, const Settling& tls) {
  const std::int64_t floor_us = base.lone_ask.Quantile(500) + base.disk.Quantile(500);
  std::printf("lone settle p50 / (lone call p50 + disk sync p50)   %s\n",
              Ratio(plain.lone.Quantile(500), floor_us).c_str());
  std::printf("unary settle per second / unary call per second     %s\n",
              Ratio(plain.busy.PerSecond(), base.asks.PerSecond()).c_str());
  std::printf("streamed settle per second / unary call per second  %s\n",
              Ratio(plain.streamed.PerSecond(), base.asks.PerSecond()).c_str());
  std::printf("mutual TLS / plain text: lone p50                   %s\n",
              Ratio(tls.lone.Quantile(500), plain.lone.Quantile(500)).c_str());
  std::printf("mutual TLS / plain text: unary settle per second    %s\n",
              Ratio(tls.busy.PerSecond(), plain.busy.PerSecond()).c_str());
  std::printf("mutual TLS / plain text: streamed settle per second %s\n",
              Ratio(tls.streamed.PerSecond(), plain.streamed.PerSecond()).c_str());
}

int Main() {
  const testing::World plain_world;
  const testing::World tls_world({.certificates = true});
  ImportPersons(plain_world);
  ImportPersons(tls_world);
  const Desk plain_desk(plain_world.process());
  const Desk tls_desk(tls_world.process());

  const Base base = MeasureBase(plain_world, plain_desk);
  Settling plain;
  Settling tls;
  for (int round = 0; round < kRounds; ++round) {
    plain.Add(plain_desk, "plain:", std::to_string(round));
    tls.Add(tls_desk, "mTLS: ", std::to_string(round));
  }
  plain.PrintAll();
  tls.PrintAll();
  PrintRatios(base, plain, tls);
  return plain.failed() + tls.failed() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace yizhan::bench

int main() { return yizhan::bench::Main(); }
