// ServeBackup: the stream of Ledger.Backup: how far it is, then where it lies.
//
// Errors:   BackupMaker's. A caller who goes away does not stop the backup.
// Threads:  gRPC's and the maker's.
#pragma once

#include "engine/service/serving.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace yizhan {

grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeBackup(Serving& serving,
                                                        const grpc::CallbackServerContext& context,
                                                        const grpc::ByteBuffer& request);

}  // namespace yizhan
