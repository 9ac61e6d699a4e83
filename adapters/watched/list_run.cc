#include "adapters/watched/list_run.h"

#include <algorithm>
#include <utility>

#include "adapters/files/charset.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::watched {
namespace {

constexpr std::uint32_t kRowsBetweenSyncs = 100;
constexpr std::size_t kShownNameBytesMax = 100;
constexpr char kTraining[] = "【培训】";

absl::Status NotNow() { return absl::UnavailableError("goes on later"); }

ListKind KindOf(const std::string& name) {
  const char last = name.empty() ? 'v' : name.back();
  return last == 'l' || last == 'L' ? ListKind::kJsonLines : ListKind::kCsv;
}

// Nothing is posted, and the same line may be sent again; a disk that refuses is among them.
bool IsNotNow(const absl::Status& status) {
  const v1::ErrorClass error_class = DetailOf(status).error_class();
  return error_class != v1::REJECTED && error_class != v1::CONFLICT;
}

// What is wrong with a file has words of its own, without a reason.
ResultRow FileRow(const absl::Status& why) {
  ResultRow row = RefusedRow(why);
  row.number = 0;
  return row;
}

}  // namespace

std::string ShownName(const std::string& name) {
  std::size_t end = std::min(name.size(), kShownNameBytesMax);
  while (end > 0 && end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
    --end;
  }
  std::string shown = name.substr(0, end);
  const bool utf8 = IsUtf8(shown);
  for (char& c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8)) c = '?';
  }
  return shown;
}

absl::Status ListRun::RefuseFile(const std::string& result, const absl::Status& why) const {
  const absl::Status begun = folder_.Begin(result, ResultHead() + TextOf(FileRow(why)));
  if (!begun.ok()) return begun;
  return folder_.Publish(result);
}

absl::Status ListRun::Run(const ListJob& job) {
  const absl::StatusOr<std::string> text = files::ToUtf8(job.bytes);
  if (!text.ok()) return RefuseFile(job.result, text.status());
  absl::StatusOr<ListLines> lines = ListLines::FromText(*text, KindOf(job.name));
  if (!lines.ok()) return RefuseFile(job.result, lines.status());
  const absl::StatusOr<std::uint32_t> done_line = Resume(job);
  if (!done_line.ok()) return done_line.status();
  tickets_.clear();
  const absl::Status ran = Lines(job, *lines, *done_line);
  if (!ran.ok()) return ran;
  const absl::Status published = folder_.Publish(job.result);
  if (!published.ok()) return published;
  for (const edge::Ticket ticket : tickets_) intake_.Delivered(ticket);
  return intake_.notes().Erase(kUnderWayNotes, job.name);
}

absl::StatusOr<std::uint32_t> ListRun::Resume(const ListJob& job) {
  const auto under_way = intake_.notes().Find(kUnderWayNotes, job.name);
  if (!under_way.ok()) return under_way.status();
  if (under_way->has_value() && **under_way == job.digest) {
    const std::string part = folder_.Begun(job.result);
    const Written written = WholeRows(part);
    if (written.bytes > 0) {
      const absl::Status begun =
          folder_.Begin(job.result, std::string_view(part).substr(0, written.bytes));
      if (!begun.ok()) return begun;
      return written.last_line;
    }
  }
  // The part first: a note beside another list's part would pass over lines.
  const absl::Status begun = folder_.Begin(job.result, ResultHead());
  if (!begun.ok()) return begun;
  const absl::Status noted = intake_.notes().Put(kUnderWayNotes, job.name, job.digest);
  if (!noted.ok()) return noted;
  return 0U;
}

absl::Status ListRun::Lines(const ListJob& job, ListLines& lines, std::uint32_t done_line) {
  const std::string peer = "file:" + ShownName(job.name) + ":";
  std::uint32_t unsynced = 0;
  while (std::optional<ListLine> line = lines.Next()) {
    if (line->line <= done_line) continue;
    if (stop_.load()) return NotNow();
    absl::StatusOr<ResultRow> row = Line(peer + std::to_string(line->line), *line);
    if (!row.ok()) {
      const absl::Status told = WriteLater(job, line->line);
      return told.ok() ? row.status() : told;
    }
    row->line = line->line;
    const absl::Status written = folder_.Append(job.result, TextOf(*std::move(row)));
    if (!written.ok()) return written;
    if (++unsynced < kRowsBetweenSyncs) continue;
    unsynced = 0;
    const absl::Status synced = folder_.Sync(job.result);
    if (!synced.ok()) return synced;
  }
  return absl::OkStatus();
}

absl::StatusOr<ResultRow> ListRun::Line(const std::string& peer, const ListLine& line) {
  // Not a line of anything: what lies in the folder is kept there, and the row says why.
  if (!line.fault.ok()) return RefusedRow(line.fault);
  const absl::StatusOr<edge::Ticket> ticket =
      intake_.Receive({.protocol = edge::Protocol::kFiles, .peer = peer, .raw = line.raw});
  if (!ticket.ok()) return NotNow();
  tickets_.push_back(*ticket);
  const absl::StatusOr<LineRequest> request = ReadLine(line.raw, institution_id_);
  if (!request.ok()) {
    intake_.Unreadable(*ticket, request.status());
    return RefusedRow(request.status());
  }
  if (const auto* settle = std::get_if<v1::SettleRequest>(&*request)) {
    return Settle(*ticket, *settle);
  }
  return Reverse(*ticket, std::get<v1::ReverseRequest>(*request));
}

absl::StatusOr<ResultRow> ListRun::Settle(edge::Ticket ticket, const v1::SettleRequest& request) {
  const absl::StatusOr<edge::Settled> settled = intake_.Settle(ticket, request);
  if (!settled.ok() && IsNotNow(settled.status())) return NotNow();
  ResultRow row = !settled.ok()     ? RefusedRow(settled.status())
                  : settled->late() ? LateRow()
                                    : SettledRow(*settled->result);
  row.message_id = request.bill().message_id();
  return row;
}

absl::StatusOr<ResultRow> ListRun::Reverse(edge::Ticket ticket, const v1::ReverseRequest& request) {
  const absl::StatusOr<v1::ReverseReply> reply = intake_.Reverse(ticket, request);
  if (!reply.ok() && IsNotNow(reply.status())) return NotNow();
  ResultRow row = reply.ok() ? ReversedRow(*reply) : RefusedRow(reply.status());
  row.message_id = request.request_id();
  return row;
}

std::string ListRun::TextOf(ResultRow row) const {
  if (intake_.training()) row.reason.insert(0, kTraining);
  return ResultText(row);
}

// What is done so far, and that the rest follows; the part goes on growing.
absl::Status ListRun::WriteLater(const ListJob& job, std::uint32_t line) const {
  const std::string done = folder_.Begun(job.result);
  ResultRow later = LaterRow();
  later.line = line;
  const absl::Status begun = folder_.Begin(job.result, done + TextOf(later));
  if (!begun.ok()) return begun;
  const absl::Status published = folder_.Publish(job.result);
  if (!published.ok()) return published;
  return folder_.Begin(job.result, done);
}

}  // namespace yizhan::watched
