// ListFiles: where a list comes from and where the answers to it go.
//
// Errors:   a usage error with the file's name.
// Threads:  one.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan::cli {

// A file, or stdin by "-".
class ListSource {
 public:
  static absl::StatusOr<std::unique_ptr<ListSource>> Open(const std::string& path);
  std::istream& stream() { return *from_; }
  std::uint64_t bytes() const { return bytes_; }  // 0: not known.

 private:
  ListSource();
  std::ifstream file_;
  std::istream* from_;
  std::uint64_t bytes_ = 0;
};

// A file, or stdout by "".
class ListSink {
 public:
  // Refuses to write over one of `inputs`.
  static absl::StatusOr<std::unique_ptr<ListSink>> Open(const std::string& path,
                                                        const std::vector<std::string>& inputs);
  void Write(const std::string& line) { stream() << line; }
  // Not OK once something could not be written.
  absl::Status status();
  absl::Status Close();

 private:
  explicit ListSink(const std::string& path) : path_(path) {}
  std::ostream& stream();
  const std::string path_;
  std::ofstream file_;
};

}  // namespace yizhan::cli
