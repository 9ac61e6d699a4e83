#include "engine/ledger/export_names.h"

#include "absl/strings/str_cat.h"
#include "engine/ledger/tree.h"

namespace yizhan {
namespace {

constexpr std::uint64_t kNamesPerFolder = 1000;

// The last three.
std::string ThreeDigits(std::uint64_t number) {
  return std::to_string(kNamesPerFolder + number % kNamesPerFolder).substr(1);
}

}  // namespace

std::string TilePath(std::uint8_t level, std::uint64_t index, std::size_t width) {
  std::string path = ThreeDigits(index);
  for (std::uint64_t rest = index / kNamesPerFolder; rest > 0; rest /= kNamesPerFolder) {
    path = absl::StrCat("x", ThreeDigits(rest), "/", path);
  }
  path = absl::StrCat("tile/", int{level}, "/", path);
  return width == kTileHashes ? path : absl::StrCat(path, ".p/", width);
}

}  // namespace yizhan
