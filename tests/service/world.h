// World: an EngineProcess with the Jiading pilot set up: officers, packs, institutions and a few
// persons.
//
// Units:    fen; *_ms are Unix milliseconds.
// Errors:   setting up CHECKs; calls return what the engine said.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/client.h"
#include "tests/service/engine_process.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/ledger.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::testing {

inline constexpr char kDibaoCard[] = "000000195001010011";
inline constexpr char kOtherCard[] = "000000195001010022";
inline constexpr char kStrangerCard[] = "000000195001019999";

class World {
 public:
  explicit World(EngineOptionsOfTest options = {});  // Started and set up.

  EngineProcess& process() { return process_; }
  const EngineProcess& process() const { return process_; }

  // 10 000.00 in scope, of which insurance paid 6 000.00; an inpatient stay of 2012 at `anting`.
  static v1::SettleRequest Request(const std::string& message_id);
  static v1::ImportPerson Person(const std::string& cert_no, const std::string& name);

  absl::StatusOr<v1::SettleResult> Settle(const v1::SettleRequest& request,
                                          const std::string& sender = "anting/desk-1") const;
  absl::StatusOr<v1::ReverseReply> Reverse(const v1::ReverseRequest& request,
                                           const std::string& sender = "anting/desk-1") const;
  absl::StatusOr<v1::ReverseReply> ReverseNumber(std::uint64_t number,
                                                 const std::string& request_id,
                                                 const std::string& sender) const;
  absl::StatusOr<v1::ImportReply> Import(const std::vector<v1::ImportPerson>& persons) const;
  // Signed by li and wang.
  absl::StatusOr<v1::ActivatePackReply> Activate(const std::vector<v1::PackFile>& files) const;
  absl::StatusOr<v1::ActivatePackReply> ActivateSigned(
      const v1::ActivatePackRequest& request) const;
  absl::Status AddInstitution(const std::string& id) const;
  absl::Status GoLive(const std::string& id) const;
  absl::Status Suspend(const std::string& id) const;
  // Signed by li, unless it carries an authorization or needs none.
  absl::StatusOr<v1::FundChangeReply> ChangeFund(v1::FundChangeRequest request) const;
  absl::StatusOr<v1::OfficerReply> Enrol(const std::string& certificate) const;
  absl::StatusOr<v1::LookupReply> Lookup(const std::string& cert_no,
                                         const std::string& sender = "relief") const;
  absl::StatusOr<v1::RevealReply> Reveal(const std::string& cert_no,
                                         const std::string& sender = "relief") const;
  // Signed by li and wang, unless it carries an authorization.
  absl::StatusOr<v1::EraseReply> Erase(v1::EraseRequest request) const;

  // The statement signed by these officers, valid for an hour.
  v1::Authorization Sign(const std::vector<std::string>& officers, v1::OfficerOperation operation,
                         const std::string& content, const std::string& request_id) const;
  v1::LedgerCheckpoint Checkpoint() const;
  std::vector<v1::Leaf> Leaves() const;
  v1::ListInstitutionsReply Institutions() const;

 private:
  EngineProcess process_;
};

// What an officer signs for a fund change.
std::string ContentOf(const v1::FundChangeRequest& request);

// The two files of the pilot.
std::vector<v1::PackFile> PilotPacks();

}  // namespace yizhan::testing
