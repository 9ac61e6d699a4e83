#include "engine/report/hospital_statement.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/refusal.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

StatedBill BillOf(const v1::Bill& bill) {
  return {.bill_no = bill.bill_no().empty() ? bill.message_id() : bill.bill_no(),
          .visit_no = bill.visit_no(),
          .accounting_date = bill.accounting_date(),
          .total = Money::FromFen(bill.total_fen())};
}

bool HasAnything(const StatementProgram& program) {
  return program.settlements != 0 || program.contras != 0 || program.previous != Money() ||
         program.paid_out != Money();
}

void CountRow(const StatementRow& row, std::map<std::string, StatementProgram>& programs) {
  for (const auto& [id, amount] : row.aid) {
    StatementProgram& program = programs[id];
    ++(row.original == 0 ? program.settlements : program.contras);
    (row.original == 0 ? program.settled : program.taken_back) += amount;
  }
}

// What a close says of one program, and what its entries give.
struct LineFigure {
  const char* name;
  std::int64_t stated_fen;
  std::int64_t found_fen;
};

absl::Status CheckLine(const v1::Entry& close, const v1::ClosedLine& line,
                       const StatementProgram& program) {
  const std::array<LineFigure, 3> figures = {
      {{"opening", line.opening_fen(), program.Opening().fen()},
       {"posted", line.posted_fen(), program.Posted().fen()},
       {"closing", line.closing_fen(), program.Closing().fen()}}};
  for (const LineFigure& figure : figures) {
    if (figure.stated_fen == figure.found_fen) continue;
    const std::string stated = YuanText(Money::FromFen(figure.stated_fen));
    const std::string found = YuanText(Money::FromFen(figure.found_fen));
    const std::string field = line.program_id() + " " + figure.name;
    return Mismatched(absl::StrCat("entry ", close.number(), " closes a period with ", field, " ",
                                   stated, ", its entries give ", found),
                      {.field = field, .expected = stated, .found = found});
  }
  return absl::OkStatus();
}

