// LedgerFace: the gRPC face of Ledger: the log as stored, how far it goes, proofs of both, its
// mirror and its backups.
//
// Errors:   ENTRY_UNKNOWN       a range that is reversed or reaches beyond the durable end
//           CHECKPOINT_REFUSED  a cosigned note that is not to be kept
//           others as ledger_read.h, ledger_backup.h, mirror_acknowledge.h and succession.h say
// Threads:  gRPC's; leaves are read on reader threads.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan {

using RawLedger = v1::Ledger::WithRawCallbackMethod_Backup<v1::Ledger::WithRawCallbackMethod_Read<
    v1::Ledger::WithRawCallbackMethod_Checkpoint<v1::Ledger::WithRawCallbackMethod_InclusionProof<
        v1::Ledger::WithRawCallbackMethod_ConsistencyProof<
            v1::Ledger::WithRawCallbackMethod_Cosign<v1::Ledger::WithRawCallbackMethod_Acknowledge<
                v1::Ledger::WithRawCallbackMethod_Fence<v1::Ledger::Service>>>>>>>>;

class LedgerFace final : public RawLedger {
 public:
  explicit LedgerFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerWriteReactor<Bytes>* Read(Context* context, const Bytes* request) override;
  grpc::ServerUnaryReactor* Checkpoint(Context* context, const Bytes* request,
                                       Bytes* reply) override;
  grpc::ServerUnaryReactor* InclusionProof(Context* context, const Bytes* request,
                                           Bytes* reply) override;
  grpc::ServerUnaryReactor* ConsistencyProof(Context* context, const Bytes* request,
                                             Bytes* reply) override;
  grpc::ServerUnaryReactor* Cosign(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerReadReactor<Bytes>* Acknowledge(Context* context, Bytes* reply) override;
  grpc::ServerUnaryReactor* Fence(Context* context, const Bytes* request, Bytes* reply) override;
  grpc::ServerWriteReactor<Bytes>* Backup(Context* context, const Bytes* request) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
