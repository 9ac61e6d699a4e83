// StatementFile: an officer's signature as a file that travels to whoever sends the request: the
// text form of yizhan.v1.SignedStatement, and one comment line that says in plain values what was
// signed for. That line counts for nothing until its digest has been compared with the signed one.
//
// Errors:   usage errors name the file and what does not fit.
// Threads:  pure but for the files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/officer_statement.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/officer.pb.h"

namespace yizhan::cli {

// What officers sign for, as the entry it will become: pack_activated (hash, file names and
// effective date), fund_changed, person_erased, period_closed, paid_out or bulk_approved. No other
// body.
using Subject = v1::Entry;

// From what people type. Usage errors for dates, amounts and person numbers that are none.
absl::StatusOr<Subject> PackSubject(const std::string& pack_hash,
                                    const std::vector<v1::PackFile>& files,
                                    const std::string& effective_from);
absl::StatusOr<Subject> FundSubject(v1::FundChanged::Kind kind, const std::string& fund_id,
                                    const std::string& yuan, const std::string& note);
absl::StatusOr<Subject> ErasureSubject(const std::string& person, const std::string& order);

// Without proposals: those are added.
Subject BulkSubject(std::uint32_t year, const std::string& town, const std::string& pack_hash);

// A list of proposals as a file: what is signed, then sent.
std::string SubjectFileText(const Subject& subject);
absl::StatusOr<Subject> ReadSubjectFile(const std::string& path);

v1::OfficerOperation OperationOf(const Subject& subject);
std::string ContentOf(const Subject& subject);    // The 32 bytes that stand for it.
std::string SubjectText(const Subject& subject);  // In words; lines of money as a table.

OfficerStatement StatementOf(const v1::SignedStatement& signed_statement);

struct StatementFile {
  v1::SignedStatement statement;
  Subject subject;  // Without a body when the file names none that fits the signed digest.
};
absl::StatusOr<StatementFile> ReadStatementFile(const std::string& path);
// What the first of `paths` says was signed, when it is of that kind.
absl::StatusOr<Subject> SignedSubject(const std::vector<std::string>& paths,
                                      v1::Entry::BodyCase body);
std::string StatementFileText(const v1::SignedStatement& statement, const Subject& subject);

// What a request carries: all `paths` speak of one statement, and that of `subject`; as many as
// the operation needs. `request_id`: empty, or what the statement must name.
struct Signed {
  std::string request_id;
  v1::Authorization authorization;
};
absl::StatusOr<Signed> ReadSignatures(const std::vector<std::string>& paths, const Subject& subject,
                                      const std::string& request_id);

}  // namespace yizhan::cli
