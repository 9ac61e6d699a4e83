#include "tools/cli/desk_books.h"

#include <set>
#include <utility>
#include <variant>

#include "engine/base/check.h"
#include "engine/base/money.h"
#include "tools/cli/training.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::cli {
namespace {

struct Booking {
  std::string institution_id;
  v1::BookedRow row;
};

class Bookkeeper {
 public:
  // Answers of one step overtake each other, so bookings are gathered before refunds are written.
  void Gather(const DeskLine& line, const DeskAnswer& answer) {
    if (answer.kind != DeskKind::kSettled && answer.kind != DeskKind::kReplaced) return;
    const auto* const settle = std::get_if<national::SettleMessage>(&line.message->body);
    YIZHAN_CHECK(settle != nullptr);
    Booking& booking = by_number_[answer.settlement];
    booking.institution_id = line.institution_id;
    const v1::Bill& bill = settle->bill;
    booking.row.set_bill_no(bill.bill_no().empty() ? bill.message_id() : bill.bill_no());
    booking.row.set_visit_no(bill.visit_no());
    *booking.row.mutable_sums() = answer.sums;
    number_of_message_[{line.institution_id, line.message_id}] = answer.settlement;
  }

  void Write(const DeskLine& line, const DeskAnswer& answer) {
    if (answer.kind == DeskKind::kReversed) Refund(answer.settlement);
    if (answer.kind == DeskKind::kReplaced) {
      const auto old = number_of_message_.find({line.institution_id, line.replaces});
      if (old != number_of_message_.end()) Refund(old->second);
    }
    if (answer.kind == DeskKind::kSettled || answer.kind == DeskKind::kReplaced) {
      Book(answer.settlement);
    }
  }

  std::map<std::string, std::vector<v1::BookedRow>> Finish() { return std::move(books_); }

 private:
  void Book(std::uint64_t number) {
    if (!booked_.insert(number).second) return;
    const Booking& booking = by_number_.at(number);
    books_[booking.institution_id].push_back(booking.row);
  }

  // Of a settlement that another run of the desk made there is nothing to take off.
  void Refund(std::uint64_t number) {
    const auto booking = by_number_.find(number);
    if (booking == by_number_.end()) return;
    Book(number);
    v1::BookedRow row = booking->second.row;
    row.set_refund(true);
    books_[booking->second.institution_id].push_back(std::move(row));
  }

  std::map<std::uint64_t, Booking> by_number_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> number_of_message_;
  std::set<std::uint64_t> booked_;
  std::map<std::string, std::vector<v1::BookedRow>> books_;
};

// `training`: a further column, which whoever reads the books passes over.
std::string CsvOf(const std::vector<v1::BookedRow>& rows, bool training) {
  std::string text = "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag";
  text += training ? ",培训 training\n" : "\n";
  for (const v1::BookedRow& row : rows) {
    const std::string sign = row.refund() ? "-" : "";
    text += row.bill_no() + "," + row.visit_no();
    for (const std::int64_t fen :
         {row.sums().total_fen(), row.sums().funds_fen(), row.sums().account_fen()}) {
      text += "," + (fen == 0 ? "" : sign) + YuanText(Money::FromFen(fen));
    }
    text += row.refund() ? ",1" : ",0";
    text += training ? std::string(",") + kTrainingZh + "\n" : "\n";
  }
  return text;
}

}  // namespace

std::map<std::string, std::string> DeskBooks(const std::vector<DeskLine>& script,
                                             const std::vector<DeskAnswer>& answers,
                                             bool training) {
  YIZHAN_CHECK(script.size() == answers.size());
  Bookkeeper keeper;
  for (std::size_t i = 0; i < script.size(); ++i) keeper.Gather(script[i], answers[i]);
  for (std::size_t i = 0; i < script.size(); ++i) keeper.Write(script[i], answers[i]);
  std::map<std::string, std::string> books;
  for (const auto& [institution_id, rows] : keeper.Finish()) {
    books[institution_id] = CsvOf(rows, training);
  }
  return books;
}

}  // namespace yizhan::cli
