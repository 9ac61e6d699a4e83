// Compose: the declarations of all files as flat lists, in composed order (R16).
//
// Owner:    borrows the parsed files.
// Threads:  values.
// Law:      rulings R16, R17.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "engine/policy/parse.h"
#include "engine/policy/place.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {

template <typename Message>
struct Placed {
  const Message* message = nullptr;
  Place place;
  const Message* operator->() const { return message; }
};

struct ComposedPack {
  std::vector<Placed<v1::PolicyPack>> files;
  std::vector<Placed<v1::Account>> accounts;
  std::vector<Placed<v1::Fund>> funds;
  std::vector<Placed<v1::Program>> programs;
  std::vector<Placed<v1::Threshold>> thresholds;
  std::vector<Placed<v1::DepositRule>> deposits;
  std::vector<Placed<v1::UpstreamFund>> upstream_funds;
};

ComposedPack Compose(const std::vector<ParsedFile>& files);

// A program without a group has the group of its own id (R17).
const std::string& GroupOf(const v1::Program& program);

// Empty when a date cannot be read or until < from.
std::optional<Span> ReadSpan(const v1::DateRange& range);

}  // namespace yizhan
