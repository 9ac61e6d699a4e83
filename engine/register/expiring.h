// Expiring: which identities and approvals of a person end in a span of days, so that they can be
// reviewed before they do.
//
// Threads:  pure.
// Law:      ruling R14: spans are closed; adjacent ones of one value go on.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/date.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan {

// `record` has passed CheckRecord. In the order of the record, identities first.
std::vector<v1::ExpiringItem> ExpiringOf(std::uint64_t person_no, const v1::PersonRecord& record,
                                         Span last_days);

// By town, last day, person; then identities first, by value.
void SortExpiring(std::vector<v1::ExpiringItem>& items);

}  // namespace yizhan
