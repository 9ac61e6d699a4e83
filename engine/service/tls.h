// Tls: credentials of the engine's port: TLS 1.2 or 1.3, a certificate required of every caller, of
// our authority, with a calling role, not revoked. Renewed files are taken up without a restart.
//
// Errors:   InvalidArgument names the file and what is wrong with it.
// Threads:  any.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "engine/service/peers.h"
#include "grpcpp/security/server_credentials.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

// `peers` outlives the credentials: it is asked at each handshake, too.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> TlsCredentials(const v1::Tls& tls,
                                                                        const Peers& peers);

}  // namespace yizhan
