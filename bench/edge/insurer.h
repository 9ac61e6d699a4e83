// Insurer: the insurer behind the pass-through, played inside the bench over real HTTP. It settles
// at once, so that what is measured is the edge's; every bill is the one of protocols.h.
//
// It keeps nothing: one message has one answer, however often it is asked. Whose bill it is and
// which visit, it takes from the message.
//
// Owner:    owns its server, which stops with it.
// Errors:   what it does not settle gets infcode -1; CHECKs when it cannot listen.
// Threads:  the server's.
#pragma once

#include <memory>
#include <string>

#include "adapters/http/http_server.h"

namespace yizhan::bench {

class Insurer {
 public:
  Insurer();  // It listens.

  int port() const { return server_->port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/"; }

 private:
  const std::unique_ptr<edge::HttpServer> server_;
};

}  // namespace yizhan::bench
