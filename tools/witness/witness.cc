#include "tools/witness/witness.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/clock.h"
#include "engine/base/refusal.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/proof.h"
#include "engine/service/log.h"

namespace yizhan {
namespace {

constexpr char kNode[] = "yizhan-witness";
constexpr std::size_t kBatchLeavesMax = 512;
constexpr std::int64_t kReconnectMs = 200;
constexpr std::int64_t kMirrorLookMs = 20;
constexpr int kSilentMax = 2;  // Checkpoints in a row that get no answer; then streams are renewed.
constexpr std::int64_t kMsPerSecond = 1000;

MirrorLeaf LeafOf(v1::Leaf leaf) {
  MirrorLeaf copy{.number = leaf.number(), .stored = std::move(*leaf.mutable_stored())};
  if (!leaf.has_private_row()) return copy;
  Effect row{.table = Table::kPrivate,
             .key = NumberKey(leaf.private_row().person_no()),
             .value = std::nullopt};
  if (!leaf.private_row().sealed_row().empty()) row.value = leaf.private_row().sealed_row();
  copy.private_row = std::move(row);
  return copy;
}

// Whether waiting may help: the engine is away or busy, or the disk is full for now.
bool MayPass(const absl::Status& status) {
  return status.ok() || absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// Logs what is new.
void Say(const std::string& event, const absl::Status& why, std::string& said) {
  std::string now(why.message());
  if (now == said) return;
  if (!now.empty()) LogEvent(LogLevel::kWarning, event, {{"why", now}});
  said = std::move(now);
}

}  // namespace

Witness::Witness(const WitnessSettings& settings)
    : settings_(settings), folder_(settings.config.data_dir()), link_(settings.engine) {}

absl::StatusOr<std::unique_ptr<Witness>> Witness::Start(const WitnessSettings& settings) {
  std::unique_ptr<Witness> witness(new Witness(settings));
  const absl::Status opened = witness->Open();
  if (absl::IsDataLoss(opened) && witness->store_ != nullptr) witness->End(opened);
  if (!opened.ok()) return opened;
  witness->follower_ = std::thread([raw = witness.get()] { raw->RunFollower(); });
  witness->cosigning_ = std::thread([raw = witness.get()] { raw->RunCosigner(); });
  return witness;
}

absl::Status Witness::Open() {
  const absl::Status folder = folder_.Open();
  if (!folder.ok()) return folder;
  absl::StatusOr<std::unique_ptr<RocksStore>> store =
      RocksStore::Open({.data_dir = folder_.ledger(),
                        .disk_reserve_bytes = settings_.config.disk_reserve_bytes(),
                        .node = kNode,
                        .use = StoreUse::kMirror});
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  const absl::StatusOr<std::uint64_t> epoch = store_->FollowedEpoch();
  if (!epoch.ok()) return epoch.status();
  epoch_ = *epoch;
  mirror_ = std::make_unique<Mirror>(*store_);
  const absl::Status started = mirror_->Start(kNode);
  if (!started.ok()) return started;
  cosigner_ = std::make_unique<Cosigner>(*store_, folder_, settings_.signer);
  return cosigner_->Start();
}

void Witness::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  link_.Cancel(/*for_good=*/true);
  if (follower_.joinable()) follower_.join();
  if (cosigning_.joinable()) cosigning_.join();
}

absl::Status Witness::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

bool Witness::Pause(std::int64_t wait_ms) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return stopping_; });
}

// ---------------------------------------------------------------- following

void Witness::RunFollower() {
  std::string said;
  do {
    const absl::Status ended = FollowOnce();
    if (!MayPass(ended)) return End(ended);
    Say("the stream ended", ended, said);
  } while (Pause(kReconnectMs));
}

absl::Status Witness::FollowOnce() {
  const absl::StatusOr<v1::LedgerCheckpoint> engine = link_.Checkpoint();
  if (!engine.ok()) return absl::UnavailableError(engine.status().message());
  const absl::Status met = Meet(*engine);
  if (!met.ok()) return met;
  waiting_.clear();
  const TreeHead held = mirror_->head();
  LogEvent(LogLevel::kInfo, "following",
           {{"epoch", absl::StrCat(engine->epoch())}, {"from", absl::StrCat(held.size)}});
  absl::Status failed;  // On this side.
  const absl::Status ended =
      link_.Follow({.ledger_id = engine->ledger_id(), .epoch = engine->epoch()}, held,
                   [this, &failed](v1::Leaf leaf) {
                     const absl::StatusOr<TreeHead> kept = Take(std::move(leaf));
                     failed = kept.status();
                     return kept;
                   });
  if (!failed.ok()) return failed;
  if (ReasonOf(ended) == v1::ENTRY_UNKNOWN) {
    return absl::DataLossError(absl::StrCat("the ledger is shorter than before: expected at least ",
                                            held.size, " entries (", ended.message(), ")"));
  }
  return absl::UnavailableError(ended.message());
}

