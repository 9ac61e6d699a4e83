// Protocols: the doors' translations that a configuration names, on one intake. They listen to
// nothing by themselves.
//
// Owner:    intake, clock and random are the caller's and outlive them.
// Errors:   Make: InvalidArgument names the key or the file.
// Threads:  one; Reread from any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/fhir/fhir_door.h"
#include "adapters/hl7/hl7_door.h"
#include "adapters/http/http_server.h"
#include "adapters/intake/intake.h"
#include "adapters/national/national_door.h"
#include "adapters/pass_through/pass_through.h"
#include "adapters/shanghai/shanghai_door.h"
#include "adapters/watched/watched_folder.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "yizhan/v1/edge.pb.h"

namespace yizhan::edge {

class Protocols {
 public:
  struct World {
    Intake& intake;
    const Clock& clock;
    Random& random;
  };
  static absl::StatusOr<std::unique_ptr<Protocols>> Make(const v1::EdgeConfig& config,
                                                         const World& world);

  // A stored message once more: after a crash, or when a person replays it.
  absl::StatusOr<v1::SettleRequest> Reread(Protocol protocol, const std::string& raw) const;

  // Of those that HTTP carries.
  std::vector<HttpRoute> HttpRoutes();
  // Null when the configuration does not name it.
  hl7::Hl7Door* hl7() { return hl7_.get(); }
  watched::WatchedFolder* files() { return files_.get(); }
  PassThrough* pass_through() { return pass_through_.get(); }

 private:
  explicit Protocols(const v1::EdgeConfig& config) : config_(config) {}
  absl::Status MakeNational(const World& world);
  absl::Status MakePassThrough(const World& world);
  absl::Status MakeHl7(const World& world);

  const v1::EdgeConfig config_;
  std::unique_ptr<national::NationalDoor> national_;
  std::unique_ptr<PassThrough> pass_through_;
  std::unique_ptr<shanghai::ShanghaiDoor> shanghai_;
  std::unique_ptr<FhirDoor> fhir_;
  std::unique_ptr<hl7::Hl7Door> hl7_;
  std::unique_ptr<watched::WatchedFolder> files_;
};

}  // namespace yizhan::edge
