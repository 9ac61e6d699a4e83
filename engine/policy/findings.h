// Findings: what is wrong with a pack, gathered in file order, in words for an officer.
//
// Threads:  one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/policy/place.h"
#include "yizhan/v1/policy_service.pb.h"

namespace yizhan {

struct Words {
  std::string zh;
  std::string en;
};

class Findings {
 public:
  void Error(const Place& place, Words words);
  void Warning(const Place& place, Words words);
  // Where no parse tree exists: the file cannot be read, or there is none.
  void FileError(std::size_t file_no, const std::string& file, std::uint32_t line, Words words);

  bool any_error() const { return any_error_; }
  // By file, then line; findings of one line stay in the order in which they were made.
  std::vector<v1::Finding> InFileOrder() const;

 private:
  struct Kept {
    std::size_t file_no = 0;
    v1::Finding finding;
  };
  void Keep(const Place& place, v1::FindingLevel level, Words words);

  std::vector<Kept> kept_;
  bool any_error_ = false;
};

}  // namespace yizhan
