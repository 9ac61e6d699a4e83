// An HL7 door on the memory intake behind a real MLLP server, for a peer that shares no code with
// us. Prints its port and serves until its input ends.

#include <cstdio>
#include <string>

#include "adapters/mllp/mllp_server.h"
#include "tests/hl7/door_scene.h"

int main() {
  yizhan::hl7::DoorScene scene;
  auto server = yizhan::mllp::MllpServer::Start({.listen = "127.0.0.1:0"}, scene.door->Handler());
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().ToString().c_str());
    return 1;
  }
  std::printf("%u\n", static_cast<unsigned>((*server)->port()));
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  (*server)->Stop();
  return 0;
}
