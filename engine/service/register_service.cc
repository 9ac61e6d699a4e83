#include "engine/service/register_service.h"

#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/call.h"
#include "engine/service/log.h"
#include "engine/service/register_import.h"

namespace yizhan {
namespace {

using EraseDone = Engine::Done<v1::EraseReply>;

absl::Status Unfinished(std::uint64_t number) {
  return Refuse({.reason = v1::ERASURE_UNFINISHED, .related = number});
}

// On a reader thread. A repeated request comes here again, so an interrupted one is finished.
void ScrubAndAnswer(LedgerStore& store, const v1::EraseReply& erased, const EraseDone& done) {
  const absl::Status scrubbed = store.ScrubPrivate();
  if (scrubbed.ok()) return done(erased);
  LogEvent(LogLevel::kError, "scrub", {{"reason", std::string(scrubbed.message())}});
  done(Unfinished(erased.number()));
}

}  // namespace

grpc::ServerReadReactor<grpc::ByteBuffer>* RegisterService::Import(Context* context, Bytes* reply) {
  return OpenRegisterImport(serving_, *context, reply);
}

grpc::ServerUnaryReactor* RegisterService::Lookup(Context* context, const Bytes* request,
                                                  Bytes* reply) {
  return AskReaders<v1::LookupRequest, v1::LookupReply>(
      serving_, RpcOf("Register.Lookup"), {context, request, reply},
      [this](const Caller& caller, const v1::LookupRequest& asked) {
        return serving_.queries.Lookup(caller, asked);
      });
}

grpc::ServerUnaryReactor* RegisterService::History(Context* context, const Bytes* request,
                                                   Bytes* reply) {
  return AskReaders<v1::HistoryRequest, v1::HistoryReply>(
      serving_, RpcOf("Register.History"), {context, request, reply},
      [this](const Caller& caller, const v1::HistoryRequest& asked) {
        return serving_.queries.History(caller, asked);
      });
}

grpc::ServerUnaryReactor* RegisterService::Verify(Context* context, const Bytes* request,
                                                  Bytes* reply) {
  return AskReaders<v1::VerifyRequest, v1::VerifyReply>(
      serving_, RpcOf("Register.Verify"), {context, request, reply},
      [this](const Caller& caller, const v1::VerifyRequest& asked) {
        return serving_.queries.Verify(caller, asked);
      });
}

grpc::ServerUnaryReactor* RegisterService::Reveal(Context* context, const Bytes* request,
                                                  Bytes* reply) {
  return AskEngine<v1::RevealRequest, v1::RevealReply>(
      serving_, RpcOf("Register.Reveal"), {context, request, reply},
      [this](Opened opened, v1::RevealRequest asked, Engine::Done<v1::RevealReply> done) {
        serving_.engine.Reveal(std::move(opened.caller), std::move(asked), opened.deadline_ms,
                               std::move(done));
      });
}

grpc::ServerUnaryReactor* RegisterService::ListExpiring(Context* context, const Bytes* request,
                                                        Bytes* reply) {
  return AskReaders<v1::ListExpiringRequest, v1::ListExpiringReply>(
      serving_, RpcOf("Register.ListExpiring"), {context, request, reply},
      [this](const Caller& caller, const v1::ListExpiringRequest& asked) {
        return serving_.queries.ListExpiring(caller, asked);
      });
}

grpc::ServerUnaryReactor* RegisterService::Erase(Context* context, const Bytes* request,
                                                 Bytes* reply) {
  return AskEngine<v1::EraseRequest, v1::EraseReply>(
      serving_, RpcOf("Register.Erase"), {context, request, reply},
      [this](Opened opened, v1::EraseRequest asked, const EraseDone& done) {
        serving_.engine.Erase(std::move(opened.caller), std::move(asked),
                              [this, done](const absl::StatusOr<v1::EraseReply>& erased) {
                                if (!erased.ok()) return done(erased);
                                const bool taken =
                                    serving_.readers.Run([this, done, reply = *erased] {
                                      ScrubAndAnswer(serving_.store, reply, done);
                                    });
                                if (!taken) done(Unfinished(erased->number()));
                              });
      });
}

}  // namespace yizhan
