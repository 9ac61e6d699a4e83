#include "tests/versions/previous_client.h"

#include <chrono>
#include <utility>

#include "engine/base/check.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"

namespace yizhan::testing {
namespace {

using google::protobuf::Message;

constexpr std::chrono::seconds kDeadline{20};

// One call of any kind, its operations one after the other.
class RawExchange {
 public:
  RawExchange(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
              const std::string& token)
      : stub_(channel) {
    context_.AddMetadata("authorization", "Bearer " + token);
    context_.set_deadline(std::chrono::system_clock::now() + kDeadline);
    call_ = stub_.PrepareCall(&context_, path, &queue_);
    call_->StartCall(nullptr);
    connected_ = Done();
  }
  ~RawExchange() { queue_.Shutdown(); }
  RawExchange(const RawExchange&) = delete;
  RawExchange& operator=(const RawExchange&) = delete;

  bool Write(const std::string& bytes) {
    if (!connected_) return false;
    const grpc::Slice slice(bytes);
    call_->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    return Done();
  }

  bool Read(std::string* bytes) {
    grpc::ByteBuffer buffer;
    call_->Read(&buffer, nullptr);
    if (!Done()) return false;
    std::vector<grpc::Slice> slices;
    YIZHAN_CHECK(buffer.Dump(&slices).ok());
    bytes->clear();
    for (const grpc::Slice& slice : slices) {
      bytes->append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    return true;
  }

  void Cancel() { context_.TryCancel(); }

  grpc::Status Finish() {
    grpc::Status status;
    call_->Finish(&status, nullptr);
    Done();
    return status;
  }

 private:
  bool Done() {
    void* tag = nullptr;
    bool ok = false;
    YIZHAN_CHECK(queue_.Next(&tag, &ok));
    return ok;
  }

  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool connected_ = false;
};

std::string PathOf(const google::protobuf::MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

// google.rpc.Status with one google.protobuf.Any in it, as that release read it.
FrozenMessage DetailIn(const FrozenContract& contract, const std::string& bytes) {
  const FrozenMessage status = contract.New("RpcStatus");
  if (bytes.empty() || !status->ParseFromString(bytes)) return nullptr;
  if (ValueAt(*status, "details.type_url") != "type.googleapis.com/yizhan.v1.ErrorDetail") {
    return nullptr;
  }
  FrozenMessage detail = contract.New("ErrorDetail");
  if (!detail->ParseFromString(ValueAt(*status, "details.value"))) return nullptr;
  return detail;
}

}  // namespace

std::string Answer::Refused() const {
  if (detail == nullptr) return "code " + std::to_string(code) + ", without a detail";
  return ValueAt(*detail, "error_class") + " " + ValueAt(*detail, "reason");
}

PreviousClient::PreviousClient(const FrozenContract& contract, const std::string& address,
                               std::string token)
    : contract_(contract),
      token_(std::move(token)),
      channel_(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())) {}

Answer PreviousClient::Call(const std::string& rpc, const Message& request) const {
  const google::protobuf::MethodDescriptor& method = contract_.Method(rpc);
  RawExchange exchange(channel_, PathOf(method), token_);
  Answer answer;
  std::string bytes;
  if (exchange.Write(request.SerializeAsString())) {
    while (exchange.Read(&bytes)) {
      FrozenMessage reply = contract_.New(*method.output_type());
      YIZHAN_CHECK(reply->ParseFromString(bytes));
      answer.replies.push_back(std::move(reply));
    }
  }
  const grpc::Status status = exchange.Finish();
  answer.code = status.error_code();
  answer.detail = DetailIn(contract_, status.error_details());
  return answer;
}

void PreviousClient::SendAndStop(const std::string& rpc, const Message& request) const {
  RawExchange exchange(channel_, PathOf(contract_.Method(rpc)), token_);
  exchange.Write(request.SerializeAsString());
  exchange.Cancel();
  exchange.Finish();
}

}  // namespace yizhan::testing
