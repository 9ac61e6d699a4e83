#include "adapters/hl7/hl7_billed.h"

#include <utility>
#include <vector>

#include "adapters/hl7/hl7_visit.h"
#include "engine/base/refusal.h"

namespace yizhan::hl7 {
namespace {

constexpr char kBillNotes[] = "hl7.bill";
constexpr char kInvoiceNotes[] = "hl7.invoice";
constexpr std::int64_t kDayMs = 86'400'000;

std::string PrefixOf(const std::string& visit_no) { return visit_no + "/"; }
std::string KeyOf(const v1::Hl7Billed& billed) {
  return PrefixOf(billed.request().bill().visit_no()) + billed.message_id();
}

absl::StatusOr<std::optional<v1::Hl7Billed>> FindBilled(const edge::Notes& notes, const char* kind,
                                                        const std::string& key) {
  const auto value = notes.Find(kind, key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  v1::Hl7Billed billed;
  if (!billed.ParseFromString(**value)) return absl::InternalError("a note of a bill is no bill");
  return billed;
}

// The number of the lines is in all credits, so that is what a person looks at.
absl::Status NotFound(std::size_t found) {
  return Refuse(
      {.reason = v1::SETTLEMENT_UNKNOWN,
       .field = "FT1-2",
       .expected = "一笔未冲销的原单据，明细号与金额逐条相同 / one bill of the same lines",
       .found = std::to_string(found)});
}

bool Matches(const v1::Hl7Billed& billed, const Cancellation& cancellation) {
  const bool same_bill = cancellation.bill_no.empty() || billed.bill_no() == cancellation.bill_no;
  return same_bill && billed.request().bill().visit_no() == cancellation.visit_no &&
         billed.lines_hash() == Bytes(cancellation.lines_hash);
}

template <typename Note>
absl::Status ForgetBefore(edge::Notes& notes, const char* kind, std::int64_t before_ms) {
  std::vector<std::string> old;
  const absl::Status read =
      notes.ForEach(kind, "", [&old, before_ms](std::string_view key, std::string_view value) {
        Note note;
        const bool is_note = note.ParseFromArray(value.data(), static_cast<int>(value.size()));
        if (is_note && note.changed_ms() < before_ms) old.emplace_back(key);
        return true;
      });
  if (!read.ok()) return read;
  for (const std::string& key : old) {
    if (auto status = notes.Erase(kind, key); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<v1::Hl7Billed>> BilledNotes::Find(
    const std::string& visit_no, const std::string& message_id) const {
  return FindBilled(notes_, kBillNotes, PrefixOf(visit_no) + message_id);
}

absl::Status BilledNotes::Remember(const v1::Hl7Billed& billed) {
  return notes_.Put(kBillNotes, KeyOf(billed), billed.SerializeAsString());
}

absl::Status BilledNotes::Forget(const v1::Hl7Billed& billed) {
  return notes_.Erase(kBillNotes, KeyOf(billed));
}

absl::Status BilledNotes::RememberInvoice(const std::string& invoice_no,
                                          const v1::Hl7Billed& billed) {
  v1::Hl7Billed short_note;
  short_note.set_message_id(billed.message_id());
  short_note.set_changed_ms(billed.changed_ms());
  return notes_.Put(kInvoiceNotes, invoice_no, short_note.SerializeAsString());
}

absl::StatusOr<std::string> BilledNotes::FindInvoice(const std::string& invoice_no) const {
  const auto billed = FindBilled(notes_, kInvoiceNotes, invoice_no);
  if (!billed.ok()) return billed.status();
  if (!billed->has_value()) {
    return Refuse({.reason = v1::SETTLEMENT_UNKNOWN, .field = "IVC-1"});
  }
  return (*billed)->message_id();
}

absl::StatusOr<v1::Hl7Billed> BilledNotes::FindCredited(const Cancellation& cancellation,
                                                        const std::string& request_id) const {
  std::vector<v1::Hl7Billed> live;
  std::optional<v1::Hl7Billed> repeated;
  const absl::Status read =
      notes_.ForEach(kBillNotes, PrefixOf(cancellation.visit_no),
                     [&](std::string_view /*key*/, std::string_view value) {
                       v1::Hl7Billed billed;
                       if (!billed.ParseFromArray(value.data(), static_cast<int>(value.size())))
                         return true;
                       if (!Matches(billed, cancellation)) return true;
                       if (billed.taken_back_by() == request_id) repeated = billed;
                       if (billed.taken_back_by().empty()) live.push_back(std::move(billed));
                       return true;
                     });
  if (!read.ok()) return read;
  if (repeated.has_value()) return *std::move(repeated);
  if (live.size() != 1) return NotFound(live.size());
  return std::move(live.front());
}

absl::Status BilledNotes::TakenBack(const std::string& visit_no, const std::string& message_id,
                                    const std::string& request_id) {
  auto billed = Find(visit_no, message_id);
  if (!billed.ok()) return billed.status();
  if (!billed->has_value()) return absl::OkStatus();
  (*billed)->set_taken_back_by(request_id);
  return Remember(**billed);
}

absl::Status BilledNotes::ForgetOld(std::int64_t now_ms) {
  const std::int64_t before_ms = now_ms - kNotesKeptDays * kDayMs;
  for (const char* kind : {kBillNotes, kInvoiceNotes}) {
    if (auto status = ForgetBefore<v1::Hl7Billed>(notes_, kind, before_ms); !status.ok()) {
      return status;
    }
  }
  return ForgetBefore<v1::Hl7Visit>(notes_, kVisitNotes, before_ms);
}

}  // namespace yizhan::hl7
