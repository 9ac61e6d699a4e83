#include <memory>
#include <vector>

#include "engine/base/refusal.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "tests/torture/cashier.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::torture {
namespace {

constexpr std::int64_t kStreamedBillFen = 40'000;

}  // namespace

// Many in flight; the place of a message is its tag. What was not answered is asked for.
void Cashier::SettleStream() {
  std::vector<v1::SettleRequest> requests;
  for (int i = dice_.Number(5, 30); i > 0; --i) {
    requests.push_back(NewBill(dice_.Pick(options_.cards), kStreamedBillFen));
    Expect(requests.back());
  }
  const std::uint64_t engine = scene_.engines;
  std::vector<bool> answered(requests.size(), false);
  {
    grpc::ClientContext context;
    client_.Prepare(context);
    const auto stub = v1::Settlement::NewStub(client_.channel());
    const auto stream = stub->SettleStream(&context);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      v1::SettleStreamRequest item;
      item.set_tag(i);
      *item.mutable_request() = requests[i];
      if (!stream->Write(item)) break;
    }
    stream->WritesDone();
    for (v1::SettleStreamReply reply; stream->Read(&reply);) {
      if (reply.tag() >= requests.size() || answered[reply.tag()]) {
        Wrong(options_.name, "a stream answered a tag that was not open");
        continue;
      }
      answered[reply.tag()] = true;
      Answered(requests[reply.tag()], reply, engine);
    }
    // Every tag says what became of it, or is asked for.
    [[maybe_unused]] const grpc::Status ended = stream->Finish();
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (answered[i]) continue;
    scene_.tally.Add(Met::kSettleUnknown);
    if (ResolveSettle(requests[i], engine)) Settle(requests[i]);
  }
}

void Cashier::Answered(const v1::SettleRequest& request, const v1::SettleStreamReply& reply,
                       std::uint64_t engine) {
  if (reply.has_result()) {
    scene_.tally.Add(Met::kStreamed);
    return Posted(request, reply.result());
  }
  v1::ErrorDetail detail;
  const std::string& id = request.bill().message_id();
  if (!detail.ParseFromString(reply.error().detail())) return Wrong(id, "an error without detail");
  if (detail.error_class() == v1::TRY_AGAIN) return Believe(id, Is::kNo);
  if (detail.error_class() != v1::OUTCOME_UNKNOWN) {
    return Wrong(id, "refused in a stream: " + detail.message_en());
  }
  scene_.tally.Add(Met::kSettleUnknown);
  if (ResolveSettle(request, engine)) Settle(request);
}

}  // namespace yizhan::torture
