#include "engine/service/ledger_read.h"

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/ledger/entry_codec.h"
#include "engine/service/call.h"
#include "engine/service/to_grpc.h"
#include "yizhan/v1/ledger.pb.h"

namespace yizhan {
namespace {

using Reactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

constexpr std::size_t kRpc = RpcOf("Ledger.Read");
constexpr std::size_t kKindAt = 2;  // FORMAT.md: the leaf's third byte.

// Whose private row an entry changed; 0: nobody's.
std::uint64_t PersonOf(std::string_view stored) {
  const int kind = stored.size() > kKindAt ? static_cast<unsigned char>(stored[kKindAt]) : 0;
  if (kind != v1::Entry::kPersonChanged && kind != v1::Entry::kPersonErased) return 0;
  const absl::StatusOr<v1::Entry> entry = DecodeLeaf(stored);
  if (!entry.ok()) return 0;
  return entry->has_person_changed() ? entry->person_changed().person_no()
                                     : entry->person_erased().person_no();
}

absl::Status AddPrivateRow(std::uint64_t person_no, const View& view, v1::Leaf& leaf) {
  const auto row = view.Get(Table::kPrivate, NumberKey(person_no));
  if (!row.ok()) return row.status();
  leaf.mutable_private_row()->set_person_no(person_no);
  leaf.mutable_private_row()->set_sealed_row(row->value_or(""));
  return absl::OkStatus();
}

// Fills on a reader thread, then writes leaf by leaf on gRPC's, or waits for the tail; one of these
// at a time. It keeps itself alive: a call that is woken may end while the waking still returns.
class ReadReactor final : public Reactor, public std::enable_shared_from_this<ReadReactor> {
 public:
  ReadReactor(Serving& serving, const grpc::CallbackServerContext& context)
      : serving_(serving), stream_(serving, kRpc, context) {}

  void Start(const grpc::ByteBuffer& request) {
    self_ = shared_from_this();
    const absl::Status begun = Begin(request);
    begun.ok() ? Go() : End(begun);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the caller is gone"));
    ready_.pop_front();
    Go();
  }

  void OnCancel() override {
    cancelled_ = true;
    Tail* const tail = tail_;
    if (tail != nullptr && tail->Cancel(ticket_)) End(absl::CancelledError("the caller is gone"));
  }

  void OnDone() override { self_.reset(); }

 private:
  absl::Status Begin(const grpc::ByteBuffer& request) {
    const absl::Status opened = stream_.Open();
    if (!opened.ok()) return opened;
    const absl::StatusOr<v1::ReadRequest> asked =
        ReadMessage<v1::ReadRequest>(request, kRpcRules[kRpc].message_bytes_max);
    if (!asked.ok()) return asked.status();
    is_mirror_ = stream_.caller().role == Role::kWitness;
    store_ = is_mirror_ ? &serving_.followed.inner() : &serving_.store;
    follow_ = asked->follow();
    if (follow_) tail_ = is_mirror_ ? &serving_.followed.written_tail() : &serving_.followed.tail();
    const std::uint64_t size = store_->Durable().size;
    next_ = asked->from();
    until_ = asked->until() == 0 ? size : asked->until();
    const bool to_the_end = asked->until() == 0 || !follow_;
    if (next_ <= until_ && until_ <= size && to_the_end) return absl::OkStatus();
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "until",
                   .expected = "from <= until <= " + std::to_string(size) +
                               (follow_ ? "; 0 with follow" : ""),
                   .found = std::to_string(next_) + " .. " + std::to_string(asked->until())});
  }

  void Go() {
    if (!ready_.empty()) return StartWrite(&ready_.front());
    if (next_ >= until_ && !follow_) return End(absl::OkStatus());
    Fill();
  }

  void Fill() {
    const bool taken = serving_.readers.Run([self = shared_from_this()] {
      const absl::Status read = self->ReadAhead();
      if (!read.ok()) return self->End(read);
      if (!self->ready_.empty()) return self->Go();
      self->follow_ ? self->WaitForMore()
                    : self->End(absl::DataLossError("the log ends before its size"));
    });
    if (!taken) End(Refuse({.reason = v1::ENGINE_BUSY}));
  }

  absl::Status ReadAhead() {
    const absl::Status allowed = stream_.StillAllowed();
    if (!allowed.ok()) return allowed;
    if (follow_) {
      const absl::Status kept_up = LookFurther();
      if (!kept_up.ok() || next_ == until_) return kept_up;
    }
    const std::shared_ptr<const View> view = is_mirror_ ? store_->OpenView() : nullptr;
    std::size_t bytes = 0;
    absl::Status row;
    const absl::Status read =
        store_->Read(next_, until_, [&](std::uint64_t number, std::string_view stored) {
          v1::Leaf leaf;
          leaf.set_number(number);
          leaf.set_stored(std::string(stored));
          leaf.set_more(number + 1 < until_);
          const std::uint64_t person_no = is_mirror_ ? PersonOf(stored) : 0;
          if (person_no != 0) row = AddPrivateRow(person_no, *view, leaf);
          ready_.push_back(WriteMessage(leaf));
          next_ = number + 1;
          bytes += stored.size();
          return row.ok() && ready_.size() < kReadAheadLeavesMax && bytes < kReadAheadBytesMax;
        });
    return read.ok() ? row : read;
  }

  // How far the log goes now. Who has never caught up may take his time.
  absl::Status LookFurther() {
    if (tail_.load()->closed()) return Refuse({.reason = v1::SHUTTING_DOWN});
    until_ = store_->Durable().size;
    if (until_ == next_) caught_up_ = true;
    if (!caught_up_ || until_ - next_ <= kFollowBehindMax) return absl::OkStatus();
    return Refuse({.reason = v1::FOLLOWER_BEHIND,
                   .expected = std::to_string(until_),
                   .found = std::to_string(next_),
                   .related = next_});
  }

  // Whoever takes the ticket back goes on: the tail by calling, or a cancellation.
  void WaitForMore() {
    const std::shared_ptr<ReadReactor> alive = shared_from_this();
    const std::uint64_t ticket = tail_.load()->Wait(next_, [alive] { alive->Fill(); });
    ticket_ = ticket;
    if (cancelled_ && tail_.load()->Cancel(ticket)) End(absl::CancelledError("the caller is gone"));
  }

  void End(const absl::Status& status) {
    stream_.CountEnd(status);
    Finish(ToGrpc(status));
  }

  Serving& serving_;
  LongStream stream_;
  std::shared_ptr<ReadReactor> self_;  // Until gRPC is done with it.
  const LedgerStore* store_ = nullptr;
  bool is_mirror_ = false;
  bool follow_ = false;
  bool caught_up_ = false;  // It has waited for the tail before.
  std::uint64_t next_ = 0;
  std::uint64_t until_ = 0;
  std::deque<grpc::ByteBuffer> ready_;
  std::atomic<Tail*> tail_ = nullptr;  // Set when it follows.
  std::atomic<std::uint64_t> ticket_ = 0;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace

Reactor* OpenLedgerRead(Serving& serving, const grpc::CallbackServerContext& context,
                        const grpc::ByteBuffer& request) {
  const auto reactor = std::make_shared<ReadReactor>(serving, context);
  reactor->Start(request);
  return reactor.get();
}

}  // namespace yizhan
