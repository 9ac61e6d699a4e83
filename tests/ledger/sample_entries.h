// SampleEntries: one entry of each kind with every field set, for the golden bytes.
//
// Format:   never change an entry here: its bytes are in tests/golden/entries. Add new ones.
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "yizhan/v1/entry.pb.h"

namespace yizhan {

struct SampleEntry {
  std::string name;
  v1::Entry entry;
};

std::vector<SampleEntry> SampleEntries();

}  // namespace yizhan
