// A client over TLS whose engine was away finds it again, though between its calls nobody looks
// after the connection: what an edge does that only now and then asks.

#include <chrono>
#include <thread>

#include "adapters/client/client.h"
#include "gtest/gtest.h"
#include "tests/service/engine_process.h"

namespace yizhan::testing {
namespace {

using std::chrono::milliseconds;

constexpr int kCallsMax = 12;
constexpr milliseconds kIdle{400};

TEST(ReconnectTest, ACallNowAndThenFindsTheEngineThatCameBack) {
  EngineProcess engine({.certificates = true});
  engine.Start();
  const IssuedPair& pair = engine.certificate("anting/edge");
  Client client({.address = engine.address(),
                 .token = "",
                 .tls = {.certificate_pem = pair.certificate_pem,
                         .key_pem = pair.key_pem,
                         .ca_pem = engine.pilot().authority().certificate_pem()},
                 .deadline_ms = 2000,
                 .within_ms = 2000});
  v1::GetRequest question;
  question.set_message_id("nothing under this");
  ASSERT_TRUE(client.Get(question).ok());

  engine.Kill();
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(client.Get(question).ok());
    std::this_thread::sleep_for(kIdle);  // Idle: that is the point.
  }
  engine.Start();
  v1::ReverseRequest request;
  request.set_message_id("never arrived");
  request.set_request_id("never arrived~r");
  bool found = false;
  for (int i = 0; i < kCallsMax && !found; ++i) {
    found = client.Reverse(request).ok();
    if (!found) std::this_thread::sleep_for(kIdle);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace yizhan::testing
