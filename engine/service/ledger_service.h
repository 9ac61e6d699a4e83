// LedgerFace: the gRPC face of Ledger: the log as stored, and how far it goes.
//
// Errors:   ENTRY_UNKNOWN  a range that is reversed or reaches beyond the durable end
//           ENGINE_BUSY    no reader is free; read on from the next number. Or a backup is being
//           made
// Threads:  gRPC's; leaves are read on reader threads, a bounded number ahead of the caller.
#pragma once

#include "engine/service/serving.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan {

using RawLedger = v1::Ledger::WithRawCallbackMethod_Backup<v1::Ledger::WithRawCallbackMethod_Read<
    v1::Ledger::WithRawCallbackMethod_Checkpoint<v1::Ledger::Service>>>;

class LedgerFace final : public RawLedger {
 public:
  explicit LedgerFace(Serving& serving) : serving_(serving) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  grpc::ServerWriteReactor<Bytes>* Read(Context* context, const Bytes* request) override;
  grpc::ServerUnaryReactor* Checkpoint(Context* context, const Bytes* request,
                                       Bytes* reply) override;
  grpc::ServerWriteReactor<Bytes>* Backup(Context* context, const Bytes* request) override;

 private:
  Serving& serving_;
};

}  // namespace yizhan