// Before anything is taken: the same ledger, grown from what the mirror holds, and no older engine
// of it.
absl::Status Witness::Meet(const v1::LedgerCheckpoint& engine) {
  const TreeHead held = mirror_->head();
  if (held.size > 0) {
    const absl::StatusOr<std::string> id = LedgerIdOf(*store_->OpenView());
    if (!id.ok()) return id.status();
    if (*id != engine.ledger_id()) {
      return absl::DataLossError(absl::StrCat("another ledger: expected ", HexText(*id), ", found ",
                                              HexText(engine.ledger_id())));
    }
    const absl::Status grown = CheckGrown(held, engine);
    if (!grown.ok()) return grown;
  }
  if (engine.epoch() < epoch_) return TellOlderEngine(engine);
  if (engine.epoch() == epoch_) return absl::OkStatus();
  epoch_ = engine.epoch();
  return store_->SetFollowedEpoch(engine.epoch());
}

// A synchronous engine shows others less than the mirror holds: that is compared later.
absl::Status Witness::CheckGrown(const TreeHead& held, const v1::LedgerCheckpoint& engine) {
  if (engine.size() < held.size) return absl::OkStatus();
  const absl::StatusOr<std::vector<Hash32>> proof = link_.Consistency(held.size, engine.size());
  if (!proof.ok()) return absl::UnavailableError(proof.status().message());
  TreeHead head{.size = engine.size()};
  if (engine.root().size() != head.root.size()) return absl::DataLossError("its root is none");
  std::copy(engine.root().begin(), engine.root().end(), head.root.begin());
  const absl::Status grown = VerifyConsistency(held, head, *proof);
  if (grown.ok()) return grown;
  return absl::DataLossError(absl::StrCat("the ledger of ", head.size, " entries with root ",
                                          HexText(head.root), " has not grown from the ", held.size,
                                          " that the mirror holds, with root ",
                                          HexText(held.root)));
}

absl::Status Witness::TellOlderEngine(const v1::LedgerCheckpoint& engine) {
  v1::FenceRequest request;
  request.set_ledger_id(engine.ledger_id());
  request.set_epoch(epoch_);
  request.set_size(mirror_->head().size);
  const absl::StatusOr<v1::FenceReply> told = link_.Fence(request);
  return absl::FailedPreconditionError(
      absl::StrCat("this engine is of epoch ", engine.epoch(), ", this mirror has followed epoch ",
                   epoch_.load(), ": it is an older engine of the same ledger and must not run; ",
                   told.ok() ? std::string("it was told to end")
                             : absl::StrCat("it could not be told: ", told.status().message())));
}

// The head to acknowledge. Leaves that follow at once are written in one batch.
absl::StatusOr<TreeHead> Witness::Take(v1::Leaf leaf) {
  const bool more = leaf.more();
  waiting_.push_back(LeafOf(std::move(leaf)));
  const bool erased =
      waiting_.back().private_row.has_value() && !waiting_.back().private_row->value.has_value();
  if (erased) scrub_due_ = true;
  if (more && waiting_.size() < kBatchLeavesMax) return mirror_->head();
  const absl::Status kept = mirror_->Append(waiting_);
  waiting_.clear();
  if (!kept.ok()) return kept;
  return mirror_->head();
}

// ---------------------------------------------------------------- cosigning

void Witness::RunCosigner() {
  int silent = 0;
  std::string said;
  do {
    const absl::Status done = CosignOnce();
    if (absl::IsDataLoss(done)) return End(done);
    silent = absl::IsUnavailable(done) ? silent + 1 : 0;
    if (silent >= kSilentMax) link_.Cancel(/*for_good=*/false);
    Say("not cosigned", done, said);
    if (scrub_due_.exchange(false) && !store_->ScrubPrivate().ok()) scrub_due_ = true;
  } while (Pause(settings_.config.checkpoint_every_ms()));
}

