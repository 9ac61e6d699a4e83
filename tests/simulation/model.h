// Model: what everybody outside the engine knows must be true: the second evaluator for amounts,
// and plain maps of what became of each message.
//
// Units:    fen.
// Threads:  one.
// Law:      adjudication.md R31, R40 to R47.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "tests/property/second_side.h"
#include "tests/property/seen.h"
#include "tests/property/world.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::simulation {

using property::Operation;
using property::Seen;
using property::Values;
using Message = std::pair<std::string, std::string>;  // Sender, message id.

// Of a settlement, replacement or what has a request id; empty otherwise.
Message MessageOf(const Operation& operation);

class Model {
 public:
  // It happened now, after everything before.
  Seen Play(const Operation& operation);

  v1::PresentState StateOf(const Message& message) const;
  const std::map<Message, v1::PresentState>& states() const { return states_; }
  std::uint64_t settlements() const { return settlements_; }
  Values Accounts() const { return second_.Accounts(); }
  Values Funds() const { return second_.Funds(); }

 private:
  void Note(const Operation& operation, const Seen& seen);

  property::SecondSide second_;
  std::map<Message, v1::PresentState> states_;
  std::uint64_t settlements_ = 0;
};

}  // namespace yizhan::simulation
