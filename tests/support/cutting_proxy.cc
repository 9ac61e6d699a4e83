#include "tests/support/cutting_proxy.h"

#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "boost/asio.hpp"
#include "engine/base/random.h"
#include "tests/support/cutting_line.h"

namespace yizhan {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using Error = boost::system::error_code;

constexpr std::uint64_t kLifeMsMin = 100;
constexpr std::uint64_t kLifeMsSpan = 800;
constexpr std::uint64_t kRefusesEvery = 9;
constexpr std::uint64_t kDoublesEvery = 5;

tcp::endpoint EndpointOf(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  return {asio::ip::make_address(address.substr(0, colon)),
          static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)))};
}

}  // namespace

const char* NameOf(CallFate fate) {
  constexpr const char* kNames[] = {"whole",    "dropped", "cut up",    "unanswered",
                                    "cut down", "held up", "held down", "dark"};
  return kNames[static_cast<std::size_t>(fate)];
}

const char* NameOf(LineFate fate) {
  constexpr const char* kNames[] = {"plain", "refused", "doubled"};
  return kNames[static_cast<std::size_t>(fate)];
}

class CuttingProxy::Impl : public CuttingMaster {
 public:
  Impl(const std::string& target, std::uint64_t seed, CuttingProxy::Choose choose)
      : target_(EndpointOf(target)),
        random_(seed),
        choose_(std::move(choose)),
        acceptor_(context_, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)),
        address_("127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())) {
    Accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Impl() override {
    context_.stop();
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  CallFate Choose(const std::string& request) override {
    const CallFate fate = healed_ ? CallFate::kWhole : choose_(request);
    const std::lock_guard lock(mutex_);
    ++calls_[static_cast<std::size_t>(fate)];
    return fate;
  }
  std::uint64_t Draw() override { return random_.Next(); }
  void Lost(LostCall call) override {
    const std::lock_guard lock(mutex_);
    lost_.push_back(std::move(call));
  }

  const std::string& address() const { return address_; }

  void Heal() {
    asio::post(context_, [this] {
      healed_ = true;
      for (const std::weak_ptr<CuttingLine>& line : open_) {
        if (const auto open = line.lock()) open->Close();
      }
      open_.clear();
    });
  }

  std::vector<LostCall> TakeLost() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lost_, {});
  }
  std::array<std::uint64_t, kLineFates> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  std::array<std::uint64_t, kCallFates> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  LineFate NextLine() {
    const std::uint64_t number = ++accepted_;
    LineFate fate = LineFate::kPlain;
    if (!healed_ && number % kDoublesEvery == 0) fate = LineFate::kDoubled;
    if (!healed_ && number % kRefusesEvery == 0) fate = LineFate::kRefused;
    const std::lock_guard lock(mutex_);
    ++lines_[static_cast<std::size_t>(fate)];
    return fate;
  }

  void Accept() {
    acceptor_.async_accept([this](const Error& error, tcp::socket client) {
      if (error) return;
      const LineFate fate = NextLine();
      if (fate == LineFate::kRefused) {
        ResetSocket(client);
        return Accept();
      }
      const auto line = std::make_shared<CuttingLine>(context_, std::move(client), *this);
      open_.push_back(line);
      const std::uint64_t life_ms = healed_ ? 0 : kLifeMsMin + random_.Next() % kLifeMsSpan;
      line->Start(target_, fate == LineFate::kDoubled, milliseconds(life_ms));
      Accept();
    });
  }

  const tcp::endpoint target_;
  asio::io_context context_;
  SeededRandom random_;  // The thread's, as what follows.
  const CuttingProxy::Choose choose_;
  bool healed_ = false;
  std::uint64_t accepted_ = 0;
  std::vector<std::weak_ptr<CuttingLine>> open_;
  tcp::acceptor acceptor_;
  const std::string address_;
  mutable std::mutex mutex_;
  std::array<std::uint64_t, kLineFates> lines_{};
  std::array<std::uint64_t, kCallFates> calls_{};
  std::vector<LostCall> lost_;
  std::thread thread_;
};

CuttingProxy::CuttingProxy(const std::string& target, std::uint64_t seed, Choose choose)
    : impl_(std::make_unique<Impl>(target, seed, std::move(choose))) {}
CuttingProxy::~CuttingProxy() = default;
const std::string& CuttingProxy::address() const { return impl_->address(); }
void CuttingProxy::Heal() { impl_->Heal(); }
std::vector<LostCall> CuttingProxy::TakeLost() { return impl_->TakeLost(); }
std::array<std::uint64_t, kLineFates> CuttingProxy::lines() const { return impl_->lines(); }
std::array<std::uint64_t, kCallFates> CuttingProxy::calls() const { return impl_->calls(); }

}  // namespace yizhan
