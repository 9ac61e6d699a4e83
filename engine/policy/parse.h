// Parse: the bytes of one pack file become a message that knows its lines.
//
// Errors:   a finding for what cannot be read: not UTF-8, too large, unknown field, bad syntax.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/policy/findings.h"
#include "engine/policy/place.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {

inline constexpr std::size_t kPackFileBytesMax = 1 << 20;

struct ParsedFile {
  std::size_t file_no = 0;
  std::string name;
  v1::PolicyPack pack;
  std::unique_ptr<Place::Tree> tree;
  Place Root() const { return {file_no, &name, tree.get(), v1::PolicyPack::descriptor()}; }
};

// Every file, in order, also when some cannot be read.
std::vector<ParsedFile> ParseFiles(const std::vector<v1::PackFile>& files, Findings& findings);

}  // namespace yizhan
