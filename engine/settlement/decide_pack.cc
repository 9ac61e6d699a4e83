#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/date.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/books/lead.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"
#include "engine/policy/rules_kept.h"
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

// D11. The first pack of a ledger has nothing to be held against.
absl::Status CheckAgainstActive(const CompiledPack& next, Day effective_from,
                                const v1::PackRow& active, const Situation& situation,
                                const Reader& state) {
  const auto before = situation.packs.Find(state, active.pack_hash());
  if (!before.ok()) return before.status();
  const std::vector<v1::Finding> findings = RulesKeptBefore(**before, next, effective_from);
  if (findings.empty()) return absl::OkStatus();
  std::string found = findings.front().message_zh() + " / " + findings.front().message_en();
  if (findings.size() > 1) found += " (+" + std::to_string(findings.size() - 1) + ")";
  return Refuse({.reason = v1::RULES_CHANGED_EARLIER,
                 .field = findings.front().path(),
                 .expected = "as before until " + DayText(effective_from),
                 .found = found,
                 .related = active.number()});
}

// What the entry will hold. The authorization is added when it has been checked.
v1::PackActivated ActivatedOf(const v1::ActivatePackRequest& request, const Hash32& hash) {
  v1::PackActivated activated;
  activated.set_pack_hash(Bytes(hash));
  for (const v1::PackFile& file : request.files()) {
    v1::PackFile& kept_file = *activated.add_files();
    kept_file.set_name(file.name());
    kept_file.set_content(file.content());
  }
  activated.set_request_id(request.request_id());
  activated.set_effective_from(request.effective_from());
  return activated;
}

absl::Status CheckForm(const v1::ActivatePackRequest& request) {
  const absl::Status id = CheckId("request_id", request.request_id());
  if (!id.ok() || ParseDay(request.effective_from()).has_value()) return id;
  const bool missing = request.effective_from().empty();
  return Refuse({.reason = missing ? v1::FIELD_MISSING : v1::FIELD_MALFORMED,
                 .field = "effective_from",
                 .expected = "YYYY-MM-DD"});
}

// The pack, and on the way every warning; refused at the first error.
absl::StatusOr<std::shared_ptr<const CompiledPack>> LoadGood(const v1::ActivatePackRequest& request,
                                                             v1::ActivatePackReply& reply) {
  const LoadedPack loaded =
      LoadPack(std::vector<v1::PackFile>(request.files().begin(), request.files().end()));
  for (const v1::Finding& finding : loaded.findings) {
    if (finding.level() == v1::FINDING_ERROR) return Invalid(v1::PACK_INVALID, finding);
    *reply.add_warnings() = finding;
  }
  if (!loaded.ok()) return Refuse({.reason = v1::PACK_INVALID, .field = "files"});
  return loaded.compiled;
}

}  // namespace

absl::StatusOr<v1::ActivatePackReply> DecideActivatePack(const Caller& caller,
                                                         const v1::ActivatePackRequest& request,
                                                         const Situation& situation, Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  v1::ActivatePackReply reply;
  const auto next = LoadGood(request, reply);
  if (!next.ok()) return next.status();
  v1::Entry entry = NewEntry(caller, situation);
  v1::PackActivated& activated = *entry.mutable_pack_activated();
  activated = ActivatedOf(request, (*next)->hash);
  reply.set_pack_hash(activated.pack_hash());
  const std::string content = ActivationContent(activated);
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::ACTIVATION, request.request_id(), content}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    reply.set_number(**known);
    return reply;
  }
  const absl::StatusOr<Hash32> authorized = CheckAuthorization(
      request.authorization(), {v1::ACTIVATE_PACK, content, request.request_id()},
      situation.posted_ms, draft);
  if (!authorized.ok()) return authorized.status();
  const auto active = GetRow<v1::PackRow>(draft, Table::kPack, kActivePackKey);
  if (!active.ok()) return active.status();
  if (active->has_value() && (*active)->pack_hash() == activated.pack_hash()) {
    reply.set_number((*active)->number());
    return reply;
  }
  absl::Status kept = CheckAgainstHistory(**next, situation, draft);
  if (kept.ok() && active->has_value()) {
    kept =
        CheckAgainstActive(**next, *ParseDay(request.effective_from()), **active, situation, draft);
  }
  if (!kept.ok()) return kept;

  // Of the whole district: bills from that day on were settled by other rules.
  if (active->has_value()) {
    const auto years = PackLeadYears(activated.effective_from(), situation.Today());
    activated.mutable_lead_years()->Assign(years.begin(), years.end());
  }
  situation.packs.Keep(*next);
  *activated.mutable_authorization() = StoredForm(request.authorization());
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  reply.set_number(*number);
  return reply;
}

}  // namespace yizhan
