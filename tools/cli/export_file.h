// ExportFile: the leaves in a folder that `yizhan ledger export` wrote.
//
// Errors:   a usage error when the file cannot be read; DataLoss when it is no export or is cut.
// Threads:  pure but for the file.
// Format:   engine/ledger/FORMAT.md, The export folder: the line kLeavesHead, then per leaf an
//           8-byte big-endian length and the stored bytes, from leaf 0 without gaps.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace yizhan::cli {

// One leaf as the file has it.
void WriteLeaf(const std::string& stored, std::ostream& out);

// Every leaf until `take` says false or fails. `path` is the file or the export's folder.
absl::Status ReadExport(const std::string& path,
                        const std::function<absl::StatusOr<bool>(const std::string&)>& take);

// Whether its ledger is a training one; false when it cannot be read.
bool IsTrainingExport(const std::string& path);

// The number of the body's field in v1::Entry; 0 when the leaf is too short (FORMAT.md).
int KindOfLeaf(std::string_view stored);

}  // namespace yizhan::cli