absl::Status Witness::CosignOnce() {
  const absl::StatusOr<v1::LedgerCheckpoint> engine = link_.Checkpoint();
  if (!engine.ok()) return absl::UnavailableError(engine.status().message());
  if (engine->epoch() != epoch_) return absl::OkStatus();  // The follower meets it first.
  const absl::StatusOr<VerifierKey> key = EngineKey(*engine);
  if (!key.ok()) return key.status();
  // A promoted mirror starts with this key only.
  const absl::Status bound = store_->BindSigningKey(key->public_key);
  if (!bound.ok()) return absl::DataLossError(absl::StrCat("the ledger's key: ", bound.message()));
  const absl::StatusOr<Note> note = Note::Parse(engine->note());
  if (!note.ok()) return absl::DataLossError("the checkpoint is no signed note");
  const absl::StatusOr<Checkpoint> checkpoint = cosigner_->Read(*note, *key);
  if (!checkpoint.ok()) return checkpoint.status();
  if (!WaitForMirror(checkpoint->head.size)) return absl::OkStatus();
  const std::int64_t now_s = SystemClock().NowMs() / kMsPerSecond;
  const absl::StatusOr<Note> cosigned = cosigner_->Cosign(*note, *checkpoint, now_s);
  if (!cosigned.ok()) return cosigned.status();
  const std::string text = cosigned->Text();
  if (text == handed_over_ && !engine->cosigned().empty()) return absl::OkStatus();
  const absl::Status handed = link_.Cosign(text);
  if (!handed.ok()) return absl::FailedPreconditionError(handed.message());
  handed_over_ = text;
  LogEvent(LogLevel::kInfo, "cosigned", {{"size", absl::StrCat(checkpoint->head.size)}});
  return absl::OkStatus();
}

absl::StatusOr<VerifierKey> Witness::EngineKey(const v1::LedgerCheckpoint& engine) {
  const auto known = folder_.EngineKey(settings_.engine_key);
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  const absl::StatusOr<VerifierKey> seen = VerifierKey::Parse(engine.verifier_key());
  if (!seen.ok()) return absl::DataLossError("the engine names no verifier key");
  LogEvent(LogLevel::kWarning, "the ledger's key is believed because it is the first one seen",
           {{"key", seen->Text()}, {"compare it with", "the one the relief office gave you"}});
  const absl::Status kept = folder_.KeepEngineKey(*seen);
  if (!kept.ok()) return kept;
  return *seen;
}

// What was signed may still be under way to the mirror.
bool Witness::WaitForMirror(std::uint64_t size) {
  for (std::int64_t waited_ms = 0; waited_ms < settings_.config.checkpoint_every_ms();
       waited_ms += kMirrorLookMs) {
    if (mirror_->head().size >= size) return true;
    if (!Pause(kMirrorLookMs)) return false;
  }
  return false;
}

// ---------------------------------------------------------------- the end

void Witness::End(const absl::Status& why) {
  const std::string words = absl::IsDataLoss(why) ? Explained(why) : std::string(why.message());
  if (absl::IsDataLoss(why)) {
    const absl::Status written = folder_.Stop(words);
    if (!written.ok()) LogEvent(LogLevel::kError, "cannot write why", {{"file", "stopped"}});
  }
  link_.Cancel(/*for_good=*/true);
  const std::lock_guard lock(mutex_);
  if (ended_.ok()) ended_ = absl::Status(why.code(), words);
  stopping_ = true;
  changed_.notify_all();
}

std::string Witness::Explained(const absl::Status& why) {
  const std::string first = FirstDifference();
  return absl::StrCat(std::string(why.message()), first.empty() ? "" : "; ", first);
}

// The first leaf that the engine shows otherwise than it did before; empty: none is found.
std::string Witness::FirstDifference() {
  const absl::StatusOr<v1::LedgerCheckpoint> engine = link_.Checkpoint();
  if (!engine.ok()) return "";
  const std::uint64_t until = std::min(engine->size(), mirror_->head().size);
  if (until == 0) return "";
  const std::shared_ptr<const View> view = store_->OpenView();
  std::string found;
  const absl::Status read = link_.Read(0, until, [&](const v1::Leaf& leaf) {
    const absl::StatusOr<std::string> ours = view->Leaf(leaf.number());
    if (!ours.ok() || *ours == leaf.stored()) return ours.ok();
    found = absl::StrCat("entry ", leaf.number(), ": expected leaf hash ", HexText(LeafHash(*ours)),
                         " as it was shown before, found ", HexText(LeafHash(leaf.stored())));
    return false;
  });
  return read.ok() ? found : "";
}

}  // namespace yizhan
