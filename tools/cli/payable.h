// Payable: what `payout` and `officer sign pay-out` share: one hospital or patient, what is open
// for him, the payout that clears it, and how that reads.
//
// Units:    fen.
// Errors:   NOTHING_TO_PAY, PERIOD_NOT_CLOSED, as the engine would say.
// Threads:  one.
#pragma once

#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "tools/cli/commands.h"
#include "tools/cli/session.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan::cli {

struct WhichPayee {
  std::string institution;
  WhichPerson who;
};

// --institution, or --person or --cert-no.
void AddWhichPayee(CLI::App& command, WhichPayee& which);
// Nobody named: everybody.
absl::StatusOr<v1::ListPayablesRequest> PayablesRequest(const WhichPayee& which);
absl::StatusOr<v1::ListPayablesReply> AskPayables(Session& session, const WhichPayee& which);

// What is open now, as a payout: payee, postings and amount.
absl::StatusOr<v1::PaidOut> OpenPayout(Session& session, const WhichPayee& which, bool given_back);

std::string PayeeText(v1::Payee payee, const std::string& institution_id, std::uint64_t person_no);
std::string PostingAccountText(v1::PostingAccount account);
// Payee, reference and a table of what is cleared.
std::string PayoutText(const v1::PaidOut& paid);

}  // namespace yizhan::cli
