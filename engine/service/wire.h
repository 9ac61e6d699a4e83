// Wire: bytes as gRPC received them become a message, or a Refusal that names the field; and back.
//
// The services take raw bytes because gRPC answers a message it cannot parse with an empty
// UNIMPLEMENTED, and ends a stream at it as if the caller had finished.
//
// Units:    bytes.
// Errors:   FIELD_TOO_LONG (the message), FIELD_NOT_UTF8 (with the field), FIELD_MALFORMED (not
//           this message), UNKNOWN_FIELDS.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace yizhan {

// Parses into `message`.
absl::Status ReadInto(const grpc::ByteBuffer& bytes, std::size_t bytes_max,
                      google::protobuf::Message& message);

template <typename Message>
absl::StatusOr<Message> ReadMessage(const grpc::ByteBuffer& bytes, std::size_t bytes_max) {
  Message message;
  const absl::Status read = ReadInto(bytes, bytes_max, message);
  if (!read.ok()) return read;
  return message;
}

grpc::ByteBuffer WriteMessage(const google::protobuf::Message& message);

// UNKNOWN_FIELDS when the message or a message inside it has a field this engine does not know. A
// Bill inside is left to CheckBill, which speaks later in R31's order.
absl::Status CheckKnownFields(const google::protobuf::Message& message);

// The value of a number field of bytes that do not parse as a whole; 0 when it is not there.
std::uint64_t NumberFieldOf(const grpc::ByteBuffer& bytes, int field_number);

}  // namespace yizhan
