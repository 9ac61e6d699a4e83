#include "tools/cli/list_files.h"

#include <filesystem>
#include <iostream>

#include "tools/cli/session.h"

namespace yizhan::cli {

ListSource::ListSource() : from_(&std::cin) {}

absl::StatusOr<std::unique_ptr<ListSource>> ListSource::Open(const std::string& path) {
  std::unique_ptr<ListSource> source(new ListSource());
  if (path == "-") return source;
  std::error_code failed;
  // A folder opens, and breaks off at its first byte.
  if (!std::filesystem::is_directory(path, failed)) {
    source->file_.open(path, std::ios::binary);
  }
  if (!source->file_.is_open()) {
    return UsageError("无法读取文件 " + path, "cannot read file " + path);
  }
  const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
  source->bytes_ = failed ? 0 : bytes;
  source->from_ = &source->file_;
  return source;
}

absl::StatusOr<std::unique_ptr<ListSink>> ListSink::Open(const std::string& path,
                                                         const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code failed;
    if (!path.empty() && std::filesystem::equivalent(path, input, failed)) {
      return UsageError("输出文件不能是输入文件 " + path, "--out would overwrite " + path);
    }
  }
  std::unique_ptr<ListSink> sink(new ListSink(path));
  if (!path.empty()) sink->file_.open(path, std::ios::binary | std::ios::trunc);
  if (absl::Status status = sink->status(); !status.ok()) return status;
  return sink;
}

std::ostream& ListSink::stream() {
  if (path_.empty()) return std::cout;
  return file_;
}

absl::Status ListSink::status() {
  const bool is_open = path_.empty() || file_.is_open();
  if (is_open && stream().good()) return absl::OkStatus();
  const std::string what = path_.empty() ? "stdout" : path_;
  return UsageError("无法写入 " + what, "cannot write " + what);
}

absl::Status ListSink::Close() {
  stream().flush();
  return status();
}

}  // namespace yizhan::cli
