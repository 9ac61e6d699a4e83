#include "engine/ledger/entry_codec.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/ledger/wire_scan.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace yizhan {
namespace {

// format, semantics, kind: one byte each; then the payload's length, big-endian.
constexpr std::size_t kHeaderBytes = 7;
constexpr std::size_t kPayloadBytesMax = 64U << 20;

std::uint8_t ByteAt(std::string_view stored, std::size_t at) {
  return static_cast<std::uint8_t>(stored[at]);
}

std::size_t PayloadLength(std::string_view stored) {
  std::size_t length = 0;
  for (std::size_t at = 3; at < kHeaderBytes; ++at) length = length << 8 | ByteAt(stored, at);
  return length;
}

void AppendPayload(const v1::Entry& entry, std::string& stored) {
  google::protobuf::io::StringOutputStream stream(&stored);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  YIZHAN_CHECK(entry.SerializeToCodedStream(&coded));
}

absl::Status CheckHeader(std::string_view stored) {
  if (stored.empty()) return absl::DataLossError("leaf is empty");
  const int format = ByteAt(stored, 0);
  if (format == 0) return absl::DataLossError("leaf has format version 0");
  if (format < kFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot verify: leaf has format version ", format,
                     ", made by a development version that was never released; "
                     "begin a new ledger"));
  }
  if (format > kFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot verify: leaf has format version ", format, ", this program knows ",
                     static_cast<int>(kFormatVersion), "; use a newer release"));
  }
  if (stored.size() < kHeaderBytes) {
    return absl::DataLossError(
        absl::StrCat("leaf header is cut: ", stored.size(), " of ", kHeaderBytes, " bytes"));
  }
  const int semantics = ByteAt(stored, 1);
  if (semantics == 0) return absl::DataLossError("leaf has semantics version 0");
  if (semantics > kSemanticsVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "cannot verify: leaf has semantics version ", semantics, ", this program knows ",
        static_cast<int>(kSemanticsVersion), "; use a newer release"));
  }
  const std::size_t length = PayloadLength(stored);
  if (length != stored.size() - kHeaderBytes) {
    return absl::DataLossError(absl::StrCat("leaf header says ", length, " payload bytes, found ",
                                            stored.size() - kHeaderBytes));
  }
  if (length > kPayloadBytesMax) {
    return absl::DataLossError(
        absl::StrCat("leaf payload of ", length, " bytes is over ", kPayloadBytesMax));
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodeLeaf(const v1::Entry& entry) {
  YIZHAN_CHECK(entry.body_case() != v1::Entry::BODY_NOT_SET);
  std::string stored(kHeaderBytes, '\0');
  AppendPayload(entry, stored);
  const std::size_t length = stored.size() - kHeaderBytes;
  YIZHAN_CHECK(length <= kPayloadBytesMax);
  stored[0] = static_cast<char>(kFormatVersion);
  stored[1] = static_cast<char>(kSemanticsVersion);
  stored[2] = static_cast<char>(entry.body_case());
  for (std::size_t i = 0; i < 4; ++i) {
    stored[3 + i] = static_cast<char>((length >> (24 - 8 * i)) & 0xFF);
  }
  const std::string_view payload = std::string_view(stored).substr(kHeaderBytes);
  YIZHAN_CHECK(ScanWire(*v1::Entry::descriptor(), payload).ok());
  return stored;
}

absl::StatusOr<v1::Entry> DecodeLeaf(std::string_view stored) {
  if (absl::Status header = CheckHeader(stored); !header.ok()) return header;
  const std::string_view payload = stored.substr(kHeaderBytes);
  if (absl::Status scan = ScanWire(*v1::Entry::descriptor(), payload); !scan.ok()) return scan;
  v1::Entry entry;
  if (!entry.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return absl::DataLossError("leaf payload does not parse");
  }
  const int kind = ByteAt(stored, 2);
  if (entry.body_case() == v1::Entry::BODY_NOT_SET) {
    return absl::DataLossError("leaf has no body");
  }
  if (kind != static_cast<int>(entry.body_case())) {
    return absl::DataLossError(absl::StrCat("leaf header says kind ", kind, ", body is of kind ",
                                            static_cast<int>(entry.body_case())));
  }
  return entry;
}

Hash32 LeafHash(std::string_view stored) {
  std::string bytes(1, '\0');
  bytes.append(stored);
  return Sha256(bytes);
}

}  // namespace yizhan
