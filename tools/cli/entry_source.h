// EntrySource: the entries of a ledger in order: of a running engine, or of a file that
// `yizhan ledger export` wrote.
//
// Errors:   what the engine says; DataLoss for a file that is cut or no export.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/session.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan::cli {

class EntrySource {
 public:
  // False: enough, nothing more is to be read.
  using Take = std::function<absl::StatusOr<bool>(const v1::Entry&)>;

  virtual ~EntrySource() = default;
  virtual std::uint64_t size() const = 0;
  // The files of the pack that was activated last.
  virtual const std::vector<v1::PackFile>& active_pack() const = 0;
  virtual absl::Status Read(const Take& take) = 0;
  virtual bool training() const = 0;  // Whether it is a training ledger.
};

// Entries from 0 to what is durable now.
absl::StatusOr<std::unique_ptr<EntrySource>> EngineSource(Session& session);
absl::StatusOr<std::unique_ptr<EntrySource>> ExportSource(const std::string& path);
// The export at that path; without one, the engine.
absl::StatusOr<std::unique_ptr<EntrySource>> SourceOf(Session& session, const std::string& path);

// All of it, or what `take` wants, behind a progress bar.
absl::Status ReadEntries(EntrySource& source, const EntrySource::Take& take);

}  // namespace yizhan::cli
