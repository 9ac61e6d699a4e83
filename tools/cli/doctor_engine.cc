// doctor: whether the engine answers, and what only a running engine can say.
#include <chrono>
#include <memory>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "tools/cli/call.h"
#include "tools/cli/doctor.h"
#include "yizhan/v1/officer.grpc.pb.h"
#include "yizhan/v1/policy_service.grpc.pb.h"

namespace yizhan::cli {
namespace {

constexpr std::chrono::seconds kAnswerWait{3};
constexpr char kHealthMethod[] = "/grpc.health.v1.Health/Check";
constexpr char kServing[] = "\x08\x01";  // HealthCheckResponse { status: SERVING }

// grpc.health.v1 by hand: gRPC installs no generated code for it. Empty request: the whole server.
absl::StatusOr<std::string> AskHealth(const Client& client) {
  grpc::GenericStub stub(client.channel());
  grpc::ClientContext context;
  client.Prepare(context);
  context.set_deadline(std::chrono::system_clock::now() + kAnswerWait);
  grpc::CompletionQueue queue;
  const grpc::ByteBuffer request(nullptr, 0);
  const auto call = stub.PrepareUnaryCall(&context, kHealthMethod, request, &queue);
  call->StartCall();
  grpc::ByteBuffer reply;
  grpc::Status status;
  call->Finish(&reply, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  if (!status.ok()) return FromGrpc(status);
  std::vector<grpc::Slice> slices;
  if (!reply.Dump(&slices).ok()) return absl::InternalError("no answer");
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// False: it does not answer.
bool CheckAnswers(const Installation& at, const Client& client, DoctorReport& report) {
  const std::string& address = at.client->address;
  const absl::StatusOr<std::string> health = AskHealth(client);
  if (health.ok() && *health == kServing) {
    report.Ok("engine", "引擎在 " + address + " 应答", "the engine answers on " + address);
    return true;
  }
  const std::string why = health.ok() ? "not serving" : std::string(health.status().message());
  if (!at.in_use) {
    report.Warn("engine", "引擎未运行（" + address + "）", "no engine runs (" + address + ")");
  } else {
    report.Wrong(
        "engine",
        "有引擎使用此账本，但在 " + address + " 没有正常应答；请核对地址、证书和日志：" + why,
        "an engine uses this ledger but does not answer well on " + address +
            "; look at address, certificates and its log: " + why);
  }
  return false;
}

void MayNotAsk(const std::string& check, const absl::Status& status, DoctorReport& report) {
  const std::string why(status.message());
  report.Warn(check, "未能询问引擎；请用 --client 给出管理员的配置：" + why,
              "the engine did not say; give an administrator's configuration by --client: " + why);
}

void AskOfficers(const Installation& at, const Client& client, DoctorReport& report) {
  v1::OfficerService::Stub stub(client.channel());
  const absl::StatusOr<v1::ListOfficersReply> reply =
      Call(client, stub, &v1::OfficerService::Stub::List, v1::ListOfficersRequest());
  if (!reply.ok()) return MayNotAsk("officers", reply.status(), report);
  CheckOfficers(at, {reply->officers().begin(), reply->officers().end()}, report);
}

void AskPack(const Client& client, DoctorReport& report) {
  v1::PolicyService::Stub stub(client.channel());
  const absl::StatusOr<v1::ListPacksReply> reply =
      Call(client, stub, &v1::PolicyService::Stub::List, v1::ListPacksRequest());
  if (!reply.ok()) return MayNotAsk("pack", reply.status(), report);
  bool active = false;
  for (const v1::ListedPack& pack : reply->packs()) active = active || pack.active();
  CheckPack(active, report);
}

}  // namespace

void CheckEngine(const Installation& at, DoctorReport& report) {
  if (!at.client.has_value()) {
    if (at.in_use) {
      report.Warn("engine", "未询问运行中的引擎；请用 --client 给出管理员的配置",
                  "the running engine was not asked; give an administrator's configuration by "
                  "--client");
    }
    return;
  }
  const Client client(*at.client);
  if (!CheckAnswers(at, client, report) || !at.in_use) return;
  AskOfficers(at, client, report);
  AskPack(client, report);
}

}  // namespace yizhan::cli
