#include "engine/service/register_import.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"
#include "grpcpp/alarm.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan {
namespace {

using Reactor = grpc::ServerReadReactor<grpc::ByteBuffer>;

constexpr std::size_t kRpc = RpcOf("Register.Import");

// The person is wrong and the import goes on; or the engine cannot, and it ends.
bool IsAboutThePerson(const v1::ErrorDetail& detail) {
  return detail.error_class() == v1::REJECTED || detail.error_class() == v1::CONFLICT;
}

v1::ImportRefusal RefusalOf(std::uint32_t line, const v1::ErrorDetail& detail) {
  v1::ImportRefusal refusal;
  refusal.set_line(line);
  refusal.set_column(detail.field());
  refusal.set_message_zh(detail.message_zh());
  refusal.set_message_en(detail.message_en());
  return refusal;
}

class ImportReactor final : public Reactor {
 public:
  ImportReactor(Serving& serving, const grpc::CallbackServerContext& context,
                grpc::ByteBuffer* reply)
      : serving_(serving), stream_(serving, kRpc, context), reply_(reply) {
    end_ = stream_.Open();
    if (end_.ok()) {
      StartRead(&incoming_);
    } else {
      ended_ = true;
      Finish(ToGrpc(end_));
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Settle([this] { ended_ = true, reading_ = false; });
    const absl::Status allowed = stream_.StillAllowed();
    if (!allowed.ok()) return Settle([&] { reading_ = false, EndWith(allowed); });
    absl::StatusOr<v1::ImportPerson> person =
        ReadMessage<v1::ImportPerson>(incoming_, kRpcRules[kRpc].message_bytes_max);
    if (person.ok()) {
      const absl::Status known = CheckKnownFields(*person);
      if (!known.ok()) person = known;
    }
    if (!person.ok()) {
      const auto line =
          static_cast<std::uint32_t>(NumberFieldOf(incoming_, v1::ImportPerson::kLineFieldNumber));
      return Settle([&] { reading_ = false, AddRefusal(line, person.status()); });
    }
    {
      const std::lock_guard lock(mutex_);
      ++in_flight_;
    }
    // `reading_` is still set, so the stream cannot end while this hands over.
    HandOver(std::make_shared<const v1::ImportPerson>(*std::move(person)));
    Settle([this] { reading_ = false; });
  }

  void OnDone() override {
    stream_.CountEnd(end_);
    delete this;
  }

 private:
  using Person = std::shared_ptr<const v1::ImportPerson>;

  void HandOver(const Person& person) {
    if (stream_.cancelled()) return Answered(person, absl::CancelledError("the caller is gone"));
    if (!stream_.TakeItem().ok()) return HandOverLater(person);
    serving_.engine.ImportPerson(stream_.caller(), *person,
                                 [this, person](absl::StatusOr<v1::ImportReply> answer) {
                                   Answered(person, std::move(answer));
                                 });
  }

  void Answered(const Person& person, absl::StatusOr<v1::ImportReply> answer) {
    if (!answer.ok() && ReasonOf(answer.status()) == v1::ENGINE_BUSY) return HandOverLater(person);
    Settle([&] {
      --in_flight_;
      if (answer.ok()) {
        Add(*answer);
      } else if (IsAboutThePerson(DetailOf(answer.status()))) {
        AddRefusal(person->line(), answer.status());
      } else {
        EndWith(answer.status());
      }
    });
  }

  void HandOverLater(const Person& person) {
    auto* alarm = new grpc::Alarm;  // Deletes itself when it has rung.
    const auto at = std::chrono::system_clock::now() + std::chrono::milliseconds(kImportRetryMs);
    alarm->Set(at, [this, person, alarm](bool /*rang*/) {
      HandOver(person);
      delete alarm;
    });
  }

  void Add(const v1::ImportReply& one) {
    sum_.set_created(sum_.created() + one.created());
    sum_.set_changed(sum_.changed() + one.changed());
    sum_.set_unchanged(sum_.unchanged() + one.unchanged());
    sum_.mutable_refused()->MergeFrom(one.refused());
    AddTouched(one);
    if (sum_.refused_size() > kImportRefusalsMax) EndWithTooMany();
  }

  // The first of them; `yizhan leads` lists all.
  void AddTouched(const v1::ImportReply& one) {
    for (const v1::TouchedBills& touched : one.touched()) {
      touched_settlements_ += touched.settlements_size();
      if (touched_settlements_ > kImportTouchedMax) return;
      *sum_.add_touched() = touched;
    }
  }

  void AddRefusal(std::uint32_t line, const absl::Status& status) {
    *sum_.add_refused() = RefusalOf(line, DetailOf(status));
    if (sum_.refused_size() > kImportRefusalsMax) EndWithTooMany();
  }

  void EndWithTooMany() {
    EndWith(Refuse({.reason = v1::TOO_MANY_ITEMS,
                    .field = "refused",
                    .expected = "at most " + std::to_string(kImportRefusalsMax) + " refused lines",
                    .found = std::to_string(sum_.refused_size())}));
  }

  void EndWith(const absl::Status& status) {
    if (end_.ok()) end_ = status;
    ended_ = true;
  }

  // Makes one change of state, then does what it allows: read on, or end. Touches nothing after.
  template <typename Change>
  void Settle(const Change& change) {
    bool read = false;
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      change();
      read = !ended_ && !reading_ && in_flight_ < kImportInFlightMax;
      if (read) reading_ = true;
      finish = ended_ && !reading_ && in_flight_ == 0 && !finished_;
      if (finish) finished_ = true;
    }
    if (read) StartRead(&incoming_);
    if (!finish) return;
    if (end_.ok()) *reply_ = WriteMessage(sum_);
    Finish(ToGrpc(end_));
  }

  Serving& serving_;
  LongStream stream_;
  grpc::ByteBuffer* reply_;
  grpc::ByteBuffer incoming_;
  std::mutex mutex_;
  bool reading_ = true;  // A read is under way or its message is being handed over.
  bool ended_ = false;   // Nothing more will be read.
  bool finished_ = false;
  std::size_t in_flight_ = 0;
  int touched_settlements_ = 0;
  v1::ImportReply sum_;
  absl::Status end_;
};

}  // namespace

Reactor* OpenRegisterImport(Serving& serving, const grpc::CallbackServerContext& context,
                            grpc::ByteBuffer* reply) {
  return new ImportReactor(serving, context, reply);
}

}  // namespace yizhan
