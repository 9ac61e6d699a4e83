// Closing: what `period` and `officer sign close-period` share: which period of which hospital, the
// file it was reconciled with, what closing it says, and how that reads.
//
// Units:    fen.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "tools/cli/session.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::cli {

struct ClosingOptions {
  std::string institution, period;
  std::string file;  // Empty: closed without one.
  std::uint64_t rows = 0, agree = 0, differ = 0;
};

void AddWhichPeriod(CLI::App& command, ClosingOptions& options);
// --file with --rows, --agree and --differ, as `yizhan reconcile` counted them.
void AddReconciledFile(CLI::App& command, ClosingOptions& options);

// Asks the engine.
absl::StatusOr<v1::ProposeCloseReply> ProposedClose(Session& session,
                                                    const ClosingOptions& options);

// Hospital, period, file and a table of the lines.
std::string ClosingText(const v1::PeriodClosed& closed);

}  // namespace yizhan::cli
