#include "engine/settlement/result.h"

#include "engine/adjudicate/bill_form.h"
#include "engine/adjudicate/warning.h"
#include "engine/base/refusal.h"
#include "engine/books/application.h"
#include "engine/books/keys.h"
#include "engine/books/opening.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

void AddLines(const CompiledPack& pack, v1::SettleResult& result) {
  for (const v1::Step& step : result.outcome().steps()) {
    if (step.status() != v1::CHOSEN || step.figures().pay_fen() == 0) continue;
    const CompiledProgram& program = pack.programs[step.program()];
    v1::AidLine& line = *result.add_lines();
    line.set_program_id(program.id);
    line.set_title(program.title);
    line.set_title_en(program.title_en);
    line.set_layer(static_cast<v1::Layer>(program.layer));
    line.set_document(program.document);
    line.set_confidence(static_cast<v1::Confidence>(program.confidence));
    line.set_pay_fen(step.figures().pay_fen());
    if (program.confidence == Confidence::kIllustrative) result.set_illustrative(true);
  }
}

// A settlement's pack is the one that was active when it was posted (R16, D10).
void AddWarnings(const CompiledPack& pack, const v1::Settled& settled, v1::SettleResult& result) {
  for (const v1::Crossing& crossing : settled.crossings()) {
    if (crossing.up()) *result.add_warnings() = WarningOf(pack, crossing);
  }
}

absl::Status AddInstitutionName(const Reader& state, v1::SettleResult& result) {
  const auto row =
      GetRow<v1::InstitutionRow>(state, Table::kInstitution, result.bill().institution_id());
  if (!row.ok()) return row.status();
  if (row->has_value()) result.set_institution_name((*row)->institution().name());
  return absl::OkStatus();
}

absl::Status AddTraining(const Reader& state, v1::SettleResult& result) {
  const absl::StatusOr<v1::LedgerOpened> opened = OpeningOf(state);
  if (!opened.ok()) return opened.status();
  result.set_training(opened->training());
  return absl::OkStatus();
}

absl::Status AddPresentState(const v1::Entry& entry, const Reader& state,
                             v1::SettleResult& result) {
  const auto key = GetRow<v1::MessageKeyRow>(
      state, Table::kMessageKey, MessageKey(entry.sender(), result.bill().message_id()));
  if (!key.ok()) return key.status();
  if (!key->has_value() || (*key)->number() != entry.number()) {
    return absl::DataLossError("settlement " + std::to_string(entry.number()) +
                               " has no message key");
  }
  result.set_state((*key)->state());
  result.set_ended_by((*key)->ended_by());
  result.set_adjusted_by((*key)->adjustment());
  return absl::OkStatus();
}

// The digest a quote of this settlement carried: fingerprint and outcome are in the entry.
absl::StatusOr<Hash32> StoredQuoteDigest(const v1::Settled& settled, const CompiledPack& pack) {
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const Hash32 fingerprint = BillFingerprint(*bill, settled.facts().person_no());
  return QuoteDigest(fingerprint, pack, settled.outcome());
}

absl::Status AddOutside(const v1::Entry& entry, const Reader& state, PackCatalog& packs,
                        v1::SettleResult& result) {
  if (!entry.has_outside_aid()) return absl::OkStatus();
  const v1::OutsideAid& aid = entry.outside_aid();
  const auto pack = packs.Find(state, aid.pack_hash());
  if (!pack.ok()) return pack.status();
  v1::OutsideFact& fact = *result.mutable_outside_aid();
  fact.set_program_id((*pack)->programs[aid.program()].id);
  fact.set_service_end(aid.service_end());
  fact.set_accounting_date(aid.accounting_date());
  fact.set_base_fen(aid.base_fen());
  fact.set_paid_fen(aid.paid_fen());
  fact.set_bill_no(aid.bill_no());
  fact.set_reference(aid.reference());
  return absl::OkStatus();
}

void AddApplication(const v1::Entry& entry, v1::SettleResult& result) {
  if (!entry.has_application_settled()) return;
  const v1::ApplicationSettled& settled = entry.application_settled();
  v1::Application& application = *result.mutable_application();
  application.set_program_id(settled.program_id());
  application.set_year(settled.year());
  *application.mutable_bills() = settled.bills();
  *application.mutable_residuals() = settled.residuals();
}

}  // namespace

absl::StatusOr<v1::Entry> ReadEntry(const Reader& state, std::uint64_t number) {
  const absl::StatusOr<std::string> leaf = state.Leaf(number);
  if (!leaf.ok()) return leaf.status();
  return DecodeLeaf(*leaf);
}

absl::StatusOr<v1::SettleResult> ResultOf(std::uint64_t number, const Reader& state,
                                          PackCatalog& packs) {
  const Refusal unknown{.reason = v1::SETTLEMENT_UNKNOWN, .found = std::to_string(number)};
  if (number >= state.size()) return Refuse(unknown);
  const absl::StatusOr<std::string> leaf = state.Leaf(number);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  v1::SettleResult result;
  AddApplication(*entry, result);
  const absl::Status outside = AddOutside(*entry, state, packs, result);
  if (!outside.ok()) return outside;
  entry = AsSettlement(*std::move(entry));
  if (!entry->has_settled()) return Refuse(unknown);
  const v1::Settled& settled = entry->settled();
  const auto pack = packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();

  result.set_number(number);
  result.set_posted_ms(entry->posted_ms());
  result.set_person_no(settled.facts().person_no());
  *result.mutable_bill() = settled.bill();
  *result.mutable_outcome() = settled.outcome();
  result.set_after_the_fact(settled.path() == v1::AFTER_THE_FACT);
  result.set_pack_hash(settled.pack_hash());
  result.set_leaf_hash(Bytes(LeafHash(*leaf)));
  const absl::StatusOr<Hash32> digest = StoredQuoteDigest(settled, **pack);
  if (!digest.ok()) return digest.status();
  result.set_quote_digest(Bytes(*digest));
  AddLines(**pack, result);
  AddWarnings(**pack, settled, result);
  absl::Status status = AddInstitutionName(state, result);
  if (status.ok()) status = AddTraining(state, result);
  if (!status.ok()) return status;
  status = AddPresentState(*entry, state, result);
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<v1::SettleResult> QuotedResult(const Evaluated& evaluated,
                                              const v1::Settled& settled, const Reader& state) {
  v1::SettleResult result;
  result.set_person_no(evaluated.person.person_no);
  *result.mutable_bill() = ToMessage(evaluated.bill);
  *result.mutable_outcome() = ToMessage(evaluated.outcome);
  result.set_pack_hash(Bytes(evaluated.pack->hash));
  result.set_quote_digest(Bytes(evaluated.quote_digest));
  result.set_state(v1::NOT_POSTED);
  AddLines(*evaluated.pack, result);
  AddWarnings(*evaluated.pack, settled, result);
  absl::Status status = AddInstitutionName(state, result);
  if (status.ok()) status = AddTraining(state, result);
  if (!status.ok()) return status;
  return result;
}

}  // namespace yizhan
