// Commands: each group adds its subcommands to the app; a subcommand's callback leaves its exit
// code in the session, which outlives the app.
//
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "tools/cli/session.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::cli {

void AddSettleCommands(CLI::App& app, Session& session);       // quote, settle, replace
void AddReverseCommand(CLI::App& app, Session& session);       // reverse
void AddAskCommands(CLI::App& app, Session& session);          // get, explain, list
void AddPostedCommands(CLI::App& app, Session& session);       // posted, accounts
void AddAdjudicateCommand(CLI::App& app, Session& session);    // adjudicate
void AddInstitutionCommands(CLI::App& app, Session& session);  // institution ...
void AddFundCommands(CLI::App& app, Session& session);         // fund ...
void AddAlertCommands(CLI::App& app, Session& session);        // alerts ...
void AddReconcileCommand(CLI::App& app, Session& session);     // reconcile
void AddStatementCommand(CLI::App& app, Session& session);     // statement
void AddReportCommands(CLI::App& app, Session& session);       // report ...
void AddPeriodCommands(CLI::App& app, Session& session);       // period ...
void AddPayoutCommands(CLI::App& app, Session& session);       // payout ...
void AddReliefCommands(CLI::App& app, Session& session);       // relief ...
void AddRegisterCommands(CLI::App& app, Session& session);     // register ...
void AddPolicyCommands(CLI::App& app, Session& session);       // policy ...
void AddPolicyCheck(CLI::App& group, Session& session);        // policy check
void AddPolicyShow(CLI::App& group, Session& session);         // policy show
void AddPolicySimulate(CLI::App& group, Session& session);     // policy simulate
void AddLedgerCommands(CLI::App& app, Session& session);       // ledger ...
void AddLedgerAudit(CLI::App& group, Session& session);        // ledger audit
void AddReplayCommand(CLI::App& app, Session& session);        // replay
void AddLedgerProofs(CLI::App& group, Session& session);   // ledger checkpoint, prove, consistency
void AddLedgerExport(CLI::App& group, Session& session);   // ledger export
void AddDeskCommand(CLI::App& app, Session& session);      // desk
void AddOfficerCommands(CLI::App& app, Session& session);  // officer ...
void AddOfficerSign(CLI::App& group, Session& session);    // officer sign ...
void AddCertCommands(CLI::App& app, Session& session);     // cert ...
void AddKeysCommands(CLI::App& app, Session& session);     // keys ...
void AddWitnessCommand(CLI::App& app, Session& session);   // witness
void AddDoctorCommand(CLI::App& app, Session& session);    // doctor

// verify, and backup and restore: of the group "ledger".
void AddLedgerVerify(CLI::App& group, Session& session);
void AddLedgerBackup(CLI::App& group, Session& session);

// reveal, erase: of the group "register".
void AddPrivateCommands(CLI::App& group, Session& session);

// outside-aid, readjudicate, confirm: of the group "relief".
void AddAfterwardsCommands(CLI::App& group, Session& session);

// leads, readjudicate-all, confirm-all: of the group "relief".
void AddBulkCommands(CLI::App& group, Session& session);

// verify: of the group "register".
// verify, expiring: of the group "register".
void AddVerifyCommand(CLI::App& group, Session& session);
void AddExpiringCommand(CLI::App& group, Session& session);

// The programs' lines and bills of an application settlement; empty for a bill's.
std::string ApplicationText(const v1::SettleResult& result);

// A person named by number or card: exactly one of the two.
struct WhichPerson {
  std::string person;
  std::string cert_no;
  std::string cert_type = "01";
};

void AddWhichPerson(CLI::App& command, WhichPerson& which);
absl::StatusOr<v1::PersonRef> PersonOf(const WhichPerson& which);

// --signature FILE, repeatable: what `yizhan officer sign` wrote.
void AddSignatures(CLI::App& command, std::vector<std::string>& paths);

// --effective-from YYYY-MM-DD: from which day a pack may decide otherwise (D11).
void AddEffectiveFrom(CLI::App& command, std::string& day);

// A settlement named by its number or by the message id that made it: exactly one of the two.
struct WhichSettlement {
  std::uint64_t number = 0;
  std::string message_id;
};

// Adds --number and --message-id; `required`: one of them must be given.
void AddWhich(CLI::App& command, WhichSettlement& which, bool required);

// For requests with `oneof what { number, message_id }`.
template <typename Request>
void SetWhich(const WhichSettlement& which, Request& request) {
  if (which.number != 0) {
    request.set_number(which.number);
  } else {
    request.set_message_id(which.message_id);
  }
}

}  // namespace yizhan::cli
