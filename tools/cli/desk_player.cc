#include "tools/cli/desk_player.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <map>
#include <thread>
#include <utility>
#include <variant>

#include "engine/base/clock.h"
#include "engine/base/refusal.h"

namespace yizhan::cli {
namespace {

constexpr std::int64_t kNotAfterMs = 60'000;
constexpr int kBusyTries = 6;
constexpr std::chrono::milliseconds kBusyWait{20};
constexpr std::size_t kTogetherMax = 64;  // Threads of one step; more lines follow in the next go.

DeskAnswer Refused(const absl::Status& status) {
  const v1::ErrorDetail detail = DetailOf(status);
  return {.kind = DeskKind::kRefused,
          .reason = detail.reason(),
          .unknown = detail.reason() == v1::REASON_UNSPECIFIED ||
                     detail.error_class() == v1::OUTCOME_UNKNOWN,
          .message_zh = detail.message_zh()};
}

DeskAnswer Done(DeskKind kind, bool replayed) {
  DeskAnswer answer;
  answer.kind = replayed ? DeskKind::kReplayed : kind;
  return answer;
}

// As a HIS keeps it: what the funds pay, medical aid among them.
void Keep(const v1::Bill& bill, const v1::SettleResult& result, DeskAnswer& answer) {
  const v1::Outcome& outcome = result.outcome();
  answer.settlement = result.number();
  answer.sums.set_total_fen(bill.total_fen());
  answer.sums.set_funds_fen(bill.total_fen() - bill.hospital_borne_fen() -
                            outcome.patient_due_fen());
  answer.sums.set_account_fen(outcome.account_applied_fen());
}

DeskAnswer SendSettle(Client& client, const DeskLine& line,
                      const national::SettleMessage& message) {
  v1::SettleRequest request;
  *request.mutable_bill() = message.bill;
  *request.mutable_person() = message.person;
  request.set_not_after_ms(SystemClock().NowMs() + kNotAfterMs);
  if (line.replaces.empty()) {
    const absl::StatusOr<v1::SettleResult> result = client.Settle(std::move(request));
    if (!result.ok()) return Refused(result.status());
    DeskAnswer answer = Done(DeskKind::kSettled, result->replayed());
    Keep(message.bill, *result, answer);
    return answer;
  }
  v1::ReplaceRequest replace;
  replace.set_message_id(line.replaces);
  replace.set_reason("更正 correction");
  *replace.mutable_replacement() = std::move(request);
  const absl::StatusOr<v1::ReplaceReply> reply = client.Replace(std::move(replace));
  if (!reply.ok()) return Refused(reply.status());
  DeskAnswer answer = Done(DeskKind::kReplaced, reply->replayed());
  Keep(message.bill, reply->result(), answer);
  return answer;
}

DeskAnswer SendReverse(Client& client, const national::ReverseMessage& message) {
  const absl::StatusOr<v1::ReverseReply> reply = client.Reverse(message.request);
  if (!reply.ok()) return Refused(reply.status());
  const DeskKind kind = reply->tombstone() ? DeskKind::kTombstone : DeskKind::kReversed;
  DeskAnswer answer = Done(kind, reply->replayed());
  answer.settlement = reply->original().number();
  return answer;
}

DeskAnswer Send(Client& client, const DeskLine& line) {
  if (!line.message.ok()) return Refused(line.message.status());
  if (const auto* settle = std::get_if<national::SettleMessage>(&line.message->body)) {
    return SendSettle(client, line, *settle);
  }
  return SendReverse(client, std::get<national::ReverseMessage>(line.message->body));
}

// Nothing was done and the same message may go again: what a terminal does by itself.
bool IsBusy(const DeskAnswer& answer) {
  return answer.reason == v1::ENGINE_BUSY || answer.reason == v1::DEADLINE_IN_QUEUE;
}

}  // namespace

std::string LabelOf(const DeskAnswer& answer) {
  switch (answer.kind) {
    case DeskKind::kNotSent:
      return "NOT_SENT";
    case DeskKind::kSettled:
    case DeskKind::kReplaced:
    case DeskKind::kReversed:
      return "OK";
    case DeskKind::kTombstone:
      return "TOMBSTONE";
    case DeskKind::kReplayed:
      return "REPLAYED";
    case DeskKind::kRefused:
      break;
  }
  return v1::Reason_Name(answer.reason);
}

bool AsExpected(const DeskLine& line, const DeskAnswer& answer) {
  if (line.expected.empty()) return true;
  return std::find(line.expected.begin(), line.expected.end(), LabelOf(answer)) !=
         line.expected.end();
}

struct DeskPlayer::Run {
  const std::vector<DeskLine>& script;
  const std::function<void(std::size_t, std::size_t)>& progress;
  std::vector<DeskAnswer> answers;
  std::atomic<std::size_t> done{0};
};

std::vector<DeskAnswer> DeskPlayer::Play(
    const std::vector<DeskLine>& script,
    const std::function<void(std::size_t, std::size_t)>& progress) {
  Run run{.script = script, .progress = progress, .answers = {}};
  run.answers.resize(script.size());
  for (const DeskSegment& segment : PlanSegments(script)) {
    if (segment.together) {
      PlayTogether(segment, run);
    } else {
      PlayLanes(segment, run);
    }
  }
  return std::move(run.answers);
}

void DeskPlayer::PlayLanes(const DeskSegment& segment, Run& run) {
  std::map<std::string, std::vector<std::size_t>> by_institution;
  for (const std::size_t place : segment.lines) {
    by_institution[run.script[place].institution_id].push_back(place);
  }
  std::vector<std::vector<std::size_t>> lanes;
  for (auto& [institution_id, places] : by_institution) lanes.push_back(std::move(places));

  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t lane = next++; lane < lanes.size(); lane = next++) {
      for (const std::size_t place : lanes[lane]) PlayLine(place, run);
    }
  };
  std::vector<std::jthread> threads;
  const std::size_t count = std::min(threads_max_, lanes.size());
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
}

void DeskPlayer::PlayTogether(const DeskSegment& segment, Run& run) {
  for (std::size_t from = 0; from < segment.lines.size(); from += kTogetherMax) {
    const std::size_t count = std::min(kTogetherMax, segment.lines.size() - from);
    std::barrier start(static_cast<std::ptrdiff_t>(count));
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, place = segment.lines[from + i]] {
        start.arrive_and_wait();
        PlayLine(place, run);
      });
    }
  }
}

void DeskPlayer::PlayLine(std::size_t place, Run& run) {
  if (lost_in_a_row_ >= kLostMax) return;
  const DeskLine& line = run.script[place];
  DeskAnswer answer;
  for (int tries = 0; tries < kBusyTries; ++tries) {
    if (tries > 0) std::this_thread::sleep_for(kBusyWait * (1 << tries));
    answer = Send(terminals_(line.institution_id, line.terminal), line);
    if (!IsBusy(answer)) break;
  }
  lost_in_a_row_ = answer.unknown ? lost_in_a_row_ + 1 : 0;
  run.answers[place] = std::move(answer);
  run.progress(++run.done, run.script.size());
}

}  // namespace yizhan::cli
