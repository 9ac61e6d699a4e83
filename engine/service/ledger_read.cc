#include "engine/service/ledger_read.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/ledger/entry_codec.h"
#include "engine/service/log_follower.h"
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

class LedgerRead final : public LogFollower {
 public:
  LedgerRead(Serving& serving, const grpc::CallbackServerContext& context)
      : LogFollower(serving, kRpc, context) {}

 private:
  absl::StatusOr<FollowedRange> Begin(const grpc::ByteBuffer& request) override {
    const absl::StatusOr<v1::ReadRequest> asked =
        ReadMessage<v1::ReadRequest>(request, kRpcRules[kRpc].message_bytes_max);
    if (!asked.ok()) return asked.status();
    is_mirror_ = caller().role == Role::kWitness;
    store_ = is_mirror_ ? &serving().followed.inner() : &serving().store;
    const std::uint64_t size = store_->Durable().size;
    FollowedRange range{.store = store_,
                        .from = asked->from(),
                        .until = asked->until() == 0 ? size : asked->until()};
    if (asked->follow()) {
      range.tail = is_mirror_ ? &serving().followed.written_tail() : &serving().followed.tail();
    }
    const bool to_the_end = asked->until() == 0 || !asked->follow();
    if (range.from <= range.until && range.until <= size && to_the_end) return range;
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "until",
                   .expected = "from <= until <= " + std::to_string(size) +
                               (asked->follow() ? "; 0 with follow" : ""),
                   .found = std::to_string(range.from) + " .. " + std::to_string(range.until)});
  }

  absl::Status Take(std::uint64_t number, std::string_view stored,
                    std::deque<grpc::ByteBuffer>& ready) override {
    v1::Leaf leaf;
    leaf.set_number(number);
    leaf.set_stored(std::string(stored));
    leaf.set_more(number + 1 < until());
    const std::uint64_t person_no = is_mirror_ ? PersonOf(stored) : 0;
    if (person_no != 0) {
      const absl::Status row = AddPrivateRow(person_no, *store_->OpenView(), leaf);
      if (!row.ok()) return row;
    }
    ready.push_back(WriteMessage(leaf));
    return absl::OkStatus();
  }

  const LedgerStore* store_ = nullptr;
  bool is_mirror_ = false;
};

}  // namespace

Reactor* OpenLedgerRead(Serving& serving, const grpc::CallbackServerContext& context,
                        const grpc::ByteBuffer& request) {
  const auto reactor = std::make_shared<LedgerRead>(serving, context);
  reactor->Start(request);
  return reactor.get();
}

}  // namespace yizhan
