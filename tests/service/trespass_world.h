// TrespassWorld: a World with certificates and what trespassers are after: a person of a town with
// a settled bill, a fund with a grant that was carried out, an officer who retired.
//
// Errors:   setting up CHECKs.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tests/service/world.h"

namespace yizhan::testing {

inline constexpr char kTownCard[] = "000000195001010033";

class TrespassWorld {
 public:
  TrespassWorld();

  World& world() { return world_; }
  const World& world() const { return world_; }
  Client As(const std::string& sender) const { return world_.process().NewClient(sender); }
  Client OtherDistrictOfficer();

  std::uint64_t number() const { return number_; }        // Of the bill "mine", of anting.
  std::uint64_t person_no() const { return person_no_; }  // Whose bill it is; of kTown.

  v1::FundChangeRequest GrantOf(const std::string& request_id) const;  // Not signed.
  const v1::FundChangeRequest& carried_out() const { return carried_out_; }
  // li's signature over the same grant in a ledger of another id.
  v1::Authorization SignedElsewhere(const v1::FundChangeRequest& grant) const;

  static void LivesIn(const std::string& town, v1::ImportPerson& person);
  // OK, or why this one person was refused.
  absl::Status ImportAs(const std::string& sender, const v1::ImportPerson& person) const;

  // What the engine logged since it had written so many bytes; waits until it says `word`.
  std::string LogSince(std::size_t bytes, const std::string& word) const;

 private:
  World world_;
  std::uint64_t number_ = 0;
  std::uint64_t person_no_ = 0;
  v1::FundChangeRequest carried_out_;
};

}  // namespace yizhan::testing
