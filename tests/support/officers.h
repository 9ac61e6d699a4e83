// Officers: three invented district officers with fixed keys, and their signatures.
//
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "engine/base/ed25519.h"
#include "engine/books/officer_statement.h"
#include "yizhan/v1/officer.pb.h"

namespace yizhan::test {

inline const std::vector<std::string> kOfficerIds = {"li", "wang", "zhao"};

Ed25519Key OfficerKey(const std::string& id);
// To be enrolled where no authority is asked (the certificate's bytes say so).
v1::Officer OfficerRecord(const std::string& id);
// The statement signed by each of them, in this order.
v1::Authorization SignedBy(const std::vector<std::string>& ids, const OfficerStatement& statement);

}  // namespace yizhan::test
