#include "tools/cli/proof_source.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/refusal.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/export_names.h"
#include "engine/ledger/proof.h"
#include "tools/cli/call.h"
#include "tools/cli/export_folder.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

using Stub = v1::Ledger::Stub;

absl::StatusOr<Hash32> HashOf(const std::string& bytes) {
  Hash32 hash{};
  if (bytes.size() != hash.size()) {
    return absl::DataLossError(
        absl::StrCat("引擎给出的哈希不是32字节\nthe engine's hash has ", bytes.size(), " bytes"));
  }
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

template <typename Path>
absl::StatusOr<std::vector<Hash32>> HashesOf(const Path& path) {
  std::vector<Hash32> hashes;
  for (const std::string& bytes : path) {
    const absl::StatusOr<Hash32> hash = HashOf(bytes);
    if (!hash.ok()) return hash.status();
    hashes.push_back(*hash);
  }
  return hashes;
}

class OfEngine : public ProofSource {
 public:
  explicit OfEngine(Client& client) : client_(client), stub_(client.channel()) {}

  absl::StatusOr<LedgerNotes> Notes() override {
    const absl::StatusOr<v1::LedgerCheckpoint> now =
        Call(client_, stub_, &Stub::Checkpoint, v1::CheckpointRequest());
    if (!now.ok()) return now.status();
    return LedgerNotes{
        .checkpoint = now->note(), .cosigned = now->cosigned(), .key = now->verifier_key()};
  }

  absl::StatusOr<Inclusion> ProveInclusion(std::uint64_t number, std::uint64_t size) override {
    v1::InclusionProofRequest request;
    request.set_number(number);
    request.set_size(size);
    const absl::StatusOr<v1::InclusionProofReply> reply =
        Call(client_, stub_, &Stub::InclusionProof, request);
    if (!reply.ok()) return reply.status();
    const absl::StatusOr<Hash32> leaf_hash = HashOf(reply->leaf_hash());
    if (!leaf_hash.ok()) return leaf_hash.status();
    absl::StatusOr<std::vector<Hash32>> path = HashesOf(reply->path());
    if (!path.ok()) return path.status();
    return Inclusion{.leaf_hash = *leaf_hash, .path = *std::move(path)};
  }

  absl::StatusOr<std::vector<Hash32>> ProveConsistency(std::uint64_t from,
                                                       std::uint64_t until) override {
    v1::ConsistencyProofRequest request;
    request.set_from(from);
    request.set_until(until);
    const absl::StatusOr<v1::ConsistencyProofReply> reply =
        Call(client_, stub_, &Stub::ConsistencyProof, request);
    if (!reply.ok()) return reply.status();
    return HashesOf(reply->path());
  }

 private:
  Client& client_;
  Stub stub_;
};

class OfExport : public ProofSource {
 public:
  explicit OfExport(std::string folder) : folder_(std::move(folder)) {}

  // How many leaves there are decides which tiles are there.
  absl::Status Open() {
    absl::StatusOr<LedgerNotes> notes = Notes();
    if (!notes.ok()) return notes.status();
    const absl::StatusOr<Note> note = Note::Parse(notes->checkpoint);
    if (!note.ok()) return note.status();
    const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note->text);
    if (!checkpoint.ok()) return checkpoint.status();
    size_ = checkpoint->head.size;
    tiles_ = ExportTiles(folder_, size_);
    return absl::OkStatus();
  }

  absl::StatusOr<LedgerNotes> Notes() override {
    const absl::StatusOr<std::string> checkpoint = ReadExportFile(folder_, kCheckpointFile);
    if (!checkpoint.ok()) return checkpoint.status();
    const absl::StatusOr<std::string> key = ReadExportFile(folder_, kKeyFile);
    if (!key.ok()) return key.status();
    LedgerNotes notes{
        .checkpoint = *checkpoint, .cosigned = {}, .key = key->substr(0, key->find('\n'))};
    std::error_code error;
    if (!std::filesystem::exists(folder_ + "/" + kCosignedFile, error)) return notes;
    absl::StatusOr<std::string> cosigned = ReadExportFile(folder_, kCosignedFile);
    if (!cosigned.ok()) return cosigned.status();
    notes.cosigned = *std::move(cosigned);
    return notes;
  }

  absl::StatusOr<Inclusion> ProveInclusion(std::uint64_t number, std::uint64_t size) override {
    if (number >= size || size > size_) return Beyond();
    absl::StatusOr<std::vector<Hash32>> path = InclusionProof(number, size, tiles_);
    if (!path.ok()) return path.status();
    const absl::StatusOr<std::vector<Hash32>> leaves = tiles_(0, number / kTileHashes);
    if (!leaves.ok()) return leaves.status();
    return Inclusion{.leaf_hash = leaves->at(number % kTileHashes), .path = *std::move(path)};
  }

  absl::StatusOr<std::vector<Hash32>> ProveConsistency(std::uint64_t from,
                                                       std::uint64_t until) override {
    if (from == 0 || from > until || until > size_) return Beyond();
    return yizhan::ConsistencyProof(from, until, tiles_);
  }

 private:
  absl::Status Beyond() const {
    return Refuse({.reason = v1::ENTRY_UNKNOWN,
                   .field = "number",
                   .expected = absl::StrCat("within the ", size_, " entries of the export")});
  }

  const std::string folder_;
  std::uint64_t size_ = 0;
  TileOf tiles_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ProofSource>> OpenProofSource(Session& session,
                                                             const std::string& folder) {
  if (folder.empty()) {
    const absl::StatusOr<Client*> client = session.Connect();
    if (!client.ok()) return client.status();
    return std::make_unique<OfEngine>(**client);
  }
  auto source = std::make_unique<OfExport>(folder);
  if (absl::Status opened = source->Open(); !opened.ok()) return opened;
  return source;
}

}  // namespace yizhan::cli
