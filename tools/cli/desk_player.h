// DeskPlayer: sends a desk script through several terminals at once and says what each line got.
//
// Owner:    the caller owns the clients, which outlive the player.
// Errors:   every line ends with a DeskAnswer; nothing stops the others, but after kLostMax lines
//           in a row without any answer from the engine the rest is not sent.
// Threads:  Play from one thread; it starts and joins its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "adapters/client/client.h"
#include "tools/cli/desk_script.h"
#include "yizhan/v1/error.pb.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::cli {

inline constexpr int kLostMax = 10;

enum class DeskKind { kNotSent, kSettled, kReplaced, kReversed, kTombstone, kReplayed, kRefused };

struct DeskAnswer {
  DeskKind kind = DeskKind::kNotSent;
  v1::Reason reason = v1::REASON_UNSPECIFIED;  // Of a refusal.
  bool unknown = false;                        // The outcome is not known.
  std::string message_zh = {};
  std::uint64_t settlement = 0;  // Settled, replaced: the new one. Reversed: the original.
  v1::StatedSums sums = {};      // Settled, replaced: what the answer says of the bill.
};

// "OK", "REPLAYED", "TOMBSTONE", "NOT_SENT" or the reason's name.
std::string LabelOf(const DeskAnswer& answer);
bool AsExpected(const DeskLine& line, const DeskAnswer& answer);

class DeskPlayer {
 public:
  // The client of a terminal of an institution; called from any thread.
  using Terminals = std::function<Client&(const std::string& institution_id, std::size_t terminal)>;

  DeskPlayer(std::size_t threads_max, Terminals terminals)
      : threads_max_(threads_max), terminals_(std::move(terminals)) {}

  // One answer per line. `progress(done, total)` is called from the terminals' threads.
  std::vector<DeskAnswer> Play(const std::vector<DeskLine>& script,
                               const std::function<void(std::size_t, std::size_t)>& progress);

 private:
  struct Run;

  void PlayLanes(const DeskSegment& segment, Run& run);
  void PlayTogether(const DeskSegment& segment, Run& run);
  void PlayLine(std::size_t place, Run& run);

  const std::size_t threads_max_;
  const Terminals terminals_;
  std::atomic<int> lost_in_a_row_{0};
};

}  // namespace yizhan::cli
