// ZipParts: the parts of a ZIP file that lies in memory, inflated piece by piece.
//
// Units:    bytes.
// Owner:    the caller keeps the bytes alive.
// Errors:   a Refusal of the field "file": FIELD_MALFORMED for what is no ZIP file, is damaged or
// is
//           locked with a password; TOO_MANY_ITEMS for more parts, FIELD_TOO_LONG for a part larger
//           than it may be: that is a file made to fill a memory or a day.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct zip;

namespace yizhan::files {

inline constexpr std::int64_t kZipPartsMax = 10'000;

class ZipParts {
 public:
  static absl::StatusOr<ZipParts> Open(std::string_view bytes);

  bool Has(const std::string& name) const;

  // `take` gets each piece, and stops the reading with false.
  absl::Status Read(const std::string& name, std::uint64_t bytes_max,
                    const std::function<bool(std::string_view)>& take) const;

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };
  explicit ZipParts(zip* archive) : archive_(archive) {}

  std::unique_ptr<zip, Discard> archive_;
};

}  // namespace yizhan::files
