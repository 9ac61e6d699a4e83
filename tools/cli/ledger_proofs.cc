// ledger checkpoint, prove, consistency: what the ledger says of itself, checked on this side.
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/note.h"
#include "engine/ledger/proof.h"
#include "tools/cli/call.h"
#include "tools/cli/commands.h"
#include "tools/cli/export_file.h"
#include "tools/cli/json_out.h"
#include "tools/cli/names.h"
#include "tools/cli/proof_source.h"
#include "tools/cli/slip_code.h"
#include "tools/cli/training.h"
#include "yizhan/v1/ledger.grpc.pb.h"

namespace yizhan::cli {
namespace {

constexpr std::int64_t kMsPerSecond = 1000;

struct ProofOptions {
  std::string folder;      // An export; empty: the engine.
  std::string checkpoint;  // A note held by somebody else.
  std::string key, witness_key;
  std::string out;
  std::optional<std::uint64_t> number;
  std::string slip;
  std::string from, until;
};

// A checkpoint whose signatures were checked.
struct Believed {
  Checkpoint checkpoint;
  std::string note;
  bool key_is_theirs = false;  // The key is what the source says of itself.
  std::string witnessed;       // Who cosigned and when; empty: not asked, or not cosigned.
};

std::string ZhEn(const std::string& zh, const std::string& en) { return zh + "\n" + en + "\n"; }

absl::StatusOr<Believed> Believe(const std::string& note_text, const LedgerNotes& notes,
                                 const ProofOptions& options) {
  Believed believed{.checkpoint = {}, .note = note_text, .witnessed = {}};
  believed.key_is_theirs = options.key.empty();
  const auto key = VerifierKey::Parse(believed.key_is_theirs ? notes.key : options.key);
  if (!key.ok()) return key.status();
  const absl::StatusOr<Note> note = Note::Parse(note_text);
  if (!note.ok()) return note.status();
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(*note, *key);
  if (absl::IsNotFound(checkpoint.status())) {
    return absl::DataLossError(ZhEn("检查点没有此公钥的签名：" + key->Text(),
                                    "the checkpoint is not signed with this key: " + key->Text()));
  }
  if (!checkpoint.ok()) return checkpoint.status();
  believed.checkpoint = *std::move(checkpoint);
  if (options.witness_key.empty()) return believed;
  const absl::StatusOr<VerifierKey> witness = VerifierKey::Parse(options.witness_key);
  if (!witness.ok()) return witness.status();
  const absl::StatusOr<std::int64_t> time_s = VerifyNote(*note, *witness);
  if (!time_s.ok()) return absl::DataLossError(std::string(time_s.status().message()));
  believed.witnessed = witness->name + " " + TimeText(*time_s * kMsPerSecond);
  return believed;
}

std::string BelievedText(const Believed& believed) {
  std::string text = "检查点 Checkpoint " + believed.checkpoint.origin + "\n记录数 Size " +
                     std::to_string(believed.checkpoint.head.size) + "\n根 Root " +
                     HexText(believed.checkpoint.head.root) + "\n";
  if (!believed.witnessed.empty()) text += "见证 Witnessed by " + believed.witnessed + "\n";
  if (believed.key_is_theirs) {
    text += "公钥由对方自报，未另行核对（--key） the key is what they say themselves (--key)\n";
  }
  return text;
}

JsonObject PathJson(const std::string& format, const std::vector<Hash32>& path) {
  std::vector<std::string> hashes;
  for (const Hash32& hash : path) hashes.push_back(HexText(hash));
  JsonObject json;
  json.Text("format", format).Texts("path", hashes);
  return json;
}

// To the file, if one was named, and on stdout with --json; else the text.
ExitCode Answer(const Session& session, const ProofOptions& options, JsonObject json,
                const std::string& text) {
  const bool training =
      options.folder.empty() ? session.training() : IsTrainingExport(options.folder);
  json.Training(training);
  if (!options.out.empty()) {
    const absl::Status written = WriteAll(options.out, json.Text() + "\n");
    if (!written.ok()) return session.Fail(written);
  }
  std::cout << (session.options.json ? json.Text() + "\n" : TrainingLine(training) + text);
  return kExitOk;
}

ExitCode No(const Session& session, const std::string& zh, const std::string& en) {
  std::cout << (session.options.json ? JsonObject().Bool("proved", false).Text("why", en).Text()
                                     : "否 NO: " + zh + "\n" + en)
            << "\n";
  return kExitRefused;
}

// The newest checkpoint that a witness signed, if it covers the entry; else the newest.
absl::StatusOr<std::string> ChooseNote(const LedgerNotes& notes, std::uint64_t number,
                                       const ProofOptions& options) {
  if (!options.checkpoint.empty()) return ReadAll(options.checkpoint);
  const absl::StatusOr<Note> cosigned = Note::Parse(notes.cosigned);
  if (!cosigned.ok()) return notes.checkpoint;
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(cosigned->text);
  const bool covers = checkpoint.ok() && number < checkpoint->head.size;
  return covers ? notes.cosigned : notes.checkpoint;
}

ExitCode Prove(Session& session, const ProofOptions& options, const SlipCode& slip) {
  const auto source = OpenProofSource(session, options.folder);
  if (!source.ok()) return session.Fail(source.status());
  const absl::StatusOr<LedgerNotes> notes = (*source)->Notes();
  if (!notes.ok()) return session.Fail(notes.status());
  const absl::StatusOr<std::string> note = ChooseNote(*notes, slip.number, options);
  if (!note.ok()) return session.Fail(note.status());
  const absl::StatusOr<Believed> believed = Believe(*note, *notes, options);
  if (!believed.ok()) return session.Fail(believed.status());
  const TreeHead& head = believed->checkpoint.head;
  const std::string number = std::to_string(slip.number);
  if (!slip.ledger.empty() && "yizhan/" + slip.ledger != believed->checkpoint.origin) {
    return No(session, "结算单属于另一账本 yizhan/" + slip.ledger,
              "the slip is of another ledger: expected " + believed->checkpoint.origin +
                  ", found yizhan/" + slip.ledger);
  }
  if (slip.number >= head.size) {
    return No(
        session, "检查点只到 " + std::to_string(head.size) + " 条，未及第 " + number + " 条",
        "the checkpoint covers " + std::to_string(head.size) + " entries, not yet entry " + number);
  }
  const absl::StatusOr<Inclusion> proof = (*source)->ProveInclusion(slip.number, head.size);
  if (!proof.ok()) return session.Fail(proof.status());
  const std::string leaf = HexText(proof->leaf_hash);
  if (!slip.leaf_hash.empty() && slip.leaf_hash != leaf) {
    return No(
        session,
        "账本第 " + number + " 条的凭证与结算单不同：账本 " + leaf + "，单上 " + slip.leaf_hash,
        "entry " + number + " differs: the ledger's leaf is " + leaf + ", the slip's is " +
            slip.leaf_hash);
  }
  const absl::Status held = VerifyInclusion(slip.number, proof->leaf_hash, head, proof->path);
  if (!held.ok()) return session.Fail(held);
  JsonObject json = PathJson("yizhan-inclusion-1", proof->path);
  json.Bool("proved", true)
      .Number("number", slip.number)
      .Number("size", head.size)
      .Text("leaf_hash", leaf)
      .Text("checkpoint", believed->note)
      .Text("key", options.key.empty() ? notes->key : options.key);
  return Answer(session, options, json,
                "是 YES: 第 " + number + " 条在账本中 entry " + number +
                    " is in the ledger\n凭证 Leaf " + leaf + "\n" + BelievedText(*believed));
}

ExitCode RunProve(Session& session, const ProofOptions& options) {
  if (options.number.has_value() != options.slip.empty()) {
    return session.Fail(
        UsageError("请给出编号或 --slip 之一", "give a number or --slip, not both"));
  }
  if (options.slip.empty()) {
    return Prove(session, options, {.ledger = {}, .number = *options.number, .leaf_hash = {}});
  }
  const absl::StatusOr<SlipCode> slip = SlipCode::Parse(options.slip);
  return slip.ok() ? Prove(session, options, *slip) : session.Fail(slip.status());
}

// A size, or the file of a checkpoint; empty: the newest checkpoint.
struct End {
  std::uint64_t size = 0;
  std::optional<Believed> believed;  // Not for a bare size.
};

absl::StatusOr<End> ReadEnd(const std::string& text, const LedgerNotes& notes,
                            const ProofOptions& options) {
  End end;
  if (absl::SimpleAtoi(text, &end.size)) return end;
  const absl::StatusOr<std::string> note =
      text.empty() ? absl::StatusOr<std::string>(notes.checkpoint) : ReadAll(text);
  if (!note.ok()) return note.status();
  absl::StatusOr<Believed> believed = Believe(*note, notes, options);
  if (!believed.ok()) return believed.status();
  end.size = believed->checkpoint.head.size;
  end.believed = *std::move(believed);
  return end;
}

std::string ConsistencyText(const End& from, const End& until, std::size_t hashes) {
  const std::string range = std::to_string(from.size) + " -> " + std::to_string(until.size);
  if (from.believed.has_value() && until.believed.has_value()) {
    return "是 YES: " + range + " 只增未改 the longer ledger only adds to the shorter one\n" +
           BelievedText(*until.believed);
  }
  return range + ": " + std::to_string(hashes) +
         " 个哈希；只给出条数时无从核对根 hashes; sizes alone have no root to compare with: name "
         "checkpoint files\n";
}

ExitCode RunConsistency(Session& session, const ProofOptions& options) {
  const auto source = OpenProofSource(session, options.folder);
  if (!source.ok()) return session.Fail(source.status());
  const absl::StatusOr<LedgerNotes> notes = (*source)->Notes();
  if (!notes.ok()) return session.Fail(notes.status());
  const absl::StatusOr<End> from = ReadEnd(options.from, *notes, options);
  if (!from.ok()) return session.Fail(from.status());
  const absl::StatusOr<End> until = ReadEnd(options.until, *notes, options);
  if (!until.ok()) return session.Fail(until.status());
  const auto path = (*source)->ProveConsistency(from->size, until->size);
  if (!path.ok()) return session.Fail(path.status());
  JsonObject json = PathJson("yizhan-consistency-1", *path);
  json.Number("from", from->size).Number("until", until->size);
  if (from->believed.has_value() && until->believed.has_value()) {
    const absl::Status held =
        VerifyConsistency(from->believed->checkpoint.head, until->believed->checkpoint.head, *path);
    if (!held.ok()) return session.Fail(held);
    json.Bool("proved", true)
        .Text("old_checkpoint", from->believed->note)
        .Text("checkpoint", until->believed->note)
        .Text("key", options.key.empty() ? notes->key : options.key);
  }
  return Answer(session, options, json, ConsistencyText(*from, *until, path->size()));
}

std::string CheckpointText(const v1::LedgerCheckpoint& now) {
  std::string text = "记录数 Size " + std::to_string(now.size()) + "\n根 Root " +
                     HexText(now.root()) + "\n账本 Ledger " + HexText(now.ledger_id()) +
                     "\n公钥 Key " + now.verifier_key() + "\n";
  const absl::StatusOr<Note> note = Note::Parse(now.cosigned());
  if (!note.ok()) return text + "见证 Witnessed: 尚无 not yet\n";
  const absl::StatusOr<Checkpoint> cosigned = Checkpoint::Parse(note->text);
  if (!cosigned.ok()) return text;
  text += "见证至 Witnessed to " + std::to_string(cosigned->head.size);
  for (const NoteSignature& signature : note->signatures) {
    if (signature.name != cosigned->origin) text += " " + signature.name;
  }
  return text + "\n";
}

ExitCode RunCheckpoint(Session& session, const ProofOptions& options) {
  absl::StatusOr<Client*> client = session.Connect();
  if (!client.ok()) return session.Fail(client.status());
  v1::Ledger::Stub stub((*client)->channel());
  const absl::StatusOr<v1::LedgerCheckpoint> now =
      Call(**client, stub, &v1::Ledger::Stub::Checkpoint, v1::CheckpointRequest());
  if (!now.ok()) return session.Fail(now.status());
  const absl::StatusOr<Believed> believed =
      Believe(now->note(),
              {.checkpoint = now->note(), .cosigned = now->cosigned(), .key = now->verifier_key()},
              options);
  if (!believed.ok()) return session.Fail(believed.status());
  if (!options.out.empty()) {
    const absl::Status written = WriteAll(options.out, now->note());
    if (!written.ok()) return session.Fail(written);
  }
  return session.Show(*now, [&] { return CheckpointText(*now); });
}

void AddKeys(CLI::App& command, ProofOptions& options) {
  command.add_option("--key", options.key,
                     "账本公钥，另行得到的 / the ledger's verifier key, from elsewhere");
}

void AddSource(CLI::App& command, ProofOptions& options) {
  AddKeys(command, options);
  command.add_option("--witness-key", options.witness_key,
                     "还须有此见证人的联署 / a cosignature of this witness, too");
  command.add_option("--export", options.folder, "用导出的文件夹，不问引擎 / an export, no engine");
  command.add_option("--out", options.out, "证明写入文件（JSON） / the proof to a file, as JSON");
}

}  // namespace

void AddLedgerProofs(CLI::App& group, Session& session) {
  auto options = std::make_shared<ProofOptions>();
  CLI::App* checkpoint =
      group.add_subcommand("checkpoint", "当前记录数与根，带签名 / size and root now, signed");
  AddKeys(*checkpoint, *options);
  checkpoint->add_option("--out", options->out, "签名检查点写入文件 / the signed note to a file");
  checkpoint->footer(
      "由账本之外的人保存，日后用 consistency 核对 / to be held by somebody else and compared "
      "later.\n"
      "例 Example:\n  yizhan --config relief.textproto ledger checkpoint --out 2024-06.note");
  checkpoint->callback(
      [&session, options] { session.exit_code = RunCheckpoint(session, *options); });

  CLI::App* prove = group.add_subcommand(
      "prove", "证明某条记录或某张结算单在账本中 / that an entry or a slip is in the ledger");
  prove->add_option("NUMBER", options->number, "编号 / entry");
  prove->add_option("--slip", options->slip,
                    "结算单二维码内容，或“编号 凭证” / the slip's QR code, or its number and leaf");
  prove->add_option("--checkpoint", options->checkpoint,
                    "以此检查点文件为准 / against this checkpoint's file");
  AddSource(*prove, *options);
  prove->footer(
      "退出码0：是；1：否；3：证明不成立，须由人查看 / exit 0: yes; 1: no; 3: the proof does not "
      "hold.\n例 Example:\n  yizhan --config auditor.textproto ledger prove --slip "
      "yizhan:1:0123456789abcdef:42:9f3a...");
  prove->callback([&session, options] { session.exit_code = RunProve(session, *options); });

  CLI::App* consistency = group.add_subcommand(
      "consistency", "证明账本只增未改 / that a longer ledger only adds to a shorter one");
  consistency->add_option("FROM", options->from, "旧检查点文件，或条数 / old checkpoint, or a size")
      ->required();
  consistency->add_option("TO", options->until,
                          "新检查点文件，或条数；不给则为当前 / newer one; left away: now");
  AddSource(*consistency, *options);
  consistency->footer(
      "例 Example:\n  yizhan --config auditor.textproto ledger consistency 2024-05.note");
  consistency->callback(
      [&session, options] { session.exit_code = RunConsistency(session, *options); });
}

}  // namespace yizhan::cli
