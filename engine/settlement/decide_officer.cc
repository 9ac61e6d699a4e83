#include "engine/base/ed25519.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/new_entry.h"

namespace yizhan {
namespace {

constexpr std::size_t kCertificateBytesMax = 8192;

absl::Status CheckOfficer(const v1::Officer& officer) {
  absl::Status status = CheckId("officer.id", officer.id());
  if (!status.ok()) return status;
  if (officer.public_key().size() != kEd25519KeyBytes) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "officer.public_key",
                   .expected = std::to_string(kEd25519KeyBytes) + " bytes",
                   .found = std::to_string(officer.public_key().size()) + " bytes"});
  }
  if (officer.certificate().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "officer.certificate"});
  }
  if (officer.certificate().size() <= kCertificateBytesMax) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_TOO_LONG,
                 .field = "officer.certificate",
                 .expected = "at most " + std::to_string(kCertificateBytesMax) + " bytes",
                 .found = std::to_string(officer.certificate().size()) + " bytes"});
}

// A key is one officer's for ever, given up or not.
absl::Status CheckKeyIsHis(const v1::Officer& officer, const Reader& state) {
  const auto holder =
      GetRow<v1::OfficerRow>(state, Table::kOfficer, OfficerKeyKey(officer.public_key()));
  if (!holder.ok()) return holder.status();
  if (!holder->has_value() || (*holder)->officer().id() == officer.id()) return absl::OkStatus();
  return Refuse({.reason = v1::OFFICER_KEY_TAKEN,
                 .field = "officer.public_key",
                 .found = (*holder)->officer().id(),
                 .related = (*holder)->last_change()});
}

v1::OfficerReply ReplyOf(const v1::Officer& officer, std::uint64_t number) {
  v1::OfficerReply reply;
  *reply.mutable_officer() = officer;
  reply.set_number(number);
  return reply;
}

absl::StatusOr<v1::OfficerReply> PostOfficer(const Caller& caller, const v1::Officer& officer,
                                             const Situation& situation, Draft& draft) {
  v1::Entry entry = NewEntry(caller, situation);
  *entry.mutable_officer_changed()->mutable_officer() = officer;
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ReplyOf(officer, *number);
}

}  // namespace

absl::StatusOr<v1::OfficerReply> DecideEnrolOfficer(const Caller& caller,
                                                    const v1::Officer& officer,
                                                    const Situation& situation, Draft& draft) {
  if (!caller.SeesAll()) return Refuse({.reason = v1::NOT_ALLOWED});
  absl::Status status = CheckOfficer(officer);
  if (status.ok()) status = CheckKeyIsHis(officer, draft);
  if (!status.ok()) return status;
  const auto known = GetRow<v1::OfficerRow>(draft, Table::kOfficer, OfficerIdKey(officer.id()));
  if (!known.ok()) return known.status();
  // Also of one who was retired: he comes back with a new certificate only.
  if (known->has_value() && (*known)->officer().certificate() == officer.certificate()) {
    return ReplyOf((*known)->officer(), (*known)->last_change());
  }
  v1::Officer enrolled;
  enrolled.set_id(officer.id());
  enrolled.set_public_key(officer.public_key());
  enrolled.set_certificate(officer.certificate());
  return PostOfficer(caller, enrolled, situation, draft);
}

absl::StatusOr<v1::OfficerReply> DecideRetireOfficer(const Caller& caller,
                                                     const v1::RetireOfficerRequest& request,
                                                     const Situation& situation, Draft& draft) {
  if (!caller.SeesAll()) return Refuse({.reason = v1::NOT_ALLOWED});
  const absl::Status form = CheckId("id", request.id());
  if (!form.ok()) return form;
  const auto known = GetRow<v1::OfficerRow>(draft, Table::kOfficer, OfficerIdKey(request.id()));
  if (!known.ok()) return known.status();
  if (!known->has_value()) {
    return Refuse({.reason = v1::OFFICER_UNKNOWN, .field = "id", .found = request.id()});
  }
  if ((*known)->officer().retired()) {
    return ReplyOf((*known)->officer(), (*known)->last_change());
  }
  v1::Officer retired = (*known)->officer();
  retired.set_retired(true);
  return PostOfficer(caller, retired, situation, draft);
}

}  // namespace yizhan
