#include "tests/support/cutting_line.h"

#include <algorithm>

namespace yizhan {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using testing::Frame;
using Error = boost::system::error_code;

constexpr std::size_t kPartBytes = 16'384;
constexpr std::size_t kPrefaceBytes = sizeof testing::kPreface - 1;
constexpr std::size_t kMessageHeadBytes = 5;  // Of gRPC: a flag and the length.
constexpr std::uint64_t kHeldMsMin = 50;
constexpr std::uint64_t kHeldMsSpan = 600;

std::int64_t NowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

}  // namespace

void ResetSocket(asio::ip::tcp::socket& socket) {
  Error ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

bool CuttingLine::Call::IsHere() const {
  if (data.size() < kMessageHeadBytes) return false;
  std::size_t length = 0;
  for (std::size_t i = 1; i < kMessageHeadBytes; ++i) {
    length = length << 8 | static_cast<std::uint8_t>(data[i]);
  }
  return data.size() >= kMessageHeadBytes + length;
}

std::string CuttingLine::Call::message() const {
  return end == 0 ? "" : data.substr(kMessageHeadBytes);
}

CuttingLine::CuttingLine(asio::io_context& context, Tcp::socket client, CuttingMaster& master)
    : context_(context),
      master_(master),
      client_(std::move(client)),
      server_(context),
      second_(context),
      lost_part_(kPartBytes),
      life_(context),
      up_{.from = client_, .into = server_, .part = std::vector<char>(kPartBytes)},
      down_{.from = server_, .into = client_, .part = std::vector<char>(kPartBytes)} {}

void CuttingLine::Start(const Tcp::endpoint& target, bool doubled, milliseconds life) {
  if (life.count() > 0) After(life_, life, [this] { Close(); });
  const auto connected = [this, self = shared_from_this(), target, doubled](const Error& error) {
    if (closed_) return;
    if (error) return Close();
    if (doubled) StartSecond(target);
    Read(up_);
    Read(down_);
  };
  server_.async_connect(target, connected);
}

void CuttingLine::Close() {
  if (closed_) return;
  closed_ = true;
  for (const auto& [stream, call] : calls_) Lose(call);
  calls_.clear();
  ResetSocket(client_);
  ResetSocket(server_);
  ResetSocket(second_);
  life_.cancel();
}

void CuttingLine::After(asio::steady_timer& timer, milliseconds wait,
                        const std::function<void()>& act) {
  timer.expires_after(wait);
  timer.async_wait([self = shared_from_this(), act](const Error& error) {
    if (!error) act();
  });
}

void CuttingLine::StartSecond(const Tcp::endpoint& target) {
  Error error;
  second_.connect(target, error);
  if (!error) Drain();
}

void CuttingLine::Drain() {
  const auto read = [this, self = shared_from_this()](const Error& error, std::size_t) {
    if (!error) Drain();
  };
  second_.async_read_some(asio::buffer(lost_part_), read);
}

void CuttingLine::Read(Way& way) {
  const auto read = [this, self = shared_from_this(), &way](const Error& error, std::size_t count) {
    if (error) return Close();
    way.come.append(way.part.data(), count);
    TakeFrames(way);
    if (!closed_) Read(way);
  };
  way.from.async_read_some(asio::buffer(way.part), read);
}

void CuttingLine::TakeFrames(Way& way) {
  if (&way == &up_ && way.taken == 0) {
    if (way.come.size() < kPrefaceBytes) return;
    Keep(way, way.come.substr(0, kPrefaceBytes));
    way.come.erase(0, kPrefaceBytes);
  }
  std::size_t used = 0;
  for (const Frame& frame : testing::FramesIn(way.come)) {
    const std::string bytes = testing::BytesOf(frame);
    used += bytes.size();
    const Place begin = way.taken;
    Keep(way, bytes);
    if (&way == &up_) {
      TakeUp(frame, begin);
    } else {
      TakeDown(frame, begin);
    }
    if (closed_) return;
  }
  way.come.erase(0, used);
  SendOn(way);
}

void CuttingLine::Keep(Way& way, const std::string& bytes) {
  way.kept += bytes;
  way.taken += bytes.size();
}

void CuttingLine::TakeUp(const Frame& frame, Place begin) {
  if (frame.type == testing::kHeaders) calls_.try_emplace(frame.stream, Call{.begin = begin});
  const auto found = calls_.find(frame.stream);
  if (found == calls_.end()) return;
  Call& call = found->second;
  if (frame.type == testing::kReset) {
    Lose(call);
    calls_.erase(found);
  } else if (frame.type == testing::kData && call.end == 0) {
    call.data += frame.payload;
    if (call.IsHere()) TakeRequest(call);
  }
}

void CuttingLine::TakeRequest(Call& call) {
  call.end = up_.taken;
  call.fate = master_.Choose(call.message());
  switch (call.fate) {
    case CallFate::kDropped:
      return Cut(up_, call.begin);
    case CallFate::kCutUp:
      return Cut(up_, Within(call.begin, call.end));
    case CallFate::kHeldUp:
      return Hold(up_);
    default:
      return;  // The others wait for the reply.
  }
}

void CuttingLine::TakeDown(const Frame& frame, Place begin) {
  const bool of_reply = frame.type == testing::kHeaders || frame.type == testing::kData ||
                        frame.type == testing::kContinuation;
  const auto found = calls_.find(frame.stream);
  if (!of_reply || found == calls_.end()) return;
  Call& call = found->second;
  call.reply.emplace_back(begin, down_.taken);
  call.replied = frame.type == testing::kHeaders && (frame.flags & testing::kEndStream) != 0;
  TakeReply(call);
}

void CuttingLine::TakeReply(const Call& call) {
  const auto [begin, end] = call.reply.front();
  const bool first = call.reply.size() == 1;
  switch (call.fate) {
    case CallFate::kUnanswered:
      return Cut(down_, begin);
    case CallFate::kCutDown:
      if (call.replied) Cut(down_, Within(begin, call.reply.back().second));
      return;
    case CallFate::kHeldDown:
      if (first) Hold(down_);
      return;
    case CallFate::kDark:
      if (first) Send(down_, begin);
      down_.held = true;
      return;
    default:
      return;
  }
}

CuttingLine::Place CuttingLine::Within(Place begin, Place end) {
  return begin + 1 + master_.Draw() % (end - begin - 1);
}

void CuttingLine::Hold(Way& way) {
  way.held = true;
  const auto timer = std::make_shared<asio::steady_timer>(context_);
  After(*timer, milliseconds(kHeldMsMin + master_.Draw() % kHeldMsSpan), [this, timer, &way] {
    way.held = false;
    SendOn(way);
  });
}

void CuttingLine::Cut(Way& way, Place place) {
  Send(way, place);
  Close();
}

// All that need not wait for the rest of a request, or of a reply that is to be cut.
void CuttingLine::SendOn(Way& way) {
  Place until = way.taken;
  for (const auto& [stream, call] : calls_) {
    if (&way == &up_ && call.end == 0) until = std::min(until, call.begin);
    const bool cuts = &way == &down_ && call.fate == CallFate::kCutDown && !call.reply.empty();
    if (cuts) until = std::min(until, call.reply.front().first);
  }
  Send(way, until);
  std::erase_if(calls_, [this](const auto& entry) {
    return entry.second.replied && entry.second.reply.back().second <= down_.sent;
  });
}

void CuttingLine::Send(Way& way, Place until) {
  if (way.held || closed_ || until <= way.sent) return;
  const auto bytes = asio::buffer(way.kept.data(), until - way.sent);
  Error error;
  Error ignored;
  if (&way == &up_ && second_.is_open()) asio::write(second_, bytes, ignored);
  const std::size_t written = asio::write(way.into, bytes, error);
  way.sent += written;
  way.kept.erase(0, written);
  if (error) Close();
}

void CuttingLine::Lose(const Call& call) {
  LostCall lost{.request = call.message(),
                .arrived = call.end != 0 && call.end <= up_.sent,
                .at_ms = NowMs()};
  for (const auto& [begin, end] : call.reply) {
    lost.reply_heard += end - begin;
    lost.reply_passed += std::clamp(down_.sent, begin, end) - begin;
  }
  master_.Lost(std::move(lost));
}

}  // namespace yizhan
