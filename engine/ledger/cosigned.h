// Cosigned: the newest checkpoint of this ledger that a witness signed, too, in memory and in a
// small file. Whoever holds the ledger and its key can rewrite both, but not this signature.
//
// Errors:   Open: FailedPrecondition or DataLoss, saying what to do: the ledger is not the one that
//           was cosigned. Take: InvalidArgument, DataLoss or NotFound; nothing was changed.
// Threads:  any.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/checkpoint.h"
#include "engine/ledger/note.h"
#include "engine/ledger/store.h"

namespace yizhan {

class Cosigned {
 public:
  struct Keys {
    VerifierKey ledger;
    std::vector<VerifierKey> witnesses;  // Type kCosigner.
  };

  // What `path` holds, if it is there, compared with the ledger. Signatures of keys that are not
  // among `keys` are left out.
  static absl::StatusOr<std::unique_ptr<Cosigned>> Open(std::string path, Keys keys,
                                                        const View& view);

  // A checkpoint of this ledger with a cosignature of a known witness: kept when it is newer than
  // what is held, added to it when it is of the same size. Returns the size that is held then.
  absl::StatusOr<std::uint64_t> Take(const std::string& note, const View& view);

  // Empty: none yet.
  std::string Newest() const;

 private:
  struct Held {
    std::uint64_t size = 0;
    Note note;
  };

  Cosigned(std::string path, Keys keys) : path_(std::move(path)), keys_(std::move(keys)) {}
  absl::StatusOr<Held> Check(const std::string& text, const View& view) const;

  const std::string path_;
  const Keys keys_;
  mutable std::mutex mutex_;
  Held held_;  // Size 0: none.
};

}  // namespace yizhan
