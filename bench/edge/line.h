// Line: a HIS's connection to one door of the edge: it sends a message and waits for the answer.
//
// Errors:   an empty answer: the other side closed, or was silent for kSilenceMax_s.
// Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace yizhan::bench {

inline constexpr int kSilenceMax_s = 30;

// A port of this machine that is free now.
int FreePort();

class Line {
 public:
  explicit Line(int port);
  ~Line();
  Line(Line&& other) noexcept;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  bool connected() const { return connected_; }

  // POST; the whole answer, head and body. The connection is kept.
  std::string Post(const std::string& path, const std::string& type, const std::string& body);
  // One MLLP frame; the answer without its frame.
  std::string Frame(const std::string& message);

 private:
  bool Send(const std::string& bytes) const;
  bool ReadMore();
  // Where `mark` begins in what came; reads on until it is there.
  std::size_t ReadUntil(const std::string& mark);

  int fd_ = -1;
  bool connected_ = false;
  std::string came_;
};

}  // namespace yizhan::bench
