// VerifyFolder: a ledger folder that no engine uses, verified with a progress bar; and what the
// report says to people and programs.
//
// Errors:   a status when the ledger cannot be read at all.
// Threads:  one.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "engine/books/verify.h"
#include "engine/ledger/rocks_store.h"
#include "tools/cli/json_out.h"
#include "tools/cli/session.h"

namespace yizhan::cli {

struct Verified : VerifyReport {
  bool training = false;  // Of a training ledger.
};

// Every byte of the files, then the log, the tables and each settlement again.
absl::StatusOr<Verified> VerifyStore(const RocksStore& store, const std::string& label);
absl::StatusOr<Verified> VerifyFolder(const std::string& data_dir, const std::string& label);

bool IsTraining(const RocksStore& store);

JsonObject ReportJson(const Verified& report);
std::string ReportText(const Verified& report);

// Whatever keeps a ledger from being read at all is for a person to look at: never a plain refusal.
ExitCode FailUnread(const Session& session, const absl::Status& status);

}  // namespace yizhan::cli
