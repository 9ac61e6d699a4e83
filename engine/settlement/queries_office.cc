#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

absl::Status CheckSeesAll(const Caller& caller) {
  return caller.SeesAll() ? absl::OkStatus() : Refuse({.reason = v1::NOT_ALLOWED});
}

absl::StatusOr<v1::ListedPack> ListedOf(const v1::PackRow& row, const std::string& active_hash,
                                        const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, row.number());
  if (!entry.ok()) return entry.status();
  v1::ListedPack listed;
  listed.set_number(row.number());
  listed.set_pack_hash(row.pack_hash());
  listed.set_activated_ms(entry->posted_ms());
  listed.set_effective_from(entry->pack_activated().effective_from());
  for (const v1::PackFile& file : entry->pack_activated().files()) {
    listed.add_file_names(file.name());
  }
  listed.set_active(row.pack_hash() == active_hash);
  return listed;
}

}  // namespace

absl::StatusOr<v1::ListInstitutionsReply> Queries::ListInstitutions(const Caller& caller) {
  const std::shared_ptr<const View> view = store_.OpenView();
  v1::ListInstitutionsReply reply;
  bool broken = false;
  const absl::Status scanned =
      view->Scan(Table::kInstitution, "", [&](std::string_view key, std::string_view value) {
        v1::InstitutionRow row;
        broken = !row.ParseFromString(std::string(value));
        if (broken) return false;
        if (!caller.SeesInstitution(std::string(key))) return true;
        v1::ListedInstitution& listed = *reply.add_institutions();
        *listed.mutable_institution() = row.institution();
        *listed.mutable_totals() = row.totals();
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (broken) return absl::DataLossError("an institution's row does not parse");
  return reply;
}

absl::StatusOr<v1::ListFundsReply> Queries::ListFunds(const Caller& caller) {
  const absl::Status allowed = CheckSeesAll(caller);
  if (!allowed.ok()) return allowed;
  const std::shared_ptr<const View> view = store_.OpenView();
  v1::ListFundsReply reply;
  bool broken = false;
  const absl::Status scanned =
      view->Scan(Table::kFund, "", [&](std::string_view key, std::string_view value) {
        v1::FundRow row;
        broken = !row.ParseFromString(std::string(value));
        if (broken) return false;
        v1::FundState& fund = *reply.add_funds();
        fund.set_fund_id(std::string(key));
        fund.set_granted_fen(row.granted_fen());
        fund.set_balance_fen(row.balance_fen());
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (broken) return absl::DataLossError("a fund's row does not parse");
  return reply;
}

absl::StatusOr<v1::ListOfficersReply> Queries::ListOfficers(const Caller& caller) {
  const absl::Status allowed = CheckSeesAll(caller);
  if (!allowed.ok()) return allowed;
  const std::shared_ptr<const View> view = store_.OpenView();
  v1::ListOfficersReply reply;
  bool broken = false;
  const absl::Status scanned = view->Scan(Table::kOfficer, kOfficerIdPrefix,
                                          [&](std::string_view /*key*/, std::string_view value) {
                                            v1::OfficerRow row;
                                            broken = !row.ParseFromString(std::string(value));
                                            if (broken) return false;
                                            *reply.add_officers() = row.officer();
                                            return true;
                                          });
  if (!scanned.ok()) return scanned;
  if (broken) return absl::DataLossError("an officer's row does not parse");
  return reply;
}

absl::StatusOr<v1::ShowPackReply> Queries::ShowPack(const Caller& /*caller*/,
                                                    const v1::ShowPackRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const std::string key = request.pack_hash().empty() ? kActivePackKey : request.pack_hash();
  const auto row = GetRow<v1::PackRow>(*view, Table::kPack, key);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Refuse({.reason = v1::NO_ACTIVE_PACK, .field = "pack_hash"});
  const absl::StatusOr<v1::Entry> entry = ReadEntry(*view, (*row)->number());
  if (!entry.ok()) return entry.status();
  v1::ShowPackReply reply;
  reply.set_number((*row)->number());
  reply.set_pack_hash((*row)->pack_hash());
  const auto& files = entry->pack_activated().files();
  *reply.mutable_files() = files;
  for (v1::PolicyPack& pack :
       LoadPack(std::vector<v1::PackFile>(files.begin(), files.end())).packs) {
    *reply.add_packs() = std::move(pack);
  }
  return reply;
}

absl::StatusOr<v1::ListPacksReply> Queries::ListPacks(const Caller& /*caller*/) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const auto active = GetRow<v1::PackRow>(*view, Table::kPack, kActivePackKey);
  if (!active.ok()) return active.status();
  const std::string active_hash = active->value_or(v1::PackRow()).pack_hash();
  v1::ListPacksReply reply;
  auto row = GetRow<v1::PackRow>(*view, Table::kPack, kNewestPackKey);
  while (row.ok() && row->has_value()) {
    const auto listed = ListedOf(**row, active_hash, *view);
    if (!listed.ok()) return listed.status();
    *reply.add_packs() = *listed;
    if ((*row)->previous_hash().empty()) return reply;
    row = GetRow<v1::PackRow>(*view, Table::kPack, (*row)->previous_hash());
  }
  if (!row.ok()) return row.status();
  return reply;
}

}  // namespace yizhan
