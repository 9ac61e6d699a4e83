// Note: a text with Ed25519 signatures under it, in the form public tools read (C2SP signed-note):
// the log's own (type 0x01) and those of cosigners, with the second they signed (cosignature/v1,
// type 0x04).
//
// Units:    *_s are seconds since 1970 UTC.
// Errors:   InvalidArgument: the bytes are no note, or no key. NotFound: the note has no signature
//           of this key. DataLoss: it has one, and it is wrong.
// Threads:  pure.
// Format:   engine/ledger/FORMAT.md; C2SP signed-note and tlog-cosignature.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"

namespace yizhan {

inline constexpr std::size_t kNoteBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kNoteSignaturesMax = 64;

enum class NoteKeyType : std::uint8_t { kLog = 1, kCosigner = 4 };

// Whose signatures are believed. In text one line without its end: name+hash+base64(type, key).
struct VerifierKey {
  std::string name;  // Not empty; no space, no control character, no '+'.
  NoteKeyType type = NoteKeyType::kLog;
  std::string public_key;  // kEd25519KeyBytes

  static absl::StatusOr<VerifierKey> Parse(std::string_view text);
  std::string Text() const;
  std::uint32_t Hash() const;  // First 4 bytes of SHA-256(name, LF, type, public key).
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

// Who signs.
struct NoteSigner {
  std::string name;
  NoteKeyType type = NoteKeyType::kLog;
  Ed25519Key key;

  VerifierKey verifier() const { return {name, type, key.public_key()}; }
};

struct NoteSignature {
  std::string name;
  std::uint32_t key_hash = 0;
  std::string bytes;  // Log: the signature. Cosigner: time in seconds (8, big-endian), signature.
  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct Note {
  std::string text;  // Ends with a line end, which is signed, too.
  std::vector<NoteSignature> signatures;

  static absl::StatusOr<Note> Parse(std::string_view bytes);
  std::string Text() const;
};

// A name as keys may have it.
bool IsKeyName(std::string_view name);

// Adds a signature; `time_s` is said by a cosigner only, and not negative.
void Sign(Note& note, const NoteSigner& signer, std::int64_t time_s);

// The second a cosigner says it signed; 0 for a log's signature.
absl::StatusOr<std::int64_t> VerifyNote(const Note& note, const VerifierKey& key);

}  // namespace yizhan
