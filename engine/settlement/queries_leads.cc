// Queries::ListLeads: what waits for a re-adjudication, oldest first.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/application.h"
#include "engine/books/chain.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

constexpr std::size_t kTownCharactersMax = 64;
constexpr int kLeadsMax = 20'000;

absl::StatusOr<std::uint32_t> YearOfContra(const v1::Contra& contra, const Reader& state) {
  absl::StatusOr<v1::Entry> original = EntryAt(contra.original(), state);
  if (!original.ok()) return original.status();
  const absl::StatusOr<Bill> bill = StoredBill(AsSettlement(*std::move(original)).settled());
  if (!bill.ok()) return bill.status();
  return static_cast<std::uint32_t>(YearOf(bill->accounting_date));
}

// Cause, years and settlements: of the entry that the row names.
absl::Status FillCause(const v1::Entry& entry, const v1::LeadRow& row, const Reader& state,
                       v1::Lead& lead) {
  *lead.mutable_years() = row.years();
  switch (entry.body_case()) {
    case v1::Entry::kContra: {
      lead.set_cause(v1::Lead::CONTRA);
      const absl::StatusOr<std::uint32_t> year = YearOfContra(entry.contra(), state);
      if (!year.ok()) return year.status();
      lead.add_years(*year);
      return absl::OkStatus();
    }
    case v1::Entry::kAdjusted:
      lead.set_cause(v1::Lead::ADJUSTMENT);
      lead.add_years(entry.adjusted().year());
      return absl::OkStatus();
    case v1::Entry::kPersonChanged:
      lead.set_cause(v1::Lead::REGISTER_CHANGE);
      *lead.mutable_settlements() = entry.person_changed().touched();
      return absl::OkStatus();
    case v1::Entry::kPackActivated:
      lead.set_cause(v1::Lead::PACK);
      return absl::OkStatus();
    default:
      return absl::DataLossError("entry " + std::to_string(entry.number()) + " opens no lead");
  }
}

absl::StatusOr<v1::Lead> LeadOfRow(const v1::LeadRow& row, Day today, const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = EntryAt(row.contra(), state);
  if (!entry.ok()) return entry.status();
  v1::Lead lead;
  lead.set_number(row.contra());
  lead.set_person_no(row.person_no());
  lead.set_since(DayText(BusinessDay(entry->posted_ms())));
  const absl::Status filled = FillCause(*entry, row, state, lead);
  if (!filled.ok()) return filled;
  if (row.person_no() == 0) return lead;
  const auto person = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(row.person_no()));
  if (!person.ok()) return person.status();
  lead.set_town(TownOn(person->value_or(v1::PersonRow()).record(), today));
  return lead;
}

// What a pack opened is the whole district's: seen by all who ask for no town.
bool Wanted(const v1::Lead& lead, const Caller& caller, const std::string& town) {
  if (lead.person_no() == 0) return town.empty();
  return caller.SeesTown(lead.town()) && (town.empty() || lead.town() == town);
}

}  // namespace

absl::StatusOr<v1::ListLeadsReply> Queries::ListLeads(const Caller& caller,
                                                      const v1::ListLeadsRequest& request) {
  absl::Status status = CheckText("town", request.town(), kTownCharactersMax);
  if (status.ok()) status = CheckSeesPeople(caller);
  if (!status.ok()) return status;
  const std::shared_ptr<const View> view = store_.OpenView();
  const Day today = BusinessDay(clock_.NowMs());
  v1::ListLeadsReply reply;
  const absl::Status scanned =
      view->Scan(Table::kLead, "", [&](std::string_view /*key*/, std::string_view value) {
        v1::LeadRow row;
        if (!row.ParseFromString(std::string(value))) {
          status = absl::DataLossError("a lead's row does not parse");
          return false;
        }
        absl::StatusOr<v1::Lead> lead = LeadOfRow(row, today, *view);
        status = lead.status();
        if (!status.ok()) return false;
        if (Wanted(*lead, caller, request.town())) *reply.add_leads() = *std::move(lead);
        if (reply.leads_size() <= kLeadsMax) return true;
        status = Refuse({.reason = v1::TOO_MANY_ITEMS,
                         .field = "town",
                         .expected = "at most " + std::to_string(kLeadsMax)});
        return false;
      });
  if (!scanned.ok()) return scanned;
  if (!status.ok()) return status;
  return reply;
}

}  // namespace yizhan
