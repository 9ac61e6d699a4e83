// MessageFile: a bill, or a reversal, from a file: our JSON or a national message, told apart by
// content ("infno" makes it national, "bill" ours).
//
// Errors:   Refusals of the adapters; a usage error when the file cannot be read or is neither.
// Threads:  pure but for reading the file.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

struct BillFile {
  v1::SettleRequest request;  // Without not_after_ms and quote_digest.
  std::string patient_name;   // For the slip on this screen; never sent.
};

absl::StatusOr<BillFile> ReadBillFile(const std::string& path);
absl::StatusOr<v1::ReverseRequest> ReadReverseFile(const std::string& path);

// 64 hex digits or base64 as --json prints it; 32 bytes. Empty stays empty.
absl::StatusOr<std::string> ParseQuoteDigest(const std::string& text);

}  // namespace yizhan::cli
