#include <functional>
#include <memory>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/payables.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

constexpr int kPayablesMax = 10'000;
constexpr char kPersonHolders[] = "P";

using TakePayable = std::function<absl::Status(v1::Payable)>;

absl::Status CheckAsked(const v1::ListPayablesRequest& request) {
  if (!v1::Payee_IsValid(request.payee())) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "payee",
                   .found = std::to_string(request.payee())});
  }
  const bool hospital = !request.institution_id().empty();
  const bool both = hospital && request.has_person();
  if (!both && !(hospital && request.payee() == v1::PATIENT) &&
      !(request.has_person() && request.payee() == v1::HOSPITAL)) {
    return absl::OkStatus();
  }
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "payee",
                 .expected = "one payee, or one kind of payee"});
}

// A row's payable, taken when something is open.
template <typename... RowParts>
absl::Status TakeOpen(const TakePayable& take, const RowParts&... row) {
  absl::StatusOr<v1::Payable> payable = PayableOf(row...);
  if (!payable.ok()) return payable.status();
  return take(*std::move(payable));
}

absl::Status TakeHospitals(const View& view, const TakePayable& take) {
  absl::Status status;
  const absl::Status scanned =
      view.Scan(Table::kInstitution, "", [&](std::string_view /*key*/, std::string_view value) {
        v1::InstitutionRow row;
        if (!row.ParseFromString(std::string(value))) {
          status = absl::DataLossError("an institution's row does not parse");
        } else if (!row.owed().empty()) {
          status = TakeOpen(take, row);
        }
        return status.ok();
      });
  return scanned.ok() ? status : scanned;
}

absl::Status TakePatients(const View& view, const TakePayable& take) {
  absl::Status status;
  const absl::Status scanned =
      view.Scan(Table::kHolder, kPersonHolders, [&](std::string_view key, std::string_view value) {
        v1::HolderRow row;
        const std::optional<HolderName> name = HolderOfKey(key);
        if (!name.has_value() || !row.ParseFromString(std::string(value))) {
          status = absl::DataLossError("a holder's row does not parse");
        } else if (!row.owed().empty()) {
          status = TakeOpen(take, name->number, row);
        }
        return status.ok();
      });
  return scanned.ok() ? status : scanned;
}

absl::Status TakeHospital(const std::string& id, const Reader& state, const TakePayable& take) {
  const auto row = GetRow<v1::InstitutionRow>(state, Table::kInstitution, id);
  if (!row.ok()) return row.status();
  if (row->has_value()) {
    return (*row)->owed().empty() ? absl::OkStatus() : TakeOpen(take, **row);
  }
  return Refuse({.reason = v1::INSTITUTION_UNKNOWN, .field = "institution_id", .found = id});
}

absl::Status TakePatient(std::uint64_t person_no, const Reader& state, const TakePayable& take) {
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(person_no));
  if (!row.ok()) return row.status();
  const v1::HolderRow holder = row->value_or(v1::HolderRow());
  return holder.owed().empty() ? absl::OkStatus() : TakeOpen(take, person_no, holder);
}

}  // namespace

absl::StatusOr<v1::ListPayablesReply> Queries::ListPayables(
    const Caller& caller, const v1::ListPayablesRequest& request) {
  absl::Status status = CheckSeesPeople(caller);
  if (status.ok()) status = CheckAsked(request);
  if (!status.ok()) return status;
  const std::shared_ptr<const View> view = store_.OpenView();
  const Day today = BusinessDay(clock_.NowMs());
  v1::ListPayablesReply reply;
  const TakePayable take = [&](v1::Payable payable) -> absl::Status {
    const absl::StatusOr<std::string> town = TownOfPayee(payable, today, *view);
    if (!town.ok()) return town.status();
    if (!caller.SeesTown(*town)) return absl::OkStatus();
    if (reply.payables_size() == kPayablesMax) {
      return Refuse({.reason = v1::TOO_MANY_ITEMS,
                     .field = "payee",
                     .expected = "at most " + std::to_string(kPayablesMax)});
    }
    payable.set_town(*town);
    const absl::Status titled = SetTitles(*view, packs_, payable);
    if (titled.ok()) *reply.add_payables() = std::move(payable);
    return titled;
  };
  const bool one = !request.institution_id().empty() || request.has_person();
  if (!request.institution_id().empty()) {
    status = TakeHospital(request.institution_id(), *view, take);
  } else if (request.has_person()) {
    const auto person = FindPerson(caller, request.person(), index_key_, today, *view);
    if (!person.ok()) return person.status();
    status = TakePatient(person->person_no, *view, take);
  }
  if (!one && request.payee() != v1::PATIENT) status = TakeHospitals(*view, take);
  if (!one && status.ok() && request.payee() != v1::HOSPITAL) status = TakePatients(*view, take);
  if (!status.ok()) return status;
  return reply;
}

}  // namespace yizhan
