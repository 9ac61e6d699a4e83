// Spill: records sorted into parts on disk by a key, so that memory holds one part at a time.
//
// Units:    counts of records.
// Owner:    owns its files; they are gone when it is.
// Errors:   Unavailable when the disk fails or is full; DataLoss when a file is not what was
// written. Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan {

class Spill {
 public:
  // `folder` exists.
  static absl::StatusOr<Spill> Create(const std::string& folder, std::size_t parts);

  // Records of one key lie in one part, in the order in which they came.
  absl::Status Put(std::string_view key, std::string_view record);

  absl::Status Each(std::size_t part, const std::function<absl::Status(std::string_view)>& take);

  std::size_t parts() const { return files_.size(); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Close>;

  std::vector<File> files_;
};

}  // namespace yizhan
