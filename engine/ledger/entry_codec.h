// EntryCodec: an entry's leaf bytes, and back.
//
// Errors:   DataLoss names what is wrong: header, length, kind, unknown or repeated field, order,
//           non-minimal varint. FailedPrecondition for another format: "cannot verify".
// Threads:  pure.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

inline constexpr std::uint8_t kFormatVersion = 2;
inline constexpr std::uint8_t kSemanticsVersion = 1;  // Of the arithmetic that decided the entry.

// Header and deterministic protobuf bytes. CHECKs that ScanWire accepts what it made.
std::string EncodeLeaf(const v1::Entry& entry);

// Scans, parses and checks that the kind in the header is the body's.
absl::StatusOr<v1::Entry> DecodeLeaf(std::string_view stored);

// RFC 6962 leaf hash: SHA-256(0x00 || stored).
Hash32 LeafHash(std::string_view stored);

}  // namespace yizhan
