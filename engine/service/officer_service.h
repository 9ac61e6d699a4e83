// OfficerService: the gRPC face of officers' signing keys: enrol, retire, list.
//
// Errors:   CERTIFICATE_INVALID says what is wrong with it; else as engine/settlement/engine.h and
//           queries.h say, through ToGrpc.
// Threads:  gRPC's; no handler waits. Certificates are checked on a reader thread.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/service/serving.h"
#include "yizhan/v1/officer.grpc.pb.h"

namespace yizhan {

using RawOfficerService = v1::OfficerService::WithRawCallbackMethod_Enrol<
    v1::OfficerService::WithRawCallbackMethod_Retire<
        v1::OfficerService::WithRawCallbackMethod_List<v1::OfficerService::Service>>>;

class OfficerFace final : public RawOfficerService {
 public:
  explicit OfficerFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerUnaryReactor* Enrol(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* Retire(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerUnaryReactor* List(Context* context, const Bytes* request, Bytes* reply) override;

 private:
  Serving& serving_;
};

// The officer whose certificate (PEM or DER) this is: issued by the authority of `trust` for
// signing, in its dates at `now_ms`, and not revoked.
absl::StatusOr<v1::Officer> CheckOfficerCertificate(const std::string& pem_or_der,
                                                    const OfficerTrust& trust, std::int64_t now_ms);

}  // namespace yizhan
