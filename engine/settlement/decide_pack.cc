#include <vector>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"

namespace yizhan {
namespace {

// "2012.textproto:16 programs[a].tiers": what of it the finding knows.
std::string PlaceOf(const v1::Finding& finding) {
  if (finding.file().empty()) return "files";
  std::string place = finding.file();
  if (finding.line() != 0) place += ":" + std::to_string(finding.line());
  if (!finding.path().empty()) place += " " + finding.path();
  return place;
}

absl::Status Invalid(v1::Reason reason, const v1::Finding& finding) {
  return Refuse({.reason = reason,
                 .field = PlaceOf(finding),
                 .found = finding.message_zh() + " / " + finding.message_en()});
}

// R18, against every pack ever activated, newest first.
absl::Status CheckAgainstHistory(const CompiledPack& next, const Situation& situation,
                                 const Reader& state) {
  auto row = GetRow<v1::PackRow>(state, Table::kPack, kNewestPackKey);
  while (row.ok() && row->has_value()) {
    const auto before = situation.packs.Find(state, (*row)->pack_hash());
    if (!before.ok()) return before.status();
    const std::vector<v1::Finding> findings = CheckAccountsKept(**before, next);
    if (!findings.empty()) return Invalid(v1::ACCOUNT_CHANGED_MEANING, findings.front());
    if ((*row)->previous_hash().empty()) return absl::OkStatus();
    row = GetRow<v1::PackRow>(state, Table::kPack, (*row)->previous_hash());
  }
  return row.ok() ? absl::OkStatus() : row.status();
}

absl::StatusOr<std::uint64_t> PostActivated(const Caller& caller,
                                            const v1::ActivatePackRequest& request,
                                            const std::string& hash, const Situation& situation,
                                            Draft& draft) {
  v1::Entry entry = NewEntry(caller, situation);
  v1::PackActivated& activated = *entry.mutable_pack_activated();
  activated.set_pack_hash(hash);
  for (const v1::PackFile& file : request.files()) {
    v1::PackFile& kept_file = *activated.add_files();
    kept_file.set_name(file.name());
    kept_file.set_content(file.content());
  }
  activated.set_request_id(request.request_id());
  *activated.mutable_authorization() = StoredForm(request.authorization());
  return draft.Post(std::move(entry), situation.packs);
}

}  // namespace

absl::StatusOr<v1::ActivatePackReply> DecideActivatePack(const Caller& caller,
                                                         const v1::ActivatePackRequest& request,
                                                         const Situation& situation, Draft& draft) {
  const absl::Status form = CheckId("request_id", request.request_id());
  if (!form.ok()) return form;
  const std::vector<v1::PackFile> files(request.files().begin(), request.files().end());
  const LoadedPack loaded = LoadPack(files);
  v1::ActivatePackReply reply;
  for (const v1::Finding& finding : loaded.findings) {
    if (finding.level() == v1::FINDING_ERROR) return Invalid(v1::PACK_INVALID, finding);
    *reply.add_warnings() = finding;
  }
  if (!loaded.ok()) return Refuse({.reason = v1::PACK_INVALID, .field = "files"});
  const std::string hash = Bytes(loaded.compiled->hash);
  reply.set_pack_hash(hash);
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::ACTIVATION, request.request_id(), hash}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    reply.set_number(**known);
    return reply;
  }
  const absl::StatusOr<Hash32> authorized =
      CheckAuthorization(request.authorization(), {v1::ACTIVATE_PACK, hash, request.request_id()},
                         situation.posted_ms, draft);
  if (!authorized.ok()) return authorized.status();
  const auto active = GetRow<v1::PackRow>(draft, Table::kPack, kActivePackKey);
  if (!active.ok()) return active.status();
  if (active->has_value() && (*active)->pack_hash() == hash) {
    reply.set_number((*active)->number());
    return reply;
  }
  const absl::Status kept = CheckAgainstHistory(*loaded.compiled, situation, draft);
  if (!kept.ok()) return kept;

  situation.packs.Keep(loaded.compiled);
  const auto number = PostActivated(caller, request, hash, situation, draft);
  if (!number.ok()) return number.status();
  reply.set_number(*number);
  return reply;
}

}  // namespace yizhan
