// Compare: the ledger against what the clients believe.
//
// Held:     what was acknowledged is there once, as acknowledged; what was refused, or asked for
//           and said not to be there, is not; both halves of a replacement or neither; each
//           person's bills in one chain, in the order of arrival; caps; and VerifyLedger.
// Errors:   what does not hold goes to Tally::Fail.
// Threads:  one; locks the books while it compares.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/service/world.h"
#include "tests/torture/belief.h"
#include "tests/torture/tally.h"

namespace yizhan::torture {

using Books = std::vector<std::unique_ptr<Book>>;  // That of client n at n.

// "c12" is the name of client 12.
std::string ClientName(std::size_t client);

// While no engine runs.
void CompareLedger(const std::string& data_dir, const Books& books, Tally& tally);

// Asks the running engine for every belief, `at_most` of each book.
void AskForAll(const testing::World& world, const Books& books, std::size_t at_most, Tally& tally);

}  // namespace yizhan::torture
