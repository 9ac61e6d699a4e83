#include "engine/service/promote.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "adapters/client/client.h"
#include "engine/base/refusal.h"
#include "engine/books/authorization.h"
#include "engine/service/log.h"
#include "engine/settlement/card_index.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan {
namespace {

absl::StatusOr<v1::FenceReply> Tell(const Client& client, const v1::FenceRequest& request) {
  grpc::ClientContext context;
  client.Prepare(context);
  v1::FenceReply reply;
  const grpc::Status status =
      v1::Ledger::NewStub(client.channel())->Fence(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

// Raises the epoch of `request` above the old engine's when that had gone on since the mirror last
// saw it.
absl::StatusOr<v1::FenceReply> TellOldEngine(const std::string& config_path,
                                             v1::FenceRequest& request) {
  if (config_path.empty()) {
    return absl::FailedPreconditionError("--old-engine names no way to reach it");
  }
  const absl::StatusOr<ClientOptions> options = LoadClientOptions(config_path);
  if (!options.ok()) return options.status();
  const Client client(*options);
  absl::StatusOr<v1::FenceReply> told = Tell(client, request);
  if (ReasonOf(told.status()) != v1::EPOCH_NOT_NEWER) return told;
  request.set_epoch(DetailOf(told.status()).related() + 1);
  return Tell(client, request);
}

void LogLoss(const v1::FenceReply& old, std::uint64_t size) {
  if (old.size() <= size) return LogEvent(LogLevel::kInfo, "promotion: nothing is lost");
  LogEvent(LogLevel::kWarning, "promotion: entries are in the old engine's folder only",
           {{"first", absl::StrCat(size)},
            {"last", absl::StrCat(old.size() - 1)},
            {"count", absl::StrCat(old.size() - size)}});
}

// The epoch to go on with.
absl::StatusOr<std::uint64_t> EndOldEngine(const Promotion& promotion, v1::FenceRequest request) {
  const absl::StatusOr<v1::FenceReply> told = TellOldEngine(promotion.old_engine, request);
  if (told.ok()) {
    LogLoss(*told, request.size());
    return request.epoch();
  }
  const std::string why(told.status().message());
  if (!promotion.old_engine_is_off) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the old engine was not told to end (", why,
        "). If it still runs, two engines settle for the same people. Switch its machine off, or "
        "make sure that it is; then start again with --promote --old-engine-is-off"));
  }
  LogEvent(LogLevel::kWarning, "promotion: the old engine was not told, a person says it is off",
           {{"why", why},
            {"meaning",
             "it must not be started again from its folder; entries it answered after "
             "the mirror's last are in that folder only"}});
  return request.epoch();
}

}  // namespace

absl::Status Promote(RocksStore& store, const PersonalData& personal, const IndexKey& index_key,
                     const Promotion& promotion) {
  const std::shared_ptr<const View> view = store.OpenView();
  const absl::StatusOr<std::string> ledger_id = LedgerIdOf(*view);
  if (!ledger_id.ok()) {
    return absl::FailedPreconditionError("the mirror is empty: nothing to promote");
  }
  const absl::StatusOr<std::uint64_t> followed = store.FollowedEpoch();
  if (!followed.ok()) return followed.status();
  const absl::StatusOr<CardIndex> cards = MakeCardIndex(*view, personal, index_key);
  if (!cards.ok()) return cards.status();
  v1::FenceRequest request;
  request.set_ledger_id(*ledger_id);
  request.set_epoch(std::max(*followed, store.epoch()) + 1);
  request.set_size(store.Durable().size);
  const absl::StatusOr<std::uint64_t> epoch = EndOldEngine(promotion, request);
  if (!epoch.ok()) return epoch.status();
  const absl::Status promoted = store.Promote(*epoch, "yizhand", cards->rows);
  if (!promoted.ok()) return promoted;
  LogEvent(LogLevel::kWarning, "promoted",
           {{"epoch", absl::StrCat(*epoch)},
            {"size", absl::StrCat(request.size())},
            {"cards", absl::StrCat(cards->rows.size())},
            {"persons without a key", absl::StrCat(cards->without_key)}});
  return absl::OkStatus();
}

}  // namespace yizhan
