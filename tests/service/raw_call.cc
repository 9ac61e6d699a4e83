#include "tests/service/raw_call.h"

#include <chrono>

#include "engine/base/check.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace yizhan::testing {
namespace {

constexpr std::chrono::seconds kDeadline{20};

// Whether the operation that was started succeeded.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  YIZHAN_CHECK(queue.Next(&tag, &ok));
  return ok;
}

absl::Status Call(const Client& client, std::string path, const std::string& authorization,
                  const std::string& bytes, grpc::ClientContext& context) {
  path[path.rfind('.')] = '/';
  if (!authorization.empty()) context.AddMetadata("authorization", authorization);
  grpc::GenericStub stub(client.channel());
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  if (Next(queue)) {
    call->WriteLast(request, grpc::WriteOptions(), nullptr);
    Next(queue);
    grpc::ByteBuffer reply;
    do {
      reply.Clear();
      call->Read(&reply, nullptr);
    } while (Next(queue));
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  Next(queue);
  queue.Shutdown();
  return FromGrpc(status);
}

}  // namespace

absl::Status RawCall(const Client& client, const std::string& method,
                     const std::string& authorization, const std::string& bytes) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  return Call(client, "/yizhan.v1." + method, authorization, bytes, context);
}

absl::Status RawCallWithoutDeadline(const Client& client, const std::string& method,
                                    const std::string& authorization, const std::string& bytes) {
  grpc::ClientContext context;
  return Call(client, "/yizhan.v1." + method, authorization, bytes, context);
}

absl::Status RawCallPath(const Client& client, const std::string& full_method,
                         const std::string& bytes) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  return Call(client, "/" + full_method, "", bytes, context);
}

}  // namespace yizhan::testing
