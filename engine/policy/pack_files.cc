#include <cstddef>
#include <fstream>
#include <ios>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "engine/policy/load_pack.h"

namespace yizhan {
namespace {

absl::StatusOr<v1::PackFile> ReadPackFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  if (in.is_open() && in.peek() != std::ifstream::traits_type::eof()) content << in.rdbuf();
  if (!in.is_open() || in.bad() || content.bad()) {
    return absl::NotFoundError(absl::StrCat("cannot read the pack file ", path));
  }
  v1::PackFile file;
  file.set_name(path.substr(path.find_last_of('/') + 1));
  file.set_content(content.str());
  return file;
}

}  // namespace

Hash32 PackHash(const std::vector<v1::PackFile>& files) {
  Canonical canonical("yizhan pack v1");
  canonical.Number(static_cast<std::int64_t>(files.size()));
  for (const v1::PackFile& file : files) canonical.Text(file.name()).Text(file.content());
  return canonical.Sha256();
}

absl::StatusOr<std::vector<v1::PackFile>> ReadPackFiles(const std::vector<std::string>& paths) {
  std::vector<v1::PackFile> files;
  for (const std::string& path : paths) {
    absl::StatusOr<v1::PackFile> file = ReadPackFile(path);
    if (!file.ok()) return file.status();
    files.push_back(*std::move(file));
  }
  return files;
}

}  // namespace yizhan
