// HandMade: a log written by hand, entry by entry, under the small pack: what the folds of reports
// read when the engine is not what is tested.
//
// Units:    fen; days "YYYY-MM-DD", entries are posted at noon in Shanghai.
// Threads:  one.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/date.h"
#include "engine/books/postings.h"
#include "engine/policy/load_pack.h"
#include "tests/support/small_pack.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan::test {

// Places in the small pack.
inline constexpr std::uint32_t kHalf = 0;     // Municipal.
inline constexpr std::uint32_t kCharity = 4;  // Charity, fund "fund".

struct Given {
  std::string day = "2012-06-10";
  std::int64_t half_fen = 0;
  std::int64_t charity_fen = 0;
  std::uint64_t person_no = 1;
  std::string town = "A";
  std::vector<std::string> identities = {"dibao"};
  std::string institution_id = "H1";
  v1::Path path = v1::REAL_TIME;
};

// program id, opening, posted
struct Line {
  std::string program_id;
  std::int64_t opening_fen = 0;
  std::int64_t posted_fen = 0;
};

class HandMade {
 public:
  explicit HandMade(const std::vector<std::string>& thresholds = {}) {
    const v1::PackFile file = SmallPackWarning(thresholds);
    v1::Entry& entry = Add("2012-01-01");
    *entry.mutable_pack_activated()->add_files() = file;
    const LoadedPack loaded = LoadPack({file});
    YIZHAN_CHECK(loaded.ok());
    hash_ = Bytes(loaded.compiled->hash);
    for (const char* id : {"H1", "H2"}) {
      v1::Institution& institution =
          *Add("2012-01-01").mutable_institution_changed()->mutable_institution();
      institution.set_id(id);
      institution.set_name(std::string(id) + "医院");
    }
  }

  v1::Entry& Add(const std::string& day) {
    constexpr std::int64_t kDayMs = 86'400'000;
    constexpr std::int64_t kNoonMs = 4 * 3'600'000;  // 12:00 in Shanghai.
    const std::optional<Day> parsed = ParseDay(day);
    YIZHAN_CHECK(parsed.has_value());
    v1::Entry& entry = entries_.emplace_back();
    entry.set_number(entries_.size() - 1);
    entry.set_posted_ms(parsed->days * kDayMs + kNoonMs);
    return entry;
  }

  std::uint64_t Settle(const Given& given) {
    v1::Entry& entry = Add(given.day);
    v1::Settled& settled = *entry.mutable_settled();
    v1::Bill& bill = *settled.mutable_bill();
    bill.set_institution_id(given.institution_id);
    bill.set_bill_no("b-" + std::to_string(entry.number()));
    bill.set_visit_no("v-" + std::to_string(entry.number()));
    bill.set_accounting_date(given.day);
    bill.set_total_fen(10 * (given.half_fen + given.charity_fen));
    settled.mutable_facts()->set_person_no(given.person_no);
    settled.mutable_facts()->set_town(given.town);
    for (const std::string& identity : given.identities) {
      settled.mutable_facts()->add_identities()->set_value(identity);
    }
    settled.set_pack_hash(hash_);
    settled.set_path(given.path);
    Pay(kHalf, given.half_fen, settled);
    Pay(kCharity, given.charity_fen, settled);
    for (const v1::Posting& posting : PostingsOf(settled.outcome(), given.path)) {
      *settled.add_postings() = posting;
    }
    return entry.number();
  }

  std::uint64_t TakeBack(std::uint64_t original, const std::string& day) {
    const v1::Settled settled = entries_.at(original).settled();
    v1::Entry& entry = Add(day);
    v1::Contra& contra = *entry.mutable_contra();
    contra.set_original(original);
    contra.set_institution_id(settled.bill().institution_id());
    contra.set_person_no(settled.facts().person_no());
    contra.set_pack_hash(hash_);
    contra.set_aid_fen(-settled.outcome().aid_fen());
    for (v1::Posting posting : settled.postings()) {
      posting.set_amount_fen(-posting.amount_fen());
      *contra.add_postings() = posting;
    }
    return entry.number();
  }

  std::uint64_t Close(const std::string& period, const std::string& day, std::uint64_t previous,
                      const std::vector<Line>& lines) {
    v1::Entry& entry = Add(day);
    v1::PeriodClosed& close = *entry.mutable_period_closed();
    close.set_institution_id("H1");
    close.set_period(period);
    close.set_previous_close(previous);
    for (const Line& line : lines) {
      v1::ClosedLine& closed = *close.add_lines();
      closed.set_program_id(line.program_id);
      closed.set_opening_fen(line.opening_fen);
      closed.set_posted_fen(line.posted_fen);
      closed.set_closing_fen(line.opening_fen + line.posted_fen);
    }
    return entry.number();
  }

  // To H1, by program id.
  void PayOut(const std::string& day,
              const std::vector<std::pair<std::string, std::int64_t>>& lines) {
    v1::PaidOut& paid = *Add(day).mutable_paid_out();
    paid.set_payee(v1::HOSPITAL);
    paid.set_institution_id("H1");
    for (const auto& [program_id, fen] : lines) {
      for (const auto account : {v1::HOSPITAL_RECEIVABLE, v1::PAID}) {
        v1::NamedPosting& posting = *paid.add_postings();
        posting.set_account(account);
        posting.set_program_id(program_id);
        posting.set_payee(v1::HOSPITAL);
        posting.set_amount_fen(account == v1::PAID ? fen : -fen);
      }
    }
  }

  v1::Crossing& Cross(std::uint64_t settlement, bool up, std::uint64_t person_no) {
    v1::Crossing& crossing = *entries_.at(settlement).mutable_settled()->add_crossings();
    crossing.set_up(up);
    crossing.set_person_no(person_no);
    crossing.set_year(2012);
    return crossing;
  }
  void Handle(std::uint64_t raised_by, v1::AlertState state, const std::string& day) {
    v1::AlertHandled& handled = *Add(day).mutable_alert_handled();
    handled.set_raised_by(raised_by);
    handled.set_state(state);
  }

  std::vector<v1::Entry>& entries() { return entries_; }
  const std::string& pack_hash() const { return hash_; }

 private:
  static void Pay(std::uint32_t program, std::int64_t pay_fen, v1::Settled& settled) {
    if (pay_fen == 0) return;
    v1::Step& step = *settled.mutable_outcome()->add_steps();
    step.set_program(program);
    step.set_status(v1::CHOSEN);
    step.mutable_figures()->set_pay_fen(pay_fen);
    settled.mutable_outcome()->set_aid_fen(settled.outcome().aid_fen() + pay_fen);
  }

  std::vector<v1::Entry> entries_;
  std::string hash_;
};

// Entries in order until the fold wants no more; the first failure.
template <typename Fold>
absl::Status ReadAll(const std::vector<v1::Entry>& entries, Fold& fold) {
  for (const v1::Entry& entry : entries) {
    const absl::StatusOr<bool> more = fold.Read(entry);
    if (!more.ok()) return more.status();
    if (!*more) break;
  }
  return absl::OkStatus();
}

}  // namespace yizhan::test
