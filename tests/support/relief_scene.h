// ReliefScene: the small pack with a granted fund, a relief office that records outside aid, asks
// for a year once more and confirms what it is shown.
//
// Units:    fen.
// Errors:   a ledger that does not verify afterwards fails the test.
// Threads:  one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {

inline v1::OutsideAidRequest OutsideRequest(std::uint64_t person_no, const std::string& request_id,
                                            std::int64_t base_fen, std::int64_t paid_fen,
                                            const std::string& program = "half") {
  v1::OutsideAidRequest request;
  request.mutable_person()->set_person_no(person_no);
  request.set_program_id(program);
  request.set_service_end("2012-05-30");
  request.set_accounting_date("2012-06-01");
  request.set_base_fen(base_fen);
  request.set_paid_fen(paid_fen);
  request.set_request_id(request_id);
  return request;
}

inline v1::ConfirmAdjustmentRequest ConfirmRequest(const v1::Proposal& proposal,
                                                   const std::string& request_id = "confirm") {
  v1::ConfirmAdjustmentRequest request;
  request.mutable_person()->set_person_no(proposal.person_no());
  request.set_year(proposal.year());
  request.set_proposal_digest(proposal.digest());
  request.set_request_id(request_id);
  return request;
}

class ReliefScene : public testing::Test {
 protected:
  ReliefScene() {
    desk_->OpenFund("fund");
    desk_->Grant("fund", 7'000);
  }
  void TearDown() override { EXPECT_EQ(desk_->Differences(), std::vector<std::string>()); }

  // Somebody whose identity the office does not know yet, or does.
  std::uint64_t Nobody(const std::string& card = "000000-LI") { return desk_->Import(card, {}); }
  std::uint64_t Dibao(const std::string& card = "000000-LI") {
    return desk_->Import(card, {"dibao"});
  }
  std::uint64_t Settle(std::uint64_t person_no, const std::string& message_id,
                       std::int64_t in_scope_fen, std::int64_t pre_self_pay_fen = 0,
                       std::int64_t out_of_scope_fen = 0) {
    v1::Bill bill = MakeBill(message_id);
    SetParts(bill, in_scope_fen, pre_self_pay_fen, 0, out_of_scope_fen);
    return desk_->Post(bill, person_no).number();
  }
  v1::Proposal Propose(std::uint64_t person_no, std::uint32_t year = 2012) {
    const absl::StatusOr<v1::Proposal> proposal = desk_->Readjudicate(person_no, year);
    EXPECT_TRUE(proposal.ok()) << proposal.status();
    return proposal.value_or(v1::Proposal());
  }
  // The entry that a confirmation of the proposal of now posted.
  v1::Entry Confirmed(std::uint64_t person_no, const std::string& request_id = "confirm") {
    const auto reply =
        desk_->Confirm(ReliefCaller(), ConfirmRequest(Propose(person_no), request_id));
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? desk_->EntryAt(reply->number()) : v1::Entry();
  }
  absl::StatusOr<v1::ReverseReply> TakeBack(std::uint64_t number) {
    v1::ReverseRequest request;
    request.set_number(number);
    request.set_request_id("take-back-" + std::to_string(number));
    return desk_->Reverse(ReliefCaller(), request);
  }
  std::int64_t Value(std::uint64_t person_no, const std::string& account) {
    return desk_->PersonValue(person_no, account, 2012);
  }

  // "half +5000 charity -200 ": the nets over the scope.
  static std::string Nets(const v1::Proposal& proposal) {
    std::string text;
    for (const v1::ProgramDifference& net : proposal.programs()) {
      text += net.program_id() + (net.difference_fen() > 0 ? " +" : " ") +
              std::to_string(net.difference_fen()) + " ";
    }
    return text;
  }
  // The same of one bill.
  static std::string DifferencesOf(const v1::Proposal& proposal, std::uint64_t number) {
    std::string text;
    for (const v1::RefoldedBill& bill : proposal.bills()) {
      if (bill.number() != number) continue;
      for (const v1::ProgramDifference& it : bill.programs()) {
        if (it.difference_fen() == 0) continue;
        text += it.program_id() + (it.difference_fen() > 0 ? " +" : " ") +
                std::to_string(it.difference_fen()) + " ";
      }
    }
    return text;
  }
  static std::vector<std::uint64_t> NumbersOf(const v1::Proposal& proposal) {
    std::vector<std::uint64_t> numbers;
    for (const v1::RefoldedBill& bill : proposal.bills()) numbers.push_back(bill.number());
    return numbers;
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
};

}  // namespace yizhan::test