absl::Status CheckClose(const v1::Entry& close, const HospitalStatement& statement) {
  std::map<std::string, v1::ClosedLine> lines;
  for (const v1::ClosedLine& line : close.period_closed().lines()) {
    lines.emplace(line.program_id(), line);
  }
  for (const auto& [id, program] : statement.programs) lines[id].set_program_id(id);
  for (const auto& [id, line] : lines) {
    const auto found = statement.programs.find(id);
    const StatementProgram program =
        found == statement.programs.end() ? StatementProgram() : found->second;
    if (absl::Status status = CheckLine(close, line, program); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

StatementFold::StatementFold(std::string institution_id, Month month)
    : institution_id_(std::move(institution_id)), month_(month) {}

absl::StatusOr<bool> StatementFold::Read(const v1::Entry& entry) {
  last_number_ = entry.number();
  absl::Status status;
  switch (entry.body_case()) {
    case v1::Entry::kLedgerOpened:
      training_ = entry.ledger_opened().training();
      break;
    case v1::Entry::kPackActivated:
      status = packs_.Read(entry);
      break;
    case v1::Entry::kInstitutionChanged: {
      const v1::Institution& institution = entry.institution_changed().institution();
      if (institution.id() == institution_id_) institution_name_ = institution.name();
      break;
    }
    case v1::Entry::kSettled:
      if (entry.settled().bill().institution_id() == institution_id_) status = AddSettled(entry);
      break;
    case v1::Entry::kContra:
      if (entry.contra().institution_id() == institution_id_) status = AddContra(entry);
      break;
    case v1::Entry::kPaidOut:
      status = AddPaidOut(entry);
      break;
    case v1::Entry::kPeriodClosed:
      if (entry.period_closed().institution_id() == institution_id_) return AddClose(entry);
      break;
    default:
      break;
  }
  if (!status.ok()) return status;
  return true;
}

absl::Status StatementFold::AddSettled(const v1::Entry& entry) {
  const v1::Settled& settled = entry.settled();
  if (settled.path() != v1::REAL_TIME) return absl::OkStatus();  // Payable to the patient.
  const auto parts = packs_.PartsOn(v1::HOSPITAL_RECEIVABLE, entry.number(), settled.pack_hash(),
                                    settled.postings());
  if (!parts.ok()) return parts.status();
  if (parts->empty()) {
    ++unaided_[PostingMonth(entry.posted_ms())];
    return absl::OkStatus();
  }
  StatementRow row{
      .number = entry.number(), .posted_ms = entry.posted_ms(), .bill = BillOf(settled.bill())};
  bills_.emplace(row.number, row.bill);
  AddRow(std::move(row), *parts, settled.pack_hash());
  return absl::OkStatus();
}

absl::Status StatementFold::AddContra(const v1::Entry& entry) {
  const v1::Contra& contra = entry.contra();
  const auto parts = packs_.PartsOn(v1::HOSPITAL_RECEIVABLE, entry.number(), contra.pack_hash(),
                                    contra.postings());
  if (!parts.ok()) return parts.status();
  if (parts->empty()) return absl::OkStatus();
  const auto original = bills_.find(contra.original());
  if (original == bills_.end()) {
    return absl::DataLossError("entry " + std::to_string(entry.number()) +
                               " takes back a settlement that is not there");
  }
  StatementRow row{.number = entry.number(),
                   .posted_ms = entry.posted_ms(),
                   .bill = std::move(original->second),
                   .original = contra.original(),
                   .replaced = contra.replaced_by() != 0};
  row.bill.total = -row.bill.total;
  bills_.erase(original);
  AddRow(std::move(row), *parts, contra.pack_hash());
  return absl::OkStatus();
}

void StatementFold::AddRow(StatementRow row, const std::vector<AidPart>& parts,
                           const std::string& pack_hash) {
  for (const AidPart& part : parts) {
    row.aid[part.program->id] += part.amount;
    row.sum += part.amount;
    StatementProgram& program = programs_[part.program->id];
    program.title = part.program->title.empty() ? part.program->id : part.program->title;
    program.layer = part.program->layer;
    program.fund.clear();
    if (part.program->fund.has_value()) program.fund = part.pack->funds[*part.program->fund].title;
    if (part.program->confidence == Confidence::kIllustrative) program.illustrative = true;
  }
  pending_.push_back({.row = std::move(row), .pack_hash = pack_hash});
}

absl::Status StatementFold::AddPaidOut(const v1::Entry& entry) {
  const v1::PaidOut& paid = entry.paid_out();
  if (paid.payee() != v1::HOSPITAL || paid.institution_id() != institution_id_) {
    return absl::OkStatus();
  }
  for (const v1::NamedPosting& posting : paid.postings()) {
    if (posting.account() != v1::HOSPITAL_RECEIVABLE) continue;
    const absl::StatusOr<Money> amount = BoundedAmount(entry.number(), posting.amount_fen());
    if (!amount.ok()) return amount.status();
    programs_[posting.program_id()].paid_out -= *amount;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> StatementFold::AddClose(const v1::Entry& entry) {
  const v1::PeriodClosed& closed = entry.period_closed();
  const std::optional<Month> month = ParseMonth(closed.period());
  if (!month.has_value() || closed.previous_close() != last_close_) {
    return Mismatched("entry " + std::to_string(entry.number()) + " does not follow the close " +
                          std::to_string(last_close_),
                      {.field = "previous_close",
                       .expected = std::to_string(last_close_),
                       .found = std::to_string(closed.previous_close())});
  }
  absl::StatusOr<HospitalStatement> statement = StatementOf(*month);
  if (!statement.ok()) return statement.status();
  if (absl::Status status = CheckClose(entry, *statement); !status.ok()) return status;
  statement->close = entry;
  statement->close_leaf = LeafHash(EncodeLeaf(entry));
  if (*month == month_) {
    closed_ = *std::move(statement);
    return false;
  }
  if (*month > month_) {
    taken_by_ = entry.number();
    return false;
  }
  for (const auto& [id, program] : statement->programs) {
    programs_[id].previous = program.Closing();
    programs_[id].paid_out = Money();
  }
  std::erase_if(pending_, [&month](const Pending& pending) {
    return PostingMonth(pending.row.posted_ms) <= *month;
  });
  std::erase_if(unaided_, [&month](const auto& counted) { return counted.first <= *month; });
  last_close_ = entry.number();
  return true;
}

absl::StatusOr<HospitalStatement> StatementFold::StatementOf(Month month) const {
  HospitalStatement statement{.institution_id = institution_id_,
                              .institution_name = institution_name_,
                              .month = month,
                              .last_number = last_number_,
                              .training = training_};
  statement.programs = programs_;
  std::map<std::uint64_t, std::uint64_t> ended;
  for (const Pending& pending : pending_) {
    if (pending.row.original != 0) ended[pending.row.original] = pending.row.number;
    if (PostingMonth(pending.row.posted_ms) > month) continue;
    statement.rows.push_back(pending.row);
    statement.pack_hashes.insert(pending.pack_hash);
    CountRow(pending.row, statement.programs);
  }
  for (StatementRow& row : statement.rows) {
    const auto contra = ended.find(row.number);
    if (contra != ended.end()) row.ended_by = contra->second;
  }
  for (const auto& [counted, number] : unaided_) {
    if (counted <= month) statement.unaided += number;
  }
  std::erase_if(statement.programs, [](const auto& named) { return !HasAnything(named.second); });
  return statement;
}

}  // namespace yizhan
