// Explaining: the sentences of what was settled, for a caller who asked for them with the bill.
//
// Errors:   none: what is settled is told as settled, without sentences when they cannot be had.
// Threads:  answers come from the explainers' thread: behind the disk, and beside the loop.
#pragma once

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/service/serving.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

inline v1::SettleResult& SettledIn(v1::SettleResult& result) { return result; }
inline v1::SettleResult& SettledIn(v1::ReplaceReply& reply) { return *reply.mutable_result(); }

// `done`, or when it is `wanted` one that adds the steps first.
template <typename Reply>
Engine::Done<Reply> Explaining(Serving& serving, bool wanted, Engine::Done<Reply> done) {
  if (!wanted) return done;
  return [&serving, done = std::move(done)](absl::StatusOr<Reply> answer) {
    if (!answer.ok()) return done(std::move(answer));
    const auto reply = std::make_shared<Reply>(*std::move(answer));
    const bool taken = serving.explainers.Run([&serving, done, reply] {
      serving.queries.AddSteps(SettledIn(*reply));
      done(std::move(*reply));
    });
    if (!taken) done(std::move(*reply));
  };
}

}  // namespace yizhan
