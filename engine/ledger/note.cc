#include "engine/ledger/note.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/check.h"
#include "engine/base/digest.h"
#include "engine/base/utf8.h"

namespace yizhan {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // An em dash and a space.
constexpr std::size_t kHashBytes = 4;
constexpr std::size_t kHashDigits = 2 * kHashBytes;
constexpr std::size_t kTimeBytes = 8;

// What parts a line, and Unicode's spaces; control characters are refused apart.
constexpr std::array<std::string_view, 20> kSpaces = {
    "+",      " ",      "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
    "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
    "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

std::string BigEndian(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = bytes; i > 0; --i) {
    text.push_back(static_cast<char>(value >> (8 * (i - 1)) & 0xff));
  }
  return text;
}

std::uint64_t FromBigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

// One spelling only: what it decodes to must be written so.
bool Base64Bytes(std::string_view text, std::string& bytes) {
  return absl::Base64Unescape(std::string(text), &bytes) && absl::Base64Escape(bytes) == text;
}

// What a key of this type signs.
std::string Signed(const Note& note, NoteKeyType type, std::uint64_t time_s) {
  if (type == NoteKeyType::kLog) return note.text;
  return absl::StrCat("cosignature/v1\ntime ", time_s, "\n", note.text);
}

absl::StatusOr<NoteSignature> ParseSignature(std::string_view line) {
  const absl::Status bad = absl::InvalidArgumentError("not a note: a signature line is malformed");
  if (!line.starts_with(kDash)) return bad;
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return bad;
  NoteSignature signature{.name = std::string(line.substr(0, space)), .bytes = {}};
  std::string bytes;
  if (!IsKeyName(signature.name) || !Base64Bytes(line.substr(space + 1), bytes)) return bad;
  if (bytes.size() <= kHashBytes) return bad;
  signature.key_hash =
      static_cast<std::uint32_t>(FromBigEndian(std::string_view(bytes).substr(0, kHashBytes)));
  signature.bytes = bytes.substr(kHashBytes);
  return signature;
}

// Lines of printable UTF-8.
bool IsNoteText(std::string_view text) {
  if (text.empty() || text.back() != '\n' || !IsUtf8(text)) return false;
  const std::vector<std::string> lines = absl::StrSplit(std::string(text), '\n');
  return std::none_of(lines.begin(), lines.end(), HasControlCharacter);
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty() || !IsUtf8(name) || HasControlCharacter(name)) return false;
  return std::none_of(kSpaces.begin(), kSpaces.end(), [&](std::string_view space) {
    return name.find(space) != std::string_view::npos;
  });
}

std::uint32_t VerifierKey::Hash() const {
  const std::string bytes = absl::StrCat(
      name, "\n", std::string(1, static_cast<char>(static_cast<std::uint8_t>(type))), public_key);
  return static_cast<std::uint32_t>(
      FromBigEndian(std::string_view(Bytes(Sha256(bytes))).substr(0, kHashBytes)));
}

std::string VerifierKey::Text() const {
  const std::string typed =
      std::string(1, static_cast<char>(static_cast<std::uint8_t>(type))) + public_key;
  return absl::StrCat(name, "+", HexText(BigEndian(Hash(), kHashBytes)), "+",
                      absl::Base64Escape(typed));
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(std::string_view text) {
  const std::string_view name = text.substr(0, text.find('+'));
  const std::size_t key_at = name.size() + kHashDigits + 2;  // Behind a plus, the hash, a plus.
  std::string typed;
  if (!IsKeyName(name) || text.size() <= key_at || text[key_at - 1] != '+' ||
      !Base64Bytes(text.substr(key_at), typed)) {
    return absl::InvalidArgumentError("not a verifier key: expected NAME+HASH+BASE64 on one line");
  }
  VerifierKey key{.name = std::string(name), .public_key = typed.substr(1)};
  key.type = static_cast<NoteKeyType>(typed[0]);
  const bool known = key.type == NoteKeyType::kLog || key.type == NoteKeyType::kCosigner;
  if (!known || key.public_key.size() != kEd25519KeyBytes) {
    return absl::InvalidArgumentError("a verifier key, but not an Ed25519 key of type 1 or 4");
  }
  if (key.Text() != text) {
    return absl::InvalidArgumentError(
        "a verifier key whose hash is not that of its name and key: it was mistyped");
  }
  return key;
}

absl::StatusOr<Note> Note::Parse(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return absl::InvalidArgumentError("too long for a note");
  const std::size_t end = bytes.rfind("\n\n");
  if (end == std::string_view::npos || bytes.back() != '\n') {
    return absl::InvalidArgumentError("not a note: no empty line before signatures, or cut off");
  }
  Note note{.text = std::string(bytes.substr(0, end + 1)), .signatures = {}};
  if (!IsNoteText(note.text)) {
    return absl::InvalidArgumentError("not a note: its text is not lines of printable UTF-8");
  }
  const std::string lines(bytes.substr(end + 2, bytes.size() - end - 3));
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(lines, '\n'))) {
    absl::StatusOr<NoteSignature> signature = ParseSignature(line);
    if (!signature.ok()) return signature.status();
    note.signatures.push_back(*std::move(signature));
  }
  if (note.signatures.size() > kNoteSignaturesMax) {
    return absl::InvalidArgumentError("too many signatures for a note");
  }
  return note;
}

std::string Note::Text() const {
  std::string bytes = text + "\n";
  for (const NoteSignature& signature : signatures) {
    const std::string hashed = BigEndian(signature.key_hash, kHashBytes) + signature.bytes;
    bytes +=
        absl::StrCat(std::string(kDash), signature.name, " ", absl::Base64Escape(hashed), "\n");
  }
  return bytes;
}

void Sign(Note& note, const NoteSigner& signer, std::int64_t time_s) {
  YIZHAN_CHECK(IsNoteText(note.text) && IsKeyName(signer.name) && time_s >= 0);
  const auto said_s = static_cast<std::uint64_t>(time_s);
  NoteSignature signature{
      .name = signer.name, .key_hash = signer.verifier().Hash(), .bytes = std::string()};
  if (signer.type == NoteKeyType::kCosigner) signature.bytes = BigEndian(said_s, kTimeBytes);
  signature.bytes += signer.key.Sign(Signed(note, signer.type, said_s));
  note.signatures.push_back(std::move(signature));
}

absl::StatusOr<std::int64_t> VerifyNote(const Note& note, const VerifierKey& key) {
  const std::uint32_t hash = key.Hash();
  const auto found = std::find_if(note.signatures.begin(), note.signatures.end(),
                                  [&](const NoteSignature& signature) {
                                    return signature.name == key.name && signature.key_hash == hash;
                                  });
  if (found == note.signatures.end()) {
    return absl::NotFoundError(absl::StrCat("no signature of ", key.name));
  }
  const std::size_t time_bytes = key.type == NoteKeyType::kCosigner ? kTimeBytes : 0;
  const absl::Status wrong = absl::DataLossError(absl::StrCat("wrong signature of ", key.name));
  if (found->bytes.size() != time_bytes + kEd25519SignatureBytes) return wrong;
  const std::string_view bytes = found->bytes;
  const std::uint64_t time_s = FromBigEndian(bytes.substr(0, time_bytes));
  const bool right =
      static_cast<std::int64_t>(time_s) >= 0 &&
      Ed25519Verify(key.public_key, Signed(note, key.type, time_s), bytes.substr(time_bytes));
  return right ? absl::StatusOr<std::int64_t>(static_cast<std::int64_t>(time_s)) : wrong;
}

}  // namespace yizhan
