#include "tools/cli/slip_proof.h"

#include "engine/base/digest.h"
#include "engine/ledger/checkpoint.h"
#include "tools/cli/call.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kLedgerBytes = 8;

}  // namespace

SlipProof SlipProofNow(const Client& client) {
  v1::Ledger::Stub stub(client.channel());
  const absl::StatusOr<v1::LedgerCheckpoint> now =
      Call(client, stub, &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest());
  if (!now.ok()) return {};
  SlipProof proof{.ledger = HexText(now->ledger_id().substr(0, kLedgerBytes)), .cosigned_root = {}};
  const absl::StatusOr<Note> note = Note::Parse(now->cosigned());
  if (!note.ok()) return proof;
  const absl::StatusOr<Checkpoint> cosigned = Checkpoint::Parse(note->text);
  if (!cosigned.ok()) return proof;
  proof.cosigned_size = cosigned->head.size;
  proof.cosigned_root = HexText(cosigned->head.root);
  return proof;
}

}  // namespace yizhan::cli
