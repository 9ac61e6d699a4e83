// Replay: feeds every file of corpus folders to the target once, in order of name; works with any
// compiler. Usage: <program> [--bill] <folder>... Fails when a folder holds no file, and with
// --bill when none of the inputs reached a bill.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace {

std::vector<std::filesystem::path> FilesOf(const char* folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& item : std::filesystem::directory_iterator(folder, error)) {
    if (item.is_regular_file()) paths.push_back(item.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string BytesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool Replay(const char* folder) {
  const std::vector<std::filesystem::path> paths = FilesOf(folder);
  for (const std::filesystem::path& path : paths) {
    std::printf("%s\n", path.filename().c_str());  // The last name printed is the one that failed.
    std::fflush(stdout);
    const std::string bytes = BytesOf(path);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  if (paths.empty()) std::fprintf(stderr, "replay: no input in %s\n", folder);
  return !paths.empty();
}

}  // namespace

int main(int argc, char** argv) {
  const bool wants_bill = argc > 1 && std::string_view(argv[1]) == "--bill";
  const int first = wants_bill ? 2 : 1;
  if (argc <= first) return 2;
  for (int i = first; i < argc; ++i) {
    if (!Replay(argv[i])) return 1;
  }
  if (!wants_bill) return 0;
  if (yizhan::fuzz::BillsReached() > 0) return 0;
  std::fprintf(stderr, "replay: no input reached a bill, so the corpus tests no mapping\n");
  return 1;
}
