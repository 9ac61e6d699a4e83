// yizhan_bench_load: settlements through gRPC with every batch on disk, beside calls that settle
// nothing and the disk's own sync, in one run. Prints figures and ratios; never fails on a timing.

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
constexpr std::size_t kLoneCalls = 3'000;
constexpr std::size_t kBusyCalls = 60'000;
constexpr std::size_t kInFlight = 64;
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
  explicit Desk(const testing::EngineProcess& process) : token_(process.token("anting/desk-1")) {
    for (std::size_t i = 0; i < kChannels; ++i) {
      grpc::ChannelArguments arguments;
      arguments.SetInt("yizhan.bench.channel", static_cast<int>(i));
      channels_.push_back(grpc::CreateCustomChannel(process.address(),
                                                    grpc::InsecureChannelCredentials(), arguments));
      stubs_.push_back(v1::Settlement::NewStub(channels_.back()));
    }
  }

  void Prepare(grpc::ClientContext& context) const {
    context.AddMetadata("authorization", "Bearer " + token_);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  }

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
  std::string token_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
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

int Main() {
  testing::World world;
  ImportPersons(world);
  const Desk desk(world.process());
  const std::string token = world.process().token("anting/desk-1");

  const Figures disk = DiskSync(world.process().folder());
  Print(disk);
  const Figures lone_ask = Run("lone call, nothing settled", kLoneCalls, 1, desk.Asks());
  Print(lone_ask);
  const Figures lone = Run("lone settle", kLoneCalls, 1, desk.Settles("lone"));
  Print(lone);
  const Figures asks = Run("unary, 64 open, nothing settled", kBusyCalls, kInFlight, desk.Asks());
  Print(asks);
  const Figures busy = Run("unary settle, 64 open", kBusyCalls, kInFlight, desk.Settles("busy"));
  Print(busy);
  Streams streams(
      kChannels, [&](std::size_t i) -> v1::Settlement::Stub& { return desk.stub(i); },
      [&](grpc::ClientContext& context) { desk.Prepare(context); });
  const Figures streamed =
      Run("streamed settle, 4 x 64 open", kBusyCalls, kChannels * kInFlight,
          streams.Settles([](std::size_t index) { return RequestOf("stream", index); }));
  Print(streamed);
  streams.Close();

  std::printf("lone settle p50 / (lone call p50 + disk sync p50)   %s\n",
              Ratio(lone.Quantile(500), lone_ask.Quantile(500) + disk.Quantile(500)).c_str());
  std::printf("unary settle per second / unary call per second     %s\n",
              Ratio(busy.PerSecond(), asks.PerSecond()).c_str());
  std::printf("streamed settle per second / unary call per second  %s\n",
              Ratio(streamed.PerSecond(), asks.PerSecond()).c_str());
  return lone.failed + busy.failed + streamed.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace yizhan::bench

int main() { return yizhan::bench::Main(); }
