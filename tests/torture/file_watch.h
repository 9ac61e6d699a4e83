// FileWatch: waits until a file with a given ending is created in a folder.
//
// Errors:   CHECKs that the folder can be watched.
// Threads:  one.
#pragma once

#include <chrono>
#include <string>

namespace yizhan::torture {

class FileWatch {
 public:
  explicit FileWatch(const std::string& folder);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // False when none was created in time.
  bool Wait(const std::string& ending, std::chrono::milliseconds at_most);

 private:
  const int file_;
};

}  // namespace yizhan::torture
