#include "engine/service/to_grpc.h"

#include <string>

#include "engine/base/refusal.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {
namespace {

// Cuts at a character's first byte, so that the rest stays UTF-8.
void Cut(std::string& text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
}

// What a cashier needs of the new outcome: the sums, not the evidence.
std::string SumsOnly(const std::string& related_result) {
  v1::SettleResult result;
  if (!result.ParseFromString(related_result)) return "";
  result.mutable_bill()->Clear();
  result.mutable_outcome()->clear_steps();
  return result.SerializeAsString();
}

}  // namespace

v1::ErrorDetail BoundedDetail(const absl::Status& status) {
  v1::ErrorDetail detail = DetailOf(status);
  Cut(*detail.mutable_field(), kDetailValueBytesMax);
  Cut(*detail.mutable_expected(), kDetailValueBytesMax);
  Cut(*detail.mutable_found(), kDetailValueBytesMax);
  Cut(*detail.mutable_message_zh(), kStatusMessageBytesMax);
  Cut(*detail.mutable_message_en(), kStatusMessageBytesMax);
  if (detail.ByteSizeLong() > kDetailBytesMax) {
    detail.set_related_result(SumsOnly(detail.related_result()));
  }
  if (detail.ByteSizeLong() > kDetailBytesMax) detail.clear_related_result();
  return detail;
}

// absl and gRPC number the canonical codes alike.
grpc::Status ToGrpc(const absl::Status& status) {
  static_assert(static_cast<int>(absl::StatusCode::kDataLoss) == grpc::StatusCode::DATA_LOSS);
  if (status.ok()) return grpc::Status::OK;
  std::string message(status.message());
  Cut(message, kStatusMessageBytesMax);

  v1::RpcStatus rpc_status;
  rpc_status.set_code(static_cast<int>(status.code()));
  rpc_status.set_message(message);
  rpc_status.add_details()->PackFrom(BoundedDetail(status));
  return {static_cast<grpc::StatusCode>(status.code()), message, rpc_status.SerializeAsString()};
}

}  // namespace yizhan
