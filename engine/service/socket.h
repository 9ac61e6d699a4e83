// Socket: a file descriptor that closes itself, and what the gate sets on a connection.
//
// Errors:   InvalidArgument when the process may not open enough descriptors.
// Threads:  pure; a FileDescriptor belongs to one thread.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <utility>

#include "absl/status/status.h"

namespace yizhan {

// Closes itself.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// Of what the descriptor leads to; 0: of nothing.
std::uint64_t InodeOf(int fd);

// No delay; a peer that lost power is found dead after two minutes.
void SetOptions(const FileDescriptor& socket);

// Closes at once and without TIME_WAIT.
void Reset(FileDescriptor socket);

// Ends the connection for whoever else holds it, too. A shut socket would not do: a holder that has
// paused reading does not notice, and the caller's bytes would wait in it for minutes.
void Abort(const FileDescriptor& socket);

// To be given up when no other is left.
FileDescriptor SpareDescriptor();

// Raises the soft limit when it is too low for so many connections.
absl::Status EnoughDescriptors(std::uint32_t connections_max);

}  // namespace yizhan
