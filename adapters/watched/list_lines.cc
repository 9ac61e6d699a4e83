#include "adapters/watched/list_lines.h"

#include <algorithm>
#include <utility>

#include "adapters/national/settlement_message.h"
#include "engine/base/refusal.h"

namespace yizhan::watched {
namespace {

absl::Status TooLong(std::size_t bytes) {
  return Refuse({.reason = v1::FIELD_TOO_LONG,
                 .field = "行",
                 .expected = "<= " + std::to_string(kLineBytesMax) + " 字节",
                 .found = std::to_string(bytes)});
}

absl::Status CheckInstitution(const std::string& found, const std::string& institution_id) {
  if (found == institution_id) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "机构编号", .expected = institution_id});
}

bool IsJson(const std::string& raw) { return raw.starts_with("{"); }

absl::StatusOr<LineRequest> ReadJson(const std::string& raw, const std::string& institution_id) {
  const absl::StatusOr<national::Message> message = national::ParseMessage(raw);
  if (!message.ok()) return message.status();
  const absl::Status ours = CheckInstitution(message->fixmedins_code, institution_id);
  if (!ours.ok()) return ours;
  if (const auto* reverse = std::get_if<national::ReverseMessage>(&message->body)) {
    return reverse->request;
  }
  const auto& settle = std::get<national::SettleMessage>(message->body);
  v1::SettleRequest request;
  *request.mutable_bill() = settle.bill;
  *request.mutable_person() = settle.person;
  return request;
}

absl::StatusOr<LineRequest> ReadRow(const std::string& raw, const std::string& institution_id) {
  files::CsvReader reader(raw);
  const std::optional<files::CsvRecord> header = reader.Next();
  const std::optional<files::CsvRecord> record = reader.Next();
  if (!header.has_value() || !record.has_value()) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = "行", .expected = "表头和一行"});
  }
  const absl::StatusOr<BillColumns> columns = BillColumns::FromHeader(header->cells);
  if (!columns.ok()) return columns.status();
  absl::StatusOr<v1::SettleRequest> request = columns->Read(record->cells, institution_id);
  if (!request.ok()) return request.status();
  const absl::Status ours = CheckInstitution(request->bill().institution_id(), institution_id);
  if (!ours.ok()) return ours;
  return *std::move(request);
}

}  // namespace

std::string CsvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    // A row of one empty cell would be no row.
    const bool empty_row = cells.size() == 1 && cells[i].empty();
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos && !empty_row) {
      row += cells[i];
      continue;
    }
    row += '"';
    for (const char c : cells[i]) {
      if (c == '"') row += '"';
      row += c;
    }
    row += '"';
  }
  return row;
}

absl::StatusOr<ListLines> ListLines::FromText(std::string_view text, ListKind kind) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines > kLinesMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = "行数",
                   .expected = "<= " + std::to_string(kLinesMax),
                   .found = std::to_string(lines)});
  }
  ListLines list(text, kind);
  const absl::Status header = kind == ListKind::kCsv ? list.ReadHeader() : absl::OkStatus();
  if (!header.ok()) return header;
  return list;
}

absl::Status ListLines::ReadHeader() {
  const std::optional<files::CsvRecord> header = csv_.Next();
  if (!header.has_value()) return Refuse({.reason = v1::FIELD_MISSING, .field = "表头"});
  if (header->fault != files::CsvFault::kNone) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "表头",
                   .expected = files::FaultText(header->fault)});
  }
  const absl::StatusOr<BillColumns> columns = BillColumns::FromHeader(header->cells);
  if (!columns.ok()) return columns.status();
  header_ = CsvRow(header->cells);
  return absl::OkStatus();
}

std::optional<ListLine> ListLines::Next() {
  return kind_ == ListKind::kCsv ? NextRecord() : NextJson();
}

std::optional<ListLine> ListLines::NextRecord() {
  std::optional<files::CsvRecord> record = csv_.Next();
  while (record.has_value() && files::IsBlank(*record)) record = csv_.Next();
  if (!record.has_value()) return std::nullopt;
  ListLine line{.line = record->line};
  if (record->fault != files::CsvFault::kNone) {
    line.fault = Refuse({.reason = v1::FIELD_MALFORMED,
                         .field = "行",
                         .expected = files::FaultText(record->fault)});
    return line;
  }
  line.raw = header_ + "\n" + CsvRow(record->cells);
  if (line.raw.size() > kLineBytesMax) {
    line.fault = TooLong(line.raw.size());
    line.raw.clear();
  }
  return line;
}

std::optional<ListLine> ListLines::NextJson() {
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view piece = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    if (piece.ends_with('\r')) piece.remove_suffix(1);
    const std::size_t start = piece.find_first_not_of(" \t");
    if (start == std::string_view::npos) continue;
    piece.remove_prefix(start);
    ListLine line{.line = line_};
    if (piece.size() > kLineBytesMax) {
      line.fault = TooLong(piece.size());
    } else if (!piece.starts_with('{')) {
      line.fault = Refuse({.reason = v1::FIELD_MALFORMED, .field = "行", .expected = "JSON {...}"});
    } else {
      line.raw = std::string(piece);
    }
    return line;
  }
  return std::nullopt;
}

absl::StatusOr<LineRequest> ReadLine(const std::string& raw, const std::string& institution_id) {
  return IsJson(raw) ? ReadJson(raw, institution_id) : ReadRow(raw, institution_id);
}

absl::StatusOr<v1::SettleRequest> RereadLine(const std::string& raw,
                                             const std::string& institution_id) {
  absl::StatusOr<LineRequest> request = ReadLine(raw, institution_id);
  if (!request.ok()) return request.status();
  if (auto* settle = std::get_if<v1::SettleRequest>(&*request)) return std::move(*settle);
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE, .field = "infno", .expected = "2207, 2304"});
}

}  // namespace yizhan::watched
