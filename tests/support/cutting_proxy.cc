#include "tests/support/cutting_proxy.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "boost/asio.hpp"
#include "engine/base/random.h"

namespace yizhan {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t kPartBytes = 16'384;
constexpr std::uint64_t kCutBytesMin = 100;
constexpr std::uint64_t kCutBytesSpan = 4'000;
constexpr std::uint64_t kLifeMsMin = 40;
constexpr std::uint64_t kLifeMsSpan = 700;
constexpr std::uint64_t kHeldMsMin = 50;
constexpr std::uint64_t kHeldMsSpan = 900;

struct Plan {
  LineFate fate = LineFate::kWhole;
  std::uint64_t cut_bytes = 0;
  std::chrono::milliseconds held{0};
  std::chrono::milliseconds life{0};  // Then it is reset, whatever it is; 0 = never.
};

void Reset(tcp::socket& socket) {
  Error ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

// One client's connection and the server's end of it; kept alive by its own pending operations.
class Line : public std::enable_shared_from_this<Line> {
 public:
  Line(asio::io_context& context, tcp::socket client, Plan plan)
      : context_(context),
        plan_(plan),
        client_(std::move(client)),
        server_(context),
        second_(context),
        life_(context) {}

  void Start(const tcp::endpoint& target) {
    if (plan_.life.count() > 0) {
      life_.expires_after(plan_.life);
      life_.async_wait([self = shared_from_this()](const Error& error) {
        if (!error) self->Close();
      });
    }
    server_.async_connect(target, [self = shared_from_this(), target](const Error& error) {
      if (error) return self->Close();
      if (self->plan_.fate == LineFate::kDoubled) self->StartSecond(target);
      self->Pump(self->client_, self->server_, true);
      self->Pump(self->server_, self->client_, false);
    });
  }

  void Close() {
    Reset(client_);
    Reset(server_);
    Reset(second_);
    life_.cancel();
  }

 private:
  using Part = std::shared_ptr<std::vector<char>>;

  void StartSecond(const tcp::endpoint& target) {
    Error error;
    second_.connect(target, error);
    if (!error) Drain(std::make_shared<std::vector<char>>(kPartBytes));
  }

  void Drain(const Part& part) {
    second_.async_read_some(asio::buffer(*part),
                            [self = shared_from_this(), part](const Error& error, std::size_t) {
                              if (!error) self->Drain(part);
                            });
  }

  void Pump(tcp::socket& from, tcp::socket& into, bool up) {
    const auto part = std::make_shared<std::vector<char>>(kPartBytes);
    from.async_read_some(asio::buffer(*part), [self = shared_from_this(), part, &from, &into, up](
                                                  const Error& error, std::size_t count) {
      if (error) return self->Close();
      part->resize(count);
      self->Hold(part, from, into, up);
    });
  }

  void Hold(const Part& part, tcp::socket& from, tcp::socket& into, bool up) {
    const bool held = plan_.fate == (up ? LineFate::kHeldUp : LineFate::kHeldDown);
    if (!held) return Forward(part, from, into, up);
    const auto timer = std::make_shared<asio::steady_timer>(context_, plan_.held);
    timer->async_wait([self = shared_from_this(), timer, part, &from, &into, up](const Error&) {
      self->Forward(part, from, into, up);
    });
  }

  void Forward(const Part& part, tcp::socket& from, tcp::socket& into, bool up) {
    if (!up && plan_.fate == LineFate::kDark) return Pump(from, into, up);
    const bool cuts = plan_.fate == (up ? LineFate::kCutUp : LineFate::kCutDown);
    bool ends = false;
    if (cuts && part->size() >= plan_.cut_bytes) {
      part->resize(plan_.cut_bytes);
      ends = true;
    } else if (cuts) {
      plan_.cut_bytes -= part->size();
    }
    Error ignored;
    if (up && second_.is_open()) asio::write(second_, asio::buffer(*part), ignored);
    asio::async_write(
        into, asio::buffer(*part),
        [self = shared_from_this(), part, &from, &into, up, ends](const Error& error, std::size_t) {
          if (error || ends) return self->Close();
          self->Pump(from, into, up);
        });
  }

  asio::io_context& context_;
  Plan plan_;
  tcp::socket client_;
  tcp::socket server_;
  tcp::socket second_;
  asio::steady_timer life_;
};

tcp::endpoint EndpointOf(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  return {asio::ip::make_address(address.substr(0, colon)),
          static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)))};
}

}  // namespace

const char* NameOf(LineFate fate) {
  constexpr const char* kNames[] = {"whole",     "cut up", "cut down", "held up",
                                    "held down", "dark",   "doubled"};
  return kNames[static_cast<std::size_t>(fate)];
}

class CuttingProxy::Impl {
 public:
  Impl(const std::string& target, std::uint64_t seed)
      : target_(EndpointOf(target)),
        random_(seed),
        acceptor_(context_, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)),
        address_("127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())) {
    Accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Impl() {
    context_.stop();
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const std::string& address() const { return address_; }

  void Heal() {
    asio::post(context_, [this] {
      healed_ = true;
      for (const std::weak_ptr<Line>& line : lines_) {
        if (const auto open = line.lock()) open->Close();
      }
      lines_.clear();
    });
  }

  std::array<std::uint64_t, kLineFates> counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  // The fates in turn, so that each comes up; a whole line lasts for moments only.
  Plan Draw() {
    if (healed_) return {};
    const auto fate = static_cast<LineFate>(drawn_++ % kLineFates);
    const std::uint64_t life_ms = kLifeMsMin + random_.Next() % kLifeMsSpan;
    return {.fate = fate,
            .cut_bytes = kCutBytesMin + random_.Next() % kCutBytesSpan,
            .held = std::chrono::milliseconds(kHeldMsMin + random_.Next() % kHeldMsSpan),
            .life = std::chrono::milliseconds(fate == LineFate::kWhole ? kLifeMsMin : life_ms)};
  }

  void Accept() {
    acceptor_.async_accept([this](const Error& error, tcp::socket client) {
      if (error) return;
      const Plan plan = Draw();
      {
        const std::lock_guard lock(mutex_);
        ++counts_[static_cast<std::size_t>(plan.fate)];
      }
      const auto line = std::make_shared<Line>(context_, std::move(client), plan);
      lines_.push_back(line);
      line->Start(target_);
      Accept();
    });
  }

  const tcp::endpoint target_;
  asio::io_context context_;
  SeededRandom random_;  // The thread's, as what follows.
  bool healed_ = false;
  std::uint64_t drawn_ = 0;
  std::vector<std::weak_ptr<Line>> lines_;
  tcp::acceptor acceptor_;
  const std::string address_;
  mutable std::mutex mutex_;
  std::array<std::uint64_t, kLineFates> counts_{};
  std::thread thread_;
};

CuttingProxy::CuttingProxy(const std::string& target, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(target, seed)) {}
CuttingProxy::~CuttingProxy() = default;
const std::string& CuttingProxy::address() const { return impl_->address(); }
void CuttingProxy::Heal() { impl_->Heal(); }
std::array<std::uint64_t, kLineFates> CuttingProxy::counts() const { return impl_->counts(); }

}  // namespace yizhan
