// TrespassRows: one attempt of somebody who does not belong, and the engine it is made against.
//
// Threads:  one.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tests/service/trespass_world.h"
#include "tests/service/unary.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan::testing {

struct Trespass {
  const char* name;
  v1::Reason reason;  // REASON_UNSPECIFIED: the handshake fails; the engine's log says why.
  const char* says;   // Field and finding of the refusal, or the words of the log.
  std::function<absl::Status(TrespassWorld&)> act;
};

// Every row is refused for its reason and leaves size and root of the ledger as they were.
class TrespassTest : public ::testing::TestWithParam<Trespass> {};

// One engine for all rows of one run of the program.
TrespassWorld& SharedTrespassWorld();

inline std::string NameOfTrespass(const ::testing::TestParamInfo<Trespass>& row) {
  return row.param.name;
}

inline const PeerName kAntingDesk = {.role = Role::kTerminal, .scope = "anting", .name = "desk-1"};

// One call as `sender`, its request filled in.
template <typename Service, typename Request, typename Reply>
std::function<absl::Status(TrespassWorld&)> As(
    const char* sender,
    grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
    const std::function<void(TrespassWorld&, Request&)>& fill = {}) {
  return [=](TrespassWorld& world) {
    Request request;
    if (fill) fill(world, request);
    return Call<Service>(world.As(sender), method, request).status();
  };
}

}  // namespace yizhan::testing
