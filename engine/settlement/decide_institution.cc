#include "engine/base/date.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/new_entry.h"

namespace yizhan {
namespace {

constexpr std::size_t kIdCharacters_max = 30;
constexpr std::size_t kNameCharacters_max = 200;

absl::Status CheckInstitutionId(const std::string& id) {
  if (id.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = "institution.id"});
  return CheckText("institution.id", id, kIdCharacters_max);
}

absl::StatusOr<v1::InstitutionRow> FindInstitution(const std::string& id, const Reader& state) {
  const absl::Status form = CheckInstitutionId(id);
  if (!form.ok()) return form;
  auto row = GetRow<v1::InstitutionRow>(state, Table::kInstitution, id);
  if (!row.ok()) return row.status();
  if (!row->has_value()) {
    return Refuse({.reason = v1::INSTITUTION_UNKNOWN, .field = "id", .found = id});
  }
  return **std::move(row);
}

absl::StatusOr<v1::InstitutionReply> PostInstitution(const Caller& caller,
                                                     const v1::Institution& institution,
                                                     const Situation& situation, Draft& draft) {
  v1::Entry entry = NewEntry(caller, situation);
  *entry.mutable_institution_changed()->mutable_institution() = institution;
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  v1::InstitutionReply reply;
  *reply.mutable_institution() = institution;
  reply.set_number(*number);
  return reply;
}

// What is already so needs no entry; the reply names the one that made it so.
v1::InstitutionReply AlreadySo(const v1::InstitutionRow& row) {
  v1::InstitutionReply reply;
  *reply.mutable_institution() = row.institution();
  reply.set_number(row.last_change());
  return reply;
}

absl::Status CheckNew(const v1::Institution& asked) {
  absl::Status status = CheckInstitutionId(asked.id());
  if (!status.ok()) return status;
  if (asked.name().empty()) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "institution.name"});
  }
  status = CheckText("institution.name", asked.name(), kNameCharacters_max);
  if (status.ok()) status = CheckText("institution.town", asked.town(), kNameCharacters_max);
  if (!status.ok()) return status;
  if (v1::HospitalLevel_IsValid(asked.level())) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "institution.level",
                 .found = std::to_string(asked.level())});
}

}  // namespace

absl::StatusOr<v1::InstitutionReply> DecideAddInstitution(const Caller& caller,
                                                          const v1::AddInstitutionRequest& request,
                                                          const Situation& situation,
                                                          Draft& draft) {
  const v1::Institution& asked = request.institution();
  const absl::Status form = CheckNew(asked);
  if (!form.ok()) return form;
  const auto known = GetRow<v1::InstitutionRow>(draft, Table::kInstitution, asked.id());
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    return Refuse({.reason = v1::INSTITUTION_EXISTS,
                   .field = "institution.id",
                   .found = asked.id(),
                   .related = (*known)->last_change()});
  }
  v1::Institution institution;
  institution.set_id(asked.id());
  institution.set_name(asked.name());
  institution.set_level(asked.level());
  institution.set_town(asked.town());
  institution.set_state(v1::ADDED);
  return PostInstitution(caller, institution, situation, draft);
}

absl::StatusOr<v1::InstitutionReply> DecideGoLive(const Caller& caller,
                                                  const v1::GoLiveRequest& request,
                                                  const Situation& situation, Draft& draft) {
  const absl::StatusOr<v1::InstitutionRow> row = FindInstitution(request.id(), draft);
  if (!row.ok()) return row.status();
  if (!ParseDay(request.live_from()).has_value()) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "live_from",
                   .expected = "YYYY-MM-DD",
                   .found = request.live_from()});
  }
  v1::Institution institution = row->institution();
  if (institution.state() == v1::LIVE && institution.live_from() == request.live_from()) {
    return AlreadySo(*row);
  }
  institution.set_state(v1::LIVE);
  institution.set_live_from(request.live_from());
  return PostInstitution(caller, institution, situation, draft);
}

absl::StatusOr<v1::InstitutionReply> DecideSuspend(const Caller& caller,
                                                   const v1::SuspendRequest& request,
                                                   const Situation& situation, Draft& draft) {
  const absl::StatusOr<v1::InstitutionRow> row = FindInstitution(request.id(), draft);
  if (!row.ok()) return row.status();
  v1::Institution institution = row->institution();
  if (institution.state() == v1::SUSPENDED) return AlreadySo(*row);
  institution.set_state(v1::SUSPENDED);
  return PostInstitution(caller, institution, situation, draft);
}

}  // namespace yizhan
