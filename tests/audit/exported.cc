#include "tests/audit/exported.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "engine/audit/leaf_file.h"
#include "engine/audit/leaf_tree.h"
#include "engine/base/check.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/export_names.h"
#include "engine/ledger/tree.h"

namespace yizhan::test {
namespace {

constexpr std::int64_t kWitnessedS = 1'340'933'400;

MerkleTree TreeOver(const std::vector<std::string>& leaves, std::uint64_t size) {
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.Append(LeafHash(leaves[i]));
  return tree;
}

std::string EightBytes(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift & 0xFF));
  }
  return bytes;
}

}  // namespace

Exported::Exported(std::vector<std::string> of) : leaves(std::move(of)) { Write(); }

std::vector<std::string> Exported::LeavesOf(const LedgerStore& store) {
  std::vector<std::string> leaves;
  const absl::Status read =
      store.Read(0, store.Durable().size, [&leaves](std::uint64_t, std::string_view stored) {
        leaves.emplace_back(stored);
        return true;
      });
  YIZHAN_CHECK(read.ok());
  return leaves;
}

NoteSigner Exported::Ledger() const {
  return {OriginOf(DecodeLeaf(leaves.at(0)).value().ledger_opened().ledger_id()), NoteKeyType::kLog,
          Ed25519Key::FromSeed(std::string(32, 'l')).value()};
}

NoteSigner Exported::Witness() const {
  return {"yizhan-witness/test", NoteKeyType::kCosigner,
          Ed25519Key::FromSeed(std::string(32, 'w')).value()};
}

void Exported::Put(const std::string& file, const std::string& bytes) const {
  const std::filesystem::path path = std::filesystem::path(folder_) / file;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::string Exported::Read(const std::string& file) const {
  std::stringstream text;
  text << std::ifstream(folder_ + "/" + file, std::ios::binary).rdbuf();
  return text.str();
}

void Exported::Write() const {
  std::filesystem::remove_all(folder_);
  std::string all = kLeavesHead;
  for (const std::string& leaf : leaves) all += EightBytes(leaf.size()) + leaf;
  Put(kLeavesFile, all);
  const auto file = LeafFile::Open(folder_ + "/leaves");
  YIZHAN_CHECK(file.ok());
  const auto tree = LeafTree::Build(**file, [](std::uint64_t, std::uint64_t) {});
  YIZHAN_CHECK(tree.ok());
  for (std::size_t level = 0; level < tree->levels().size(); ++level) {
    const std::vector<Hash32>& nodes = tree->levels()[level];
    for (std::size_t first = 0; first < nodes.size(); first += kTileHashes) {
      const std::size_t width = std::min(kTileHashes, nodes.size() - first);
      std::string hashes;
      for (std::size_t i = first; i < first + width; ++i) hashes += Bytes(nodes[i]);
      Put(TilePath(static_cast<std::uint8_t>(level), first / kTileHashes, width), hashes);
    }
  }
  WriteCheckpoint(TreeOver(leaves, leaves.size()).Head());
  Put("key", Ledger().verifier().Text() + "\n");
}

void Exported::WriteCheckpoint(const TreeHead& head) const {
  Note note = SignCheckpoint({Ledger().name, head}, Ledger());
  Put("checkpoint", note.Text());
  Sign(note, Witness(), kWitnessedS);
  Put("cosigned", note.Text());
}

std::string Exported::OlderCheckpoint(std::uint64_t size) const {
  const Note note = SignCheckpoint({Ledger().name, TreeOver(leaves, size).Head()}, Ledger());
  const std::string path = scratch_ / ("checkpoint-" + std::to_string(size));
  std::ofstream(path, std::ios::binary) << note.Text();
  return path;
}

void Exported::FlipByte(const std::string& file, std::size_t at) const {
  std::string bytes = Read(file);
  YIZHAN_CHECK(at < bytes.size());
  bytes[at] = static_cast<char>(bytes[at] ^ 0x01);
  Put(file, bytes);
}

v1::Entry Exported::EntryAt(std::uint64_t number) const {
  return DecodeLeaf(leaves.at(number)).value();
}

void Exported::SetEntry(std::uint64_t number, const v1::Entry& entry) {
  leaves.at(number) = EncodeLeaf(entry);
}

std::size_t Exported::OffsetOf(std::uint64_t number) const {
  std::size_t at = sizeof kLeavesHead - 1 + 8;
  for (std::uint64_t i = 0; i < number; ++i) at += 8 + leaves.at(i).size();
  return at;
}

AuditOptions Exported::Options() const {
  return {.folder = folder_,
          .older = "",
          .key = Ledger().verifier().Text(),
          .witness_keys = {Witness().verifier().Text()},
          .progress = [](AuditStage, std::uint64_t, std::uint64_t) {}};
}

AuditReport Exported::Audit(const std::string& older) const {
  AuditOptions options = Options();
  options.older = older;
  return AuditExport(options).value();
}

}  // namespace yizhan::test
