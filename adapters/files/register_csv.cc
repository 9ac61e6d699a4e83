#include "adapters/files/register_csv.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "adapters/files/charset.h"
#include "adapters/files/csv.h"
#include "adapters/files/register_columns.h"
#include "engine/base/money.h"
#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

constexpr std::size_t kFileBytesMax = 64U << 20;

// How a card is told from another inside one file: spaces and the case of letters do not count.
std::string CardInFile(const RegisterRow& row) {
  std::string card = row[Column::kCertType] + "/" + row[Column::kCertNo];
  std::erase(card, ' ');
  for (char& c : card) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return card;
}

void AddSpan(const RegisterRow& row, Column column,
             google::protobuf::RepeatedPtrField<v1::DatedValue>* values) {
  if (row[column].empty()) return;
  v1::DatedValue* value = values->Add();
  value->set_value(row[column]);
  value->set_from(row[Column::kFrom]);
  value->set_until(row[Column::kUntil]);
}

void AddIncome(const RegisterRow& row, v1::ImportPerson* person) {
  const std::optional<Money> income = ParseYuan(row[Column::kHouseholdIncome]);
  if (!income.has_value()) return;
  v1::DatedAmount* amount = person->add_household_incomes();
  amount->set_amount_fen(income->fen());
  amount->set_from(row[Column::kFrom]);
  amount->set_until(row[Column::kUntil]);
}

// Collects rows of one card into one person, in the order in which cards first appear.
class Collector {
 public:
  explicit Collector(RegisterColumns columns) : columns_(std::move(columns)) {}

  void Add(const CsvRecord& record) {
    if (record.fault != CsvFault::kNone) {
      Leave(record, Refuse({.reason = v1::FIELD_MALFORMED, .expected = FaultText(record.fault)}));
      return;
    }
    if (IsBlank(record)) return;
    const absl::StatusOr<RegisterRow> row = columns_.Check(record.cells);
    if (!row.ok()) {
      Leave(record, row.status());
      return;
    }
    Collected& collected = PersonOf(CardInFile(*row), record.line);
    if (absl::Status status = Agree(*row, &collected.person); !status.ok()) {
      Leave(record, status);
      return;
    }
    AddSpans(*row, &collected.person);
  }

  RegisterFile Finish() {
    RegisterFile file;
    for (Collected& collected : collected_) {
      if (!collected.left_out) file.persons.push_back(std::move(collected.person));
    }
    file.refused = std::move(refused_);
    file.reasons = std::move(reasons_);
    return file;
  }

 private:
  struct Collected {
    v1::ImportPerson person;
    bool left_out = false;
  };

  Collected& PersonOf(const std::string& card, std::uint32_t line) {
    const auto [place, is_new] = places_.emplace(card, collected_.size());
    if (is_new) collected_.emplace_back().person.set_line(line);
    return collected_[place->second];
  }

  // Lists the row and leaves its whole person out, as far as the row tells whose it is.
  void Leave(const CsvRecord& record, const absl::Status& status) {
    const v1::ErrorDetail detail = DetailOf(status);
    v1::ImportRefusal& refusal = refused_.emplace_back();
    refusal.set_line(record.line);
    refusal.set_column(detail.field());
    refusal.set_message_zh(detail.message_zh());
    refusal.set_message_en(detail.message_en());
    reasons_.push_back(detail);
    const RegisterRow row = columns_.Pick(record.cells);
    if (row[Column::kCertNo].empty()) return;
    PersonOf(CardInFile(row), record.line).left_out = true;
  }

  // All rows of a card state the same name and birth date; an empty cell states nothing.
  absl::Status Agree(const RegisterRow& row, v1::ImportPerson* person) const {
    const std::string& name = row[Column::kName];
    const std::string& birth_date = row[Column::kBirthDate];
    if (!name.empty() && !person->name().empty() && name != person->name()) {
      return Differs(Column::kName);
    }
    if (!birth_date.empty() && !person->birth_date().empty() &&
        birth_date != person->birth_date()) {
      return Differs(Column::kBirthDate);
    }
    person->mutable_card()->set_cert_type(row[Column::kCertType]);
    person->mutable_card()->set_cert_no(row[Column::kCertNo]);
    if (!name.empty()) person->set_name(name);
    if (!birth_date.empty()) person->set_birth_date(birth_date);
    return absl::OkStatus();
  }

  absl::Status Differs(Column column) const {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = columns_.NameOf(column),
                   .expected = "与同一证件的其他行相同/the same as in this card's other rows"});
  }

  static void AddSpans(const RegisterRow& row, v1::ImportPerson* person) {
    AddSpan(row, Column::kHousehold, person->mutable_households());
    AddIncome(row, person);
    AddSpan(row, Column::kTown, person->mutable_towns());
    AddSpan(row, Column::kInsuranceType, person->mutable_insurance_types());
    AddSpan(row, Column::kIdentity, person->mutable_identities());
    AddSpan(row, Column::kApproval, person->mutable_approvals());
  }

  RegisterColumns columns_;
  std::map<std::string, std::size_t> places_;  // Card in file -> place in collected_.
  std::vector<Collected> collected_;
  std::vector<v1::ImportRefusal> refused_;
  std::vector<v1::ErrorDetail> reasons_;
};

}  // namespace

absl::StatusOr<RegisterFile> ParseRegisterCsv(const std::string& bytes) {
  if (bytes.size() > kFileBytesMax) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = "file",
                   .expected = "<= " + std::to_string(kFileBytesMax),
                   .found = std::to_string(bytes.size())});
  }
  const absl::StatusOr<std::string> text = ToUtf8(bytes);
  if (!text.ok()) return text.status();
  CsvReader reader(*text);
  const std::optional<CsvRecord> header = reader.Next();
  if (!header.has_value() || header->fault != CsvFault::kNone) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "header"});
  }
  absl::StatusOr<RegisterColumns> columns = RegisterColumns::FromHeader(header->cells);
  if (!columns.ok()) return columns.status();

  Collector collector(*std::move(columns));
  while (const std::optional<CsvRecord> record = reader.Next()) collector.Add(*record);
  return collector.Finish();
}

}  // namespace yizhan::files
