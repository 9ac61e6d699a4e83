// SampleRows: one row of each derived table with every field set, under a key of its table.
//
// Format:   never change a row here: its bytes are in tests/golden/rows. Add new ones.
// Threads:  pure.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/store.h"
#include "google/protobuf/message.h"

namespace yizhan::test {

struct SampleRow {
  std::string name;
  Table table;
  std::string key;
  std::shared_ptr<google::protobuf::Message> row;
};

std::vector<SampleRow> SampleRows();

}  // namespace yizhan::test
