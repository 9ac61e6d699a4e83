// Fuzz target: any bytes posted to the national door. It answers with JSON, and what it settles
// balances (the door checks that itself). Behind it is a centre that pays no aid. The same bytes
// are what a file of a statement's rows may be, which takes two messages to come to, and its sums.

#include <algorithm>
#include <map>
#include <string>

#include "adapters/national/detail_rows.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/national_door.h"
#include "adapters/national/statement_totals.h"
#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "tests/fuzz/reached.h"
#include "tests/fuzz/target.h"

namespace yizhan::national {
namespace {

class ForgetfulNotes : public edge::Notes {
 public:
  absl::Status Write(const std::vector<edge::NoteChange>& changes) override {
    for (const edge::NoteChange& change : changes) {
      if (change.value.has_value()) kept_ = {change.key, *change.value};
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<std::string>> Find(std::string_view,
                                                  std::string_view key) const override {
    if (kept_.first != key) return std::nullopt;
    return kept_.second;
  }
  absl::Status ForEach(
      std::string_view, std::string_view,
      const std::function<bool(std::string_view, std::string_view)>& item) const override {
    item(kept_.first, kept_.second);
    return absl::OkStatus();
  }

 private:
  std::pair<std::string, std::string> kept_;
};

// What the engine would refuse is refused; the rest is settled without aid.
absl::StatusOr<v1::SettleResult> ResultOf(const v1::Bill& bill) {
  std::int64_t paid_fen = bill.hospital_borne_fen();
  for (const v1::InsurerPayment& payment : bill.insurer_payments()) {
    paid_fen += payment.amount_fen();
  }
  const std::int64_t due_fen = bill.total_fen() - paid_fen;
  if (due_fen < 0) return Refuse({.reason = v1::PAYMENTS_EXCEED_TOTAL});
  if (bill.account_pay_fen() > due_fen) return Refuse({.reason = v1::ACCOUNT_EXCEEDS_REST});
  fuzz::ReachedABill();
  v1::SettleResult result;
  result.set_number(7);
  *result.mutable_bill() = bill;
  result.mutable_outcome()->set_patient_due_fen(due_fen);
  result.mutable_outcome()->set_account_applied_fen(bill.account_pay_fen());
  result.mutable_outcome()->set_cash_due_fen(due_fen - bill.account_pay_fen());
  return result;
}

class FuzzIntake : public edge::Intake {
 public:
  absl::StatusOr<edge::Ticket> Receive(const edge::Arrival&) override { return 1; }
  absl::StatusOr<edge::Settled> Settle(edge::Ticket, const v1::SettleRequest& request) override {
    absl::StatusOr<v1::SettleResult> result = ResultOf(request.bill());
    if (!result.ok()) return result.status();
    return edge::Settled{.result = *std::move(result)};
  }
  absl::StatusOr<v1::ReverseReply> Reverse(edge::Ticket, const v1::ReverseRequest&) override {
    v1::ReverseReply reply;
    reply.set_tombstone(true);
    return reply;
  }
  absl::StatusOr<std::optional<v1::ReverseReply>> ReverseForSure(
      edge::Ticket, const v1::ReverseRequest&) override {
    return std::nullopt;
  }
  absl::StatusOr<v1::ReplaceReply> Replace(edge::Ticket, const v1::ReplaceRequest&) override {
    return v1::ReplaceReply();
  }
  void Unreadable(edge::Ticket, const absl::Status& why) override { YIZHAN_CHECK(!why.ok()); }
  void Done(edge::Ticket) override {}
  void Delivered(edge::Ticket) override {}
  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) override {
    return ResultOf(request.bill());
  }
  absl::StatusOr<v1::GetReply> Find(const v1::GetRequest&) override { return v1::GetReply(); }
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) override {
    YIZHAN_CHECK(!request.person().card().cert_no().empty());
    v1::VerifyReply reply;
    reply.add_identities("dibao");
    return reply;
  }
  absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest&) override {
    return v1::ExplainReply();
  }
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(const v1::ListAccountsRequest&) override {
    return v1::ListAccountsReply();
  }
  absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest&) override {
    v1::ListPostedReply reply;
    reply.add_lines()->set_message_id("M");
    reply.mutable_lines(0)->set_number(7);
    return reply;
  }
  bool training() const override { return false; }
  edge::Notes& notes() override { return notes_; }

 private:
  ForgetfulNotes notes_;
};

void CheckStatement(const std::string& bytes) {
  const auto rows = ReadDetailFile(bytes);
  if (rows.ok()) {
    for (const DetailRow& row : *rows) {
      YIZHAN_CHECK(!row.setl_id.empty() || !row.msgid.empty());
      YIZHAN_CHECK(!row.refund || (row.total >= Money() && row.funds >= Money()));
    }
  }
  const auto totals = ParseStatementTotals(bytes);
  if (totals.ok() && totals->of == TotalsOf::kRefunds) YIZHAN_CHECK(totals->total >= Money());
}

}  // namespace
}  // namespace yizhan::national

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using yizhan::national::NationalOptions;
  static yizhan::national::FuzzIntake intake;
  static const yizhan::ManualClock clock(1'340'933'400'000);
  NationalOptions options;
  options.institution_id = "H1";
  yizhan::national::NationalDoor door(options, intake, clock);
  const std::string body(reinterpret_cast<const char*>(bytes), size);
  const yizhan::edge::HttpResponse response =
      door.Handle({.method = "POST",
                   .target = "/",
                   .body = body,
                   .peer = "",
                   .headers = {{"content-type", "application/json; charset=utf-8"}}});
  YIZHAN_CHECK(yizhan::ParseJson(response.body).ok());
  static_cast<void>(door.Reread(body));
  yizhan::national::CheckStatement(body);
  return 0;
}
