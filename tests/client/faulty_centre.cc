#include "tests/client/faulty_centre.h"

#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/to_grpc.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace yizhan::testing {
namespace {

using grpc::Status;
using grpc::StatusCode;

constexpr std::uint64_t kOnlyNumber = 1;

Status Cut() { return {StatusCode::UNAVAILABLE, "Socket closed"}; }
Status WrongTrailer() { return {StatusCode::UNKNOWN, "?", "\xFFno detail"}; }

}  // namespace

class FaultyCentre::SettlementFace final : public v1::Settlement::Service {
 public:
  explicit SettlementFace(FaultyCentre& centre) : centre_(centre) {}

  Status Settle(grpc::ServerContext* context, const v1::SettleRequest* request,
                v1::SettleResult* reply) override {
    reply->set_number(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), request->bill().message_id());
  }
  Status Reverse(grpc::ServerContext* context, const v1::ReverseRequest* request,
                 v1::ReverseReply* reply) override {
    reply->set_number(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), request->request_id());
  }
  Status Replace(grpc::ServerContext* context, const v1::ReplaceRequest* request,
                 v1::ReplaceReply* reply) override {
    reply->mutable_result()->set_number(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(),
                        request->replacement().bill().message_id());
  }
  Status Get(grpc::ServerContext* context, const v1::GetRequest* request,
             v1::GetReply* reply) override {
    reply->set_as_of(kOnlyNumber);
    return centre_.PlayGet(*context, request->SerializeAsString());
  }
  Status Quote(grpc::ServerContext* context, const v1::QuoteRequest* request,
               v1::SettleResult* reply) override {
    reply->set_number(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), "");
  }
  Status Explain(grpc::ServerContext* context, const v1::ExplainRequest* request,
                 v1::ExplainReply* reply) override {
    reply->mutable_result()->set_number(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), "");
  }
  Status ListPosted(grpc::ServerContext* context, const v1::ListPostedRequest* request,
                    v1::ListPostedReply* reply) override {
    reply->set_as_of(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), "");
  }
  Status ListAccounts(grpc::ServerContext* context, const v1::ListAccountsRequest* request,
                      v1::ListAccountsReply* reply) override {
    reply->set_as_of(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), "");
  }

 private:
  FaultyCentre& centre_;
};

class FaultyCentre::ReliefFace final : public v1::Relief::Service {
 public:
  explicit ReliefFace(FaultyCentre& centre) : centre_(centre) {}

  Status RecordAfterTheFact(grpc::ServerContext* context, const v1::SettleRequest* request,
                            v1::SettleResult* reply) override {
    reply->set_number(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), request->bill().message_id());
  }

 private:
  FaultyCentre& centre_;
};

class FaultyCentre::RegisterFace final : public v1::Register::Service {
 public:
  explicit RegisterFace(FaultyCentre& centre) : centre_(centre) {}

  Status Verify(grpc::ServerContext* context, const v1::VerifyRequest* request,
                v1::VerifyReply* reply) override {
    reply->set_person_no(kOnlyNumber);
    return centre_.Play(*context, request->SerializeAsString(), "");
  }

 private:
  FaultyCentre& centre_;
};

FaultyCentre::FaultyCentre(std::deque<Fault> script, bool faults_on_get)
    : script_(std::move(script)),
      faults_on_get_(faults_on_get),
      settlement_(std::make_unique<SettlementFace>(*this)),
      relief_(std::make_unique<ReliefFace>(*this)),
      registry_(std::make_unique<RegisterFace>(*this)) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(settlement_.get());
  builder.RegisterService(relief_.get());
  builder.RegisterService(registry_.get());
  server_ = builder.BuildAndStart();
}

FaultyCentre::~FaultyCentre() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    came_.notify_all();
  }
  server_->Shutdown();
}

std::map<std::string, std::string> FaultyCentre::posted() const {
  const std::lock_guard lock(mutex_);
  return posted_;
}

std::vector<std::string> FaultyCentre::copies() const {
  const std::lock_guard lock(mutex_);
  return copies_;
}

int FaultyCentre::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::set<std::string> FaultyCentre::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

Fault FaultyCentre::Next(const grpc::ServerContext& context) {
  connections_.insert(context.peer());
  if (script_.empty()) return Fault::kNone;
  const Fault fault = script_.front();
  script_.pop_front();
  return fault;
}

// A second posting of one key would show as another content.
void FaultyCentre::Post(const std::string& key, const std::string& content) {
  if (key.empty()) return;
  const auto [posted, first] = posted_.emplace(key, content);
  if (!first && posted->second != content) posted->second += "\nand another: " + content;
}

void FaultyCentre::WaitForTheNext(std::unique_lock<std::mutex>& lock) {
  const int mine = calls_;
  came_.wait(lock, [&] { return calls_ > mine || ending_; });
}

Status FaultyCentre::Play(const grpc::ServerContext& context, const std::string& content,
                          const std::string& key) {
  std::unique_lock lock(mutex_);
  ++calls_;
  came_.notify_all();
  copies_.push_back(content);
  const Fault fault = Next(context);
  const bool acts = fault == Fault::kNone || fault == Fault::kDropAfter ||
                    fault == Fault::kHangAfter || fault == Fault::kWrongTrailerAfter;
  if (acts) Post(key, content);
  switch (fault) {
    case Fault::kNone:
      return Status::OK;
    case Fault::kDropBefore:
    case Fault::kDropAfter:
      return Cut();
    case Fault::kWrongTrailer:
    case Fault::kWrongTrailerAfter:
      return WrongTrailer();
    case Fault::kBusy:
      return ToGrpc(Refuse({.reason = v1::ENGINE_BUSY}));
    case Fault::kHang:
    case Fault::kHangAfter:
      WaitForTheNext(lock);
      return Cut();
    case Fault::kHangThenAct:
      WaitForTheNext(lock);
      Post(key, content);
      return Cut();
  }
  return Status::OK;
}

Status FaultyCentre::PlayGet(const grpc::ServerContext& context, const std::string& content) {
  if (faults_on_get_) return Play(context, content, "");
  const std::lock_guard lock(mutex_);
  ++calls_;
  ++asked_;
  came_.notify_all();
  return Status::OK;
}

}  // namespace yizhan::testing
