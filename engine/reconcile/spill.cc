#include "engine/reconcile/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "engine/base/digest.h"

namespace yizhan {
namespace {

absl::Status Failed(const char* what) {
  return absl::UnavailableError(std::string("a temporary file cannot be ") + what);
}

}  // namespace

absl::StatusOr<Spill> Spill::Create(const std::string& folder, std::size_t parts) {
  Spill spill;
  for (std::size_t i = 0; i < parts; ++i) {
    // Without a name from the start: it is gone with the process, however that ends.
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) return Failed("made");
    File file(::fdopen(descriptor, "w+b"));
    if (file == nullptr) {
      ::close(descriptor);
      return Failed("made");
    }
    spill.files_.push_back(std::move(file));
  }
  return spill;
}

absl::Status Spill::Put(std::string_view key, std::string_view record) {
  const Hash32 hash = Sha256(key);
  std::FILE* const file = files_[hash[0] % files_.size()].get();
  const auto bytes = static_cast<std::uint32_t>(record.size());
  const bool written = std::fwrite(&bytes, sizeof bytes, 1, file) == 1 &&
                       std::fwrite(record.data(), 1, record.size(), file) == record.size();
  return written ? absl::OkStatus() : Failed("written");
}

absl::Status Spill::Each(std::size_t part,
                         const std::function<absl::Status(std::string_view)>& take) {
  std::FILE* const file = files_[part].get();
  if (std::fflush(file) != 0) return Failed("written");
  if (std::fseek(file, 0, SEEK_SET) != 0) return Failed("read");
  std::string record;
  for (std::uint32_t bytes = 0; std::fread(&bytes, sizeof bytes, 1, file) == 1;) {
    record.resize(bytes);
    if (std::fread(record.data(), 1, bytes, file) != bytes) {
      return absl::DataLossError("a temporary file ends within a record");
    }
    const absl::Status taken = take(record);
    if (!taken.ok()) return taken;
  }
  return std::ferror(file) == 0 ? absl::OkStatus() : Failed("read");
}

}  // namespace yizhan
